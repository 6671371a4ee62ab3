import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf } from '../../../kernel/actor.ts';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { extraRenditions } from '../../../platform/catalogue/renditions.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { creditsFor } from '../../billing/billing.prices.ts';
import type { BillingService } from '../../billing/billing.service.ts';
import { assertFilmQuota } from '../../billing/plan.read.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import type { ProjectService } from '../../projects/project/project.service.ts';
import type { VersionService } from '../../projects/versions/version.service.ts';
import { ASSET_FIELDS, checkProject, glyphFindings } from '../checks/check-project.ts';
import type { FindGlyphs } from '../checks/check-project.ts';
import type { Finding } from '../checks/project-finding.ts';
import { renderProject } from '../render.mutations.ts';
import { formatsOf } from '../request/video-formats.ts';
import type { GivenFormat } from '../request/video-formats.ts';
import { calledProviders } from '../request/video-request.ts';
import type { VideoInput } from '../request/video-request.ts';
import type { VideoRequests } from '../request/video-requests.ts';
import { firstSteps } from '../video-plan.ts';
import { longestProjectMs } from './project-estimate.ts';
import { namedAssetIds } from './project-overlays.ts';
import { requestOf } from './project-request.ts';
import type { ProjectDocument, ProjectRequest, ProjectToRender } from './project-request.ts';

export interface RenderProject {
  readonly projectId: string;
  readonly presetId?: string | null | undefined;
  readonly renditions?: readonly string[] | null | undefined;
  readonly formats?: readonly GivenFormat[] | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** The answer of `checkProject`. */
export interface ProjectCheck {
  /** Whether no finding is an error. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** Maximum cost in credits. */
  readonly credits: number;
  /** Maximum length in milliseconds. */
  readonly durationMs: number;
}

interface ProjectRenderParts {
  readonly jobs: JobService;
  readonly assets: AssetService;
  readonly projects: ProjectService;
  readonly versions: VersionService;
  readonly requests: VideoRequests;
  readonly billing: BillingService;
  /** Finds characters that cannot be drawn; loads fonts when it is first called. */
  readonly findGlyphs: FindGlyphs;
}

/** Films of projects. */
export class ProjectRenderService {
  constructor(
    private readonly parts: ProjectRenderParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Freezes the project as a version and creates the job of its film. @throws ReelwrightError INVALID_STATE with the findings of
   * `checkProject` that are errors, INSUFFICIENT_CREDITS, NOT_FOUND for a project or preset that the workspace lacks
   */
  async render(scope: Scope, input: RenderProject): Promise<JobRow> {
    const { projectId, presetId, renditions, formats } = input;
    const { jobs, versions } = this.parts;
    const { workspaceId } = await this.parts.projects.get(scope, projectId);
    const call = await this.mutations.authorizeCall(scope, {
      mutation: renderProject,
      workspaceId,
      input: { ...input, presetId: presetId ?? null, renditions: renditions ?? undefined, formats: formats ?? undefined },
    });
    let created: JobRow | undefined;
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      const { number, document } = await versions.take(em, projectId, authorOf(scope.actor) ?? null);
      const { requests } = this.parts;
      const plan = () => requestOf(em, requests, { workspaceId, document, presetId, renditions, formats });
      const request = await requests.planProbing(em, workspaceId, plan, (planned) => calledProviders(planned.input));
      const { credits, findings, usedIds } = await this.#judge(em, { workspaceId, document }, request);
      assertRenderable([...findings, ...(await glyphFindings(document, request.input, this.parts.findGlyphs))]);
      const made = formatsOf(request.input);
      await assertFilmQuota(
        em,
        workspaceId,
        made.map(({ resolution }) => resolution),
      );
      const job = { id: jobId, workspaceId };
      created = await jobs.create(em, scope, {
        ...job,
        type: 'VIDEO',
        title: document.project.name,
        input: { ...request.input },
        resolvedPreset: request.origins,
        credits,
        project: { id: projectId, version: number },
        steps: firstSteps(extraRenditions(request.input.renditions), made.length),
      });
      const { musicAssetId } = request.input;
      await this.parts.assets.use(em, job, musicAssetId === null ? usedIds : [...usedIds, musicAssetId]);
      return { after: { projectId, version: number, ...request.input } };
    });
    return created?.id === id ? created : jobs.get(scope, id);
  }

  /**
   * The problems that a film of the project would have in these formats, as the project is now. Writes nothing. @throws ReelwrightError
   * NOT_FOUND, BAD_USER_INPUT for formats that the film cannot have
   */
  async check(scope: Scope, projectId: string, formats?: readonly GivenFormat[] | null): Promise<ProjectCheck> {
    const { workspaceId } = await this.parts.projects.get(scope, projectId);
    const { available } = await this.parts.billing.credits(scope, workspaceId);
    const { document, input, judged } = await scope.read(async (em) => {
      const current = await this.parts.versions.current(em, projectId);
      const request = await requestOf(em, this.parts.requests, { ...current, formats, formatsPath: 'formats' });
      return { document: current.document, input: request.input, judged: await this.#judge(em, current, request, available) };
    });
    const findings = [...judged.findings, ...(await glyphFindings(document, input, this.parts.findGlyphs))];
    const { credits, durationMs } = judged;
    return { ok: findings.every(({ severity }) => severity !== 'ERROR'), findings, credits, durationMs };
  }

  /** Checks the project. Without `available`, credits are not checked: the reservation does that under its lock. */
  async #judge(
    em: EntityManager,
    { workspaceId, document }: Pick<ProjectToRender, 'workspaceId' | 'document'>,
    { input }: ProjectRequest,
    available = Infinity,
  ) {
    const assets = await assetsByIds(em, workspaceId, assetIdsOf(document, input));
    const durationMs = longestProjectMs(document, input.voice, assets);
    const credits = creditsFor(input.model, durationMs) * formatsOf(input).length;
    const findings = checkProject({ document, input, assets, credits: { required: credits, available } });
    return { durationMs, credits, findings, usedIds: namedAssetIds(document) };
  }
}

/** Every asset that a film of the project names. */
export const assetIdsOf = (document: ProjectDocument, input: VideoInput): string[] => [
  ...namedAssetIds(document),
  ...ASSET_FIELDS.map((field) => input[field]).filter((id) => id !== null),
];

/** Throws if a finding is an error. @throws ReelwrightError INVALID_STATE with the findings that are errors */
export function assertRenderable(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'ERROR');
  const [first, ...others] = errors;
  if (!first) return;
  const more = others.length > 0 ? ` checkProject lists ${others.length} more.` : '';
  throw new ReelwrightError('INVALID_STATE', `${first.message}${more}`, { details: { findings: errors } });
}
