import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { burnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { BurnedInStyle } from '../../../platform/catalogue/caption-styles.ts';
import type { StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import type { CaptionImage, Cue, FilmSpec, SceneVoice } from '../film/film-spec.ts';
import { clipCommand, endingFade } from '../film/clip-command.ts';
import { framesWithin, clipPlansOf, transitionOf } from '../film/timeline.ts';
import type { ClipPlan, View } from '../film/timeline.ts';
import { focusInFrame } from '../pictures/placement.ts';
import { movingClip } from './moving-cards.ts';
import { fetchTo, getOrCreateArtifact, loadResults, loggedTool, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, PartRun, ResultOf, Results } from './step-results.ts';
import { sceneCues } from '../scene-cues.ts';

/** Goes up when captions of the style look different. Part of every clip's hash, so no two styles have the same. */
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

/** Encodes a scene's clips: its body, and the transition to the next scene. */
export const segmentStep =
  (tools: FilmTools): StepHandler =>
  async (run) => {
    const spec = specOf(run);
    const { position } = sceneOf(run, spec);
    const results = await loadResults(run);
    const voiceAt = (place: number) => (spec.scenes[place] ? results.at('VOICE', place).voice : undefined);
    const around = { before: voiceAt(position - 1), own: results.at('VOICE', position).voice, after: voiceAt(position + 1) };
    const shown = await shownWordsOf(tools, spec);
    const pieces = clipPlansOf(spec, position, around);
    const frames = pieces.reduce((sum, piece) => sum + piece.frames, 0);
    const made: Awaited<ReturnType<typeof makeClip>>[] = [];
    let done = 0;
    for (const piece of pieces) {
      const from = done;
      made.push(
        await makeClip(run, tools, spec, { results, shown }, piece, (fraction) => run.report((from + fraction * piece.frames) / frames)),
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
  { results, shown }: { readonly results: Results; readonly shown: (scene: number) => string },
  piece: ClipPlan,
  onProgress: (fraction: number) => void,
) {
  const pictures = piece.views.map(({ scene }) => results.at('VISUAL', scene).picture);
  const voiceOf = (scene: number): SceneVoice => results.at('VOICE', scene).voice;
  const style = burnedInStyle(spec.captionStyle);
  const captions = style ? captionsOf(spec, piece, voiceOf, shown) : [];
  const moving = await movingClip(tools, spec, piece, voiceOf);
  const { width, height, fps, language, encoder } = spec;
  const inputs = {
    kind: 'piece',
    frames: piece.frames,
    views: piece.views.map((view, index) => ({ picture: pictures[index]?.hash, ...motionOf(spec, view), ...moving.inputs[index] })),
    captions,
    look: { width, height, fps, language, encoder, captions: style ? CAPTION_REVISIONS[style] : NO_CAPTIONS_REVISION },
    transition: piece.views.length > 1 ? transitionOf(spec, piece.views[0].scene).kind : 'none',
    fade: endingFade(spec, piece),
  };
  return getOrCreateArtifact(run, tools, inputs, async () => {
    const kind = piece.views.length > 1 ? 'join' : 'body';
    const stills = await Promise.all(
      pictures.map(async (picture, index) => (moving.isDrawn[index] ? undefined : fetchTo(run, tools, picture, `${kind}-${index}.png`))),
    );
    const cards = moving.isDrawn.includes(true) ? await moving.cards(run, tools) : [];
    // A transition takes one frame more than it shows.
    const frames = cards.length > 0 ? tools.drawing.frames(cards, piece.frames + piece.views.length - 1) : undefined;
    const images = style
      ? await Promise.all(
          captions.map((caption, index) => drawCaption(run, tools, spec, { ...caption, style }, `${kind}-caption-${index}.png`)),
        )
      : [];
    const output = join(run.workDir, `${kind}.mp4`);
    const command = clipCommand({ spec, piece, stills, frames, captions: images, output, threads: THREADS, onProgress });
    await tools.media.run(command, { workDir: run.workDir, signal: run.signal });
    return { path: output, contentType: 'video/mp4', metadata: {} };
  });
}

/**
 * What the movement in a clip depends on. Of the place in the film only the direction: a scene that is moved keeps its clips, and a still
 * does not depend on the length of its scene.
 */
function motionOf(spec: FilmSpec, { scene, sceneFrames, from, reach }: View): object {
  const { motion = 'NONE', picture } = spec.scenes[scene] ?? {};
  if (motion === 'NONE') return { motion };
  return { motion, sceneFrames, from, reach, zoomsIn: scene % 2 === 0, ...(picture && { focus: focusInFrame(picture, spec) }) };
}

/** The words that each scene's picture shows in large letters. */
export async function shownWordsOf({ providers }: FilmTools, spec: FilmSpec): Promise<(scene: number) => string> {
  const visual = await providers.get('VISUAL', spec.providers.visual);
  const { language, title: filmTitle } = spec;
  return (position) => {
    const scene = spec.scenes[position];
    return scene && !scene.picture ? (visual.shownWords?.({ ...scene, language, filmTitle, position }) ?? '') : '';
  };
}

/** The captions of a clip, by the voices of its scenes, without those whose words the picture shows. */
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

/** Whether all words of a caption stand in a picture, one after the other. */
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
