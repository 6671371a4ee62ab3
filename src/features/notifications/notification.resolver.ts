import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Resolver, Root, Subscription } from 'type-graphql';
import { currentUser, userIdOf } from '../../kernel/actor.ts';
import { readPlace } from '../../kernel/page.ts';
import type { ListArgs } from '../../kernel/page.ts';
import type { SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import { chooseLocale } from '../../platform/messages/locale.ts';
import { loadUser } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import { UserType } from '../identity/identity.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { NotificationEntry, NotificationFeed } from './notification-feed.ts';
import { messageKeysOf, notificationTexts } from './notification-texts.ts';
import type { NotificationTexts } from './notification-texts.ts';
import type { ListedNotification, NotificationFilter, NotificationOrderField } from './notification.read.ts';
import type { NotificationService, NotificationSetting } from './notification.service.ts';
import {
  MarkNotificationsReadInput,
  NotificationConnectionType,
  NotificationEventType,
  NotificationListArgs,
  NotificationSettingType,
  NotificationType,
  UpdateNotificationSettingsInput,
} from './notification.type.ts';

/** `User.notifications` and the like, of the person themselves, and the mutations. */
@Resolver(() => UserType)
export class UserNotificationsResolver {
  readonly #service: NotificationService;

  constructor(service: NotificationService) {
    this.#service = service;
  }

  @FieldResolver(() => NotificationConnectionType, {
    nullable: true,
    description: 'Your notifications, newest first, without those of workspaces that you have left. Null for everyone except the person.',
  })
  async notifications(
    @Ctx() { scope }: Context,
    @Root() user: SeenUser,
    @Args(() => NotificationListArgs) args: ListArgs<NotificationFilter, NotificationOrderField>,
  ): Promise<Connection<ListedNotification> | null> {
    return isSelf(scope, user) ? connectionOf(await this.#service.list(scope, args)) : null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The number of your unread notifications. Null for everyone except the person.',
  })
  unreadNotifications(@Ctx() { scope }: Context, @Root() user: SeenUser): Promise<number> | null {
    return isSelf(scope, user) ? this.#service.unread(scope) : null;
  }

  @FieldResolver(() => [NotificationSettingType], {
    nullable: true,
    description: 'How you receive notifications of each kind, in a fixed order. Null for everyone except the person.',
  })
  notificationSettings(@Ctx() { scope }: Context, @Root() user: SeenUser): Promise<readonly NotificationSetting[]> | null {
    return isSelf(scope, user) ? this.#service.settings(scope) : null;
  }

  @Mutation(() => Int, {
    description: 'Marks some or all of your notifications as read. Returns the number of notifications that are still unread.',
  })
  markNotificationsRead(
    @Ctx() { scope }: Context,
    @Arg('input', () => MarkNotificationsReadInput) input: MarkNotificationsReadInput,
  ): Promise<number> {
    return this.#service.markRead(scope, input);
  }

  @Mutation(() => [NotificationSettingType], {
    description: 'Changes how you receive notifications of some kinds. Returns your settings of all kinds, in a fixed order.',
  })
  updateNotificationSettings(
    @Ctx() { scope }: Context,
    @Arg('input', () => UpdateNotificationSettingsInput) { settings }: UpdateNotificationSettingsInput,
  ): Promise<readonly NotificationSetting[]> {
    return this.#service.updateSettings(scope, settings);
  }
}

/** The texts of a notification in the language of its reader, and its workspace. */
@Resolver(() => NotificationType)
export class NotificationResolver {
  constructor(private readonly workspaces: Pick<WorkspaceService, 'load'>) {}

  @FieldResolver(() => String, { description: 'The notification in one line, in your language (`User.locale`), as plain text.' })
  async title(@Ctx() context: Context, @Root() notification: ListedNotification): Promise<string> {
    return (await this.#texts(context, notification)).title;
  }

  @FieldResolver(() => String, { description: 'The notification in one or two sentences, in your language, as plain text.' })
  async text(@Ctx() context: Context, @Root() notification: ListedNotification): Promise<string> {
    return (await this.#texts(context, notification)).text;
  }

  @FieldResolver(() => String, {
    description: 'The key of the message in `text`, for clients that have texts of their own. `params` has the values of its placeholders.',
  })
  messageKey(@Root() { kind }: ListedNotification): string {
    return messageKeysOf(kind).text;
  }

  @FieldResolver(() => WorkspaceType, {
    nullable: true,
    description: 'The workspace that the notification is about. Null for an invitation to a workspace of which you are not a member.',
  })
  workspace(@Ctx() { scope }: Context, @Root() { workspaceId }: ListedNotification): Promise<WorkspaceRow> | null {
    const { memberships } = currentUser(scope);
    return memberships.has(workspaceId) ? this.workspaces.load(scope, workspaceId) : null;
  }

  /** In the language of the reader, or else of the workspace, like emails. */
  async #texts({ scope }: Context, { kind, params, workspaceId }: ListedNotification): Promise<NotificationTexts> {
    const { userId, memberships } = currentUser(scope);
    const reader = await loadUser(scope, userId);
    const workspace = memberships.has(workspaceId) ? await this.workspaces.load(scope, workspaceId) : undefined;
    return notificationTexts(chooseLocale(reader?.locale, workspace?.locale), kind, params);
  }
}

interface NotificationsArgs {
  readonly after?: string | null;
}

@Resolver(() => NotificationEventType)
export class NotificationEventsResolver {
  constructor(
    private readonly feed: NotificationFeed,
    private readonly service: NotificationService,
  ) {}

  @Subscription(() => NotificationEventType, {
    description:
      'Your new notifications, in order. It starts with an event without a notification, or with the notification after the cursor `after`. Not for API keys.',
    subscribe: ({ args, context }: { args: NotificationsArgs; context: Context }) =>
      context.instance(NotificationEventsResolver).open(context, args),
  })
  notifications(
    @Root() entry: NotificationEntry,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'The cursor of the last event that you received: every later notification follows once. When omitted or null, only new notifications are sent, after a first event without one.',
    })
    _after?: string,
  ): NotificationEntry {
    return entry;
  }

  @FieldResolver(() => NotificationType, {
    nullable: true,
    description:
      'The new notification. Null in the first event, after which you receive every new notification, and for a notification of a workspace that you have left.',
  })
  notification(@Ctx() { scope }: Context, @Root() { notificationId }: NotificationEntry): Promise<ListedNotification | null> | null {
    return notificationId === null ? null : this.service.load(scope, notificationId);
  }

  @FieldResolver(() => Int, { description: 'The number of your unread notifications when the event is delivered.' })
  unreadNotifications(@Ctx() { scope }: Context): Promise<number> {
    return this.service.unread(scope);
  }

  /** Authorizes the subscriber before the first event. */
  open({ scope }: Context, { after }: NotificationsArgs): SharedLog<NotificationEntry> {
    const place = after == null ? undefined : readPlace(after, 'after');
    return this.feed.logOf(scope, currentUser(scope).userId, place);
  }
}

const isSelf = ({ actor }: Context['scope'], { id }: SeenUser): boolean => userIdOf(actor) === id;
