import type { FfmpegCommand, FfmpegInput } from '../../../../platform/media/media.ts';
import { vttTime } from '../../../../platform/text/vtt-time.ts';
import type { AssetRow } from '../../asset.entity.ts';
import { UPRIGHT } from './orientation.ts';
import type { OpenedPicture } from '../pictures/open-picture.ts';
import type { Orientation } from './orientation.ts';

/** Pixels: long side of a thumbnail, short side of a preview, width of a tile. */
const THUMBNAIL_SIDE = 640;
const PREVIEW_SIDE = 720;
const TILE_WIDTH = 160;
const MAX_TILES = 100;
const COLUMNS = 10;
const WAVE = { width: 1_200, height: 240, colour: '0x4f6df5' } as const;
/** Sample rate of the waveform; the filter holds the whole audio in memory. */
const WAVE_RATE = 4_000;
const MAX_WAVE_RATE = 48_000;
/** Sample rate of the waveform in Hz. ffmpeg's filter draws nothing when a sound has fewer samples than the picture has columns. */
const waveRate = (durationMs: number): number =>
  Math.min(MAX_WAVE_RATE, Math.max(WAVE_RATE, Math.ceil((2_000 * WAVE.width) / Math.max(1, durationMs))));
const THREADS = 2;
/** Milliseconds. Shorter films decode every frame for the storyboard, longer ones key frames only. */
const SHORT_MS = 60_000;

/** Drops metadata about places, devices and people, and data attached to frames. */
const BARE = ['-map_metadata', '-1', '-map_metadata:s:v', '-1', '-map_metadata:s:a', '-1', '-map_chapters', '-1', '-bitexact'];
const BARE_FRAMES = 'sidedata=mode=delete,metadata=mode=delete';

/**
 * A checked film or sound, as commands need it. Sizes are those of the upright picture with square pixels, because pixels of films need not
 * be square.
 */
export interface CheckedMedia {
  readonly input: FfmpegInput;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
}

/** ffmpeg filter arguments that fit a picture into a square, in its displayed shape. */
function within(side: number, width: number, height: number): string {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  const pixels = (length: number): number => Math.max(1, Math.round(length * scale));
  return `${pixels(width)}:${pixels(height)}`;
}
const patience = (durationMs: number): number => 600_000 + 6 * durationMs;
const STILL = ['-frames:v', '1', '-q:v', '3', ...BARE, '-abort_on', 'empty_output', '-f', 'mjpeg'];

interface UprightPicture {
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
}

/** Command for a JPEG of a picture: upright, with transparent parts on white. */
export const pictureThumbnail = (picture: OpenedPicture, { width, height, orientation }: UprightPicture, output: string): FfmpegCommand =>
  pictureOnWhite(picture, orientation, `scale=${within(THUMBNAIL_SIDE, width, height)}:flags=lanczos`, output);

/** The same for the middle square of a picture, `side` pixels long. */
export function squareThumbnail(
  picture: OpenedPicture,
  { width, height, orientation }: UprightPicture,
  { side, output }: { readonly side: number; readonly output: string },
): FfmpegCommand {
  const cut = Math.max(1, Math.min(width, height));
  return pictureOnWhite(picture, orientation, `crop=${cut}:${cut},scale=${side}:${side}:flags=lanczos`, output);
}

function pictureOnWhite({ input, filters }: OpenedPicture, orientation: Orientation, scale: string, output: string): FfmpegCommand {
  const upright = [...filters, ...UPRIGHT[orientation], scale, 'format=rgba'].join(',');
  // Colour in full resolution throughout: with halved resolution, a picture of one pixel has no colour.
  const onWhite = `[0:v:0]${upright},split[ink][copy];[copy]lutrgb=r=255:g=255:b=255:a=255[paper];[paper][ink]overlay=format=gbrp`;
  return {
    inputs: [{ ...input, options: ['-noautorotate'] }],
    filterGraph: `${onWhite},format=yuvj444p,${BARE_FRAMES}[still]`,
    outputOptions: ['-map', '[still]', ...STILL],
    output,
    threads: 1,
    timeoutMs: 120_000,
  };
}

