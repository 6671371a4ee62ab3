import { SOURCE_TERMS, creditsOf, sourceTypeBy, sourceTypeOf } from '../../../platform/provenance/provenance.ts';
import type { Origin, Provenance, SourceType } from '../../../platform/provenance/provenance.ts';
import { readMp4Mark } from '../../../platform/provenance/source-type-mark.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { NewOutput } from '../../assets/asset.service.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { StepRun } from '../../jobs/steps/step-handler.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import type { FilmSpec, SceneSpec } from '../film/film-spec.ts';
import { isNarrated } from '../film/reading.ts';
import { assetIdIn } from '../overlays/overlay-spec.ts';
import { overlayTimes } from '../overlays/overlay-times.ts';
import type { Results } from './step-results.ts';

/** How the outputs of a film were made. */
export interface FilmProvenance {
  readonly film: Provenance;
  /** The origins of poster and thumbnail, which show the first frame. */
  readonly poster: Provenance;
}

type Assets = ReadonlyMap<string, AssetRow>;

/** From the results of the scenes, and from the assets that scenes show and play, that play under them and lie over them. */
export async function filmProvenance(run: StepRun, spec: FilmSpec, results: Results): Promise<FilmProvenance> {
  const { scenes, music, voice } = spec;
  const ids = assetIdsIn(spec);
  const assets: Assets = ids.length === 0 ? new Map() : await run.scope.tx((em) => assetsByIds(em, run.job.workspaceId, ids));
  const visuals = scenes.map((scene) => visualOf(scene, spec, results, assets));
  const voices = scenes.filter((scene) => isNarrated(scene, voice)).map((scene) => voiceOf(scene, spec, results, assets));
  const sounds = music ? [musicOf(music, assets)] : [];
  const overlays = overlaysOf(spec, assets);
  const atStart = overlays.filter(({ isAtStart }) => isAtStart);
  return {
    film: together([...visuals, ...voices, ...sounds, ...overlays.map(({ made }) => made)]),
    poster: together([...visuals.slice(0, 1), ...atStart.map(({ made }) => made)]),
  };
}

const assetIdsIn = ({ scenes, music, overlays = [] }: FilmSpec): readonly string[] => [
  ...scenes.flatMap(({ picture, clip, recording }) => [picture, clip, recording].flatMap((file) => file?.assetId ?? [])),
  ...(music && 'assetId' in music ? [music.assetId] : []),
  ...overlays.flatMap(({ content }) => assetIdIn(content) ?? []),
];

const together = (all: readonly Provenance[]): Provenance => ({
  sourceType: sourceTypeOf(all.map(({ sourceType }) => sourceType)),
  parts: all.flatMap(({ parts }) => parts),
});

const NOTHING: Provenance = { sourceType: null, parts: [] };

const madeBy = (made: Origin): Provenance => ({ sourceType: sourceTypeBy(made), parts: [made] });

const ofAsset = (asset: AssetRow | undefined, sceneId?: string): Provenance => {
  const { sourceType, parts } = asset?.provenance ?? NOTHING;
  return { sourceType, parts: sceneId === undefined ? parts : parts.map((part): Origin => Object.assign({}, part, { sceneId })) };
};

function visualOf({ id, position, picture, clip }: SceneSpec, spec: FilmSpec, results: Results, assets: Assets): Provenance {
  const shown = picture ?? clip;
  if (shown) return ofAsset(assets.get(shown.assetId), id);
  const made = results.at('VISUAL', position).origin ?? unrecorded('VISUAL', spec.providers.visual);
  return madeBy({ ...made, sceneId: id });
}

function voiceOf({ id, position, recording }: SceneSpec, spec: FilmSpec, results: Results, assets: Assets): Provenance {
  const { origin, heard } = results.at('VOICE', position);
  const made = origin ?? { ...unrecorded('SPEECH', spec.providers.speech), voice: spec.voice };
  const spoken = recording ? ofAsset(assets.get(recording.assetId), id) : madeBy({ ...made, sceneId: id });
  // A transcript times the captions, and makes nothing that is seen or heard.
  return heard ? { ...spoken, parts: [...spoken.parts, { ...heard, sceneId: id }] } : spoken;
}

const musicOf = (music: NonNullable<FilmSpec['music']>, assets: Assets): Provenance =>
  'assetId' in music ? ofAsset(assets.get(music.assetId)) : madeBy(unrecorded('MUSIC', music.provider));

/** The pictures and clips over the scenes, and whether the first frame has them. */
function overlaysOf(
  { overlays = [], fps }: FilmSpec,
  assets: Assets,
): readonly { readonly made: Provenance; readonly isAtStart: boolean }[] {
  const times = overlayTimes(overlays, { fps, sceneStarts: [0], frames: undefined });
  return overlays.flatMap(({ content }, index) => {
    const assetId = assetIdIn(content);
    return assetId === undefined ? [] : [{ made: ofAsset(assets.get(assetId)), isAtStart: times[index]?.from === 0 }];
  });
}

/** The origin of parts from before origins were recorded: the film names their provider. */
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

/** The columns of an asset that store its provenance. */
export const provenanceColumns = (made: Provenance): Pick<NewOutput, 'synthetic' | 'provenance' | 'attribution'> => ({
  synthetic: made.sourceType !== null,
  attribution: creditsOf(made),
  provenance: made,
});
