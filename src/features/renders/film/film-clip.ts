import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { burnedInCaptions, captionInputs, drawCaptionTrack, shownWordsOf } from '../captions/burned-in.ts';
import { takeOf } from '../clips/take.ts';
import type { KnownFilm } from '../overlays/overlay-times.ts';
import { fetchOverlays, overlaysIn } from '../overlays/overlay-images.ts';
import { movingClip } from '../pictures/moving-cards.ts';
import { focusInFrame } from '../pictures/placement.ts';
import { fetchTo, getOrCreateArtifact, hardlyMore } from '../steps/step-results.ts';
import type { FilmTools, PartRun, ResultOf, Results } from '../steps/step-results.ts';
import { clipCommand, endingFade } from './clip-command.ts';
import type { ViewPicture } from './clip-command.ts';
import { encodeInTurn } from './encoding-turn.ts';
import { shortClipOf } from './film-spec.ts';
import type { FilmSpec, SceneVoice } from './film-spec.ts';
import { decodeClip } from './joined/decoded-clip.ts';
import type { DecodedClip } from './joined/decoded-clip.ts';
import { isOpening, sceneFrames, transitionOf } from './timeline.ts';
import type { ClipPlan, View } from './timeline.ts';

/** Shares of a clip's progress at which its captions are drawn and its pictures are encoded. Then it is decoded. */
const [DRAWN, ENCODED] = [0.1, 0.8];

interface ClipRequest {
  readonly spec: FilmSpec;
  readonly results: Results;
  readonly piece: ClipPlan;
  /** Begins the names of its files in the folder of the step. */
  readonly name: string;
  readonly onProgress: (fraction: number) => void;
}

/**
 * The encoded clip of a film, which is made unless there is one. It is decoded where it is made, except for the opening, which players wait
 * for: the check of the film decodes that.
 */
export async function filmClip(run: PartRun, tools: FilmTools, { spec, results, piece, name, onProgress }: ClipRequest) {
  const shownIn = piece.views.map(({ scene }) => results.at('VISUAL', scene));
  const voiceOf = (scene: number): SceneVoice => results.at('VOICE', scene).voice;
  const known = knownFilm(spec, voiceOf, piece);
  const burnedIn = burnedInCaptions(spec, piece, voiceOf, await shownWordsOf(tools, spec), known);
  const { revision, brand: captionBrand } = captionInputs(spec, burnedIn);
  const moving = await movingClip(tools, spec, piece, voiceOf);
  const quiet = { ...run, report: hardlyMore(onProgress) };
  const overlays = spec.overlays ? await overlaysIn(quiet, tools, spec, piece, known) : [];
  const { width, height, fps, language, encoder } = spec;
  const inputs = {
    kind: 'piece',
    frames: piece.frames,
    views: piece.views.map((view, index) => ({ ...viewInputs(spec, view, piece.frames, shownIn[index]), ...moving.inputs[index] })),
    captions: burnedIn.captions,
    look: { width, height, fps, language, encoder, captions: revision, ...captionBrand },
    transition: piece.views.length > 1 ? transitionOf(spec, piece.views[0].scene).kind : 'none',
    fade: endingFade(spec, piece),
    ...(overlays.length > 0 && { overlays: overlays.map(({ picture: { hash }, ...overlay }) => ({ ...overlay, hash })) }),
  };
  return getOrCreateArtifact<{ decoded?: DecodedClip }>(run, tools, inputs, async () => {
    const pictures = await Promise.all(
      shownIn.map(async ({ picture, clipFrames }, index): Promise<ViewPicture | undefined> => {
        if (moving.isDrawn[index]) return undefined;
        const path = await fetchTo(run, tools, picture, `${name}-${index}`);
        return clipFrames === undefined ? path : { path, available: clipFrames };
      }),
    );
    const cards = moving.isDrawn.includes(true) ? await moving.cards(run, tools) : [];
    // A transition takes one frame more than it shows.
    const drawn = cards.length > 0 ? tools.drawing.frames(cards, piece.frames + piece.views.length - 1) : undefined;
    const onDrawn = (fraction: number): void => onProgress(fraction * DRAWN);
    const captions = await drawCaptionTrack(run, tools, spec, burnedIn, { frames: piece.frames, name, onDrawn });
    const output = join(run.workDir, `${name}.mp4`);
    const laid = await fetchOverlays(run, tools, overlays, name);
    const shownPictures = { pictures, frames: drawn, captions, overlays: laid };
    const { workDir, signal } = run;
    const call = { workDir, signal };
    const durationMs = (piece.frames / fps) * 1_000;
    const onEncoded = (fraction: number): void => onProgress(DRAWN + fraction * (ENCODED - DRAWN));
    const onDecoded = (fraction: number): void => onProgress(ENCODED + fraction * (1 - ENCODED));
    const decoded = await encodeInTurn(spec, { signal, report: hardlyMore(onProgress, DRAWN) }, async (threads) => {
      const isAwaited = isOpening(spec, piece);
      const most = isAwaited ? Math.min(2, availableParallelism()) : threads;
      await tools.media.run(clipCommand({ spec, piece, ...shownPictures, output, threads: most, onProgress: onEncoded }), call);
      return isAwaited
        ? undefined
        : decodeClip({ media: tools.media, ...call }, { path: output, durationMs, threads, onProgress: onDecoded });
    });
    return { path: output, contentType: 'video/mp4', metadata: decoded ? { decoded } : {} };
  });
}

/**
 * The part of the film that a clip may know: up to the scene after it, and for the opening its own scene alone. Overlays may start at any
 * time; without any, the voices of other scenes are not waited for.
 */
function knownFilm(spec: FilmSpec, voiceOf: (scene: number) => SceneVoice, piece: ClipPlan): KnownFilm {
  if (!spec.overlays) return { fps: spec.fps, sceneStarts: [], frames: undefined };
  const last = piece.views[0].scene + (isOpening(spec, piece) ? 0 : 1);
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