/** Number of frames from which the most representative one is chosen. */
const CANDIDATES = 50;

/**
 * Command for a JPEG of a film, from a given time on. It starts at the key frame before that time, because nothing need follow the time:
 * films may have one frame, or times that begin an hour late. Times restart there: the frames before the requested one have times below
 * zero and are dropped, because in a film in which little moves the filter would choose one of them.
 */
export function filmThumbnail({ input, width, height }: CheckedMedia, fromMs: number, output: string): FfmpegCommand {
  const size = within(THUMBNAIL_SIDE, width, height);
  return {
    inputs: [{ ...input, options: fromMs > 0 ? ['-noaccurate_seek', '-ss', (fromMs / 1_000).toFixed(3)] : [] }],
    filterGraph: `[0:V:0]setpts=PTS-STARTPTS,scale=${size}:flags=lanczos,setsar=1,thumbnail=n=${CANDIDATES},format=yuvj420p,${BARE_FRAMES}[still]`,
    outputOptions: ['-map', '[still]', ...STILL],
    output,
    threads: THREADS,
    timeoutMs: 300_000,
  };
}

/** Layout of a storyboard: `tiles` pictures, one every `intervalMs`, in rows of ten. Sizes are in pixels. */
export interface Storyboard {
  readonly tiles: number;
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly intervalMs: number;
}

export function planStoryboard({ width, height, durationMs }: CheckedMedia): Storyboard {
  const intervalMs = Math.max(1_000, Math.ceil(durationMs / MAX_TILES));
  const tiles = Math.max(1, Math.ceil(durationMs / intervalMs));
  const tileHeight = Math.max(2, Math.min(TILE_WIDTH * 4, 2 * Math.round((TILE_WIDTH * height) / width / 2)));
  return { tiles, columns: Math.min(COLUMNS, tiles), tileWidth: TILE_WIDTH, tileHeight, intervalMs };
}

/** Time of the frame for the thumbnail, in milliseconds. The first frames of films are often black. */
export const thumbnailTime = (durationMs: number): number => Math.min(10_000, durationMs / 10);

/**
 * Commands that make the storyboard: first the tiles, one after the other, then the strip. A single command would write nothing before its
 * end, so it would look as if it hung and report no progress. `tiles` is the intermediate folder.
 */
export function storyboardStrip(
  { input, durationMs }: CheckedMedia,
  { tiles: count, columns, tileWidth, tileHeight, intervalMs }: Storyboard,
  { tiles, output, onProgress }: { readonly tiles: string; readonly output: string; readonly onProgress: (fraction: number) => void },
): readonly FfmpegCommand[] {
  const every = `fps=1000/${intervalMs}:start_time=0:round=up`;
  return [
    {
      inputs: [{ ...input, options: durationMs > SHORT_MS ? ['-skip_frame', 'nokey'] : [] }],
      filterGraph: `[0:V:0]${every},scale=${tileWidth}:${tileHeight},setsar=1,format=yuvj420p,${BARE_FRAMES}[tiles]`,
      outputOptions: ['-map', '[tiles]', '-frames:v', String(count), '-q:v', '2', ...BARE, '-abort_on', 'empty_output', '-f', 'mjpeg'],
      output: tiles,
      threads: THREADS,
      expectedMs: durationMs,
      onProgress,
      timeoutMs: patience(durationMs),
    },
    {
      inputs: [{ path: tiles, format: 'mjpeg' }],
      filterGraph: `[0:v:0]tile=${columns}x${Math.ceil(count / columns)}[strip]`,
      outputOptions: ['-map', '[strip]', ...STILL],
      output,
      threads: 1,
      timeoutMs: 120_000,
    },
  ];
}

