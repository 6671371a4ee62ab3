import type { FfmpegCommand, FfmpegInput } from '../../../platform/media/media.ts';
import type { ClipSpec } from '../film/film-spec.ts';
import { covering, inside, onChroma } from '../pictures/placement.ts';
import type { Placement, Size } from '../pictures/placement.ts';
import { STACKED_ALPHA } from './alpha.ts';
import { hasAlpha, mayBeInterlaced, sdrFilters, yuvOf } from './colors.ts';
import type { CodedColor } from './colors.ts';

/** Goes up when clips are placed, timed or encoded differently; part of their hash. */
export const CLIP_REVISION = 1;

/** The source of a prepared clip, and of a still of it. */
export interface ClipSource {
  readonly input: FfmpegInput;
  readonly clip: Omit<ClipSpec, 'assetId' | 'sha256' | 'shortClip'>;
  readonly color: CodedColor;
  /** Pixels and rate of the film. */
  readonly frame: Size;
  readonly fps: number;
  /** `#rrggbb`: behind transparent parts, and the bars of FIT. */
  readonly ground: string;
  /** Whether transparent parts stay transparent, in place of `ground`: the prepared clip has them below the picture (`STACKED_ALPHA`). */
  readonly keepsAlpha?: boolean;
  readonly output: string;
}

/** Containers whose index finds the key frame before a time. */
const INDEXED = new Set(['mov', 'matroska']);

/**
 * Containers that are read from a while before the time, and never from near their start: their times are those of decoding, or found by
 * guessing. The others, MPEG, are decoded from their start, because versions of ffmpeg disagree by frames or seconds about the times after a
 * jump in a transport or program stream.
 */
const ROUGHLY_INDEXED = new Set(['avi', 'ogg']);
const EARLY_MS = 5_000;

/** Where the reading of a clip begins that is shown from a time on. */
function soughtMs({ input: { format } }: ClipSource, fromMs: number): number {
  if (INDEXED.has(format)) return fromMs;
  return ROUGHLY_INDEXED.has(format) && fromMs >= 2 * EARLY_MS ? fromMs - EARLY_MS : 0;
}

/** Milliseconds that preparing may take: generous, because a busy machine is not an error. */
const patience = (durationMs: number): number => 600_000 + 6 * durationMs;

/** Milliseconds that one frame may take: somebody waits for it. */
const STILL_MS = 15_000;

const THREADS = 2;

/**
 * The clip as an MP4 of the film's size, rate and colours, from `trimStartMs` on at its speed, of `mostFrames` frames at most. Almost lossless,
 * because it is encoded again; a key frame each second and no B-frames, because views begin anywhere in it.
 */
export function prepareClip(source: ClipSource, mostFrames: number, onProgress: (fraction: number) => void): FfmpegCommand {
  const { clip, fps, output } = source;
  const expectedMs = Math.min((mostFrames * 1_000) / fps, Math.max(1, clip.durationMs - clip.trimStartMs) / clip.speed);
  return {
    inputs: [inputAt(source, clip.trimStartMs)],
    filterGraph: `${graph(source, clip.trimStartMs)}${source.keepsAlpha ? `,${STACKED_ALPHA}` : ''}[clip]`,
    outputOptions: [
      ['-map', '[clip]', '-an', '-frames:v', String(mostFrames), '-map_metadata', '-1', '-bitexact'],
      ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-g', String(fps), '-bf', '0', '-pix_fmt', 'yuv420p'],
      ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv', '-r', String(fps), '-f', 'mp4'],
    ].flat(),
    output,
    threads: THREADS,
    expectedMs,
    onProgress,
    timeoutMs: patience(clip.durationMs),
  };
}

/** One frame of the clip as a PNG: what the clip shows after so many milliseconds of the film. */
export function clipFrame(source: ClipSource, afterMs: number): FfmpegCommand {
  const { clip, output } = source;
  const fromMs = clip.trimStartMs + afterMs * clip.speed;
  return {
    inputs: [inputAt(source, fromMs)],
    // Stated, or ffmpeg 5.1 converts with the matrix of standard definition.
    filterGraph: `${graph(source, fromMs)},scale=in_color_matrix=bt709:in_range=tv,format=${source.keepsAlpha ? 'rgba' : 'rgb24'}[still]`,
    outputOptions: ['-map', '[still]', '-frames:v', '1', '-map_metadata', '-1', '-bitexact', '-c:v', 'png', '-f', 'image2', '-update', '1'],
    output,
    threads: THREADS,
    timeoutMs: STILL_MS,
  };
}

