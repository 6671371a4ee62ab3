import { expect, test } from 'vitest';
import type { FilmSpec } from '../../../../../src/features/renders/film/film-spec.ts';
import { overlaySpec } from '../../../../../src/features/renders/overlays/overlay-spec.ts';
import { aiLabelOf } from '../../../../../src/features/renders/overlays/ai-label.ts';
import { newId } from '../../../../../src/kernel/id.ts';
import { aiLabelText } from '../../../../../src/platform/catalogue/ai-labels.ts';
import { LANGUAGES } from '../../../../../src/platform/catalogue/languages.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const film = (more: Partial<FilmSpec> = {}): FilmSpec => ({ ...smallSpec({ voicesMs: [1_000, 1_000] }), ...more });
const MODELS = { speech: 'elevenlabs', visual: 'builtin' };
const picture = { assetId: newId(), sha256: '', width: 1, height: 1, fit: 'FILL' } as const;
const recording = { assetId: newId(), sha256: '', durationMs: 1_000 };
const withScenes = (more: Partial<FilmSpec['scenes'][number]>, spec: FilmSpec): FilmSpec => ({
  ...spec,
  scenes: spec.scenes.map((scene) => ({ ...scene, ...more })),
});

test.each<[what: string, spec: FilmSpec, hasMadeFiles: boolean]>([
  ['a model speaks', film({ providers: MODELS }), false],
  ['a model draws', film({ providers: { speech: 'builtin', visual: 'comfyui' } }), false],
  [
    'a model makes clips',
    film({ providers: { speech: 'builtin', visual: 'builtin', clip: { provider: 'runway', model: 'gen4.5' } } }),
    false,
  ],
  ['a model made a file of it', film(), true],
])('a film is labelled when %s', (_, spec, hasMadeFiles) => {
  expect(aiLabelOf('throughout', spec, hasMadeFiles)).toMatchObject({
    content: { text: 'Made with AI', ground: true },
    start: { offsetMs: 0 },
  });
});

test.each<[what: string, spec: FilmSpec]>([
  ['rules make all of it', film()],
  ['its pictures are by people', film({ providers: { speech: 'builtin', visual: 'pexels' } })],
  ['the model that would speak is not heard', withScenes({ recording }, film({ providers: MODELS }))],
  ['the model that would draw is not seen', withScenes({ picture }, film({ providers: { speech: 'builtin', visual: 'comfyui' } }))],
  ['it has no voice', film({ providers: MODELS, voice: 'NONE' })],
])('a film is not labelled when %s', (_, spec) => {
  expect(aiLabelOf('throughout', spec, false)).toBeUndefined();
});

test('nobody who did not ask for it gets a label', () => {
  for (const label of [null, 'none'] as const) expect(aiLabelOf(label, film({ providers: MODELS }), true)).toBeUndefined();
});

test('a label at the start ends after five seconds, one throughout with the film', () => {
  expect(aiLabelOf('start', film(), true)).toMatchObject({ lengthMs: 5_000, fadeOutMs: 400 });
  expect(aiLabelOf('throughout', film(), true)).not.toHaveProperty('lengthMs');
});

test.each([
  [1_920, 1_080],
  [1_080, 1_920],
  [720, 720],
  [864, 1_080],
])('the label stays in the frame of %d x %d', (width, height) => {
  const label = overlaySpec.parse(aiLabelOf('throughout', film({ width, height }), true));
  expect((label.position.x + label.width / 2) * width).toBeLessThan(width);
  expect(label.position.y * height).toBeGreaterThan(0);
  expect(label.position.y).toBeLessThan(0.1);
});

test('the words are those of the language, also of a region, and English elsewhere', () => {
  expect(['en-GB', 'de', 'zh', 'ja'].map(aiLabelText)).toEqual(['Made with AI', 'Mit KI erstellt', '由 AI 生成', 'Made with AI']);
  expect(new Set(LANGUAGES.names.map(aiLabelText)).size).toBe(LANGUAGES.names.length);
});
