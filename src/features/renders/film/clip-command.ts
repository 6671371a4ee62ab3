import type { Motion } from '../../../platform/catalogue/motions.ts';
import type { FfmpegCommand } from '../../../platform/media/media.ts';
import { focusInFrame } from '../pictures/placement.ts';
import { MOTION, videoOptions } from './encoder.ts';
import type { CaptionImage, FilmSpec } from './film-spec.ts';
import { fadeFrames, longestReach, transitionOf, type ClipPlan, type View } from './timeline.ts';

export interface ClipRequest {
  readonly spec: FilmSpec;
  readonly piece: ClipPlan;
  /** A PNG for each view of the clip, of exactly the film's size. */
  readonly stills: readonly string[];
  readonly captions: readonly CaptionImage[];
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

/** Share of the usual growth, by motion. */
const STRENGTH: Readonly<Record<Motion, number>> = { NONE: 0, GENTLE: 0.5, KEN_BURNS: 1 };

/** Growth of a picture over a scene, as a fraction of its size. */
const growth = (seconds: number, motion: Motion): number =>
  STRENGTH[motion] * Math.min(MOTION.most, Math.max(MOTION.least, (MOTION.growth * seconds) / MOTION.inSeconds));

/**
 * Zoom as an expression of zoompan's output frame `on`. The motion covers the scene and the longest transitions on both sides, so that body
 * and transitions, which are encoded separately, show one movement. Even scenes zoom in, odd ones out; both ends are eased.
 */
export const zoomExpression = (view: View, fps: number, motion: Motion = 'KEN_BURNS'): string => {
  const reach = view.reach ?? longestReach(fps);
  const phase = `(on+${view.from + reach})/${view.sceneFrames + 2 * reach}`;
  const eased = `(1-cos(PI*${phase}))/2`;
  const amount = growth(view.sceneFrames / fps, motion).toFixed(5);
  return view.scene % 2 === 0 ? `1+${amount}*${eased}` : `1+${amount}*(1-${eased})`;
};

const CENTRE = { x: 0.5, y: 0.5 } as const;

/**
 * The picture of a view: decoded, scaled and converted once for a still. The input's clock and rate are unchanged (`fps` and `setpts` each
 * move or lose a frame in some version), and one extra frame is produced: the output limits the count.
 */
const viewChain = (spec: FilmSpec, view: View, frames: number): string => {
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

/** Colours of dips, at 85 % of white: a full white picture dazzles. */
const DIPS: Readonly<Partial<Record<string, string>>> = { fadeblack: 'black', fadewhite: '0xD9D9D9' };

/**
 * The filter graph of the picture. `xfade` accepts only 4:4:4: its views are widened from the 4:2:0 of the bodies, so that nothing changes
 * at the seam. It starts a frame early, so that both sides of the cut have the same frames; its slides also show a row of uninitialized
 * memory where nothing has moved yet. Its own dips leave the range of video levels and reach their colour after a fifth of the time, so two
 * plain fades are used instead.
 */
const pictureGraph = ({ spec, piece }: ClipRequest): string => {
  const [first, second] = piece.views;
  if (second === undefined) return `[0:v]${viewChain(spec, first, piece.frames)},format=yuv420p[picture]`;
  const { kind } = transitionOf(spec, first.scene);
  const seconds = (frames: number): string => (frames / spec.fps).toFixed(6);
  const chain = (input: number, view: View): string => `[${input}:v]${viewChain(spec, view, piece.frames)},format=yuv444p[view${input}]`;
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
  return [pictureGraph(request), ...captionGraph(captions, stills.length), `[${last}]${ending}[clip]`].join(';');
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

/** One ffmpeg run that encodes the clip as an MP4 of exactly `piece.frames` frames, without audio. */
export const clipCommand = (request: ClipRequest): FfmpegCommand => {
  const { spec, piece, stills, captions, output, threads, onProgress } = request;
  const asInput = (path: string) => ({ path, format: 'png_pipe', options: ['-framerate', String(spec.fps)] });
  const video = [...videoOptions(spec.fps), ...keyFrameAtCut(piece)];
  return {
    inputs: [...stills, ...captions.map((caption) => caption.path)].map(asInput),
    filterGraph: clipGraph(request),
    outputOptions: ['-map', '[clip]', '-an', '-frames:v', String(piece.frames), ...video, '-f', 'mp4'],
    output,
    threads,
    expectedMs: (piece.frames / spec.fps) * 1000,
    ...(onProgress && { onProgress }),
    timeoutMs: timeoutMs(piece.frames),
  };
};
