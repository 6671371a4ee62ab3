import { SOURCE_TERMS, creditsOf, sourceTypeBy, sourceTypeOf } from '../../../platform/provenance/provenance.ts';
import type { Origin, Provenance, SourceType } from '../../../platform/provenance/provenance.ts';
import { readMp4Mark } from '../../../platform/provenance/source-type-mark.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { NewOutput } from '../../assets/asset.service.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { StepRun } from '../../jobs/steps/step-handler.ts';
import type { FilmCheck } from '../film/film-check.ts';
import type { FilmSpec, SceneSpec } from '../film/film-spec.ts';
import { isNarrated } from '../film/reading.ts';
import type { Results } from './step-results.ts';

/** How the outputs of a film were made. */
export interface FilmProvenance {
  readonly film: Provenance;
  /** Of poster and thumbnail, which show the first scene. */
  readonly poster: Provenance;
}

/** From the results of the scenes, and from the assets that scenes show and that play under them. */
export async function filmProvenance(run: StepRun, spec: FilmSpec, results: Results): Promise<FilmProvenance> {
  const { scenes, music, voice } = spec;
  const musicId = music && 'assetId' in music ? music.assetId : undefined;
  const ids = [...scenes.flatMap(({ picture }) => picture?.assetId ?? []), ...(musicId ? [musicId] : [])];
  const assets = ids.length === 0 ? new Map<string, AssetRow>() : await run.scope.tx((em) => assetsByIds(em, run.job.workspaceId, ids));
  const visuals = scenes.map((scene) => visualOf(scene, spec, results, assets));
  const voices = scenes.filter((scene) => isNarrated(scene, voice)).map(({ id, position }) => voiceOf(id, position, spec, results));
  const sounds = music ? [musicOf(music, musicId === undefined ? undefined : assets.get(musicId))] : [];
  const all = [...visuals, ...voices, ...sounds];
  return {
    film: { sourceType: sourceTypeOf(all.map(({ sourceType }) => sourceType)), parts: all.flatMap(({ parts }) => parts) },
    poster: visuals[0] ?? NOTHING,
  };
}

const NOTHING: Provenance = { sourceType: null, parts: [] };

const madeBy = (made: Origin): Provenance => ({ sourceType: sourceTypeBy(made), parts: [made] });

const ofAsset = (asset: AssetRow | undefined, sceneId?: string): Provenance => {
  const { sourceType, parts } = asset?.provenance ?? NOTHING;
  return { sourceType, parts: sceneId === undefined ? parts : parts.map((part): Origin => Object.assign({}, part, { sceneId })) };
};

function visualOf(
  { id, position, picture }: SceneSpec,
  spec: FilmSpec,
  results: Results,
  assets: ReadonlyMap<string, AssetRow>,
): Provenance {
  if (picture) return ofAsset(assets.get(picture.assetId), id);
  const made = results.at('VISUAL', position).origin ?? unrecorded('VISUAL', spec.providers.visual);
  return madeBy({ ...made, sceneId: id });
}

function voiceOf(sceneId: string, position: number, spec: FilmSpec, results: Results): Provenance {
  const made = results.at('VOICE', position).origin ?? { ...unrecorded('SPEECH', spec.providers.speech), voice: spec.voice };
  return madeBy({ ...made, sceneId });
}

const musicOf = (music: NonNullable<FilmSpec['music']>, asset: AssetRow | undefined): Provenance =>
  'assetId' in music ? ofAsset(asset) : madeBy(unrecorded('MUSIC', music.provider));

/** Of parts that were made before this was recorded: who made them is known from the film. */
const unrecorded = (kind: Origin['kind'], provider: string): Origin => ({
  ...{ kind, provider, model: null, prompt: null, seed: null, voice: null, licence: null, cost: null },
});

/** Whether the film says in its file that models made it; no check for one that they did not make. */
export async function sourceTypeCheck(film: string, sourceType: SourceType | null): Promise<FilmCheck[]> {
  if (sourceType === null) return [];
  const marked = await readMp4Mark(film);
  return [
    {
      name: 'sourceType',
      expected: SOURCE_TERMS[sourceType],
      measured: marked === null ? 'none' : SOURCE_TERMS[marked],
      ok: marked === sourceType,
    },
  ];
}

/** What an asset stores of it. */
export const provenanceColumns = (made: Provenance): Pick<NewOutput, 'synthetic' | 'provenance' | 'attribution'> => ({
  synthetic: made.sourceType !== null,
  attribution: creditsOf(made),
  provenance: made,
});
