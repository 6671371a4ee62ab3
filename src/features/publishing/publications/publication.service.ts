import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor } from '../../../kernel/actor.ts';
import { notFound } from '../../../kernel/errors.ts';
import { isId, newId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { loadRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import type { StepPlan } from '../../jobs/steps/step-handler.ts';
import { ChannelEntity } from '../channels/channel.entity.ts';
import type { ChannelRow } from '../channels/channel.entity.ts';
import { TARGET_RULES } from '../targets/target-rules.ts';
import { checkPublication } from './publication-check.ts';
import { PublicationEntity } from './publication.entity.ts';
import type { PublishVideo } from './publication.input.ts';
import { publishVideo } from './publication.mutations.ts';
import { publicationOfJob, publicationsById, publicationsOfWorkspace } from './publication.read.ts';
import type { ListedPublication, PublicationFilter, PublicationOrderField } from './publication.read.ts';
import type { PublishStage } from './publication.states.ts';

/** Share of the job's progress that the upload has; the other steps share the rest. */
const UPLOAD_SHARE = 0.8;

interface PublicationParts {
  readonly jobs: JobService;
  readonly assets: AssetService;
}

interface NewPublication {
  readonly workspaceId: string;
  readonly input: PublishVideo;
  readonly jobId?: string;
  /** Who publishes it, when the engine acts for a person. */
  readonly createdBy?: string | null | undefined;
}

/** Films at channels. */
export class PublicationService {
  constructor(
    private readonly parts: PublicationParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates the job that publishes a film, and returns it. Free of charge. @throws ReelwrightError BAD_USER_INPUT that names every invalid
   * field, NOT_FOUND for an unknown channel or asset, INVALID_STATE for a channel that must be connected again
   */
  async publish(scope: Scope, input: PublishVideo): Promise<JobRow> {
    const { workspaceId } = await loadRow(scope, ChannelEntity, input.channelId, 'Channel');
    const call = await this.mutations.authorizeCall(scope, { mutation: publishVideo, workspaceId, input });
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      await this.enqueue(em, scope, { workspaceId, input, jobId });
    });
    return this.parts.jobs.get(scope, id);
  }

  /**
   * The same in the caller's transaction, without the checks of the actor's role, for the engine. Returns the id of the job. @throws
   * ReelwrightError as `publish`
   */
  async enqueue(
    em: EntityManager,
    scope: Scope,
    { workspaceId, input, jobId = newId(), createdBy = authorOf(scope.actor) ?? null }: NewPublication,
  ): Promise<string> {
    const channel = isId(input.channelId) ? await em.findOne(ChannelEntity, { id: input.channelId, workspaceId }) : null;
    if (!channel) throw notFound('Channel');
    const { captions, description } = await checkPublication(em, this.parts.assets, channel, input);
    const publicationId = newId();
    const { assetId, title, thumbnailAssetId = null } = input;
    await this.parts.jobs.create(em, scope, {
      id: jobId,
      workspaceId,
      type: 'PUBLISH',
      title,
      createdBy,
      input: { publicationId, channelId: channel.id, assetId },
      steps: planOf(stagesOf(channel, input, captions)),
    });
    await this.parts.assets.use(em, { id: jobId, workspaceId }, thumbnailAssetId === null ? [assetId] : [assetId, thumbnailAssetId]);
    em.create(PublicationEntity, {
      id: publicationId,
      workspaceId,
      channelId: channel.id,
      assetId,
      jobId,
      title,
      description,
      tags: [...(input.tags ?? [])],
      categoryId: input.categoryId ?? null,
      requestedPrivacy: input.privacy ?? 'PRIVATE',
      publishAt: input.publishAt ?? null,
      playlistId: input.playlistId ?? null,
      thumbnailAssetId,
      captions,
      madeForKids: input.madeForKids,
      syntheticMedia: input.syntheticMedia ?? true,
      createdBy,
    });
    await em.flush();
    return jobId;
  }

  /** A publication by its id. @throws ReelwrightError NOT_FOUND for a missing one and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<ListedPublication> {
    currentActor(scope);
    const publication = await this.load(scope, id);
    if (!publication) throw notFound('Publication');
    return publication;
  }

  /** Like `get`, batched; null where `get` throws. */
  async load(scope: Scope, id: string): Promise<ListedPublication | null> {
    return isId(id) ? publicationsById.load(scope, id) : null;
  }

  /** The publication that a job makes; null for a job of another type. */
  async ofJob(scope: Scope, job: { readonly id: string }): Promise<ListedPublication | null> {
    return (await publicationOfJob.rows(scope, job.id))[0] ?? null;
  }

  /** A workspace's publications, newest first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<PublicationFilter, PublicationOrderField>): Promise<ListPage<ListedPublication>> {
    return publicationsOfWorkspace.list(scope, workspaceId, args);
  }
}

/** The stages that a request needs. */
function stagesOf(channel: ChannelRow, input: PublishVideo, captions: boolean): readonly PublishStage[] {
  return [
    'UPLOAD',
    ...(input.thumbnailAssetId == null ? [] : (['THUMBNAIL'] as const)),
    ...(captions ? (['CAPTIONS'] as const) : []),
    ...(input.playlistId == null ? [] : (['PLAYLIST'] as const)),
    ...(TARGET_RULES[channel.target].hasProcessing ? (['PROCESSING'] as const) : []),
  ];
}

/** All steps wait for the upload and not for each other, so that captions which wait for a quota hold up nothing else. */
function planOf([upload = 'UPLOAD', ...rest]: readonly PublishStage[]): readonly StepPlan[] {
  const uploadShare = rest.length === 0 ? 1 : UPLOAD_SHARE;
  const others = rest.map((name): StepPlan => ({ id: newId(), name, weight: (1 - uploadShare) / rest.length, unlocks: [] }));
  return [{ id: newId(), name: upload, weight: uploadShare, unlocks: others.map(({ id }) => id) }, ...others];
}
