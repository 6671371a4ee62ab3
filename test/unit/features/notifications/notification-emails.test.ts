import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LocalizedMail, Mail } from '../../../../src/platform/mail/mail.ts';
import { describe, expect, test } from 'vitest';
import { ACCOUNT_KINDS, EMAIL_KINDS, sampleEmails } from '../../../../scripts/email-pictures/samples.ts';
import { AccountEmails } from '../../../../src/features/identity/account/account-emails.ts';
import { notificationEmail } from '../../../../src/features/notifications/delivery/notification-email.ts';
import { unsubscribePage } from '../../../../src/features/notifications/delivery/unsubscribe-page.ts';
import { UnsubscribeTokens } from '../../../../src/features/notifications/delivery/unsubscribe-tokens.ts';
import { KIND_NAMES } from '../../../../src/features/notifications/notification.states.ts';
import { invitationEmail } from '../../../../src/features/workspaces/invitations/invitation-email.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { LOCALES } from '../../../../src/platform/messages/locale.ts';
import { CATALOGUES } from '../../../../src/platform/messages/messages.ts';

const APP = 'https://app.example';
const HOSTILE = '<script>alert(1)</script>\r\nBcc: a@evil.example https://evil.example/x {name}';
const params = {
  ...{ workspace: HOSTILE, title: HOSTILE, name: HOSTILE, role: 'ADMIN', code: 'STALLED' },
  ...{ completed: 2, failed: 1, credits: 3, startsAt: '2026-12-01T09:00:00.000Z', timeZone: 'Europe/Berlin' },
};
/** The email in the language of its reader. */
const written = ({ locale, write }: LocalizedMail): Mail => write(locale ?? 'en');
const ended = { passwords: 1, sessions: 2, apiKeys: 1, secondFactors: 0, linkedAccounts: 0, invitations: 0, webhooks: 1 };

describe.each(LOCALES)('in %s', (locale) => {
  const { 'email.greeting': greeting, 'email.signature': signature } = CATALOGUES[locale];

  test.each(KIND_NAMES)('the email of %s is one plain text without what a stranger could link to', (kind) => {
    const mail = written(
      notificationEmail({ to: 'ada@example.test', locale, kind, params, appUrl: APP, unsubscribeUrl: `${APP}/unsubscribe/T` }),
    );
    expect(mail.subject).not.toMatch(/[\r\n]|evil\.example/);
    expect(mail.text).not.toMatch(/evil\.example|\r/);
    expect(mail.text.startsWith(greeting)).toBe(true);
    expect(mail.text).toContain(`\n${APP}/unsubscribe/T\n`);
    expect(mail.text.trimEnd().endsWith(signature)).toBe(true);
    expect(mail.unsubscribeUrl).toBe(`${APP}/unsubscribe/T`);
  });

  test('the emails about accounts have their link on a line of its own', () => {
    const emails = new AccountEmails(APP);
    const reader = { email: 'ada@example.test', locale: `${locale}-CH` };
    const all = [
      emails.verifyEmail(reader, 'T'),
      emails.resetPassword(reader, 'T'),
      emails.passwordChanged(reader, ended),
      emails.accessReset(reader, ended),
      emails.accessReset(reader, { ...ended, passwords: 0 }),
      emails.sessionEnded(reader),
      emails.accountDeleted(reader),
    ];
    for (const { subject, text } of all.map(written)) {
      expect(Object.values(CATALOGUES[locale])).toContain(subject);
      expect(text.startsWith(greeting)).toBe(true);
      for (const line of text.split('\n').filter((one) => one.includes('https:'))) expect(line).toMatch(/^https:\S+$/);
    }
  });

  test('an invitation names the role and the end in that language', () => {
    const mail = written(
      invitationEmail({
        ...{ to: 'bea@example.test', locale: null, workspaceLocale: locale, workspace: HOSTILE, sender: undefined, role: 'EDITOR' },
        ...{ token: 'T', appUrl: APP, expiresAt: new Date('2026-12-07T10:00:00Z') },
      }),
    );
    expect(mail.text).toContain(CATALOGUES[locale]['role.EDITOR']);
    expect(mail.text).toContain('UTC');
    expect(mail.text).not.toContain('evil.example');
  });

  test.each(['ASK', 'DONE', 'INVALID'] as const)('the page %s is complete, and only ASK has a button', (state) => {
    const page = unsubscribePage(locale, state);
    expect(page).toContain(`<html lang="${locale}">`);
    expect(page.includes('<form method="post">')).toBe(state === 'ASK');
  });
});

test('every email has a picture of every language in the docs', () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const pictured = readFileSync(resolve(root, 'docs/reference/emails.md'), 'utf8').matchAll(/^### `(\w+)`\n\n!\[.*\]\((\S+)\)$/gm);
  const found = [...pictured];
  expect(found.map(([, kind]) => kind)).toEqual(EMAIL_KINDS);
  for (const [, , path = ''] of found) expect(existsSync(resolve(root, 'docs/reference', path)), path).toBe(true);
  const written = Object.getOwnPropertyNames(AccountEmails.prototype).filter((name) => name !== 'constructor');
  expect([...written, 'invitation']).toEqual(ACCOUNT_KINDS);
  for (const locale of LOCALES) expect(Object.keys(sampleEmails(locale))).toEqual(EMAIL_KINDS);
});

test('a token of an email is read back, and no other text is', () => {
  const encryption = new Encryption({ current: Buffer.alloc(32, 7) });
  const tokens = new UnsubscribeTokens(encryption, { publicUrl: APP });
  const url = tokens.urlOf({ userId: 'u', kind: 'JOB_FAILED' });
  const token = url.slice(`${APP}/unsubscribe/`.length);
  expect(encodeURIComponent(token)).toBe(token);
  expect(tokens.read(token)).toEqual({ userId: 'u', kind: 'JOB_FAILED' });
  for (const wrong of [
    '',
    'x',
    `${token}x`,
    encryption.encrypt('u NO_SUCH_KIND', 'unsubscribe'),
    encryption.encrypt('u JOB_FAILED', 'another'),
  ])
    expect(tokens.read(wrong)).toBeUndefined();
});
