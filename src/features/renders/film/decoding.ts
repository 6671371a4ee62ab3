import type { FfmpegCommand } from '../../../platform/media/media.ts';
import { type Loudness, readLoudness } from './sound/loudness.ts';

/** Start and end, milliseconds of the film. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** Results of decoding the whole film once. */
export interface Decoding {
  readonly frames: number;
  /** Fraction of frames whose distance to the previous one differs; undefined when nothing was decoded. */
  readonly irregular: number | undefined;
  readonly black: readonly Stretch[];
  /** Stretches in which the picture does not change. */
  readonly frozen: readonly Stretch[];
  readonly silent: readonly Stretch[];
  readonly loudness: Loudness;
  /** Number of log lines with decoder errors. */
  readonly errors: number;
}

/** Minimum seconds that count. Shorter black belongs to a transition, shorter silence is a pause in speech. */
const BLACK_SECONDS = 0.5;
const SILENT_SECONDS = 1;
/** Minimum seconds of a frozen picture; slow motion begins slowly. */
const FROZEN_SECONDS = 2;

export interface DecodingRequest {
  readonly film: string;
  /** Kinds of streams in the file: a filter on a missing one would end the run without output. */
  readonly kinds: readonly ('video' | 'audio')[];
  readonly expectedMs: number;
  readonly threads: number;
  readonly onProgress: (fraction: number) => void;
}

const CHAINS = {
  video: [
    '[0:v]split[picture][copy]',
    `[copy]scale=160:-2:flags=neighbor,blackdetect=d=${BLACK_SECONDS}:pix_th=0.02:pic_th=0.99,freezedetect=n=-60dB:d=${FROZEN_SECONDS},nullsink`,
    '[picture]vfrdet[video]',
  ].join(';'),
  audio: `[0:a]silencedetect=noise=-60dB:d=${SILENT_SECONDS},ebur128=framelog=verbose:peak=true[audio]`,
} as const;

/**
 * The command that decodes the film once and finds everything that only decoding shows. Black is darker than the darkest background of the
 * looks (2 % from black to white on 99 % of the picture), detected on a small copy; silence is below -60 dBFS. The deblocking filter is
 * skipped, which does not affect these results.
 */
export const decodingCommand = ({ film, kinds, expectedMs, threads, onProgress }: DecodingRequest): FfmpegCommand => {
  const chains = kinds.map((kind) => CHAINS[kind]);
  return {
    inputs: [{ path: film, format: 'mov', options: ['-skip_loop_filter', 'all'] }],
    filterGraph: chains.join(';'),
    outputOptions: [...kinds.flatMap((kind) => ['-map', `[${kind}]`]), '-fps_mode', 'passthrough', '-f', 'null'],
    output: '-',
    threads,
    expectedMs,
    onProgress,
    timeoutMs: 300_000 + expectedMs * 2,
  };
};

const seconds = (text: string | undefined): number => Number(text) * 1000;

const readBlack = (log: string): Stretch[] =>
  [...log.matchAll(/black_start:(\S+) black_end:(\S+)/g)].map(([, start, end]) => ({ startMs: seconds(start), endMs: seconds(end) }));

/** Reads stretches from the log. One that lasts until the end of the film may have no end there. */
const readStretches = (log: string, kind: 'silence' | 'freeze', filmMs: number): Stretch[] => {
  const times = (edge: string): number[] => [...log.matchAll(new RegExp(`${kind}_${edge}: (\\S+)`, 'g'))].map(([, at]) => seconds(at));
  const ends = times('end');
  return times('start').map((startMs, index) => ({ startMs: Math.max(0, startMs), endMs: ends[index] ?? filmMs }));
};

const COMPLAINT =
  /error while decoding|concealing \d+|corrupt|Invalid NAL|invalid data found|partial file|decode_slice|missing picture|channel element .* is not allocated/i;

/** Frames that a run of ffmpeg wrote, by its log. Pure. */
export const framesWritten = (log: string): number => Number([...log.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1] ?? 0);

/** Parses the log of `decodingCommand`. Pure. */
export const readDecoding = (log: string, filmMs: number): Decoding => {
  const irregular = /VFR:([\d.]+)/.exec(log)?.[1];
  return {
    frames: framesWritten(log),
    irregular: irregular === undefined ? undefined : Number(irregular),
    black: readBlack(log),
    frozen: readStretches(log, 'freeze', filmMs),
    silent: readStretches(log, 'silence', filmMs),
    loudness: readLoudness(log),
    errors: log.split(/[\r\n]+/).filter((line) => COMPLAINT.test(line)).length,
  };
};
