import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import { readPlace } from '../../../kernel/page.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { SharedLog } from '../../../platform/event-stream/shared-log.ts';
import { UserType } from '../../identity/identity.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import { authorize } from '../workspace/workspace.access.ts';
import type { WorkspaceEventType } from './workspace-event.entity.ts';
import { WorkspaceEventObjectType, WorkspaceEventTypeEnum } from './workspace-event.type.ts';
import type { WorkspaceFeed } from './workspace-feed.service.ts';
import type { WorkspaceChange } from './workspace-log.read.ts';

interface WorkspaceEventsArgs {
  readonly workspaceId: string;
  readonly after?: string | null;
  readonly types?: readonly WorkspaceEventType[] | null;
}

@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventsResolver {
  constructor(private readonly feed: WorkspaceFeed) {}

  @Subscription(() => WorkspaceEventObjectType, {
    description:
      'Changes in a workspace, in order. It starts with a READY event, or with the event after the cursor `after`, and continues with live events. The progress of a job is sent at most once a second.',
    subscribe: ({ args, context }: { args: WorkspaceEventsArgs; context: Context }) =>
      context.instance(WorkspaceEventsResolver).open(context, args),
  })
  workspaceEvents(
    @Root() change: WorkspaceChange,
    @Arg('workspaceId', () => ID, { description: 'The id of the workspace.' }) _workspaceId: string,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'The cursor of the last event that you received: every later event follows once. When omitted or null, or older than the log, the subscription starts with a READY event.',
    })
    _after?: string,
    @Arg('types', () => [WorkspaceEventTypeEnum], {
      nullable: true,
      description: 'The types of the events to receive, besides READY. When omitted or null, all types are received.',
    })
    _types?: WorkspaceEventType[],
  ): WorkspaceChange {
    return change;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who caused the change, directly or with an API key. Null when Reelwright or a reviewer without an account caused it, and when that person has left the workspace.',
  })
  actor(@Ctx() { scope }: Context, @Root() { actorId }: WorkspaceChange): Promise<SeenUser | null> | null {
    return actorId === null ? null : loadUser(scope, actorId);
  }

  /** Authorizes the subscriber before the first event. */
  open({ scope }: Context, { workspaceId, after, types }: WorkspaceEventsArgs): SharedLog<WorkspaceChange> {
    const place = after == null ? undefined : readPlace(after, 'after');
    authorize(scope, workspaceId, 'VIEW');
    return this.feed.logOf(scope, workspaceId, place, types ?? undefined);
  }
}
