import type { StoredResult } from './result.ts';

/** Benches that run only by name or with `--long`. */
export const LONG_BENCHES: ReadonlySet<string> = new Set(['single-pass', 'encoding', 'scaling', 'endurance', 'growth']);
/** Of one control run, in seconds. */
const CONTROL_SECONDS = 6;

/** How long a run of all but the long benches takes by the newest results, in minutes, with a control run before the first and after each. */
export function ordinaryMinutes(newest: readonly StoredResult[]): number {
  const ordinary = newest.filter(({ bench }) => !LONG_BENCHES.has(bench));
  const seconds = ordinary.reduce((sum, { seconds: took }) => sum + (took ?? 0), 0);
  return (seconds + CONTROL_SECONDS * (ordinary.length + 1)) / 60;
}
