import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { OAuthStartType } from '../../identity/sso/google-sign-in.type.ts';
import { WorkspaceEventObjectType } from '../../workspaces/events/workspace-event.type.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { BucketConnectionService } from './bucket-connection.service.ts';
import type { ListedChannel } from './channel.read.ts';
import type { ChannelService } from './channel.service.ts';
import { ChannelType, CompleteYouTubeInput, ConnectBucketInput, ConnectYouTubeInput } from './channel.type.ts';
import type { YouTubeConnectionService } from './youtube-connection.service.ts';

/** The operations on channels, and `Workspace.channels`. */
@Resolver(() => WorkspaceType)
export class ChannelResolver {
  readonly #channels: ChannelService;
  readonly #youtube: YouTubeConnectionService;
  readonly #buckets: BucketConnectionService;

  constructor(channels: ChannelService, youtube: YouTubeConnectionService, buckets: BucketConnectionService) {
    this.#channels = channels;
    this.#youtube = youtube;
    this.#buckets = buckets;
  }

  @FieldResolver(() => [ChannelType], { description: 'The connected channels of the workspace, oldest first. Empty when it has none.' })
  channels(@Ctx() { scope }: Context, @Root() { id }: WorkspaceRow): Promise<readonly ListedChannel[]> {
    return this.#channels.list(scope, id);
  }

  @Mutation(() => OAuthStartType, {
    description:
      'Starts the connection of a channel at YouTube: open the URL in a browser. Google sends it back to your page, which calls `completeYouTube` with the same session within 15 minutes. Requires the role ADMIN; API keys are refused. Fails with NOT_CONFIGURED where YouTube is off.',
  })
  connectYouTube(
    @Ctx() { scope }: Context,
    @Arg('input', () => ConnectYouTubeInput) input: ConnectYouTubeInput,
  ): Promise<{ readonly url: string; readonly state: string }> {
    return this.#youtube.start(scope, input);
  }

  @Mutation(() => ChannelType, {
    description:
      'Completes the connection of a channel at YouTube, or replaces the grant of one that is connected already. `Channel.features` has what the owner has granted. Requires the role ADMIN; API keys are refused.',
  })
  completeYouTube(
    @Ctx() { scope }: Context,
    @Arg('input', () => CompleteYouTubeInput) input: CompleteYouTubeInput,
  ): Promise<ListedChannel> {
    return this.#youtube.complete(scope, input);
  }

  @Mutation(() => ChannelType, {
    description:
      'Connects a bucket as a channel, or replaces the keys of one that is connected already. Writes a small test object first. Requires the role ADMIN.',
  })
  connectBucket(@Ctx() { scope }: Context, @Arg('input', () => ConnectBucketInput) input: ConnectBucketInput): Promise<ListedChannel> {
    return this.#buckets.connect(scope, input);
  }

  @Mutation(() => ChannelType, {
    description:
      'Disconnects a channel and deletes its tokens or keys. The grant at Google ends too, unless another workspace uses the same channel. Published films stay; unfinished publications fail. Changes nothing for a disconnected channel. Requires the role ADMIN.',
  })
  disconnectChannel(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the channel.' }) id: string,
  ): Promise<ListedChannel> {
    return this.#channels.disconnect(scope, id);
  }
}

/** `WorkspaceEvent.channel`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventChannelResolver {
  constructor(private readonly channels: ChannelService) {}

  @FieldResolver(() => ChannelType, {
    nullable: true,
    description:
      'The channel that has changed, also when it was disconnected, read when the event is delivered. Null for events of another type than CHANNEL.',
  })
  channel(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedChannel | null> | null {
    return type === 'CHANNEL' && subjectId ? this.channels.load(scope, subjectId) : null;
  }
}
