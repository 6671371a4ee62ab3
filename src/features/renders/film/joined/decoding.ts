import { readFile } from 'node:fs/promises';
import type { FfmpegCommand, Media, MediaCall } from '../../../../platform/media/media.ts';
import { type Loudness, readLoudness } from '../sound/loudness.ts';
import { AREAS_OF_PICTURE, type Flashing, lumaOf } from './flashes.ts';

/** Start and end, milliseconds of the film. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** What the log of decoding a picture says. */
interface LoggedPicture {
  readonly frames: number;
  readonly black: readonly Stretch[];
  /** Stretches in which the picture does not change. */
  readonly frozen: readonly Stretch[];
  /** Number of log lines with decoder errors. */
  readonly errors: number;
}

/** Results of decoding a picture. */
export interface PictureDecoding extends LoggedPicture {
  readonly flashing: readonly Flashing[];
}

/** Results of decoding the audio of a film. */
export interface AudioDecoding {
  readonly silent: readonly Stretch[];
  readonly loudness: Loudness;
  /** Number of log lines with decoder errors. */
  readonly errors: number;
}

/** Minimum milliseconds that count. Shorter black belongs to a transition, shorter silence is a pause in speech. */
export const MIN_BLACK_MS = 500;
const MIN_SILENT_MS = 1_000;
/** Minimum milliseconds of a frozen picture; slow motion begins slowly. */
export const MIN_FROZEN_MS = 2_000;
/** Minimum milliseconds at the ends of a clip, where a stretch may go on in the next one. */
const [PART_BLACK_MS, PART_FROZEN_MS] = [10, 250];

export interface DecodingRequest {
  readonly path: string;
  readonly expectedMs: number;
  readonly threads: number;
  readonly onProgress?: (fraction: number) => void;
}

const decoding = (
  { path, expectedMs, threads, onProgress }: DecodingRequest,
  { filterGraph, format, output }: { readonly filterGraph: string; readonly format: string; readonly output: string },
): FfmpegCommand => ({
  inputs: [{ path, format: 'mov', options: ['-skip_loop_filter', 'all'] }],
  filterGraph,
  outputOptions: ['-map', '[decoded]', '-fps_mode', 'passthrough', '-f', format],
  output,
  threads,
  expectedMs,
  ...(onProgress && { onProgress }),
  timeoutMs: 300_000 + expectedMs * 2,
});

/**
 * The command that decodes a picture once and finds everything that only decoding shows. Black is darker than the darkest background of the
 * looks (2 % from black to white on 99 % of the picture), detected on a small copy; of each frame, the luma of its areas is written beside
 * the file. The deblocking filter is skipped, which does not affect these results. `isPart`: the file is a clip, whose stretches may go on
 * in the next one.
 */
const pictureDecodingCommand = (request: DecodingRequest, isPart: boolean): FfmpegCommand => {
  const [black, frozen] = (isPart ? [PART_BLACK_MS, PART_FROZEN_MS] : [MIN_BLACK_MS, MIN_FROZEN_MS]).map((ms) => ms / 1_000);
  const detectors = `blackdetect=d=${black}:pix_th=0.02:pic_th=0.99,freezedetect=n=-60dB:d=${frozen}`;
  const filterGraph = `[0:v]split[areas][copy];[areas]${AREAS_OF_PICTURE}[decoded];[copy]scale=160:-2:flags=neighbor,${detectors},nullsink`;
  return decoding(request, { filterGraph, format: 'rawvideo', output: `${request.path}.areas` });
};

/** Samples per second of sounds that are compared. Each is an eighth of a millisecond. */
export const COMPARED_RATE = 8_000;
/**
 * Filters that write a sound on the clock of its file as one channel of `COMPARED_RATE`, 16 bits a sample. Gaps of more than 5 ms in the
 * timestamps become silence; those of WebM are rounded to milliseconds.
 */
export const COMPARED_SOUND = `aformat=channel_layouts=mono,aresample=${COMPARED_RATE}:async=1:min_hard_comp=0.005:first_pts=0:osf=s16`;

