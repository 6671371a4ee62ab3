import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { burnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { BurnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import type { CaptionImage, Cue, FilmSpec, SceneVoice } from '../film/film-spec.ts';
import { takeOf } from '../clips/take.ts';
import { clipCommand, endingFade } from '../film/clip-command.ts';
import type { ViewPicture } from '../film/clip-command.ts';
import { shortClipOf, showsDrawing } from '../film/film-spec.ts';
import { framesWithin, clipPlansOf, sceneFrames, transitionOf } from '../film/timeline.ts';
import type { ClipPlan, View } from '../film/timeline.ts';
import { focusInFrame } from '../pictures/placement.ts';
import type { KnownFilm } from '../overlays/overlay-times.ts';
import { fetchOverlays, overlaysIn } from '../overlays/overlay-images.ts';
import { loggedTool } from './call-provider.ts';
import { movingClip } from '../pictures/moving-cards.ts';
import { fetchTo, getOrCreateArtifact, loadResults, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, PartRun, ResultOf, Results } from './step-results.ts';
import { sceneCues } from '../scene-cues.ts';

/** Increases when captions of the style look different. It is part of every clip's hash, so no two styles may have the same number. */
const CAPTION_REVISIONS: Readonly<Record<BurnedInStyle, number>> = { classic: 2 };
const NO_CAPTIONS_REVISION = 1;
/** One thread per clip, several clips at once: clips are short, and x264 parallelizes short work badly. */
const THREADS = 1;

/** A caption and the clip's frames that show it. */
interface ClipCaption {
  readonly lines: readonly string[];
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** Handler of SEGMENT: encodes a scene's clips, which are its body and the transition to the next scene. */
export const segmentStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const { position } = sceneOf(run, spec);
    const results = await loadResults(run);
    const voiceAt = (place: number) => (spec.scenes[place] ? results.at('VOICE', place).voice : undefined);
    const around = { before: voiceAt(position - 1), own: results.at('VOICE', position).voice, after: voiceAt(position + 1) };
    const shown = await shownWordsOf(tools, spec);
    const known = spec.overlays ? knownFilm(spec, (place) => results.at('VOICE', place).voice, position + 1) : undefined;
    const pieces = clipPlansOf(spec, position, around);
    const frames = pieces.reduce((sum, piece) => sum + piece.frames, 0);
    const made: Awaited<ReturnType<typeof makeClip>>[] = [];
    let done = 0;
    for (const piece of pieces) {
      const from = done;
      made.push(
        await makeClip(run, tools, spec, { results, shown, known }, piece, (fraction) =>
          run.report((from + fraction * piece.frames) / frames),
        ),
      );
      done += piece.frames;
    }
    const result: ResultOf<'SEGMENT'> = { pieces: made.map(({ artifact }) => pick(artifact)) };
    return { result, reused: made.every(({ reused }) => reused) };
  };

async function makeClip(
  run: StepRun,
  tools: FilmTools,
  spec: FilmSpec,
  {
    results,
    shown,
    known,
  }: { readonly results: Results; readonly shown: (scene: number) => string; readonly known: KnownFilm | undefined },
  piece: ClipPlan,
  onProgress: (fraction: number) => void,
) {
  const shownIn = piece.views.map(({ scene }) => results.at('VISUAL', scene));
  const style = burnedInStyle(spec.captionStyle);
  const voiceOf = (scene: number): SceneVoice => results.at('VOICE', scene).voice;
  const captions = style ? captionsOf(spec, piece, voiceOf, shown) : [];
  const moving = await movingClip(tools, spec, piece, voiceOf);
  const overlays = known ? await overlaysIn(run, tools, spec, piece, known) : [];
  const { width, height, fps, language, encoder } = spec;
  const inputs = {
    kind: 'piece',
    frames: piece.frames,
    views: piece.views.map((view, index) => ({ ...viewInputs(spec, view, piece.frames, shownIn[index]), ...moving.inputs[index] })),
    captions,
    look: { width, height, fps, language, encoder, captions: style ? CAPTION_REVISIONS[style] : NO_CAPTIONS_REVISION },
    transition: piece.views.length > 1 ? transitionOf(spec, piece.views[0].scene).kind : 'none',
    fade: endingFade(spec, piece),
    ...(overlays.length > 0 && { overlays: overlays.map(({ picture: { hash }, ...overlay }) => ({ ...overlay, hash })) }),
  };
  return getOrCreateArtifact(run, tools, inputs, async () => {
    const kind = piece.views.length > 1 ? 'join' : 'body';
    const pictures = await Promise.all(
      shownIn.map(async ({ picture, clipFrames }, index): Promise<ViewPicture | undefined> => {
        if (moving.isDrawn[index]) return undefined;
        const path = await fetchTo(run, tools, picture, `${kind}-${index}`);
        return clipFrames === undefined ? path : { path, available: clipFrames };
      }),
    );
    const cards = moving.isDrawn.includes(true) ? await moving.cards(run, tools) : [];
    // A transition takes one frame more than it shows.
    const drawn = cards.length > 0 ? tools.drawing.frames(cards, piece.frames + piece.views.length - 1) : undefined;
    const images = style
      ? await Promise.all(
          captions.map((caption, index) => drawCaption(run, tools, spec, { ...caption, style }, `${kind}-caption-${index}.png`)),
        )
      : [];
    const output = join(run.workDir, `${kind}.mp4`);
    const laid = await fetchOverlays(run, tools, overlays, kind);
    const shownPictures = { pictures, frames: drawn, captions: images, overlays: laid };
    const command = clipCommand({ spec, piece, ...shownPictures, output, threads: THREADS, onProgress });
    await tools.media.run(command, { workDir: run.workDir, signal: run.signal });
    return { path: output, contentType: 'video/mp4', metadata: {} };
  });
}

/** The known part of the film, from the voices of its scenes up to the one at `last`. Overlays may start at any time. */
function knownFilm(spec: FilmSpec, voiceOf: (scene: number) => SceneVoice, last: number): KnownFilm {
  const sceneStarts: number[] = [0];
  for (let scene = 0; scene <= last && scene < spec.scenes.length; scene += 1) {
    sceneStarts.push((sceneStarts.at(-1) ?? 0) + sceneFrames(spec, scene, voiceOf(scene)));
  }
  // The last of them is the end of what is known, and the film's where all scenes are.
  const frames = last >= spec.scenes.length - 1 ? sceneStarts.pop() : undefined;
  return { fps: spec.fps, sceneStarts, frames };
}

/** The properties that one view of a clip depends on. */
function viewInputs(spec: FilmSpec, view: View, frames: number, shown: ResultOf<'VISUAL'> | undefined): object {
  const scene = spec.scenes[view.scene];
  const available = shown?.clipFrames;
  const picture = shown?.picture.hash;
  if (!scene || available === undefined) return { picture, ...motionOf(spec, view) };
  return { picture, take: takeOf(spec, view, frames, { available, shortClip: shortClipOf(scene) }) };
}

/**
 * The properties that the movement in a clip depends on. Of the position in the film only the direction counts: a scene that is moved keeps
 * its clips, and a still does not depend on the length of its scene.
 */
function motionOf(spec: FilmSpec, { scene, ...moves }: View): object {
  const { motion = 'NONE', picture } = spec.scenes[scene] ?? {};
  if (motion === 'NONE') return { motion };
  return { motion, ...moves, zoomsIn: scene % 2 === 0, ...(picture && { focus: focusInFrame(picture, spec) }) };
}

/** For each scene, the words that its picture shows in large letters. */
export async function shownWordsOf({ providers }: FilmTools, spec: FilmSpec): Promise<(scene: number) => string> {
  const visual = await providers.get('VISUAL', spec.providers.visual);
  const { language, title: filmTitle } = spec;
  return (position) => {
    const scene = spec.scenes[position];
    return scene && showsDrawing(spec, scene) ? (visual.shownWords?.({ ...scene, language, filmTitle, position }) ?? '') : '';
  };
}

/** The captions of a clip, from the voices of its scenes, without captions whose words the picture shows. */
export function captionsOf(
  spec: FilmSpec,
  piece: ClipPlan,
  voiceOf: (scene: number) => SceneVoice,
  shownWords: (scene: number) => string,
): readonly ClipCaption[] {
  const toFrame = (ms: number): number => Math.round((ms / 1_000) * spec.fps);
  return piece.views.flatMap(({ scene }) =>
    sceneCues(spec, scene, voiceOf(scene)).flatMap(({ lines, startMs, endMs }: Cue) => {
      if (isShown(lines, shownWords(scene))) return [];
      const shown = framesWithin(piece, { scene, start: toFrame(startMs), end: toFrame(endMs) });
      return shown ? [{ lines, ...shown }] : [];
    }),
  );
}

/** Whether the picture shows all words of a caption, in their order. */
function isShown(lines: readonly string[], words: string): boolean {
  const caption = wordsAlone(lines.join(' '));
  return caption.trim() !== '' && wordsAlone(words).includes(caption);
}

const wordsAlone = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;

export async function drawCaption(
  run: Pick<PartRun, 'workDir' | 'signal' | 'log'>,
  { drawing }: FilmTools,
  spec: FilmSpec,
  caption: ClipCaption & { readonly style: BurnedInStyle },
  name: string,
): Promise<CaptionImage> {
  const { lines, style } = caption;
  const { language, width: frameWidth, height: frameHeight } = spec;
  const { png, x, y } = await loggedTool(run.log, 'CAPTION', () => drawing.caption({ lines, style, language, frameWidth, frameHeight }));
  const path = join(run.workDir, name);
  await writeFile(path, png, { signal: run.signal });
  return { path, x, y, fromFrame: caption.fromFrame, toFrame: caption.toFrame };
}