/**
 * From the key frame before the time: `fps` shows the frame that is on the screen at that time, which may have begun long before it (in
 * recordings of screens nothing changes for seconds).
 */
function inputAt(source: ClipSource, fromMs: number): FfmpegInput {
  const { input } = source;
  const atMs = soughtMs(source, fromMs);
  if (atMs === 0) return input;
  return { ...input, options: [...(input.options ?? []), '-noaccurate_seek', '-ss', (atMs / 1_000).toFixed(3)] };
}

/** Counted from the first frame that is shown, at the speed of the film. */
function timing(source: ClipSource, fromMs: number): readonly string[] {
  const { speed } = source.clip;
  const earlyMs = fromMs - soughtMs(source, fromMs);
  const since = earlyMs === 0 ? 'PTS' : `(PTS-${(earlyMs / 1_000).toFixed(3)}/TB)`;
  return [...(since === 'PTS' && speed === 1 ? [] : [`setpts=${since}/${speed}`]), `fps=${source.fps}:start_time=0`];
}

const SMALLEST_INTERLACED = 16;

function graph(source: ClipSource, fromMs: number): string {
  const { clip, color, frame, ground } = source;
  const isLarge = Math.min(clip.width, clip.height) >= SMALLEST_INTERLACED;
  const picture = [
    ...(mayBeInterlaced(color) && isLarge ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...timing(source, fromMs),
  ].join(',');
  const cover = onChroma(covering(clip, frame, clip));
  const whole = onChroma(inside(clip, frame));
  const scaled = (to: Placement): string => sdrFilters(color, clip, to).join(',');
  const cropped = `${scaled(cover)},crop=${frame.width}:${frame.height}:${-cover.x}:${-cover.y}:exact=1`;
  if (source.keepsAlpha) {
    if (clip.fit === 'FILL') return `[0:V:0]${picture},${cropped},format=yuva420p`;
    return `[0:V:0]${picture},${scaled(whole)},pad=${frame.width}:${frame.height}:${whole.x}:${whole.y}:color=black@0`;
  }
  if (clip.fit === 'BLUR') {
    return [
      `[0:V:0]${picture},split[near][far]`,
      `[far]${cropped},format=yuv420p,${blurred(frame)}[behind]`,
      `[near]${scaled(whole)}[shown]`,
      `[behind][shown]${laid(whole)}`,
    ].join(';');
  }
  if (clip.fit === 'FILL' && !hasAlpha(color)) return `[0:V:0]${picture},${cropped}`;
  const [shown, place] = clip.fit === 'FILL' ? [cropped, { x: 0, y: 0 }] : [scaled(whole), whole];
  return [`[0:V:0]${picture},${shown},split[shown][copy]`, `[copy]${paper(frame, ground)}[paper]`, `[paper][shown]${laid(place)}`].join(
    ';',
  );
}

const laid = ({ x, y }: Pick<Placement, 'x' | 'y'>): string => `overlay=x=${x}:y=${y}:format=yuv420,format=yuv420p`;

/** Without the colour source, whose frames have no end; filters that take a colour convert it in ways that depend on the version. */
function paper({ width, height }: Size, ground: string): string {
  const { y, u, v } = yuvOf(ground);
  return `scale=${width}:${height}:flags=neighbor,format=yuv420p,lutyuv=y=${y}:u=${u}:v=${v}`;
}

/** Blurred as a small copy, and darker than the clip before it. */
function blurred({ width, height }: Size): string {
  const small = (side: number): number => Math.max(2, 2 * Math.round(side / 32));
  return [
    `scale=${small(width)}:${small(height)}:flags=area`,
    'gblur=sigma=2',
    `scale=${width}:${height}:flags=bicubic`,
    'lutyuv=y=(val-16)*0.6+16:u=(val-128)*0.6+128:v=(val-128)*0.6+128',
  ].join(',');
}
