import { STANDARD_INPUT } from '../../../platform/media/media.ts';
import type { FfmpegCommand, FfmpegInput } from '../../../platform/media/media.ts';
import { seekOptions, takeFilters, takeOf } from '../clips/take.ts';
import { overlayGraph } from '../overlays/overlay-graph.ts';
import type { OverlayImage } from '../overlays/overlay-graph.ts';
import { focusInFrame } from '../pictures/placement.ts';
import { videoOptions } from './encoder.ts';
import { isLarge } from './encoding-turn.ts';
import { shortClipOf } from './film-spec.ts';
import type { CaptionTrack, FilmSpec } from './film-spec.ts';
import { fadeFrames, transitionOf, type ClipPlan, type View } from './timeline.ts';
import { zoomExpression } from './zoom.ts';

/** The picture of a view, of exactly the film's size: the path of a PNG, or a prepared clip and its frames. */
export type ViewPicture = string | { readonly path: string; readonly available: number };

export interface ClipRequest {
  readonly spec: FilmSpec;
  readonly piece: ClipPlan;
  /** For each view of the clip; undefined for a view whose frames are drawn. */
  readonly pictures: readonly (ViewPicture | undefined)[];
  /** Frames of the views without a picture as raw `yuv420p`, one below the other where there are two. */
  readonly frames?: AsyncIterable<Uint8Array> | undefined;
  /** Above everything else; omitted where the clip has none. */
  readonly captions?: CaptionTrack | undefined;
  /** Below the captions, from back to front. */
  readonly overlays?: readonly OverlayImage[];
  /** Path of the MP4. */
  readonly output: string;
  readonly threads: number;
  readonly onProgress?: (fraction: number) => void;
}

/** PNG is RGB: without these options ffmpeg would convert it to standard-definition colours. */
const BT709 = 'out_color_matrix=bt709:out_range=tv';

/**
 * Factor by which pictures are enlarged before `zoompan`, which moves by whole input pixels, and by two where chroma is halved. It
 * therefore gets 4:4:4, enlarged to some 2160 lines whatever the film's size. Measured at 720p, rms jitter and CPU seconds for 150 frames:
 * 4x in 4:2:0 0.43 px and 1.4, 3x in 4:4:4 0.21 px and 2.2, 4x in 4:4:4 0.18 px and 2.8.
 */
const enlargement = ({ width, height }: FilmSpec): number => Math.min(6, Math.max(2, Math.ceil(2160 / Math.min(width, height))));

/** Drawn frames already have the film's colours. They say so, or ffmpeg 7 would convert them; 7.1 also takes primaries and transfer from them. */
const DRAWN = 'setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv';

const CENTRE = { x: 0.5, y: 0.5 } as const;

/** The part of a prepared clip that a view shows; undefined for a still. */
const movingOf = (spec: FilmSpec, view: View, frames: number, picture: ViewPicture | undefined) => {
  const scene = spec.scenes[view.scene];
  if (typeof picture !== 'object' || scene === undefined) return undefined;
  const { path, available } = picture;
  return { path, available, take: takeOf(spec, view, frames, { available, shortClip: shortClipOf(scene) }) };
};

/**
 * The picture of a view: decoded, scaled and converted once for a still. The input's clock and rate are unchanged (`fps` and `setpts` each
 * move or lose a frame in some version), and one extra frame is produced: the output limits the count.
 */
const pictureChain = ({ spec, piece: { frames } }: ClipRequest, view: View, picture: ViewPicture | undefined): string => {
  const moving = movingOf(spec, view, frames, picture);
  if (moving) return takeFilters(moving.take, moving.available, { fps: spec.fps, frames });
  const motion = spec.scenes[view.scene]?.motion ?? 'NONE';
  if (motion === 'NONE') {
    return `scale=${spec.width}:${spec.height}:${BT709},format=yuv420p,setsar=1,loop=loop=${frames}:size=1`;
  }
  const times = enlargement(spec);
  const large = `scale=${spec.width * times}:${spec.height * times}:flags=bicubic:${BT709},format=yuv444p`;
  const placed = spec.scenes[view.scene]?.picture;
  const { x, y } = placed ? focusInFrame(placed, spec) : CENTRE;
  const zoom = `zoompan=z='${zoomExpression(view, spec.fps, motion)}':x='(iw-iw/zoom)*${x}':y='(ih-ih/zoom)*${y}'`;
  return `${large},${zoom}:d=${frames + 1}:s=${spec.width}x${spec.height}:fps=${spec.fps},setsar=1`;
};

