import type { FfmpegCommand } from '../../../platform/media/media.ts';
import { MOTION, videoOptions } from './encoder.ts';
import type { CaptionImage, FilmSpec } from './film-spec.ts';
import { longestReach, type ClipPlan, type View } from './timeline.ts';

export interface PieceRequest {
  readonly spec: FilmSpec;
  readonly piece: ClipPlan;
  /** A PNG for each view of the piece, of exactly the film's size. */
  readonly stills: readonly string[];
  readonly captions: readonly CaptionImage[];
  /** Where the MP4 goes. */
  readonly output: string;
  readonly threads: number;
  readonly onProgress?: (fraction: number) => void;
}

/** PNG is RGB: without these words ffmpeg would turn it into the colours of standard definition. */
const BT709 = 'out_color_matrix=bt709:out_range=tv';

/**
 * `zoompan` moves by whole pixels of its input, by two where chroma is halved: so it gets 4:4:4, enlarged to some 2160 lines whatever the film's
 * size. Measured at 720p, root mean square of the jitter and CPU seconds for 150 frames: 4x in 4:2:0 0.43 px and 1.4, 3x in 4:4:4 0.21 px and
 * 2.2, 4x in 4:4:4 0.18 px and 2.8.
 */
const enlargement = ({ width, height }: FilmSpec): number => Math.min(6, Math.max(2, Math.ceil(2160 / Math.min(width, height))));

/** How much a picture grows over a scene, as a share of its size. */
const growth = (seconds: number): number => Math.min(MOTION.most, Math.max(MOTION.least, (MOTION.growth * seconds) / MOTION.inSeconds));

/**
 * Zoom as an expression of zoompan's output frame `on`. The way is measured over the scene and the longest reach of transitions on both sides,
 * so that body and transitions, which are made apart, show one movement. Even scenes grow, odd ones shrink; both ends are eased.
 */
export const zoomExpression = (view: View, fps: number): string => {
  const reach = longestReach(fps);
  const phase = `(on+${view.from + reach})/${view.sceneFrames + 2 * reach}`;
  const eased = `(1-cos(PI*${phase}))/2`;
  const amount = growth(view.sceneFrames / fps).toFixed(5);
  return view.scene % 2 === 0 ? `1+${amount}*${eased}` : `1+${amount}*(1-${eased})`;
};

/**
 * The picture of a view: decoded, scaled and converted once where it stands still. Clock and rate of the input stay as they are (`fps` and
 * `setpts` would each move or lose a frame in one version or another), and one frame more than needed comes out: the output counts.
 */
const viewChain = (spec: FilmSpec, view: View, frames: number): string => {
  if (spec.scenes[view.scene]?.motion !== 'KEN_BURNS') {
    return `scale=${spec.width}:${spec.height}:${BT709},format=yuv420p,setsar=1,loop=loop=${frames}:size=1`;
  }
  const times = enlargement(spec);
  const large = `scale=${spec.width * times}:${spec.height * times}:flags=bicubic:${BT709},format=yuv444p`;
  const zoom = `zoompan=z='${zoomExpression(view, spec.fps)}':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'`;
  return `${large},${zoom}:d=${frames + 1}:s=${spec.width}x${spec.height}:fps=${spec.fps},setsar=1`;
};

/** `xfade` takes 4:4:4 only: its views are widened from the 4:2:0 that bodies show, so that nothing changes where a body meets a transition. */
const pictureGraph = ({ spec, piece }: PieceRequest): string => {
  const [first, second] = piece.views;
  if (second === undefined) return `[0:v]${viewChain(spec, first, piece.frames)},format=yuv420p[picture]`;
  const chains = [first, second].map((view, index) => `[${index}:v]${viewChain(spec, view, piece.frames)},format=yuv444p[view${index}]`);
  const seconds = (piece.frames / spec.fps).toFixed(6);
  return `${chains.join(';')};[view0][view1]xfade=transition=${spec.transition.kind}:duration=${seconds}:offset=0,format=yuv420p[picture]`;
};

/** Lays captions on, each exactly on its frames. */
const captionGraph = (captions: readonly CaptionImage[], firstInput: number): string[] =>
  captions.flatMap(({ x, y, fromFrame, toFrame }, index) => {
    const below = index === 0 ? 'picture' : `captioned${index - 1}`;
    return [
      `[${firstInput + index}:v]scale=${BT709},format=yuva420p[caption${index}]`,
      `[${below}][caption${index}]overlay=x=${x}:y=${y}:format=yuv420:enable='between(n,${fromFrame},${toFrame - 1})'[captioned${index}]`,
    ];
  });

/** Time limit for one piece: generous, since a busy machine is no fault, yet an end. */
const timeoutMs = (frames: number): number => 120_000 + frames * 2_000;

/** One ffmpeg run that makes the piece as an MP4 of exactly `piece.frames` frames, without sound. */
export const pieceCommand = (request: PieceRequest): FfmpegCommand => {
  const { spec, piece, stills, captions, output, threads, onProgress } = request;
  const last = captions.length === 0 ? 'picture' : `captioned${captions.length - 1}`;
  const graph = [pictureGraph(request), ...captionGraph(captions, stills.length)];
  const asInput = (path: string) => ({ path, format: 'png_pipe', options: ['-framerate', String(spec.fps)] });
  return {
    inputs: [...stills, ...captions.map((caption) => caption.path)].map(asInput),
    filterGraph: graph.join(';'),
    outputOptions: ['-map', `[${last}]`, '-an', '-frames:v', String(piece.frames), ...videoOptions(spec.fps), '-f', 'mp4'],
    output,
    threads,
    expectedMs: (piece.frames / spec.fps) * 1000,
    ...(onProgress && { onProgress }),
    timeoutMs: timeoutMs(piece.frames),
  };
};
