import type { EntityManager } from '@mikro-orm/postgresql';
import { optionsOf } from '../../platform/catalogue/film/film-options.ts';
import { withoutNulls } from '../../kernel/without-nulls.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { assertFilmQuota } from '../billing/plan.read.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { PRIORITY } from '../jobs/job/job.states.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import type { FilmProjects } from '../projects/versions/film-project.service.ts';
import type { ProviderCosts } from '../providers/estimates/provider-costs.service.ts';
import { authorize } from '../workspaces/workspace/workspace.access.ts';
import { createFilmJob, estimateOf, titleOf } from './film-job.ts';
import type { VideoEstimate } from './film-job.ts';
import { formatsOf } from './request/video-formats.ts';
import { calledProviders } from './request/video-request.ts';
import type { CompleteRequest, VideoRequest } from './request/video-request.ts';
import { plannedCalls } from './request/provider-estimates.ts';
import type { VideoRequests } from './request/video-requests.ts';
import { generateVideo } from './render.mutations.ts';

export interface GenerateVideo extends VideoRequest {
  readonly workspaceId: string;
  /** URL that receives one signed POST when the job ends. */
  readonly callbackUrl?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** The job of a film that is created. */
interface NewFilm {
  readonly id: string;
  readonly workspaceId: string;
  /** By default the acting person. */
  readonly createdBy?: string | null;
}

/** The callbacks of jobs. The feature webhooks implements them, which films must not import. */
export interface JobCallbacks {
  /**
   * Checks a URL; called before the transaction, because it resolves a name. @throws ReelwrightError BAD_USER_INPUT for a URL that must not
   * be called
   */
  check(scope: Scope, url: string): Promise<void>;
  /**
   * Registers a callback in the transaction of the job. @throws ReelwrightError BAD_USER_INPUT while the workspace has no secret to sign
   * with
   */
  register(
    em: EntityManager,
    scope: Scope,
    callback: { readonly workspaceId: string; readonly jobId: string; readonly url: string },
  ): Promise<void>;
}

interface RenderParts {
  readonly jobs: JobService;
  readonly assets: AssetService;
  readonly requests: VideoRequests;
  readonly callbacks: JobCallbacks;
  readonly filmProjects: FilmProjects;
  readonly costs: ProviderCosts;
}

export class RenderService {
  constructor(
    private readonly parts: RenderParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates a film job from a prompt, a script or a template, and a project in which people can continue; returns the job. @throws
   * ReelwrightError BAD_USER_INPUT that names every invalid field, NOT_FOUND for a template, preset or asset that the workspace lacks
   */
  async generateVideo(scope: Scope, input: GenerateVideo): Promise<JobRow> {
    const { workspaceId, idempotencyKey, callbackUrl, ...request } = input;
    const { jobs, callbacks } = this.parts;
    const call = await this.mutations.authorizeCall(scope, { mutation: generateVideo, workspaceId });
    if (callbackUrl != null) await callbacks.check(scope, callbackUrl);
    const asked = { ...withoutNulls({ ...request, callbackUrl }), idempotencyKey };
    let created: JobRow | undefined;
    const id = await this.mutations.create(scope, { ...call, input: asked }, async (em, jobId) => {
      const { job, complete } = await this.createFilm(em, scope, { id: jobId, workspaceId }, request);
      created = job;
      if (callbackUrl != null) await callbacks.register(em, scope, { workspaceId, jobId, url: callbackUrl });
      const { metadata } = complete;
      return { after: { ...complete.input, ...(metadata && { metadata }), ...(callbackUrl != null && { callbackUrl }) } };
    });
    return created?.id === id ? created : jobs.get(scope, id);
  }

  /**
   * Creates the job and the project of a film in the caller's transaction, and returns the job with the complete request. @throws
   * ReelwrightError as `generateVideo`
   */
  async createFilm(
    em: EntityManager,
    scope: Scope,
    film: NewFilm,
    request: VideoRequest,
  ): Promise<{ readonly job: JobRow; readonly complete: CompleteRequest }> {
    const { requests } = this.parts;
    const { workspaceId } = film;
    const plan = () => requests.complete(em, workspaceId, request);
    const complete = await requests.planProbing(em, workspaceId, plan, ({ input }) => calledProviders(input));
    await assertFilmQuota(
      em,
      workspaceId,
      formatsOf(complete.input).map(({ resolution }) => resolution),
    );
    const project = await this.#createProject(em, scope, film, { request, complete });
    const priority = request.priority ?? PRIORITY.default;
    const job = await createFilmJob(em, scope, this.parts, { ...film, priority, ...(project && { project }) }, complete);
    return { job, complete };
  }

  /** What `generateVideo` would reserve for the same input, and what the providers may charge. Writes nothing. @throws ReelwrightError as `generateVideo` */
  async estimateVideo(
    scope: Scope,
    { workspaceId, idempotencyKey: _, callbackUrl: __, ...request }: GenerateVideo,
  ): Promise<VideoEstimate> {
    authorize(scope, workspaceId, 'VIEW');
    const { input } = await scope.read((em) => this.parts.requests.complete(em, workspaceId, request));
    const estimate = estimateOf(input);
    return { ...estimate, providers: plannedCalls(input, estimate.durationMs).map((calls) => this.parts.costs.estimate(calls)) };
  }

  /** Creates the project of a requested film. Words of a template stay in the template. */
  #createProject(
    em: EntityManager,
    scope: Scope,
    { workspaceId, createdBy }: NewFilm,
    { request, complete: { input } }: { readonly request: VideoRequest; readonly complete: CompleteRequest },
  ): ReturnType<FilmProjects['insert']> {
    const { language, aspectRatio, templateId, variables, presetId, musicAssetId } = input;
    const { language: _, aspectRatio: __, ...given } = optionsOf(request);
    // A start belongs to the music that it was chosen for, also when the preset has other music later.
    const options = given.musicStartMs == null ? given : { ...given, musicAssetId };
    const { prompt, script } = templateId === null ? input : { prompt: request.prompt ?? null, script: request.script ?? null };
    const film = {
      workspaceId,
      title: titleOf(input),
      prompt,
      script,
      language,
      aspectRatio,
      templateId,
      variables,
      presetId,
      options,
      createdBy,
    };
    return this.parts.filmProjects.insert(em, scope, film);
  }
}
