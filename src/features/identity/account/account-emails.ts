import { localizedMail } from '../../../platform/messages/localized-mail.ts';
import type { Reader, Say } from '../../../platform/messages/localized-mail.ts';
import type { LocalizedMail } from '../../../platform/mail/mail.ts';
import type { Locale } from '../../../platform/messages/locale.ts';
import { ACCOUNT_TOKEN_SECONDS } from './account-token.ts';
import type { EndedAccess } from './address-proof.ts';

/**
 * Emails about accounts, in the language of the person. They contain no name, because somebody else may have registered the address and
 * chosen it. Tokens follow a `#`, so that no server logs them.
 */
export class AccountEmails {
  /** `appUrl`: base URL of the web client, without a trailing slash. */
  constructor(private readonly appUrl: string) {}

  verifyEmail(reader: Reader, token: string): LocalizedMail {
    return localizedMail(reader, 'verifyEmail.subject', (say) => [
      say('verifyEmail.reason'),
      `${this.appUrl}/verify-email#token=${token}`,
      say('verifyEmail.validity', { hours: ACCOUNT_TOKEN_SECONDS.VERIFY_EMAIL / 3_600 }),
    ]);
  }

  resetPassword(reader: Reader, token: string): LocalizedMail {
    return localizedMail(reader, 'resetPassword.subject', (say) => [
      say('resetPassword.reason'),
      `${this.appUrl}/reset-password#token=${token}`,
      say('resetPassword.validity'),
    ]);
  }

  passwordChanged(reader: Reader, ended?: EndedAccess): LocalizedMail {
    return localizedMail(reader, 'passwordChanged.subject', (say, locale) => [
      say('passwordChanged.reason'),
      ...endedLines(ended, say, locale),
      say('passwordChanged.advice'),
      `${this.appUrl}/reset-password`,
    ]);
  }

  /** Email after the first sign-in with an identity provider that the owner of the account did not add. */
  accessReset(reader: Reader, ended: EndedAccess): LocalizedMail {
    return localizedMail(reader, 'accessReset.subject', (say, locale) => [
      say('accessReset.reason'),
      ...endedLines(ended, say, locale),
      say(ended.passwords > 0 ? 'accessReset.passwordEnded' : 'accessReset.advice'),
      `${this.appUrl}/reset-password`,
    ]);
  }

  sessionEnded(reader: Reader): LocalizedMail {
    return localizedMail(reader, 'sessionEnded.subject', (say) => [
      say('sessionEnded.reason'),
      say('sessionEnded.advice'),
      `${this.appUrl}/reset-password`,
    ]);
  }

  accountDeleted(reader: Reader): LocalizedMail {
    return localizedMail(reader, 'accountDeleted.subject', (say) => [say('accountDeleted.reason')]);
  }
}

/** In this order in the email. */
const ENDED_KINDS = [
  'passwords',
  'sessions',
  'apiKeys',
  'secondFactors',
  'linkedAccounts',
  'invitations',
  'webhooks',
] as const satisfies readonly (keyof EndedAccess)[];

function endedLines(ended: EndedAccess | undefined, say: Say, locale: Locale): string[] {
  const names = ENDED_KINDS.filter((kind) => (ended?.[kind] ?? 0) > 0).map((kind) => say(`endedAccess.${kind}`));
  if (names.length === 0) return [];
  return [say('endedAccess.line', { list: new Intl.ListFormat(locale, { style: 'narrow', type: 'conjunction' }).format(names) })];
}
