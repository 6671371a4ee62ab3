import type { FilmCheck } from './film-check.ts';

/** Fraction by which the length may differ from the requested one. */
const TOLERANCE = 0.2;

/** Compares the length with the requested one, which is a wish: a film of another length is delivered with this warning. */
export function targetCheck(targetMs: number | null, measuredMs: number): FilmCheck[] {
  if (targetMs === null) return [];
  const ok = Math.abs(measuredMs - targetMs) <= targetMs * TOLERANCE;
  return [{ name: 'targetDuration', unit: 'ms', expected: `${targetMs} ± ${TOLERANCE * 100} %`, measured: measuredMs.toFixed(0), ok }];
}
