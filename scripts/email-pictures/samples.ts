import { AccountEmails } from '../../src/features/identity/account/account-emails.ts';
import { notificationEmail } from '../../src/features/notifications/delivery/notification-email.ts';
import { KIND_NAMES } from '../../src/features/notifications/notification.states.ts';
import type { NotificationKind } from '../../src/features/notifications/notification.states.ts';
import { invitationEmail } from '../../src/features/workspaces/invitations/invitation-email.ts';
import type { LocalizedMail, Mail } from '../../src/platform/mail/mail.ts';
import type { Locale } from '../../src/platform/messages/locale.ts';

const APP = 'https://studio.example.org';
const TOKEN = 'q3Jx0mWfUe6k';
const TO = 'ada@example.org';

const PARAMS = {
  ...{ workspace: 'Lovelace Films', title: 'Why the sky is blue', name: 'Grace Hopper', role: 'EDITOR', code: 'VOICE_UNAVAILABLE' },
  ...{ completed: 18, failed: 2, credits: 42, count: 3, startsAt: '2026-12-14T15:30:00.000Z', timeZone: 'Europe/Berlin', status: 'BOOKED' },
};
const SLOT_FILE = { name: 'slot.ics', contentType: 'text/calendar; charset=utf-8; method=REQUEST', text: '' };

/** Names of one kind: as in `notification.NAME` for notifications, otherwise the method that writes the email. */
export const ACCOUNT_KINDS = [
  ...['verifyEmail', 'resetPassword', 'passwordChanged', 'accessReset', 'sessionEnded', 'accountDeleted'],
  'invitation',
] as const;
export const EMAIL_KINDS: readonly string[] = [...ACCOUNT_KINDS, ...KIND_NAMES];

/** The emails of all kinds with sample values in one language, written by the code that sends them. */
export function sampleEmails(locale: Locale): Readonly<Record<string, Mail>> {
  const reader = { email: TO, locale };
  const account = new AccountEmails(APP);
  const ended = { passwords: 1, sessions: 2, apiKeys: 1, secondFactors: 0, linkedAccounts: 0, invitations: 1, webhooks: 0 };
  const notification = (kind: NotificationKind): LocalizedMail =>
    notificationEmail({
      ...{ to: TO, locale, kind, params: PARAMS, appUrl: APP, unsubscribeUrl: `${APP}/unsubscribe/${TOKEN}` },
      ...(kind.startsWith('SLOT_') && { attachments: [SLOT_FILE] }),
    });
  const emails: Readonly<Record<string, LocalizedMail>> = {
    verifyEmail: account.verifyEmail(reader, TOKEN),
    resetPassword: account.resetPassword(reader, TOKEN),
    passwordChanged: account.passwordChanged(reader, ended),
    accessReset: account.accessReset(reader, ended),
    sessionEnded: account.sessionEnded(reader),
    accountDeleted: account.accountDeleted(reader),
    invitation: invitationEmail({
      ...{ to: TO, locale, workspaceLocale: null, workspace: PARAMS.workspace, sender: 'grace@example.org', role: 'EDITOR' },
      ...{ token: TOKEN, expiresAt: new Date('2026-12-14T15:30:00Z'), appUrl: APP },
    }),
    ...Object.fromEntries(KIND_NAMES.map((kind) => [kind, notification(kind)])),
  };
  return Object.fromEntries(Object.entries(emails).map(([kind, { write }]) => [kind, write(locale)]));
}