/**
 * The command that decodes the audio of a film once and measures it. Silence is below -60 dBFS. `compared`: the file to which it is written
 * as it is compared.
 */
export function audioDecodingCommand(request: DecodingRequest, compared: string): FfmpegCommand {
  const detectors = `silencedetect=noise=-60dB:d=${MIN_SILENT_MS / 1_000},ebur128=framelog=verbose:peak=true`;
  const filterGraph = `[0:a]asplit[measured][copy];[measured]${detectors}[decoded];[copy]${COMPARED_SOUND}[compared]`;
  const command = decoding(request, { filterGraph, format: 'null', output: '-' });
  return { ...command, outputOptions: [...command.outputOptions, '-', '-map', '[compared]', '-f', 's16le'], output: compared };
}

const EDGE = /black_start:|(?:silence|freeze)_(?:start|end): /;
const COMPLAINT =
  /error while decoding|concealing \d+|corrupt|Invalid NAL|invalid data found|partial file|decode_slice|missing picture|channel element .* is not allocated/i;

/** What was read of the log of a decoding command while it ran, because a log of any length has to be read in full. */
export interface DecodingLog {
  /** The lines with starts and ends of stretches. */
  readonly edges: readonly string[];
  /** Number of lines with decoder errors. */
  readonly errors: number;
  /** The end of the log. */
  readonly log: string;
}

/** Runs a decoding command and reads its log. */
export async function runDecoding(media: Pick<Media, 'run'>, command: FfmpegCommand, call: MediaCall): Promise<DecodingLog> {
  const edges: string[] = [];
  let errors = 0;
  const onLogLine = (line: string): void => {
    if (EDGE.test(line)) edges.push(line);
    else if (COMPLAINT.test(line)) errors += 1;
  };
  const { log } = await media.run({ ...command, onLogLine }, call);
  return { edges, errors, log };
}

const seconds = (text: string | undefined): number => Number(text) * 1000;

const readBlack = (edges: readonly string[]): Stretch[] =>
  [...edges.join('\n').matchAll(/black_start:(\S+) black_end:(\S+)/g)].map(([, start, end]) => ({
    startMs: seconds(start),
    endMs: seconds(end),
  }));

/** Reads stretches. One that lasts until the end has no end there. */
const readStretches = (edges: readonly string[], kind: 'silence' | 'freeze', wholeMs: number): Stretch[] => {
  const found: Stretch[] = [];
  let startMs: number | undefined;
  for (const [, edge, at] of edges.join('\n').matchAll(new RegExp(`${kind}_(start|end): (\\S+)`, 'g'))) {
    if (edge === 'start') startMs = Math.max(0, seconds(at));
    else {
      found.push({ startMs: startMs ?? 0, endMs: seconds(at) });
      startMs = undefined;
    }
  }
  return startMs === undefined ? found : [...found, { startMs, endMs: wholeMs }];
};

/** Frames that a run of ffmpeg wrote, by its log. Pure. */
export const framesWritten = (log: string): number => Number([...log.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1] ?? 0);

/** What the log of decoding a picture says. Pure. */
export const readPictureDecoding = ({ edges, errors, log }: DecodingLog, wholeMs: number): LoggedPicture => ({
  frames: framesWritten(log),
  black: readBlack(edges),
  frozen: readStretches(edges, 'freeze', wholeMs),
  errors,
});

/** Decodes a picture. `luma`: that of the areas of each frame. */
export async function decodePicture(
  { media, ...call }: MediaCall & { readonly media: Pick<Media, 'run'> },
  request: DecodingRequest,
  { isPart }: { readonly isPart: boolean },
): Promise<LoggedPicture & { readonly luma: Uint8Array }> {
  const command = pictureDecodingCommand(request, isPart);
  const logged = readPictureDecoding(await runDecoding(media, command, call), request.expectedMs);
  return { ...logged, luma: lumaOf(await readFile(command.output)) };
}

/** The results of `audioDecodingCommand`. Pure. */
export const readAudioDecoding = ({ edges, errors, log }: DecodingLog, wholeMs: number): AudioDecoding => ({
  silent: readStretches(edges, 'silence', wholeMs),
  loudness: readLoudness(log),
  errors,
});
