import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MovingCard } from '../../../platform/media/drawing.ts';
import { burnedInCaptions, drawCaptionTrack, shownWordsOf } from '../captions/burned-in.ts';
import { frameCommand } from '../film/clip-command.ts';
import type { ViewPicture } from '../film/clip-command.ts';
import type { FilmSpec, SceneVoice } from '../film/film-spec.ts';
import type { ClipPlan, Timeline, View } from '../film/timeline.ts';
import { fetchOverlays, overlaysIn } from '../overlays/overlay-images.ts';
import type { OverlayImage } from '../overlays/overlay-graph.ts';
import type { FilmTools, PartRun } from '../steps/step-results.ts';
import { movingClip } from './moving-cards.ts';
import type { MovingClip } from './moving-cards.ts';

export interface FrameRequest {
  readonly spec: FilmSpec;
  readonly timeline: Timeline;
  readonly voices: readonly SceneVoice[];
  /** The frame of the film. */
  readonly frame: number;
  /** Downloads the picture of a view. Each view has a folder of its own, since all files have the same names. */
  readonly pictureOf: (run: PartRun, view: View) => Promise<ViewPicture>;
  /** Whether captions are drawn, and clips over scenes are opened, since they may not be prepared. */
  readonly isPreview: boolean;
  /** A picture above everything else. */
  readonly above?: Pick<OverlayImage, 'path' | 'x' | 'y'> | undefined;
  readonly threads: number;
}

/** Makes a JPEG of one frame of a film in the folder of the run, without the clips of the film. Returns its path. */
export async function filmFrame(run: PartRun, tools: FilmTools, request: FrameRequest): Promise<string> {
  const { spec, timeline, voices, isPreview, above, threads } = request;
  const { placed, piece, frame } = frameAt(timeline, request.frame);
  const voiceOf = (scene: number): SceneVoice => voices[scene] ?? missing();
  const moving = await movingClip(tools, spec, placed, voiceOf);
  const cards = moving.isDrawn.includes(true) ? [...(await moving.cards(run, tools))] : [];
  const pictures: ViewPicture[] = [];
  for (const [index, view] of piece.views.entries()) {
    const workDir = join(run.workDir, `view-${index}`);
    await mkdir(workDir);
    const card = moving.isDrawn[index] ? cards.shift() : undefined;
    pictures.push(
      card
        ? await cardFrame({ ...run, workDir }, tools, cardAt(card, placed, index, placedFrame(placed, piece, frame)))
        : await request.pictureOf({ ...run, workDir }, { ...view, from: view.from + frame }),
    );
  }
  const known = { fps: spec.fps, sceneStarts: timeline.scenes.map(({ firstFrame }) => firstFrame), frames: timeline.frames };
  const burnedIn = isPreview ? burnedInCaptions(spec, piece, voiceOf, await shownWordsOf(tools, spec), known) : undefined;
  const captions = burnedIn && (await drawCaptionTrack(run, tools, spec, burnedIn, { frames: piece.frames, name: 'frame' }));
  const shown = await overlaysIn(run, tools, spec, piece, { ...known, ...(isPreview && { only: frame }) });
  const overlays = [...(await fetchOverlays(run, tools, shown, 'frame'))];
  if (above) overlays.push({ ...above, fromFrame: 0, toFrame: piece.frames, opacity: 1 });
  const output = join(run.workDir, 'frame.jpg');
  await tools.media.run(
    frameCommand({ spec: withStill(spec, moving, piece), piece, pictures, captions, overlays, output, threads }, frame),
    run,
  );
  return output;
}

async function cardFrame({ workDir, signal }: PartRun, { drawing }: FilmTools, card: MovingCard): Promise<string> {
  const path = join(workDir, 'frame.png');
  await writeFile(path, await drawing.frame(card), { signal });
  return path;
}

/** The film with drawn cards as stills, because their frames already contain the movement. */
const withStill = (spec: FilmSpec, { isDrawn }: MovingClip, { views }: ClipPlan): FilmSpec => {
  const drawn = new Set(views.flatMap(({ scene }, index) => (isDrawn[index] ? [scene] : [])));
  return { ...spec, scenes: spec.scenes.map((scene, index) => (drawn.has(index) ? { ...scene, motion: 'NONE' } : scene)) };
};

/**
 * The card of a view as a frame of the clip shows it. The place of the view counts and not that of the card, which a dip gives to ffmpeg only
 * from the cut on.
 */
export const cardAt = (card: MovingCard, { views }: ClipPlan, index: number, frame: number): MovingCard => ({
  ...card,
  from: (views[index] ?? missing()).from + frame,
});

/** The frame in the whole clip: the body of a scene is cut to one frame. */
const placedFrame = (placed: ClipPlan, piece: ClipPlan, frame: number): number => frame + piece.views[0].from - placed.views[0].from;

/** The clip that shows a frame of the film, and the frame in it. The body of a scene is cut to that frame; a transition must start with its first. */
function frameAt({ pieces }: Timeline, wanted: number) {
  const placed: ClipPlan & { readonly firstFrame: number } = pieces.findLast(({ firstFrame }) => firstFrame <= wanted) ?? missing();
  const frame = wanted - placed.firstFrame;
  const [view, other] = placed.views;
  const piece: ClipPlan = other ? placed : { frames: 1, views: [{ ...view, from: view.from + frame }] };
  return { placed, piece, frame: other ? frame : 0 };
}

function missing(): never {
  throw new Error('a film has at least one frame, and each frame a scene');
}
