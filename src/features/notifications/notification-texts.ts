import { isMessageKey, messageText } from '../../platform/messages/messages.ts';
import type { MessageKey, MessageParams } from '../../platform/messages/messages.ts';
import { formatDateTime } from '../../platform/messages/locale.ts';
import type { Locale } from '../../platform/messages/locale.ts';
import type { NotificationKind } from './notification.states.ts';

export interface NotificationTexts {
  readonly title: string;
  readonly text: string;
}

/** The keys of the messages of a kind. */
export const messageKeysOf = (kind: NotificationKind): { readonly title: MessageKey; readonly text: MessageKey } => ({
  title: `notification.${kind}.title`,
  text: `notification.${kind}.text`,
});

/**
 * The texts of a notification in a language. A placeholder `role` has the name of the role in that language, and `when` the time
 * `startsAt` in the time zone `timeZone`.
 */
export function notificationTexts(locale: Locale, kind: NotificationKind, params: MessageParams): NotificationTexts {
  const { role, startsAt, timeZone } = params;
  const roleKey = `role.${role}`;
  const named = {
    // Of rows of earlier versions.
    ...(kind === 'SLOT_REQUESTED' && { count: 1 }),
    ...(kind === 'SLOT_CONFIRMED' && { status: 'BOOKED' }),
    ...params,
    ...(isMessageKey(roleKey) && { role: messageText(locale, roleKey) }),
    ...(startsAt !== undefined && { when: formatDateTime(locale, new Date(startsAt), String(timeZone)) }),
  };
  const { title, text } = messageKeysOf(kind);
  return { title: messageText(locale, title, named), text: messageText(locale, text, named) };
}
