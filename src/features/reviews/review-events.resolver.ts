import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Field, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import { readPlace } from '../../kernel/page.ts';
import type { SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import type { WorkspaceChange } from '../workspaces/events/workspace-log.read.ts';
import type { ReviewFeed } from './review-feed.ts';

const REVIEW_EVENT_TYPES = ['READY', 'REVIEW', 'ASSET'] as const;

const ReviewEventTypeEnum = enumType(REVIEW_EVENT_TYPES, 'ReviewEventType', 'What has changed in a review.', {
  ASSET: 'The asset was changed or deleted, for example renamed.',
  READY: 'The first event of a subscription without `after`. Every later change follows, so read the comments now.',
  REVIEW: 'A comment or a decision was written, resolved, reopened or deleted. Read the comments again.',
});

@ObjectType('ReviewEvent', { description: 'A change of an asset under review. It carries no content: read `comments` after each event.' })
class ReviewEventType {
  @Field(() => String, {
    description: 'The position of the event. Pass it as `after` to `reviewEvents` to receive only later events.',
  })
  cursor!: string;
  @Field(() => ReviewEventTypeEnum, { description: 'What has changed.' }) type!: (typeof REVIEW_EVENT_TYPES)[number];
  @Field(() => GraphQLDateTime, { description: 'The time of the change.' }) at!: Date;
}

interface ReviewEventsArgs {
  readonly assetId: string;
  readonly after?: string | null;
}

@Resolver(() => ReviewEventType)
export class ReviewEventsResolver {
  constructor(private readonly feed: ReviewFeed) {}

  @Subscription(() => ReviewEventType, {
    description:
      'Changes of the comments on an asset, in order, for members and for the reviewers of a share link, whose connection ends with the code 4401 when the link is revoked. It starts with a READY event, or with the event after the cursor `after`.',
    subscribe: ({ args, context }: { args: ReviewEventsArgs; context: Context }) =>
      context.instance(ReviewEventsResolver).open(context, args),
  })
  reviewEvents(
    @Root() change: WorkspaceChange,
    @Arg('assetId', () => ID, { description: 'The id of the asset.' }) _assetId: string,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'The cursor of the last event that you received: every later event follows once. When omitted or null, or older than the log, the subscription starts with a READY event.',
    })
    _after?: string,
  ): WorkspaceChange {
    return change;
  }

  /** Authorizes the subscriber before the first event. */
  open({ scope }: Context, { assetId, after }: ReviewEventsArgs): Promise<SharedLog<WorkspaceChange>> {
    return this.feed.logOf(scope, assetId, after == null ? undefined : readPlace(after, 'after'));
  }
}
