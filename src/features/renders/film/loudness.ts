/** What the filter `ebur128` measured. Silence has neither loudness nor peak: both are `-Infinity` then. */
export interface Loudness {
  /** Integrated, LUFS. */
  readonly integrated: number;
  /** Highest true peak, dBTP; `-Infinity` where it was not asked for. */
  readonly truePeak: number;
}

/** The gate of BS.1770: ffmpeg answers -70 where nothing was louder. */
const GATE = -70;

const numberAfter = (summary: string, pattern: RegExp): number => {
  const value = Number(pattern.exec(summary)?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : -Infinity;
};

/** Reads the summary that ends the log of `ebur128`. Pure. */
export const readLoudness = (log: string): Loudness => {
  const summary = log.slice(Math.max(0, log.lastIndexOf('Integrated loudness:')));
  const integrated = numberAfter(summary, /I:\s+(\S+) LUFS/);
  return { integrated: integrated <= GATE ? -Infinity : integrated, truePeak: numberAfter(summary, /Peak:\s+(\S+) dBFS/) };
};
