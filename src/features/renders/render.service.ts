import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { creditsFor } from '../billing/billing.prices.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { PRIORITY } from '../jobs/job/job.states.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import { authorize } from '../workspaces/workspace/workspace.access.ts';
import { longestFilmMs } from './video-estimate.ts';
import { firstSteps } from './video-plan.ts';
import { completeRequest } from './video-request.ts';
import type { VideoInput, VideoRequest } from './video-request.ts';
import { generateVideo } from './render.mutations.ts';

export interface GenerateVideo extends VideoRequest {
  readonly workspaceId: string;
  readonly idempotencyKey?: string | null | undefined;
}

export class RenderService {
  constructor(
    private readonly jobs: JobService,
    private readonly mutations: Mutations,
  ) {}

  /** Creates a film job from a prompt or a script and answers at once. @throws ReelwrightError BAD_USER_INPUT naming every invalid field */
  async generateVideo(scope: Scope, input: GenerateVideo): Promise<JobRow> {
    const { workspaceId, idempotencyKey, ...request } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: generateVideo, workspaceId });
    const complete = completeRequest(request);
    const priority = request.priority ?? PRIORITY.default;
    const asked = { ...complete, priority, idempotencyKey };
    const id = await this.mutations.create(scope, { ...call, input: asked }, (em, jobId) =>
      this.jobs.create(em, scope, {
        id: jobId,
        workspaceId,
        type: 'VIDEO',
        title: complete.title ?? firstWords(complete.prompt ?? complete.script ?? ''),
        input: { ...complete },
        priority,
        credits: estimateOf(complete).credits,
        steps: firstSteps(),
      }),
    );
    return this.jobs.get(scope, id);
  }

  /** What `generateVideo` would reserve for the same input. Writes nothing. @throws ReelwrightError BAD_USER_INPUT */
  estimateVideo(scope: Scope, { workspaceId, idempotencyKey: _, ...request }: GenerateVideo): VideoEstimate {
    authorize(scope, workspaceId, 'VIEW');
    return estimateOf(completeRequest(request));
  }
}

export interface VideoEstimate {
  /** Maximum cost in credits. */
  readonly credits: number;
  /** Maximum length in milliseconds. */
  readonly durationMs: number;
}

function estimateOf(input: VideoInput): VideoEstimate {
  const durationMs = longestFilmMs(input);
  return { credits: creditsFor(input.model, durationMs), durationMs };
}

const MAX_TITLE_LENGTH = 80;

/** Provisional title until the script gives a better one. */
function firstWords(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  const characters = [...line];
  return characters.length <= MAX_TITLE_LENGTH
    ? line
    : `${characters
        .slice(0, MAX_TITLE_LENGTH - 1)
        .join('')
        .trimEnd()}…`;
}
