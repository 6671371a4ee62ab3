import type { EntityManager } from '@mikro-orm/postgresql';
import { extraRenditions } from '../../platform/catalogue/renditions.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { creditsFor } from '../billing/billing.prices.ts';
import type { ProviderEstimate } from '../providers/estimates/provider-costs.service.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import type { JobService, NewJob } from '../jobs/job/job.service.ts';
import { formatsOf } from './request/video-formats.ts';
import { longestFilmMs } from './request/video-estimate.ts';
import type { CompleteRequest, VideoInput } from './request/video-request.ts';
import { firstSteps } from './video-plan.ts';

/** Maximum cost in credits, and maximum length in milliseconds. */
interface FilmEstimate {
  readonly credits: number;
  /** Maximum length of each format in milliseconds. */
  readonly durationMs: number;
}

/** The same with what each provider is expected to charge. */
export interface VideoEstimate extends FilmEstimate {
  readonly providers: readonly ProviderEstimate[];
}

export function estimateOf(input: VideoInput): FilmEstimate {
  const durationMs = longestFilmMs(input);
  return { credits: creditsFor(input.model, durationMs) * formatsOf(input).length, durationMs };
}

type FilmJob = Pick<NewJob, 'id' | 'workspaceId' | 'priority' | 'credits' | 'reservationId' | 'createdBy' | 'batch' | 'project'>;

/**
 * Creates the job of a completed request. It costs the estimated credits unless `job` has others. @throws ReelwrightError
 * INSUFFICIENT_CREDITS
 */
export async function createFilmJob(
  em: EntityManager,
  scope: Scope,
  { jobs, assets }: { readonly jobs: JobService; readonly assets: AssetService },
  job: FilmJob,
  { input, origins, metadata }: CompleteRequest,
): Promise<JobRow> {
  const created = await jobs.create(em, scope, {
    credits: estimateOf(input).credits,
    ...job,
    type: 'VIDEO',
    title: titleOf(input),
    input: { ...input },
    metadata,
    resolvedPreset: origins,
    steps: firstSteps(extraRenditions(input.renditions), formatsOf(input).length),
  });
  const { referenceAssetId, musicAssetId, fontAssetId, logoAssetId } = input;
  const used = [referenceAssetId, musicAssetId, fontAssetId, logoAssetId].filter((id) => id !== null);
  await assets.use(em, job, used);
  return created;
}

const MAX_TITLE_LENGTH = 80;

/** The title of the request, or a provisional one until the script has a better one. */
export const titleOf = ({ title, prompt, script }: VideoInput): string => title ?? firstWords(prompt ?? script ?? '');

/** A title from a text: its first line, shortened. */
export function firstWords(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  const characters = [...line];
  return characters.length <= MAX_TITLE_LENGTH
    ? line
    : `${characters
        .slice(0, MAX_TITLE_LENGTH - 1)
        .join('')
        .trimEnd()}…`;
}
