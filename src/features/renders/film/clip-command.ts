import { STANDARD_INPUT } from '../../../platform/media/media.ts';
import type { FfmpegCommand, FfmpegInput } from '../../../platform/media/media.ts';
import { focusInFrame } from '../pictures/placement.ts';
import { videoOptions } from './encoder.ts';
import type { CaptionImage, FilmSpec } from './film-spec.ts';
import { fadeFrames, transitionOf, type ClipPlan, type View } from './timeline.ts';
import { zoomExpression } from './zoom.ts';

export interface ClipRequest {
  readonly spec: FilmSpec;
  readonly piece: ClipPlan;
  /** A PNG for each view of the clip, of exactly the film's size; undefined for a view whose frames are drawn. */
  readonly stills: readonly (string | undefined)[];
  /** Frames of the views without a still as raw RGBA, one below the other where there are two. */
  readonly frames?: AsyncIterable<Uint8Array> | undefined;
  readonly captions: readonly CaptionImage[];
  /** Path of the MP4. */
  readonly output: string;
  readonly threads: number;
  readonly onProgress?: (fraction: number) => void;
}

/** PNG is RGB: without these options ffmpeg would convert it to standard-definition colours. */
const BT709 = 'out_color_matrix=bt709:out_range=tv';

/**
 * `zoompan` moves by whole input pixels, by two where chroma is halved; so it gets 4:4:4, enlarged to some 2160 lines whatever the film's
 * size. Measured at 720p, rms jitter and CPU seconds for 150 frames: 4x in 4:2:0 0.43 px and 1.4, 3x in 4:4:4 0.21 px and 2.2, 4x in 4:4:4
 * 0.18 px and 2.8.
 */
const enlargement = ({ width, height }: FilmSpec): number => Math.min(6, Math.max(2, Math.ceil(2160 / Math.min(width, height))));

const CENTRE = { x: 0.5, y: 0.5 } as const;

/**
 * The picture of a view: decoded, scaled and converted once for a still. The input's clock and rate are unchanged (`fps` and `setpts` each
 * move or lose a frame in some version), and one extra frame is produced: the output limits the count.
 */
const stillChain = (spec: FilmSpec, view: View, frames: number): string => {
  const motion = spec.scenes[view.scene]?.motion ?? 'NONE';
  if (motion === 'NONE') {
    return `scale=${spec.width}:${spec.height}:${BT709},format=yuv420p,setsar=1,loop=loop=${frames}:size=1`;
  }
  const times = enlargement(spec);
  const large = `scale=${spec.width * times}:${spec.height * times}:flags=bicubic:${BT709},format=yuv444p`;
  const picture = spec.scenes[view.scene]?.picture;
  const { x, y } = picture ? focusInFrame(picture, spec) : CENTRE;
  const zoom = `zoompan=z='${zoomExpression(view, spec.fps, motion)}':x='(iw-iw/zoom)*${x}':y='(ih-ih/zoom)*${y}'`;
  return `${large},${zoom}:d=${frames + 1}:s=${spec.width}x${spec.height}:fps=${spec.fps},setsar=1`;
};

const isDrawn = (still: string | undefined): boolean => still === undefined;

/** The input of drawn frames comes behind those of stills and captions. */
const drawnInput = ({ stills, captions }: Pick<ClipRequest, 'stills' | 'captions'>): number =>
  stills.filter((still) => !isDrawn(still)).length + captions.length;

/** The picture of each view, with the label of its input. Drawn frames that come in pairs are taken apart. */
const viewChains = (request: Omit<ClipRequest, 'output' | 'threads'>): ((index: number, view: View) => string) => {
  const { spec, piece, stills } = request;
  const { width, height } = spec;
  const arePairs = stills.length > 1 && stills.every(isDrawn);
  return (index, view) => {
    if (!isDrawn(stills[index])) {
      const input = stills.slice(0, index).filter((still) => !isDrawn(still)).length;
      return `[${input}:v]${stillChain(spec, view, piece.frames)}`;
    }
    const crop = arePairs ? `crop=${width}:${height}:0:${index * height},` : '';
    return `[${arePairs ? `drawn${index}` : `${drawnInput(request)}:v`}]${crop}scale=${width}:${height}:${BT709},format=yuv420p,setsar=1`;
  };
};

/** Colours of dips, at 85 % of white: a full white picture dazzles. */
const DIPS: Readonly<Partial<Record<string, string>>> = { fadeblack: 'black', fadewhite: '0xD9D9D9' };

/**
 * `xfade` accepts only 4:4:4: its views are widened from the 4:2:0 of the bodies, so that nothing changes at the seam. It starts a frame
 * early, so that both sides of the cut have the same frames; its slides also show a row of random memory where nothing has moved yet. Its
 * own dips leave the range of video levels and reach their colour after a fifth of the time; two plain fades do neither.
 */
