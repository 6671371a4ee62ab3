/** What one reading of `-progress` tells. */
export interface ProgressReading {
  /** How far the output has come in milliseconds; undefined while ffmpeg says `N/A`. */
  readonly outMs: number | undefined;
  /** The unfinished last line: give it to the next call in front of what comes then. */
  readonly rest: string;
}

/**
 * Reads the `key=value` lines that `-progress pipe:3` writes. Pure; the last time in the text wins.
 * `out_time_us` is microseconds in every version (`out_time_ms` is too, whatever its name says).
 */
export const readProgress = (text: string): ProgressReading => {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const times = lines
    .filter((line) => line.startsWith('out_time_us='))
    .map((line) => Number(line.slice('out_time_us='.length)))
    .filter((time) => Number.isFinite(time) && time >= 0);
  const last = times.at(-1);
  return { outMs: last === undefined ? undefined : last / 1000, rest };
};
