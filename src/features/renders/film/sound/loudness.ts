/** Result of the filter `ebur128`. Silence has neither loudness nor peak: both are `-Infinity`. */
export interface Loudness {
  /** Integrated, LUFS. */
  readonly integrated: number;
  /** Maximum true peak in dBTP; `-Infinity` when not measured. */
  readonly truePeak: number;
}

/** The gate of BS.1770 in LUFS: ffmpeg reports it when nothing was louder. */
const GATE = -70;

const numberAfter = (summary: string, pattern: RegExp): number => {
  const value = Number(pattern.exec(summary)?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : -Infinity;
};

/** Parses the summary at the end of the `ebur128` log. Pure. */
export const readLoudness = (log: string): Loudness => {
  const summary = log.slice(Math.max(0, log.lastIndexOf('Integrated loudness:')));
  const integrated = numberAfter(summary, /I:\s+(\S+) LUFS/);
  return { integrated: integrated <= GATE ? -Infinity : integrated, truePeak: numberAfter(summary, /Peak:\s+(\S+) dBFS/) };
};
