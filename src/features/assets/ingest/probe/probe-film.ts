import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Probe, ProbeStream } from '../../../../platform/media/media.ts';
import { Rejection } from '../../rejections.ts';
import type { MediaInfo } from '../media-info.ts';
import { audioInfo, displaySize, filmInfo } from './film-info.ts';
import { lengthOf } from './film-length.ts';
import { formatOf, inputOf } from '../formats.ts';
import type { FormatName, GuardedInput } from '../formats.ts';
import { readIso } from './structure/iso-structure.ts';
import { INGEST_LIMITS } from '../limits.ts';
import type { ProbeContext } from './probe-context.ts';
import { bitsOf } from './stream-info.ts';
import { readMatroskaEnd, readWavEnd } from './structure/whole-file.ts';

/** Seconds of a film that are decoded as a test. */
const SAMPLE_SECONDS = '0.5';
/** Seconds that are copied for ffprobe: enough to determine the frame rate. */
const HEAD_SECONDS = '5';

/** Checks a film or audio file: its structure, then its headers, then its first frames. */
export async function probeFilm(format: FormatName, { path, media, call }: ProbeContext): Promise<MediaInfo> {
  const { durationMs: statedMs = 0, isFragmented } = await checkWhole(format, path);
  checkLength(statedMs);
  const input = inputOf(format, path);
  const probe = await media.probe(await probedInput(format, input, { media, call }), { ...call, countPackets: false });
  const found = videoOf(probe);
  const video = found && isFragmented ? { ...found, fps: await rateOfCopy(input, { media, call }) } : found;
  const audio = probe.streams.find(({ kind }) => kind === 'audio');
  if (!video && !audio) throw new Rejection('DAMAGED', 'The file has neither a picture nor audio.');
  if (probe.streams.length > INGEST_LIMITS.streams) throw new Rejection('TOO_MANY_STREAMS', `The file has ${probe.streams.length} tracks.`);
  const durationMs = await lengthOf(format, probe, input, { media, call });
  if (durationMs === 0) throw new Rejection('DAMAGED', 'The file does not state its duration.');
  checkLength(durationMs);
  if (video) checkVideo(video, durationMs);
  const maps = [...(video ? ['-map', '0:V:0'] : []), ...(audio ? ['-map', '0:a:0'] : [])];
  await media.run(
    {
      inputs: [input],
      outputOptions: [...maps, '-t', SAMPLE_SECONDS, '-abort_on', 'empty_output', '-f', 'null'],
      output: '-',
      threads: 1,
      timeoutMs: 30_000,
    },
    call,
  );
  const examined = { format, durationMs, probe, audio };
  return video ? filmInfo(examined, video) : audioInfo(examined);
}

type Tools = Pick<ProbeContext, 'media' | 'call'>;

const videoOf = ({ streams }: Pick<Probe, 'streams'>): ProbeStream | undefined =>
  streams.find(({ kind, isPicture }) => kind === 'video' && !isPicture);

/** The input for ffprobe: the file itself, or a copy of the beginning of its first tracks. */
async function probedInput(format: FormatName, input: GuardedInput, tools: Tools): Promise<GuardedInput> {
  if (!formatOf(format).isProbedByCopy) return input;
  return copiedHead(input, { ...tools, as: 'mkv', muxer: 'matroska', maps: ['-map', '0:V:0?', '-map', '0:a:0?'] });
}

interface OpenedFilm extends Tools {
  readonly format: FormatName;
  readonly input: GuardedInput;
}

/** Milliseconds from the first frame of a film to its first sample, negative where the sound begins first; 0 where one of them is missing. */
export async function soundDelayMs({ format, input, ...tools }: OpenedFilm): Promise<number> {
  const { streams } = await tools.media.probe(await probedInput(format, input, tools), { ...tools.call, countPackets: false });
  const [picture, sound] = [videoOf({ streams }), streams.find(({ kind }) => kind === 'audio')];
  return picture && sound ? (sound.startMs ?? 0) - (picture.startMs ?? 0) : 0;
}

/**
 * Frame rate of a fragmented film. ffprobe's mean is wrong by up to a factor of five, so it is taken from a copy whose index has every
 * frame.
 */
async function rateOfCopy(input: GuardedInput, { media, call }: Tools): Promise<number | undefined> {
  const copy = await copiedHead(input, { media, call, as: 'mov', muxer: 'mov', maps: ['-map', '0:V:0'] });
  return videoOf(await media.probe(copy, { ...call, countPackets: false }))?.fps;
}

interface HeadCopy extends Tools {
  readonly as: FormatName;
  readonly muxer: string;
  readonly maps: readonly string[];
}

/** A copy of the first seconds in another container. */
async function copiedHead(input: GuardedInput, { media, call, as, muxer, maps }: HeadCopy): Promise<GuardedInput> {
  const output = join(call.workDir, `head.${as}`);
  await media.run(
    {
      inputs: [input],
      outputOptions: [...maps, '-c', 'copy', '-t', HEAD_SECONDS, '-abort_on', 'empty_output', '-f', muxer],
      output,
      threads: 1,
      timeoutMs: 30_000,
    },
    call,
  );
  return { ...inputOf(as, output), guard: input.guard };
}

/** What the structure of a file tells, for formats whose structure is read here. */
interface Whole {
  /** Duration as the header of the file states it. */
  readonly durationMs?: number;
  readonly isFragmented?: boolean;
}

/** Reads the structure of the file to its end. */
async function checkWhole(format: FormatName, path: string): Promise<Whole> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return (await WHOLE[formatOf(format).demuxer ?? '']?.(file, size)) ?? {};
  } finally {
    await file.close();
  }
}

const WHOLE: Readonly<Record<string, (file: FileHandle, bytes: number) => Promise<Whole | void>>> = {
  mov: async (file, bytes) => {
    const iso = await readIso(file, bytes);
    if (!iso.hasIndex) throw new Rejection('DAMAGED', 'The file is truncated: its index is missing.');
    return iso;
  },
  matroska: readMatroskaEnd,
  wav: readWavEnd,
};

function checkLength(durationMs: number): void {
  if (durationMs > INGEST_LIMITS.durationMs) throw new Rejection('TOO_LONG', `The duration is ${Math.round(durationMs / 60_000)} minutes.`);
}

function checkVideo(video: ProbeStream, durationMs: number): void {
  const { fps, frames, pixelFormat } = video;
  const { width, height } = displaySize(video);
  if (width < 1 || height < 1) throw new Rejection('DAMAGED', 'The width or height of the video is 0.');
  if (width > INGEST_LIMITS.side || height > INGEST_LIMITS.side || width * height > INGEST_LIMITS.videoPixels) {
    throw new Rejection('TOO_MANY_PIXELS', `The film has ${width} × ${height} pixels.`);
  }
  const rate = Math.max(fps ?? 0, ((frames ?? 0) * 1_000) / Math.max(durationMs, 1_000));
  if (rate > INGEST_LIMITS.framesPerSecond + 0.5)
    throw new Rejection('FRAME_RATE_TOO_HIGH', `The film has ${Math.round(rate)} frames per second.`);
  const bits = bitsOf(pixelFormat);
  if (bits > INGEST_LIMITS.videoBits) throw new Rejection('BIT_DEPTH_TOO_HIGH', `The film has ${bits} bits per channel.`);
}
