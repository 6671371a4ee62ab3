import { join } from 'node:path';
import type { StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import { burnedInCaptions, captionInputs, drawCaptionTrack, shownWordsOf } from '../captions/burned-in.ts';
import type { FilmSpec, SceneVoice } from '../film/film-spec.ts';
import { takeOf } from '../clips/take.ts';
import { clipCommand, endingFade } from '../film/clip-command.ts';
import type { ViewPicture } from '../film/clip-command.ts';
import { encodeInTurn } from '../film/encoding-turn.ts';
import { shortClipOf } from '../film/film-spec.ts';
import { decodeClip } from '../film/joined/decoded-clip.ts';
import type { DecodedClip } from '../film/joined/decoded-clip.ts';
import { clipPlansOf, sceneFrames, transitionOf } from '../film/timeline.ts';
import type { ClipPlan, View } from '../film/timeline.ts';
import { focusInFrame } from '../pictures/placement.ts';
import type { KnownFilm } from '../overlays/overlay-times.ts';
import { fetchOverlays, overlaysIn } from '../overlays/overlay-images.ts';
import { movingClip } from '../pictures/moving-cards.ts';
import { fetchTo, getOrCreateArtifact, hardlyMore, loadResults, pick, sceneOf, specOf } from './step-results.ts';
import type { FilmTools, ResultOf, Results } from './step-results.ts';

/** Shares of a clip's progress at which its captions are drawn and its pictures are encoded. Then it is decoded. */
const [DRAWN, ENCODED] = [0.1, 0.8];

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
    const result: ResultOf<'SEGMENT'> = {
      pieces: made.map(({ artifact }) => ({ ...pick(artifact), decoded: artifact.metadata.decoded })),
    };
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
  const voiceOf = (scene: number): SceneVoice => results.at('VOICE', scene).voice;
  const burnedIn = burnedInCaptions(spec, piece, voiceOf, shown);
  const { revision, brand: captionBrand } = captionInputs(spec, burnedIn);
  const moving = await movingClip(tools, spec, piece, voiceOf);
  const overlays = known ? await overlaysIn({ ...run, report: hardlyMore(onProgress) }, tools, spec, piece, known) : [];
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
    const onDrawn = (fraction: number): void => onProgress(fraction * DRAWN);
    const captions = await drawCaptionTrack(run, tools, spec, burnedIn, { frames: piece.frames, name: kind, onDrawn });
    const output = join(run.workDir, `${kind}.mp4`);
    const laid = await fetchOverlays(run, tools, overlays, kind);
    const shownPictures = { pictures, frames: drawn, captions, overlays: laid };
    const { workDir, signal } = run;
    const call = { workDir, signal };
    const durationMs = (piece.frames / fps) * 1_000;
    const onEncoded = (fraction: number): void => onProgress(DRAWN + fraction * (ENCODED - DRAWN));
    const onDecoded = (fraction: number): void => onProgress(ENCODED + fraction * (1 - ENCODED));
    const decoded = await encodeInTurn(spec, { signal, report: hardlyMore(onProgress, DRAWN) }, async (threads) => {
      await tools.media.run(clipCommand({ spec, piece, ...shownPictures, output, threads, onProgress: onEncoded }), call);
      return decodeClip({ media: tools.media, ...call }, { path: output, durationMs, threads, onProgress: onDecoded });
    });
    return { path: output, contentType: 'video/mp4', metadata: { decoded } };
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
