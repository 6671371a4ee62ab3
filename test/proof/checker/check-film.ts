import { captionChecks } from './checks/caption-checks.ts';
import { fileChecks } from './checks/file-checks.ts';
import { pictureChecks } from './checks/picture-checks.ts';
import { soundChecks } from './checks/sound-checks.ts';
import { gather } from './evidence.ts';
import type { Delivered, Evidence, Planned } from './evidence.ts';

/** Checks by name; each says what it found where that is wrong. */
export type Checks = Readonly<Record<string, (evidence: Evidence) => string | undefined>>;

export interface Fault {
  readonly check: string;
  readonly found: string;
}

export interface Verdict {
  readonly faults: readonly Fault[];
  /** LUFS and dBTP; -Infinity for a film without a sound. */
  readonly loudness: number;
  readonly truePeak: number;
  readonly frames: number;
}

const CHECKS: Checks = { ...fileChecks, ...soundChecks, ...pictureChecks, ...captionChecks };
/** Names of all checks, in their order. */
export const CHECK_NAMES: readonly string[] = ['readable', ...Object.keys(CHECKS)];

/** What is wrong with what was measured. */
export const judge = (evidence: Evidence): Fault[] =>
  Object.entries(CHECKS).flatMap(([check, look]) => {
    const found = look(evidence);
    return found === undefined ? [] : [{ check, found }];
  });

/** Judges a film by its files alone, with readers of its own; `ffmpeg` only decodes. A file that cannot be read has the fault `readable`. */
export async function checkFilm(ffmpeg: string, delivered: Delivered, planned: Planned): Promise<Verdict> {
  try {
    const evidence = await gather(ffmpeg, delivered, planned);
    return { faults: judge(evidence), loudness: evidence.loudness, truePeak: evidence.truePeak, frames: evidence.frames.length };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { faults: [{ check: 'readable', found }], loudness: Number.NaN, truePeak: Number.NaN, frames: 0 };
  }
}
