import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { AssetType } from '../../assets/asset.type.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { WorkspaceEventObjectType } from '../../workspaces/events/workspace-event.type.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { ListedChannel } from '../channels/channel.read.ts';
import type { ChannelService } from '../channels/channel.service.ts';
import { ChannelType } from '../channels/channel.type.ts';
import type { ListedPublication, PublicationFilter, PublicationOrderField } from './publication.read.ts';
import type { PublicationService } from './publication.service.ts';
import { PublicationConnectionType, PublicationListArgs, PublicationType, PublishVideoInput } from './publication.type.ts';

/** `publishVideo`, `publication` and `Workspace.publications`. */
@Resolver(() => WorkspaceType)
export class PublicationResolver {
  readonly #publications: PublicationService;

  constructor(publications: PublicationService) {
    this.#publications = publications;
  }

  @Query(() => PublicationType, {
    nullable: true,
    description:
      'The publication with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for a publication of another workspace.',
  })
  publication(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the publication.' }) id: string,
  ): Promise<ListedPublication> {
    return this.#publications.get(scope, id);
  }

  @FieldResolver(() => PublicationConnectionType, { description: 'The publications of the workspace, newest first by default.' })
  async publications(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => PublicationListArgs) args: ListArgs<PublicationFilter, PublicationOrderField>,
  ): Promise<Connection<ListedPublication>> {
    return connectionOf(await this.#publications.list(scope, id, args));
  }

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that publishes a film to a channel; `Job.publication` has the result. A film is uploaded once, whatever fails. Work beyond a quota waits for its reset. Free of charge. Requires the role EDITOR.',
  })
  publishVideo(@Ctx() { scope }: Context, @Arg('input', () => PublishVideoInput) input: PublishVideoInput): Promise<JobRow> {
    return this.#publications.publish(scope, input);
  }
}

/** What a publication is about. */
@Resolver(() => PublicationType)
export class PublicationFieldsResolver {
  readonly #channels: ChannelService;
  readonly #assets: AssetService;
  readonly #jobs: JobService;

  constructor(channels: ChannelService, assets: AssetService, jobs: JobService) {
    this.#channels = channels;
    this.#assets = assets;
    this.#jobs = jobs;
  }

  @FieldResolver(() => ChannelType, {
    nullable: true,
    description: 'The channel, also when it is disconnected. Null when it was deleted meanwhile.',
  })
  channel(@Ctx() { scope }: Context, @Root() { channelId }: ListedPublication): Promise<ListedChannel | null> {
    return this.#channels.load(scope, channelId);
  }

  @FieldResolver(() => AssetType, { nullable: true, description: 'The film. Null when its file no longer exists.' })
  asset(@Ctx() { scope }: Context, @Root() { assetId }: ListedPublication): Promise<AssetRow | null> | null {
    return assetId ? this.#assets.load(scope, assetId) : null;
  }

  @FieldResolver(() => JobObjectType, { nullable: true, description: 'The job that publishes the film. Null when it was deleted.' })
  job(@Ctx() { scope }: Context, @Root() { jobId }: ListedPublication): Promise<ListedJob | null> | null {
    return jobId ? this.#jobs.load(scope, jobId) : null;
  }
}

/** `Job.publication`. */
@Resolver(() => JobObjectType)
export class JobPublicationResolver {
  constructor(private readonly publications: PublicationService) {}

  @FieldResolver(() => PublicationType, {
    nullable: true,
    description: 'The publication that the job makes. Null for jobs of another type than PUBLISH.',
  })
  publication(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedPublication | null> | null {
    return job.type === 'PUBLISH' ? this.publications.ofJob(scope, job) : null;
  }
}

/** `WorkspaceEvent.publication`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventPublicationResolver {
  constructor(private readonly publications: PublicationService) {}

  @FieldResolver(() => PublicationType, {
    nullable: true,
    description:
      'The publication that has changed, read when the event is delivered. Null for events of another type than PUBLICATION, and when the publication was deleted.',
  })
  publication(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedPublication | null> | null {
    return type === 'PUBLICATION' && subjectId ? this.publications.load(scope, subjectId) : null;
  }
}
