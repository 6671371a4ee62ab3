import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import { currentUser } from '../../kernel/actor.ts';
import { transactionTime } from '../../platform/database/database-time.ts';
import { loadBatched } from '../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { NotificationEntity, NotificationSettingEntity } from './notification.entity.ts';
import { markNotificationsRead, updateNotificationSettings } from './notification.mutations.ts';
import { countUnread, notificationsById, notificationsOfPerson } from './notification.read.ts';
import type { ListedNotification, NotificationFilter, NotificationOrderField } from './notification.read.ts';
import { KIND_NAMES, NOTIFICATION_KINDS } from './notification.states.ts';
import type { NotificationChannel, NotificationKind } from './notification.states.ts';
import type { UnsubscribeTokens } from './delivery/unsubscribe-tokens.ts';

/** Maximum notifications that one call marks by their ids. */
const MAX_MARKED = 100;

/** How a person receives a kind. */
export interface NotificationSetting {
  readonly kind: NotificationKind;
  readonly channel: NotificationChannel;
}

export interface MarkNotificationsRead {
  readonly ids?: readonly string[] | null | undefined;
  readonly all?: boolean | null | undefined;
}

/** What remains when the emails of a channel end. */
const WITHOUT_EMAIL: Readonly<Record<NotificationChannel, NotificationChannel>> = {
  BOTH: 'IN_APP',
  EMAIL: 'IN_APP',
  IN_APP: 'IN_APP',
  OFF: 'OFF',
};

/** A person's own notifications and settings. */
export class NotificationService {
  constructor(
    private readonly mutations: Mutations,
    private readonly tokens: Pick<UnsubscribeTokens, 'read'>,
  ) {}

  /** A page of the person's notifications, newest first. */
  list(scope: Scope, args: ListArgs<NotificationFilter, NotificationOrderField>): Promise<ListPage<ListedNotification>> {
    return notificationsOfPerson.list(scope, currentUser(scope).userId, args);
  }

  /** One of the person's own notifications; null otherwise. */
  load(scope: Scope, id: string): Promise<ListedNotification | null> {
    currentUser(scope);
    return notificationsById.load(scope, id);
  }

  unread(scope: Scope): Promise<number> {
    return countUnread(scope, currentUser(scope).userId);
  }

  /**
   * Marks these notifications as read, or all; ids that are unknown or not the person's own change nothing. Returns the number that is still
   * unread. @throws ReelwrightError BAD_USER_INPUT for neither or both of `ids` and `all`, and for more than 100 ids
   */
  async markRead(scope: Scope, { ids, all }: MarkNotificationsRead): Promise<number> {
    const { userId } = currentUser(scope);
    if ((ids == null) === (all !== true)) throw badInput('input', 'Provide either ids, or all: true.');
    if (ids && ids.length > MAX_MARKED) throw badInput('input.ids', `Must have at most ${MAX_MARKED} ids.`);
    const wrong = ids?.find((id) => !isId(id));
    if (wrong !== undefined) throw badInput('input.ids', 'Must be ids (UUIDs).');
    await this.mutations.update(scope, { mutation: markNotificationsRead, subjectId: userId }, async (em) => {
      const chosen = { userId, readAt: null, ...(ids && { id: { $in: [...ids] } }) };
      return { after: { marked: await em.nativeUpdate(NotificationEntity, chosen, { readAt: transactionTime() }) } };
    });
    return this.unread(scope);
  }

  /** The channel of every kind, in a fixed order: the person's own or the default. */
  async settings(scope: Scope): Promise<readonly NotificationSetting[]> {
    const { userId } = currentUser(scope);
    const load = async (em: EntityManager): Promise<Map<string, readonly NotificationSetting[]>> =>
      new Map([[userId, await settingsOf(em, userId)]]);
    return (await loadBatched(scope, { owner: this, question: 'settings', id: userId }, load)) ?? [];
  }

  /** Changes the channels of these kinds. @throws ReelwrightError BAD_USER_INPUT for none, and for a kind that is named twice */
  async updateSettings(scope: Scope, settings: readonly NotificationSetting[]): Promise<readonly NotificationSetting[]> {
    if (settings.length === 0) throw badInput('input.settings', 'Must name at least one kind.');
    if (new Set(settings.map(({ kind }) => kind)).size < settings.length) throw badInput('input.settings', 'Must name each kind once.');
    await this.#write(scope, () => settings);
    return this.settings(scope);
  }

  /**
   * Ends the emails of one kind by the token of an email, without a session; the notifications in Reelwright stay. Resolves with false for an
   * invalid token. Idempotent.
   */
  async unsubscribe(scope: Scope, token: string): Promise<boolean> {
    const subscribed = this.tokens.read(token);
    if (!subscribed) return false;
    const { userId, kind } = subscribed;
    // The token proves who it was sent to, and nothing more.
    const person = scope.as({ kind: 'user', userId, sessionId: userId, memberships: new Map(), expiresAt: new Date() });
    await this.#write(person, (before) => {
      const channel = before.find((one) => one.kind === kind)?.channel ?? NOTIFICATION_KINDS[kind].channel;
      return [{ kind, channel: WITHOUT_EMAIL[channel] }];
    });
    return true;
  }

  /** Whether a token of an email is valid. */
  isToken(token: string): boolean {
    return this.tokens.read(token) !== undefined;
  }

  async #write(scope: Scope, change: (before: readonly NotificationSetting[]) => readonly NotificationSetting[]): Promise<void> {
    const { userId } = currentUser(scope);
    await this.mutations.update(scope, { mutation: updateNotificationSettings, subjectId: userId }, async (em) => {
      const before = await settingsOf(em, userId);
      const changed = change(before);
      await em.upsertMany(
        NotificationSettingEntity,
        changed.map(({ kind, channel }) => ({ userId, kind, channel })),
      );
      return { before: channels(before.filter(({ kind }) => changed.some((one) => one.kind === kind))), after: channels(changed) };
    });
  }
}

const channels = (settings: readonly NotificationSetting[]): object =>
  Object.fromEntries(settings.map(({ kind, channel }) => [kind, channel]));

async function settingsOf(em: EntityManager, userId: string): Promise<readonly NotificationSetting[]> {
  const own = new Map((await em.find(NotificationSettingEntity, { userId })).map(({ kind, channel }) => [kind, channel]));
  return KIND_NAMES.map((kind) => ({ kind, channel: own.get(kind) ?? NOTIFICATION_KINDS[kind].channel }));
}

/** Deletes a person's notifications and settings with their account, in its transaction. */
export const deleteOwnNotifications = async (em: EntityManager): Promise<void> =>
  void (await em.execute('select delete_own_notifications()'));
