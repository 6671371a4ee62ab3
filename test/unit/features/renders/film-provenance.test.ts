import { expect, test } from 'vitest';
import type { AssetRow } from '../../../../src/features/assets/asset.entity.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import type { ClipSpec, FilmSpec, SceneSpec } from '../../../../src/features/renders/film/film-spec.ts';
import { filmProvenance, provenanceColumns } from '../../../../src/features/renders/steps/film-provenance.ts';
import type { Results } from '../../../../src/features/renders/steps/step-results.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Attribution, Origin, Provenance } from '../../../../src/platform/provenance/provenance.ts';
import { smallSpec } from '../../../support/small-spec.ts';

const [ALL, SOME] = ['TRAINED_ALGORITHMIC_MEDIA', 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA'] as const;

const originBy = (kind: Origin['kind'], provider: string, more: Partial<Origin> = {}): Origin => ({
  ...{ kind, provider, model: null, prompt: null, seed: null, voice: null, licence: null, cost: null },
  ...more,
});

interface Film {
  /** Who drew each scene, or the asset that it shows. */
  readonly visuals: readonly (Origin | { readonly assetId: string } | undefined)[];
  readonly speech: string;
  /** Who heard the words of each scene. */
  readonly heard?: Origin;
  readonly assets?: Readonly<Record<string, Provenance | null>>;
  readonly music?: FilmSpec['music'];
  /** What the scenes show, say and have over them beyond that. */
  readonly scene?: Partial<SceneSpec>;
  readonly overlays?: FilmSpec['overlays'];
}

async function provenanceOf({ visuals, speech, heard, assets = {}, music, scene: more, overlays }: Film) {
  const plain = smallSpec({ voicesMs: visuals.map(() => 1_000) });
  const spec: FilmSpec = {
    ...plain,
    ...(music && { music }),
    ...(overlays && { overlays }),
    providers: { speech, visual: 'stability' },
    scenes: plain.scenes.map((one, at) => {
      const scene = { ...one, ...more };
      const shown = visuals[at];
      const picture = { sha256: '', width: 1, height: 1, fit: 'FILL' as const };
      return shown && 'assetId' in shown ? { ...scene, picture: { ...picture, assetId: shown.assetId } } : scene;
    }),
  };
  // Clips and recordings have no origin in the results of their steps.
  const spoken = more?.recording ? undefined : originBy('SPEECH', speech);
  const at = (stage: string, position: number) => (stage === 'VISUAL' ? { origin: visuals[position] } : { origin: spoken, heard });
  const rows = Object.entries(assets).map(([id, provenance]) => ({ id, provenance }) as AssetRow);
  const find = async (_: unknown, { id }: { readonly id: { readonly $in: readonly string[] } }) =>
    rows.filter((row) => id.$in.includes(row.id));
  const scope = { tx: async (work: (em: object) => unknown) => work({ find }) };
  return filmProvenance({ scope, job: { workspaceId: newId() } } as unknown as StepRun, spec, { at } as unknown as Results);
}

test('a film that rules made has no mark', async () => {
  const card = originBy('VISUAL', 'builtin');
  const { film, poster } = await provenanceOf({ visuals: [card, card], speech: 'builtin' });
  expect([film.sourceType, poster.sourceType]).toEqual([null, null]);
  expect(film.parts.map(({ kind, provider }) => `${kind} ${provider}`)).toEqual([
    ...['VISUAL builtin', 'VISUAL builtin', 'SPEECH builtin', 'SPEECH builtin'],
  ]);
});

test('a transcript that times captions is a part with its cost, and makes no film a work of models', async () => {
  const heard = { ...originBy('TRANSCRIPTION', 'openai-compatible'), cost: { unit: 'seconds', amount: 3 } };
  const { film } = await provenanceOf({ visuals: [originBy('VISUAL', 'builtin')], speech: 'builtin', heard });
  expect(film.sourceType).toBeNull();
  expect(film.parts.at(-1)).toMatchObject({ kind: 'TRANSCRIPTION', cost: { amount: 3 }, sceneId: expect.any(String) });
});

test('a film of models alone says so, and one with a card or music by rule is composed', async () => {
  const drawn = originBy('VISUAL', 'stability');
  expect((await provenanceOf({ visuals: [drawn, drawn], speech: 'elevenlabs' })).film.sourceType).toBe(ALL);
  const { film, poster } = await provenanceOf({ visuals: [drawn, originBy('VISUAL', 'builtin')], speech: 'elevenlabs' });
  expect([film.sourceType, poster.sourceType]).toEqual([SOME, ALL]);
  const music = { mood: 'calm', provider: 'builtin' } as FilmSpec['music'];
  expect((await provenanceOf({ visuals: [drawn], speech: 'elevenlabs', music })).film.sourceType).toBe(SOME);
});

test('who made a part of an earlier version is known from the film', async () => {
  const { film } = await provenanceOf({ visuals: [undefined], speech: 'builtin' });
  expect(film).toMatchObject({ sourceType: SOME, parts: [{ kind: 'VISUAL', provider: 'stability', model: null }, { kind: 'SPEECH' }] });
});

test('an own picture is no part, and a generated one brings what is known of it', async () => {
  const [own, generated] = [newId(), newId()];
  const part = originBy('VISUAL', 'openai', { prompt: 'A river' });
  const { film, poster } = await provenanceOf({
    visuals: [{ assetId: own }, { assetId: generated }],
    speech: 'builtin',
    assets: { [own]: null, [generated]: { sourceType: ALL, parts: [part] } },
  });
  expect([film.sourceType, poster.sourceType]).toEqual([SOME, null]);
  expect(film.parts).toMatchObject([{ prompt: 'A river', sceneId: expect.any(String) as string }, { kind: 'SPEECH' }, { kind: 'SPEECH' }]);
});

const attribution: Attribution = {
  ...{ source: 'Pexels', title: null, author: 'Grace', authorUrl: null, pageUrl: 'https://example.test', licenceUrl: null },
  ...{ licence: 'Pexels License', text: 'Photo by Grace on Pexels' },
};

test('stock pictures are credited once, and are no work of a model', async () => {
  const photo = originBy('VISUAL', 'pexels', { attribution });
  const { film } = await provenanceOf({ visuals: [photo, photo], speech: 'builtin' });
  expect(provenanceColumns(film)).toMatchObject({ synthetic: false, attribution: 'Photo by Grace on Pexels' });
});

const clipOf = (assetId: string): ClipSpec => ({
  ...{ assetId, sha256: '', width: 1, height: 1, fit: 'FILL', durationMs: 9_000, trimStartMs: 0, speed: 1, shortClip: 'LOOP' },
});

test('an own clip and an own recording are no work of the providers, and generated ones bring what is known of them', async () => {
  const [clip, recording] = [newId(), newId()];
  const scene = { clip: clipOf(clip), recording: { assetId: recording, sha256: '', durationMs: 1_000 } };
  const film = { visuals: [undefined], speech: 'elevenlabs', scene };
  const own = await provenanceOf({ ...film, assets: { [clip]: null, [recording]: null } });
  expect(own).toEqual({ film: { sourceType: null, parts: [] }, poster: { sourceType: null, parts: [] } });
  const [moved, spoken] = [originBy('VISUAL', 'comfyui'), originBy('SPEECH', 'kokoro', { voice: 'Ada' })];
  const made = await provenanceOf({
    ...film,
    assets: { [clip]: { sourceType: ALL, parts: [moved] }, [recording]: { sourceType: ALL, parts: [spoken] } },
  });
  const sceneId = expect.any(String) as string;
  expect(made.film).toEqual({
    sourceType: ALL,
    parts: [
      { ...moved, sceneId },
      { ...spoken, sceneId },
    ],
  });
  expect(made.poster).toEqual({ sourceType: ALL, parts: [{ ...moved, sceneId }] });
});

test('pictures over the scenes are parts and keep their credits, on the poster too if its frame shows them', async () => {
  const [photo, drawn] = [newId(), newId()];
  const over = (id: string, content: object, offsetMs: number) => ({
    ...{ id, position: { x: 0.5, y: 0.5 }, width: 1, start: { offsetMs }, fadeInMs: 0, fadeOutMs: 0, opacity: 1 },
    content: { sha256: '', width: 1, height: 1, ...content },
  });
  const text = { text: 'Words', size: 0.1, color: '#ffffff', align: 'LEFT' };
  const overlays = [over('a', { assetId: photo }, 0), over('b', { assetId: drawn }, 500), { ...over('c', {}, 0), content: text }];
  const { film, poster } = await provenanceOf({
    visuals: [originBy('VISUAL', 'builtin')],
    speech: 'builtin',
    overlays: overlays as FilmSpec['overlays'],
    assets: {
      [photo]: { sourceType: null, parts: [originBy('VISUAL', 'pexels', { attribution })] },
      [drawn]: { sourceType: ALL, parts: [originBy('VISUAL', 'stability')] },
    },
  });
  expect(film.parts.map(({ provider }) => provider)).toEqual(['builtin', 'builtin', 'pexels', 'stability']);
  expect(poster.parts.map(({ provider }) => provider)).toEqual(['builtin', 'pexels']);
  expect(provenanceColumns(film)).toMatchObject({ synthetic: true, attribution: attribution.text });
  expect(provenanceColumns(poster)).toMatchObject({ synthetic: false, attribution: attribution.text });
});
