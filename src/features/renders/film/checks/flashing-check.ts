import { Failure } from '../../../../kernel/failure.ts';
import { showsDrawing, type FilmSpec } from '../film-spec.ts';
import { MAX_FLASHES } from '../joined/flashes.ts';
import type { Evidence } from './film-evidence.ts';

const NAME = 'flashing';

/** The part of a check that its failure tells. */
interface FlashingCheck {
  readonly name: string;
  readonly measured: string;
  readonly sceneId?: string;
  readonly atMs?: number;
}

/** Whether Reelwright alone draws the picture of a scene, so that flashes in it are an error of the installation. */
const isDrawnHere = (spec: FilmSpec, sceneId: string | undefined): boolean => {
  const scene = spec.scenes.find(({ id }) => id === sceneId);
  return spec.providers.visual === 'builtin' && !spec.overlays?.length && scene !== undefined && showsDrawing(spec, scene);
};

/** One check for the film, or one for each stretch that flashes too often, with the scene that is most likely its cause: a transition also shows its neighbours. */
export function flashingChecks({ spec, timeline: { scenes, fps }, decoding: { flashing } }: Evidence) {
  const check = { name: NAME, unit: 'flashes/s', expected: `<= ${MAX_FLASHES}` };
  if (flashing.length === 0) return [{ ...check, measured: check.expected, ok: true }];
  return flashing.map(({ startMs, endMs, flashes }) => {
    const [from, to] = [(startMs * fps) / 1_000, (endMs * fps) / 1_000];
    const shown = scenes
      .map(({ id, firstFrame, frames }) => ({ id, frames: Math.min(to, firstFrame + frames) - Math.max(from, firstFrame) }))
      // Half a frame is more than what rounding loses.
      .filter(({ frames }) => frames > 0.5)
      .toSorted((one, other) => other.frames - one.frames);
    const cause = shown.find(({ id }) => !isDrawnHere(spec, id)) ?? shown[0];
    return { ...check, measured: String(flashes), ok: false, ...(cause && { sceneId: cause.id }), atMs: Math.round(startMs) };
  });
}

/** The failure of a film that only flashes too often, and not in what Reelwright draws; else undefined. */
export function filmFlashes(broken: readonly FlashingCheck[], spec: FilmSpec): Failure | undefined {
  if (broken.some(({ name, sceneId }) => name !== NAME || isDrawnHere(spec, sceneId))) return undefined;
  const found = broken.map(({ sceneId, measured, atMs = 0 }) => {
    const position = spec.scenes.findIndex(({ id }) => id === sceneId);
    return `scene ${position + 1} flashes ${measured} times in a second at ${(atMs / 1_000).toFixed(1)} s`;
  });
  return new Failure('FILM_FLASHES', `The film flashes more than ${MAX_FLASHES} times in a second: ${found.join('; ')}.`, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Flashes can cause seizures. Choose another clip, picture or overlay for the scene, or show its pictures for longer, and make the film again.',
    sceneId: broken[0]?.sceneId,
  });
}
