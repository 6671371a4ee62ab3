/** The result of parsing a part of `-progress`. */
export interface ProgressReading {
  /** Output position in milliseconds; undefined while ffmpeg reports `N/A`. */
  readonly outMs: number | undefined;
  /** The incomplete last line; prepend it to the next text. */
  readonly rest: string;
}

/**
 * Parses the `key=value` lines of `-progress pipe:3`; the last time counts. `out_time_us` is in microseconds in every version (and so is
 * `out_time_ms`, despite its name). A pure function.
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