/** Pictures that are files; the frames of all other views are drawn. */
const filesOf = (pictures: ClipRequest['pictures']): readonly ViewPicture[] => pictures.flatMap((picture) => picture ?? []);

const drawnViews = ({ pictures }: ClipRequest): number => pictures.filter((picture) => picture === undefined).length;

/** The input of drawn frames comes after those of all files. */
const drawnInput = ({ pictures, overlays = [], captions }: ClipRequest): number =>
  filesOf(pictures).length + overlays.length + (captions ? 1 : 0);

/** The picture of a view, with the label of its input. Drawn frames that come in pairs are taken apart. */
const viewChain = (request: ClipRequest, view: View, index: number): string => {
  const { spec, pictures } = request;
  const { width, height } = spec;
  const picture = pictures[index];
  if (picture !== undefined) return `[${filesOf(pictures.slice(0, index)).length}:v]${pictureChain(request, view, picture)}`;
  const arePairs = drawnViews(request) > 1;
  const crop = arePairs ? `crop=${width}:${height}:0:${index * height},` : '';
  return `[${arePairs ? `drawn${index}` : `${drawnInput(request)}:v`}]${crop}${DRAWN},setsar=1`;
};

/** Colours of dips, at 85 % of white: a full white picture dazzles. */
const DIPS: Readonly<Partial<Record<string, string>>> = { fadeblack: 'black', fadewhite: '0xD9D9D9' };

/** The views as their inputs begin: a dip reaches the next scene at the cut. */
export const viewsShown = (spec: FilmSpec, { views, frames }: ClipPlan): readonly View[] => {
  const [first, second] = views;
  if (second === undefined) return [first];
  return [first, DIPS[transitionOf(spec, first.scene).kind] === undefined ? second : { ...second, from: second.from + frames / 2 }];
};

/**
 * The filter graph of the picture. `xfade` accepts only 4:4:4: its views are widened from the 4:2:0 of the bodies, so that nothing changes
 * at the seam. It starts a frame early, so that both sides of the cut have the same frames; its slides also show a row of uninitialized
 * memory where nothing has moved yet. Its own dips leave the range of video levels and reach their colour after a fifth of the time, so two
 * plain fades are used instead.
 */
const pictureGraph = (request: ClipRequest): string => {
  const { spec, piece } = request;
  const chains = viewsShown(spec, piece).map((view, index) => viewChain(request, view, index));
  if (chains.length === 1) return `${chains[0]},format=yuv420p[picture]`;
  const { kind } = transitionOf(spec, piece.views[0].scene);
  const seconds = (frames: number): string => (frames / spec.fps).toFixed(6);
  const pairs = drawnViews(request) > 1 ? `[${drawnInput(request)}:v]split=2[drawn0][drawn1];` : '';
  const [left, right] = chains.map((chain, index) => `${index === 0 ? pairs : ''}${chain},format=yuv444p[view${index}]`);
  const blend = (transition: string, frames: number, offset: number): string =>
    `xfade=transition=${transition}:duration=${seconds(frames)}:offset=${seconds(offset)}`;
  const colour = DIPS[kind];
  if (colour === undefined) {
    return `${left};${right};[view0][view1]${blend(kind, piece.frames + 1, -1)},format=yuv420p[picture]`;
  }
  const half = piece.frames / 2;
  const dip = `color=c=${colour}:s=${spec.width}x${spec.height}:r=${spec.fps}:d=${seconds(piece.frames + 1)}`;
  return [
    left,
    right,
    `${dip},scale=${BT709},format=yuv444p,setsar=1[dip]`,
    `[view0][dip]${blend('fade', half, -1)}[out]`,
    `[out][view1]${blend('fade', half, half)},format=yuv420p[picture]`,
  ].join(';');
};

/**
 * The fade to black at the end of the film: its first frame in the clip and the number of frames. Undefined for clips that do not end the
 * film.
 */
export const endingFade = (spec: FilmSpec, { views: [view, other], frames }: ClipPlan): { from: number; frames: number } | undefined => {
  if (other !== undefined || view.scene !== spec.scenes.length - 1) return undefined;
  const length = fadeFrames(spec.fps, view.sceneFrames);
  const from = view.sceneFrames - length - view.from;
  return length > 0 && from >= 0 && from < frames ? { from, frames: length } : undefined;
};