/** WebVTT that maps times to tiles. The cues name `storyboard.jpg`, which is stored next to it. */
export function storyboardMap({ durationMs }: CheckedMedia, { tiles, columns, tileWidth, tileHeight, intervalMs }: Storyboard): string {
  const cues = Array.from({ length: tiles }, (_, index) => {
    const endMs = index === tiles - 1 ? durationMs : (index + 1) * intervalMs;
    const times = `${vttTime(index * intervalMs)} --> ${vttTime(endMs)}`;
    const place = [(index % columns) * tileWidth, Math.floor(index / columns) * tileHeight, tileWidth, tileHeight];
    return `${times}\nstoryboard.jpg#xywh=${place.join(',')}`;
  });
  return `${['WEBVTT', ...cues].join('\n\n')}\n`;
}

/**
 * Commands for a PNG of the envelope of a sound over its whole length; `sound` is the path of an intermediate file with a reduced sample
 * rate.
 */
export function waveform(
  { input, durationMs }: CheckedMedia,
  { sound, output, onProgress }: { readonly sound: string; readonly output: string; readonly onProgress: (fraction: number) => void },
): readonly FfmpegCommand[] {
  const { width, height, colour } = WAVE;
  return [
    {
      inputs: [input],
      outputOptions: [
        '-map',
        '0:a:0',
        '-ac',
        '1',
        '-ar',
        String(waveRate(durationMs)),
        '-c:a',
        'pcm_s16le',
        ...BARE,
        '-abort_on',
        'empty_output',
        '-f',
        'wav',
      ],
      output: sound,
      threads: 1,
      expectedMs: durationMs,
      onProgress,
      timeoutMs: patience(durationMs),
    },
    {
      inputs: [{ path: sound, format: 'wav' }],
      filterGraph: `[0:a:0]apad=whole_len=${2 * WAVE.width},showwavespic=s=${width}x${height}:colors=${colour}[wave]`,
      outputOptions: ['-map', '[wave]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1'],
      output,
      threads: 1,
      timeoutMs: 120_000,
    },
  ];
}

/** Command for H.264 and AAC in MP4, at most 720 pixels on the short side, playable while it loads. A suitable stream is copied. */
export function webRendition(media: CheckedMedia, isReady: boolean, output: string, onProgress: (fraction: number) => void): FfmpegCommand {
  const { input, durationMs } = media;
  const common = { inputs: [input], output, threads: THREADS, expectedMs: durationMs, onProgress, timeoutMs: patience(durationMs) };
  const file = ['-map', '0:a:0?', ...BARE, '-movflags', '+faststart', '-f', 'mp4'];
  // The filter removes NAL units of type 6 (SEI), which carry messages of encoders and cameras.
  if (isReady) return { ...common, outputOptions: ['-map', '0:V:0', '-c', 'copy', '-bsf:v', 'filter_units=remove_types=6', ...file] };
  const { width, height } = previewSize(media);
  return {
    ...common,
    filterGraph: `[0:V:0]scale=${width}:${height}:flags=bicubic,setsar=1,format=yuv420p,${BARE_FRAMES}[picture]`,
    outputOptions: [
      ['-map', '[picture]', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-fpsmax', '60', '-profile:v', 'high'],
      ['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
      file,
    ].flat(),
  };
}

/** Size of the rendition: even numbers, never larger than the film. */
function previewSize({ width, height }: CheckedMedia): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, PREVIEW_SIDE / Math.min(width, height));
  const even = (pixels: number): number => Math.max(2, 2 * Math.round((pixels * scale) / 2));
  return { width: even(width), height: even(height) };
}

/** Whether browsers can play the file directly, judged by its metadata. */
export function isWebReady(
  format: string,
  { codecs, width, height, metadata }: Pick<AssetRow, 'codecs' | 'width' | 'height' | 'metadata'>,
): boolean {
  const [video, audio = 'aac'] = codecs;
  const isPlain = metadata?.['pixelFormat'] === 'yuv420p' && metadata['rotation'] === undefined;
  return format === 'mp4' && video === 'h264' && audio === 'aac' && isPlain && Math.min(width ?? 0, height ?? 0) <= PREVIEW_SIDE;
}
