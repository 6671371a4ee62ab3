import type { FfmpegCommand } from '../../../platform/media/media.ts';
import { type Loudness, readLoudness } from './loudness.ts';

/** From and to, milliseconds of the film. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** What one decoding of the whole film shows. */
export interface Decoding {
  readonly frames: number;
  /** Share of frames that did not come at the constant distance; undefined when nothing was decoded. */
  readonly irregular: number | undefined;
  readonly black: readonly Stretch[];
  readonly silent: readonly Stretch[];
  readonly loudness: Loudness;
  /** Lines in which a decoder complains. */
  readonly errors: number;
}

/** Shorter black is a transition's; shorter silence a pause for breath. Seconds. */
const BLACK_SECONDS = 0.5;
const SILENT_SECONDS = 1;

export interface DecodingRequest {
  readonly film: string;
  /** Kinds of streams that are in the file: a filter on one that is missing would end the run before it said anything. */
  readonly kinds: readonly ('video' | 'audio')[];
  readonly expectedMs: number;
  readonly threads: number;
  readonly onProgress: (fraction: number) => void;
}

const CHAINS = {
  video: [
    '[0:v]split[picture][copy]',
    `[copy]scale=160:-2:flags=neighbor,blackdetect=d=${BLACK_SECONDS}:pix_th=0.02:pic_th=0.99,nullsink`,
    '[picture]vfrdet[video]',
  ].join(';'),
  audio: `[0:a]silencedetect=noise=-60dB:d=${SILENT_SECONDS},ebur128=framelog=verbose:peak=true[audio]`,
} as const;

/**
 * One pass over the film for all that only decoding shows. Black is darker than the darkest ground of our looks (2 % of the way from black to
 * white, on 99 % of the picture), looked for on a small copy; silent is below -60 dBFS. The deblocking filter is left out: it changes how
 * edges look and nothing that is asked here.
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

/** A silence that lasts to the end of the film may have no end in the log. */
const readSilent = (log: string, filmMs: number): Stretch[] => {
  const ends = [...log.matchAll(/silence_end: (\S+)/g)].map(([, end]) => seconds(end));
  return [...log.matchAll(/silence_start: (\S+)/g)].map(([, start], index) => ({
    startMs: Math.max(0, seconds(start)),
    endMs: ends[index] ?? filmMs,
  }));
};

const COMPLAINT =
  /error while decoding|concealing \d+|corrupt|Invalid NAL|invalid data found|partial file|decode_slice|missing picture|channel element .* is not allocated/i;

/** Reads the log of `decodingCommand`. Pure. */
export const readDecoding = (log: string, filmMs: number): Decoding => {
  const counted = [...log.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1];
  const irregular = /VFR:([\d.]+)/.exec(log)?.[1];
  return {
    frames: Number(counted ?? 0),
    irregular: irregular === undefined ? undefined : Number(irregular),
    black: readBlack(log),
    silent: readSilent(log, filmMs),
    loudness: readLoudness(log),
    errors: log.split(/[\r\n]+/).filter((line) => COMPLAINT.test(line)).length,
  };
};