/** Lays the captions over the picture. Each of their pictures has a time, and stays until the next one. */
const captionGraph = ({ x, y }: CaptionTrack, input: number, picture: string): string[] => [
  `[${input}:v]scale=${BT709},format=yuva420p[captions]`,
  `[${picture}][captions]overlay=x=${x}:y=${y}:format=yuv420[captioned]`,
];

/** The whole picture of a clip, at the label `clip`. */
const clipGraph = (request: ClipRequest): string => {
  const { spec, piece, pictures, captions, overlays = [] } = request;
  const files = filesOf(pictures).length;
  const laid = overlayGraph(overlays, { firstInput: files, fps: spec.fps, below: 'picture', toYuv: BT709 });
  const captioned = captions ? captionGraph(captions, files + overlays.length, laid.label) : [];
  const fade = endingFade(spec, piece);
  const ending = fade ? `fade=t=out:start_frame=${fade.from}:nb_frames=${fade.frames}` : 'null';
  return [pictureGraph(request), ...laid.filters, ...captioned, `[${captions ? 'captioned' : laid.label}]${ending}[clip]`].join(';');
};

/** Forces a key frame at the first frame of the next scene, also inside of a transition, because players and editors jump to it. */
const keyFrameAtCut = ({ frames, views }: ClipPlan): string[] =>
  views.length > 1 ? ['-force_key_frames', `expr:eq(n,${frames / 2})`] : [];

/** Time limit of one clip in milliseconds; generous, because a busy machine is not an error. */
const timeoutMs = (frames: number): number => 120_000 + frames * 2_000;

/** One frame of a clip as a JPEG, with the same filters as the clip. */
export const frameCommand = (request: Omit<ClipRequest, 'onProgress'>, frame: number): FfmpegCommand => ({
  ...clipCommand(request),
  filterGraph: `${clipGraph(request)};[clip]select=eq(n\\,${frame}),format=yuvj420p[still]`,
  outputOptions: ['-map', '[still]', '-frames:v', '1', '-q:v', '3', '-f', 'mjpeg'],
});

const stillInput = (path: string, fps: number): FfmpegInput => ({ path, format: 'png_pipe', options: ['-framerate', String(fps)] });

const overlayInput = ({ path, moving }: OverlayImage, fps: number): FfmpegInput =>
  moving ? { path, format: 'mov', options: seekOptions(moving.take, moving.available, fps) } : stillInput(path, fps);

const viewInputs = ({ spec, piece, pictures }: ClipRequest): FfmpegInput[] => {
  const views = viewsShown(spec, piece);
  return pictures.flatMap((picture, index) => {
    if (picture === undefined) return [];
    const view = views[index];
    const moving = view && movingOf(spec, view, piece.frames, picture);
    if (moving) return { path: moving.path, format: 'mov', options: seekOptions(moving.take, moving.available, spec.fps) };
    return stillInput(typeof picture === 'object' ? picture.path : picture, spec.fps);
  });
};

const drawnFrames = ({ width, height, fps }: FilmSpec, views: number): FfmpegInput => ({
  path: STANDARD_INPUT,
  format: 'rawvideo',
  options: ['-pixel_format', 'yuv420p', '-video_size', `${width}x${height * views}`, '-framerate', String(fps)],
});

/** One ffmpeg run that encodes the clip as an MP4 of exactly `piece.frames` frames, without audio. */
export const clipCommand = (request: ClipRequest): FfmpegCommand => {
  const { spec, piece, frames, captions, overlays = [], output, threads, onProgress } = request;
  const { fps } = spec;
  const video = [...videoOptions(fps, isLarge(spec)), ...keyFrameAtCut(piece)];
  return {
    inputs: [
      ...viewInputs(request),
      ...overlays.map((overlay) => overlayInput(overlay, fps)),
      ...(captions ? [{ path: captions.list, format: 'concat', options: ['-safe', '0'] }] : []),
      ...(frames ? [drawnFrames(spec, drawnViews(request))] : []),
    ],
    ...(frames && { feed: frames }),
    filterGraph: clipGraph(request),
    outputOptions: ['-map', '[clip]', '-an', '-frames:v', String(piece.frames), ...video, '-f', 'mp4'],
    output,
    threads,
    expectedMs: (piece.frames / fps) * 1000,
    ...(onProgress && { onProgress }),
    timeoutMs: timeoutMs(piece.frames),
  };
};
