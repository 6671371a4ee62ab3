import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { withoutNulls } from '../../../kernel/without-nulls.ts';
import { clipModel } from '../../../platform/catalogue/models.ts';
import type { Work } from '../../../platform/catalogue/providers/costs/expected-use.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import {
  creditsForAvatar,
  creditsForClip,
  creditsForPicture,
  creditsForSpeech,
  creditsForTranscript,
} from '../../billing/billing.prices.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import type { JobService, NewJob } from '../../jobs/job/job.service.ts';
import type { ProviderCosts, ProviderEstimate } from '../../providers/estimates/provider-costs.service.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { firstWords } from '../film-job.ts';
import { generateAvatar, generateClip, generateImage, generateSpeech, transcribeAsset } from '../render.mutations.ts';
import type { ClipRequests, RequestedClip } from './clip-requests.ts';
import { KINDS } from './media-requests.ts';
import type { MediaKind, MediaRequests, PictureRequest, SpokenTextRequest } from './media-requests.ts';

interface MediaJob {
  readonly workspaceId: string;
  readonly idempotencyKey?: string | null | undefined;
}

export interface GenerateImage extends PictureRequest, MediaJob {}
export interface GenerateSpeech extends SpokenTextRequest, MediaJob {}

export interface GenerateClip extends RequestedClip, MediaJob {}

export interface GenerateAvatar extends Omit<MediaJob, 'workspaceId'> {
  readonly portraitAssetId: string;
  readonly audioAssetId: string;
}

export interface TranscribeAsset extends Omit<MediaJob, 'workspaceId'> {
  readonly assetId: string;
  readonly language?: string | null | undefined;
}

/** The price of a job in credits, and the provider that would do it. */
export interface MediaEstimate {
  readonly credits: number;
  readonly provider: string;
  readonly cost: ProviderEstimate;
}

interface MediaParts {
  readonly jobs: JobService;
  readonly assets: AssetService;
  readonly media: MediaRequests;
  readonly clips: ClipRequests;
  readonly costs: ProviderCosts;
}

type Plan = Pick<NewJob, 'title'> & {
  readonly type: MediaKind;
  readonly credits: number;
  readonly input: Record<string, unknown> & { readonly provider: string };
  /** What the provider is asked to do, for the estimate. */
  readonly work: Work;
};

const secondsOf = ({ durationMs }: Pick<AssetRow, 'durationMs'>): Work => ({ seconds: Math.ceil((durationMs ?? 0) / 1_000) });

/** The request as the idempotency key identifies it. */
const asked = (input: object & Pick<MediaJob, 'idempotencyKey'>) => ({ ...withoutNulls(input), idempotencyKey: input.idempotencyKey });

/** Jobs that make one asset: a picture, a spoken text, a clip, a talking portrait, or the captions of a recording. */
export class MediaService {
  constructor(
    private readonly parts: MediaParts,
    private readonly mutations: Mutations,
  ) {}

  /** @throws ReelwrightError BAD_USER_INPUT naming every invalid field, INSUFFICIENT_CREDITS */
  async generateImage(scope: Scope, { workspaceId, idempotencyKey, ...request }: GenerateImage): Promise<JobRow> {
    const call = await this.mutations.authorizeCall(scope, {
      mutation: generateImage,
      workspaceId,
      input: asked({ ...request, idempotencyKey }),
    });
    return this.#create(scope, call, (em) => this.#pictureOf(em, workspaceId, request));
  }

  /** @throws ReelwrightError as `generateImage` */
  async generateSpeech(scope: Scope, { workspaceId, idempotencyKey, ...request }: GenerateSpeech): Promise<JobRow> {
    const call = await this.mutations.authorizeCall(scope, {
      mutation: generateSpeech,
      workspaceId,
      input: asked({ ...request, idempotencyKey }),
    });
    return this.#create(scope, call, (em) => this.#speechOf(em, workspaceId, request));
  }