const pictureGraph = (request: ClipRequest): string => {
  const { spec, piece, stills } = request;
  const [first, second] = piece.views;
  const chainOf = viewChains(request);
  if (second === undefined) return `${chainOf(0, first)},format=yuv420p[picture]`;
  const { kind } = transitionOf(spec, first.scene);
  const seconds = (frames: number): string => (frames / spec.fps).toFixed(6);
  const pairs = stills.every(isDrawn) ? `[${drawnInput(request)}:v]split=2[drawn0][drawn1];` : '';
  const chain = (index: number, view: View): string => `${index === 0 ? pairs : ''}${chainOf(index, view)},format=yuv444p[view${index}]`;
  const blend = (transition: string, frames: number, offset: number): string =>
    `xfade=transition=${transition}:duration=${seconds(frames)}:offset=${seconds(offset)}`;
  const colour = DIPS[kind];
  if (colour === undefined) {
    return `${chain(0, first)};${chain(1, second)};[view0][view1]${blend(kind, piece.frames + 1, -1)},format=yuv420p[picture]`;
  }
  const half = piece.frames / 2;
  const dip = `color=c=${colour}:s=${spec.width}x${spec.height}:r=${spec.fps}:d=${seconds(piece.frames + 1)}`;
  return [
    chain(0, first),
    chain(1, { ...second, from: second.from + half }),
    `${dip},scale=${BT709},format=yuv444p,setsar=1[dip]`,
    `[view0][dip]${blend('fade', half, -1)}[out]`,
    `[out][view1]${blend('fade', half, half)},format=yuv420p[picture]`,
  ].join(';');
};

/** What of a clip fades to black at the end of the film: its first frame and their number; undefined where the clip does not end it. */
export const endingFade = (spec: FilmSpec, { views: [view, other], frames }: ClipPlan): { from: number; frames: number } | undefined => {
  if (other !== undefined || view.scene !== spec.scenes.length - 1) return undefined;
  const length = fadeFrames(spec.fps, view.sceneFrames);
  const from = view.sceneFrames - length - view.from;
  return length > 0 && from >= 0 && from < frames ? { from, frames: length } : undefined;
};

/** Overlays captions, each exactly on its frames. */
const captionGraph = (captions: readonly CaptionImage[], firstInput: number): string[] =>
  captions.flatMap(({ x, y, fromFrame, toFrame }, index) => {
    const below = index === 0 ? 'picture' : `captioned${index - 1}`;
    return [
      `[${firstInput + index}:v]scale=${BT709},format=yuva420p[caption${index}]`,
      `[${below}][caption${index}]overlay=x=${x}:y=${y}:format=yuv420:enable='between(n,${fromFrame},${toFrame - 1})'[captioned${index}]`,
    ];
  });

/** The whole picture of a clip, at the label `clip`. */
const clipGraph = (request: ClipRequest): string => {
  const { spec, piece, stills, captions } = request;
  const last = captions.length === 0 ? 'picture' : `captioned${captions.length - 1}`;
  const fade = endingFade(spec, piece);
  const ending = fade ? `fade=t=out:start_frame=${fade.from}:nb_frames=${fade.frames}` : 'null';
  return [
    pictureGraph(request),
    ...captionGraph(captions, stills.filter((still) => !isDrawn(still)).length),
    `[${last}]${ending}[clip]`,
  ].join(';');
};

/** The first frame of the next scene begins a group of pictures, also inside of a transition: players and editors jump to it. */
const keyFrameAtCut = ({ frames, views }: ClipPlan): string[] =>
  views.length > 1 ? ['-force_key_frames', `expr:eq(n,${frames / 2})`] : [];

/** Time limit of one clip: generous, because a busy machine is not an error. */
const timeoutMs = (frames: number): number => 120_000 + frames * 2_000;

/** One frame of a clip as a JPEG, with the same filters as the clip. */
export const frameCommand = (request: Omit<ClipRequest, 'onProgress'>, frame: number): FfmpegCommand => ({
  ...clipCommand(request),
  filterGraph: `${clipGraph(request)};[clip]select=eq(n\\,${frame}),format=yuvj420p[still]`,
  outputOptions: ['-map', '[still]', '-frames:v', '1', '-q:v', '3', '-f', 'mjpeg'],
});

const drawnFrames = ({ width, height, fps }: FilmSpec, views: number): FfmpegInput => ({
  path: STANDARD_INPUT,
  format: 'rawvideo',
  options: ['-pixel_format', 'rgba', '-video_size', `${width}x${height * views}`, '-framerate', String(fps)],
});

/** One ffmpeg run that encodes the clip as an MP4 of exactly `piece.frames` frames, without audio. */
export const clipCommand = (request: ClipRequest): FfmpegCommand => {
  const { spec, piece, stills, frames, captions, output, threads, onProgress } = request;
  const asInput = (path: string): FfmpegInput => ({ path, format: 'png_pipe', options: ['-framerate', String(spec.fps)] });
  const pictures = [...stills.flatMap((still) => still ?? []), ...captions.map((caption) => caption.path)];
  const video = [...videoOptions(spec.fps), ...keyFrameAtCut(piece)];
  return {
    inputs: [...pictures.map(asInput), ...(frames ? [drawnFrames(spec, stills.filter(isDrawn).length)] : [])],
    ...(frames && { feed: frames }),
    filterGraph: clipGraph(request),
    outputOptions: ['-map', '[clip]', '-an', '-frames:v', String(piece.frames), ...video, '-f', 'mp4'],
    output,
    threads,
    expectedMs: (piece.frames / spec.fps) * 1000,
    ...(onProgress && { onProgress }),
    timeoutMs: timeoutMs(piece.frames),
  };
};
