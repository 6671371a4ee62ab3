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
import type { WorkspaceFeed } from './workspace-feed.ts';
import type { WorkspaceChange } from './workspace-log.ts';

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
      "Changes in a workspace. READY comes first, with a cursor: subscribe, then query. With `after`: no READY, every event after the cursor once and in order, then live events; a cursor older than the log's retention answers with READY. A job's progress at most once a second; only a slow live reader may miss some of it.",
    subscribe: ({ args, context }: { args: WorkspaceEventsArgs; context: Context }) =>
      context.instance(WorkspaceEventsResolver).open(context, args),
  })
  workspaceEvents(
    @Root() change: WorkspaceChange,
    @Arg('workspaceId', () => ID, { description: 'The id of the workspace.' }) _workspaceId: string,
    @Arg('after', () => String, { nullable: true, description: 'The cursor after which to start. Starts with READY when omitted.' })
    _after?: string,
    @Arg('types', () => [WorkspaceEventTypeEnum], {
      nullable: true,
      description: 'The types to receive, besides READY. All types when omitted.',
    })
    _types?: WorkspaceEventType[],
  ): WorkspaceChange {
    return change;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Who caused the change. Null for the engine and for people who have left.',
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
