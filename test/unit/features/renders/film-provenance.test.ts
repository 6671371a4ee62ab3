import { expect, test } from 'vitest';
import type { AssetRow } from '../../../../src/features/assets/asset.entity.ts';
import type { StepRun } from '../../../../src/features/jobs/steps/step-handler.ts';
import type { FilmSpec } from '../../../../src/features/renders/film/film-spec.ts';
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
  readonly assets?: Readonly<Record<string, Provenance | null>>;
  readonly music?: FilmSpec['music'];
}

async function provenanceOf({ visuals, speech, assets = {}, music }: Film) {
  const plain = smallSpec({ voicesMs: visuals.map(() => 1_000) });
  const spec: FilmSpec = {
    ...plain,
    ...(music && { music }),
    providers: { speech, visual: 'stability' },
    scenes: plain.scenes.map((scene, at) => {
      const shown = visuals[at];
      const picture = { sha256: '', width: 1, height: 1, fit: 'FILL' as const };
      return shown && 'assetId' in shown ? { ...scene, picture: { ...picture, assetId: shown.assetId } } : scene;
    }),
  };
  const at = (stage: string, position: number) => ({ origin: stage === 'VISUAL' ? visuals[position] : originBy('SPEECH', speech) });
  const rows = Object.entries(assets).map(([id, provenance]) => ({ id, provenance }) as AssetRow);
  const scope = { tx: async (work: (em: object) => unknown) => work({ find: async () => rows }) };
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

test('stock pictures are credited once, and are no work of a model', async () => {
  const attribution: Attribution = {
    ...{ source: 'Pexels', title: null, author: 'Grace', authorUrl: null, pageUrl: 'https://example.test', licenceUrl: null },
    ...{ licence: 'Pexels License', text: 'Photo by Grace on Pexels' },
  };
  const photo = originBy('VISUAL', 'pexels', { attribution });
  const { film } = await provenanceOf({ visuals: [photo, photo], speech: 'builtin' });
  expect(provenanceColumns(film)).toMatchObject({ synthetic: false, attribution: 'Photo by Grace on Pexels' });
});