  /** @throws ReelwrightError as `generateImage`, NOT_CONFIGURED without a provider */
  async generateClip(scope: Scope, { workspaceId, idempotencyKey, ...request }: GenerateClip): Promise<JobRow> {
    const call = await this.mutations.authorizeCall(scope, {
      mutation: generateClip,
      workspaceId,
      input: asked({ ...request, idempotencyKey }),
    });
    return this.#create(
      scope,
      call,
      (em) => this.#clipOf(em, workspaceId, request),
      (em, job) => this.#use(em, job, [request.imageAssetId]),
    );
  }

  /** @throws ReelwrightError NOT_FOUND for a missing asset, BAD_USER_INPUT for one of another kind, NOT_CONFIGURED without a provider */
  async generateAvatar(scope: Scope, input: GenerateAvatar): Promise<JobRow> {
    const { workspaceId } = await this.parts.assets.get(scope, input.portraitAssetId);
    const call = await this.mutations.authorizeCall(scope, { mutation: generateAvatar, workspaceId, input: asked(input) });
    return this.#create(
      scope,
      call,
      (em) => this.#avatarOf(em, workspaceId, input),
      (em, job) => this.#use(em, job, [input.portraitAssetId, input.audioAssetId]),
    );
  }

  /** @throws ReelwrightError NOT_FOUND for a missing asset, BAD_USER_INPUT for one without sound, NOT_CONFIGURED without a provider */
  async transcribeAsset(scope: Scope, input: TranscribeAsset): Promise<JobRow> {
    const { workspaceId } = await this.parts.assets.get(scope, input.assetId);
    const call = await this.mutations.authorizeCall(scope, { mutation: transcribeAsset, workspaceId, input: asked(input) });
    return this.#create(
      scope,
      call,
      (em) => this.#transcriptOf(em, workspaceId, input),
      (em, job) => this.#use(em, job, [input.assetId]),
    );
  }

  /** What `generateImage` would reserve. Writes nothing, as the other estimates. @throws ReelwrightError as `generateImage` */
  estimateImage(scope: Scope, { workspaceId, idempotencyKey: _, ...request }: GenerateImage): Promise<MediaEstimate> {
    return this.#estimate(scope, workspaceId, (em) => this.#pictureOf(em, workspaceId, request));
  }

  /** @throws ReelwrightError as `generateSpeech` */
  estimateSpeech(scope: Scope, { workspaceId, idempotencyKey: _, ...request }: GenerateSpeech): Promise<MediaEstimate> {
    return this.#estimate(scope, workspaceId, (em) => this.#speechOf(em, workspaceId, request));
  }

  /** @throws ReelwrightError as `generateClip` */
  estimateClip(scope: Scope, { workspaceId, idempotencyKey: _, ...request }: GenerateClip): Promise<MediaEstimate> {
    return this.#estimate(scope, workspaceId, (em) => this.#clipOf(em, workspaceId, request));
  }

  /** @throws ReelwrightError as `generateAvatar` */
  async estimateAvatar(scope: Scope, input: GenerateAvatar): Promise<MediaEstimate> {
    const { workspaceId } = await this.parts.assets.get(scope, input.portraitAssetId);
    return this.#estimate(scope, workspaceId, (em) => this.#avatarOf(em, workspaceId, input));
  }

  /** @throws ReelwrightError as `transcribeAsset` */
  async estimateTranscription(scope: Scope, input: TranscribeAsset): Promise<MediaEstimate> {
    const { workspaceId } = await this.parts.assets.get(scope, input.assetId);
    return this.#estimate(scope, workspaceId, (em) => this.#transcriptOf(em, workspaceId, input));
  }

  async #estimate(scope: Scope, workspaceId: string, plan: (em: EntityManager) => Promise<Plan>): Promise<MediaEstimate> {
    authorize(scope, workspaceId, 'VIEW');
    const { type, credits, input, work } = await scope.read(plan);
    const cost = this.parts.costs.estimate({ kind: KINDS[type], provider: input.provider, calls: 1, work });
    return { credits, provider: input.provider, cost };
  }

  async #pictureOf(em: EntityManager, workspaceId: string, request: PictureRequest): Promise<Plan> {
    const input = await this.parts.media.picture(em, workspaceId, request);
    return { type: 'IMAGE', title: firstWords(input.prompt), credits: creditsForPicture(), input, work: {} };
  }

  async #speechOf(em: EntityManager, workspaceId: string, request: SpokenTextRequest): Promise<Plan> {
    const input = await this.parts.media.speech(em, workspaceId, request);
    return {
      type: 'SPEECH',
      title: firstWords(input.script),
      credits: creditsForSpeech(input.script),
      input,
      work: { characters: [...input.script].length },
    };
  }

  async #clipOf(em: EntityManager, workspaceId: string, request: RequestedClip): Promise<Plan> {
    const input = await this.parts.clips.clip(em, workspaceId, request);
    const work = { model: clipModel(input.model).clip.model, seconds: input.durationMs / 1_000 };
    return { type: 'CLIP', title: firstWords(input.prompt), credits: creditsForClip(input.model, input.durationMs), input, work };
  }

  async #avatarOf(em: EntityManager, workspaceId: string, request: GenerateAvatar): Promise<Plan> {
    const { task, audio } = await this.parts.clips.avatar(em, workspaceId, request);
    return { type: 'AVATAR', title: audio.name, credits: creditsForAvatar(audio.durationMs ?? 0), input: task, work: secondsOf(audio) };
  }

  /** The job reads these assets, which are kept while it is open. */
  async #use(
    em: EntityManager,
    job: { readonly id: string; readonly workspaceId: string },
    ids: readonly (string | null | undefined)[],
  ): Promise<void> {
    const named = ids.flatMap((id) => id ?? []);
    if (named.length > 0) await this.parts.assets.use(em, job, named);
  }

  async #transcriptOf(em: EntityManager, workspaceId: string, { assetId, language }: TranscribeAsset): Promise<Plan> {
    const asset = (await assetsByIds(em, workspaceId, [assetId])).get(assetId);
    if (!asset) throw notFound('Asset');
    const input = await this.parts.media.transcription(em, asset, language);
    return {
      type: 'TRANSCRIPTION',
      title: asset.name,
      credits: creditsForTranscript(asset.durationMs ?? 0),
      input,
      work: secondsOf(asset),
    };
  }

  async #create(
    scope: Scope,
    call: Parameters<Mutations['create']>[1],
    plan: (em: EntityManager) => Promise<Plan>,
    after: (em: EntityManager, job: { readonly id: string; readonly workspaceId: string }) => Promise<void> = async () => undefined,
  ): Promise<JobRow> {
    const { workspaceId } = call;
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      const { work: _, ...planned } = await this.parts.media.planProbing(em, workspaceId, () => plan(em));
      const steps = [{ id: newId(), name: 'GENERATE', weight: 1, unlocks: [] } as const];
      await this.parts.jobs.create(em, scope, { id: jobId, workspaceId, ...planned, steps });
      await after(em, { id: jobId, workspaceId });
      return { after: planned.input };
    });
    return this.parts.jobs.get(scope, id);
  }
}
