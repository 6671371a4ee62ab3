import { BatchInputs } from '../../features/batches/batch-inputs.ts';
import { BatchReads } from '../../features/batches/batch.read.ts';
import { BatchService } from '../../features/batches/batch.service.ts';
import { BatchWaves } from '../../features/batches/batch-waves.service.ts';
import { MediaService } from '../../features/renders/media/media.service.ts';
import { PreviewService } from '../../features/renders/previews/preview.service.ts';
import { ProjectRenderService } from '../../features/renders/project/project-render.service.ts';
import { RenderService } from '../../features/renders/render.service.ts';
import { TemplateFilms } from '../../features/renders/template-films.service.ts';
import { WritingService } from '../../features/renders/writing/writing.service.ts';
import { batchIncludes } from '../reads/batch-includes.ts';
import { findGlyphs } from '../platform.ts';
import type { AssetService } from '../../features/assets/asset.service.ts';
import type { BillingService } from '../../features/billing/billing.service.ts';
import type { JobReads } from '../../features/jobs/job/job.read.ts';
import type { JobService } from '../../features/jobs/job/job.service.ts';
import type { TemplateService } from '../../features/templates/template.service.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { Platform } from '../platform.ts';
import type { VideoRequests } from '../../features/renders/request/video-requests.ts';
import type { MediaRequests } from '../../features/renders/media/media-requests.ts';
import type { ClipRequests } from '../../features/renders/media/clip-requests.ts';
import type { ProviderCosts } from '../../features/providers/estimates/provider-costs.service.ts';
import type { CallbackService } from '../../features/webhooks/callbacks/callback.service.ts';
import type { openStudio } from './project-services.ts';

/** Services that make films and other media, alone and in batches. */
export function openFilmServices({ studio, jobs, jobReads, assets, makers, templates, billing, mutations, ...parts }: Ground) {
  const { requests, costs, callbacks, storage, queue } = parts;
  const films = new TemplateFilms({ jobs, assets, templates, requests });
  const inputs = new BatchInputs(films, assets, storage);
  return {
    renders: new RenderService({ ...studio, jobs, assets, requests, callbacks, costs }, mutations),
    projectRenders: new ProjectRenderService({ ...studio, jobs, assets, requests, billing, findGlyphs }, mutations),
    previews: new PreviewService({ ...studio, requests, storage, queue, findGlyphs }, mutations),
    writing: new WritingService({ ...studio, jobs, templates, requests }, mutations),
    media: new MediaService({ jobs, assets, ...makers, costs }, mutations),
    batches: new BatchService({ inputs, jobs, billing, reads: new BatchReads(batchIncludes(jobReads)) }, mutations),
    batchWaves: new BatchWaves(films, jobs),
  };
}

interface Ground extends Pick<Platform, 'storage' | 'queue'> {
  readonly studio: ReturnType<typeof openStudio>;
  readonly jobs: JobService;
  readonly jobReads: JobReads;
  readonly assets: AssetService;
  readonly requests: VideoRequests;
  readonly makers: { readonly media: MediaRequests; readonly clips: ClipRequests };
  readonly costs: ProviderCosts;
  readonly templates: TemplateService;
  readonly billing: BillingService;
  readonly callbacks: CallbackService;
  readonly mutations: Mutations;
}
