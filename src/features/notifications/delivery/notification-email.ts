import type { LocalizedMail, MailAttachment } from '../../../platform/mail/mail.ts';
import { findLocale } from '../../../platform/messages/locale.ts';
import { messageText } from '../../../platform/messages/messages.ts';
import type { MessageParams } from '../../../platform/messages/messages.ts';
import { withoutLinks } from '../../../platform/text/mailed-text.ts';
import type { NotificationKind } from '../notification.states.ts';
import { notificationTexts } from '../notification-texts.ts';

export interface NotificationEmail {
  readonly to: string;
  /** BCP 47 tag of the reader. */
  readonly locale: string | null;
  readonly workspaceLocale?: string | null | undefined;
  readonly kind: NotificationKind;
  readonly params: MessageParams;
  /** Base URL of the web client. */
  readonly appUrl: string;
  /** A URL that ends emails of this kind for this reader: a page by GET, and at once by POST (RFC 8058). */
  readonly unsubscribeUrl: string;
  readonly attachments?: readonly MailAttachment[];
}

/** Values that nobody wrote: the time of a slot, and its zone, which was checked. A time looks like a link. */
const OWN_PARAMS: ReadonlySet<string> = new Set(['startsAt', 'timeZone']);

/** The email of a notification. What people wrote (names, titles) appears without links, on one line. */
export function notificationEmail({ to, locale: own, workspaceLocale, ...email }: NotificationEmail): LocalizedMail {
  const { kind, params, appUrl, unsubscribeUrl, attachments } = email;
  const safe = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' && !OWN_PARAMS.has(name) ? withoutLinks(value) : value]),
  );
  const write: LocalizedMail['write'] = (locale) => {
    const { title, text } = notificationTexts(locale, kind, safe);
    const paragraphs = [
      messageText(locale, 'email.greeting'),
      text,
      `${messageText(locale, 'notification.open')}\n${appUrl}/`,
      `${messageText(locale, 'notification.unsubscribe')}\n${unsubscribeUrl}`,
      messageText(locale, 'email.signature'),
      '',
    ];
    return { to, subject: title, text: paragraphs.join('\n\n'), unsubscribeUrl, ...(attachments && { attachments }) };
  };
  return { locale: findLocale(own, workspaceLocale), write };
}
