import { newId } from '../../../kernel/id.ts';
import type { Artifact } from '../../../platform/artifacts/artifacts.ts';
import type { AssetService, NewOutput } from '../../assets/asset.service.ts';
import type { DerivedColumns } from '../../assets/ingest/pictures/picture.service.ts';
import type { StepOutcome, StepRun } from '../../jobs/steps/step-handler.ts';
import { filmFileName } from '../file-name.ts';
import type { FilmTools } from '../steps/step-results.ts';

/** The result of a job is stored as an artifact first, so that a step that starts again after a crash does not pay twice. */
export const inputsOf = ({ job }: StepRun, kind: string): object => ({ kind, job: job.id });

interface Delivery extends Pick<
  NewOutput,
  'role' | 'kind' | 'codecs' | 'width' | 'height' | 'durationMs' | 'synthetic' | 'provenance' | 'attribution'
> {
  readonly ending: string;
  readonly creditsUsed: number;
  /** Makes the derived files of what was made, which is at this key. */
  readonly derive?: (made: Pick<NewOutput, 'storageKey' | 'contentType'>) => Promise<DerivedColumns>;
}

/** Copies what was made to an asset of the workspace, which artifact collection does not touch. */
export async function delivered(
  run: StepRun,
  tools: FilmTools,
  assets: AssetService,
  { storageKey: source, contentType, byteSize, metadata: { sha256 } }: Artifact,
  { ending, creditsUsed, derive, ...made }: Delivery,
): Promise<StepOutcome> {
  const { workspaceId, id, title } = run.job;
  const storageKey = `${workspaceId}/assets/${id}/${newId()}.${ending}`;
  await tools.artifacts.copy(run.scope, source, storageKey);
  const fileName = `${filmFileName(title)}.${ending}`;
  const derived = await derive?.({ storageKey, contentType });
  const output: NewOutput = { ...made, ...derived, name: title, fileName, contentType, byteSize, sha256, storageKey };
  return { creditsUsed, inTransaction: (em) => assets.createOutputs(em, run.job, [output]) };
}
