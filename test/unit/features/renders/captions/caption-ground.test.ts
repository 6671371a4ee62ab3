import { expect, test } from 'vitest';
import { burnedInCaptions, captionInputs } from '../../../../../src/features/renders/captions/burned-in.ts';
import type { FilmSpec, SceneSpec } from '../../../../../src/features/renders/film/film-spec.ts';
import type { OverlaySpec } from '../../../../../src/features/renders/overlays/overlay-spec.ts';
import { LOOKS, isLightLook } from '../../../../../src/platform/catalogue/looks.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const PICTURE = { assetId: '0197d2a0-5c1e-7a3b-9f00-3a1b2c3d4e5f', sha256: 'hash', width: 640, height: 480, fit: 'FILL' } as const;
const CLIP = { ...PICTURE, durationMs: 4_000, trimStartMs: 0, speed: 1, shortClip: 'LOOP' } as const;

const film = (changes: Partial<FilmSpec> = {}, scene: Partial<SceneSpec> = {}): FilmSpec => {
  const spec = { ...smallSpec({ voicesMs: [2_000] }), look: 'editorial', captionStyle: 'plain' as const };
  return { ...spec, ...changes, scenes: spec.scenes.map((one) => ({ ...one, ...scene })) };
};

const burnedIn = (spec: FilmSpec) => {
  const piece = { frames: 150, views: [{ scene: 0, sceneFrames: 150, from: 0 }] } as const;
  const voice = { samples: 96_000, phrases: [{ text: 'Light travels fast', startMs: 0, endMs: 2_000 }] };
  return burnedInCaptions(
    spec,
    piece,
    () => voice,
    () => '',
    { fps: 30, sceneStarts: [0], frames: 150 },
  );
};
const isOnPicture = (spec: FilmSpec): boolean => burnedIn(spec).captions.some(({ onPicture }) => onPicture ?? false);

const overlay = (position: { x: number; y: number }, changes: Partial<OverlaySpec> = {}): OverlaySpec => ({
  ...{ id: 'one', content: PICTURE, position, width: 0.4, start: { offsetMs: 0 }, fadeInMs: 0, fadeOutMs: 0, opacity: 1, ...changes },
});

test('captions of pictures, clips and what other providers make lie on what may be bright, those of dark cards do not', () => {
  expect(isOnPicture(film())).toBe(false);
  expect(isOnPicture(film({}, { picture: PICTURE }))).toBe(true);
  expect(isOnPicture(film({}, { clip: CLIP }))).toBe(true);
  expect(isOnPicture(film({ providers: { speech: 'builtin', visual: 'openai' } }))).toBe(true);
  expect(isOnPicture(film({ providers: { speech: 'builtin', visual: 'builtin', clip: { provider: 'runway', model: 'gen' } } }))).toBe(true);
  expect(LOOKS.names.filter((look) => isOnPicture(film({ look })))).toEqual(LOOKS.names.filter(isLightLook));
});

test('a picture over a card counts where captions are and while they are shown', () => {
  const low = { x: 0.5, y: 0.8 };
  expect(isOnPicture(film({ overlays: [overlay(low)] }))).toBe(true);
  expect(isOnPicture(film({ overlays: [overlay(low, { content: { clip: CLIP } })] }))).toBe(true);
  expect(isOnPicture(film({ overlays: [overlay({ x: 0.8, y: 0.2 })] }))).toBe(false);
  expect(isOnPicture(film({ overlays: [overlay({ x: 0.8, y: 0.2 })], captionPosition: 'TOP' }))).toBe(true);
  expect(isOnPicture(film({ overlays: [overlay(low, { start: { offsetMs: 4_500 } })] }))).toBe(false);
  const text = { text: 'A title', size: 0.1, color: '#ffffff', align: 'CENTER' } as const;
  expect(isOnPicture(film({ overlays: [overlay(low, { content: text })] }))).toBe(false);
});

test('clips of cards, and of the style with a box, stay what they were', () => {
  const [caption] = burnedIn(film()).captions;
  expect(Object.keys(caption ?? {})).toEqual(['lines', 'fromFrame', 'toFrame']);
  expect(isOnPicture(film({ captionStyle: 'classic' }, { picture: PICTURE }))).toBe(false);
  const spec = film({}, { picture: PICTURE });
  expect(captionInputs(spec, burnedIn(spec))).toEqual(captionInputs(film(), burnedIn(film())));
});
