import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../kernel/complaints.ts';
import type { ProviderChoice } from '../../platform/catalogue/film/provider-choice.ts';
import type { OptionLayer } from '../../platform/catalogue/film/option-layers.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { AssetService } from '../assets/asset.service.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import type { TemplateContent, TemplateService } from '../templates/template.service.ts';
import { createFilmJob, estimateOf } from './film-job.ts';
import { calledProviders, completeRequest } from './request/video-request.ts';
import type { CompleteRequest } from './request/video-request.ts';
import type { VideoRequests } from './request/video-requests.ts';

/** A template with the options of its films, frozen: later changes of template and presets have no effect. */
export interface TemplateFilm {
  readonly templateId: string;
  readonly presetId: string | null;
  readonly template: TemplateContent;
  readonly layers: readonly OptionLayer[];
}

/** A film of the template, before its job exists. */
export interface PlannedFilm {
  readonly request: CompleteRequest;
  /** Maximum cost in credits. */
  readonly credits: number;
  /** Whether it uses a provider that failed and that one film may try again; `planProbing` lets one of the films do so. */
  readonly isTrial: boolean;
}

/**
 * The film with these values, without the database. @throws ReelwrightError BAD_USER_INPUT naming every invalid field; a variable at
 * `input.variables.NAME`
 */
export type PlanFilm = (given?: Readonly<Record<string, unknown>>) => PlannedFilm;

export interface TemplateFilmJob {
  readonly id: string;
  readonly workspaceId: string;
  readonly priority: number;
  /** Maximum cost in credits, which the caller has reserved as `reservationId`. */
  readonly credits: number;
  readonly reservationId: string | null;
  readonly createdBy: string | null;
  readonly batch: { readonly id: string; readonly row: number };
}

interface TemplateFilmParts {
  readonly jobs: JobService;
  readonly assets: AssetService;
  readonly templates: TemplateService;
  readonly requests: VideoRequests;
}

/** Films of one template, for batches. */
export class TemplateFilms {
  constructor(private readonly parts: TemplateFilmParts) {}

  /** Reads and freezes a template and its options. @throws ReelwrightError NOT_FOUND for a template or preset that the workspace lacks */
  async freeze(em: EntityManager, workspaceId: string, chosen: Pick<TemplateFilm, 'templateId' | 'presetId'>): Promise<TemplateFilm> {
    const { templates, requests } = this.parts;
    const { writes, text, variables } = await templates.require(em, workspaceId, chosen.templateId);
    return { ...chosen, template: { writes, text, variables }, layers: await requests.layers(em, workspaceId, chosen) };
  }

  /** Plans films of the template, by the providers that the workspace can use now. */
  async planner(em: EntityManager, workspaceId: string, film: TemplateFilm): Promise<PlanFilm> {
    const choice = await this.parts.requests.choiceOf(em, workspaceId);
    return (given = {}) => this.#plan(film, given, choice);
  }

  /** Plans one film that is about to be made, by the providers that are left to it; see `VideoRequests.planProbing`. */
  planProbing<Plan>(
    em: EntityManager,
    workspaceId: string,
    film: TemplateFilm,
    by: { readonly plan: (plan: PlanFilm) => Plan; readonly filmOf: (plan: Plan) => PlannedFilm | undefined },
  ): Promise<Plan> {
    const plan = async () => by.plan(await this.planner(em, workspaceId, film));
    return this.parts.requests.planProbing(em, workspaceId, plan, (planned) => {
      const made = by.filmOf(planned);
      return made ? calledProviders(made.request.input) : [];
    });
  }

  #plan(
    { template, layers, templateId, presetId }: TemplateFilm,
    given: Readonly<Record<string, unknown>>,
    choice: ProviderChoice,
  ): PlannedFilm {
    const complaints = new Complaints();
    const variables = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
    const filled = this.parts.templates.fill(template, variables, 'input.variables', complaints);
    const words = { ...filled, isWhole: complaints.isEmpty };
    const request = completeRequest({ templateId, presetId, variables }, { words, layers, choice }, complaints);
    return { request, credits: estimateOf(request.input).credits, isTrial: choice.isTrial(calledProviders(request.input)) };
  }

  /**
   * Complains about assets of presets that are deleted, of another kind or not READY. The result is the same for all films of the template.
   */
  checkAssets(em: EntityManager, workspaceId: string, { request }: PlannedFilm, complaints: Complaints): Promise<void> {
    return this.parts.requests.checkAssets(em, workspaceId, request.origins, complaints);
  }

  /** Creates the job of a planned film. */
  async create(em: EntityManager, scope: Scope, job: TemplateFilmJob, { request }: PlannedFilm): Promise<void> {
    await createFilmJob(em, scope, this.parts, job, request);
  }
}
