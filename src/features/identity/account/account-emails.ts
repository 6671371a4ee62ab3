import type { Mail } from '../../../platform/mail/mail.ts';
import { ACCOUNT_TOKEN_SECONDS } from './account-token.ts';
import type { EndedAccess } from './address-proof.ts';

interface Reader {
  readonly email: string;
}

/**
 * Emails about accounts. They contain no name, because somebody else may have registered the address and chosen it. Tokens follow a `#`, so
 * that no server logs them.
 */
export class AccountEmails {
  /** `appUrl`: base URL of the web client, without a trailing slash. */
  constructor(private readonly appUrl: string) {}

  verifyEmail(reader: Reader, token: string): Mail {
    return email(reader, 'Confirm your email address', [
      'Somebody, hopefully you, created an account with this email address. Confirm it with the password of that account:',
      `${this.appUrl}/verify-email#token=${token}`,
      `The link works for ${ACCOUNT_TOKEN_SECONDS.VERIFY_EMAIL / 3_600} hours. If you did not create the account, do nothing.`,
    ]);
  }

  resetPassword(reader: Reader, token: string): Mail {
    return email(reader, 'Choose a new password', [
      'A new password was requested for your account. Choose it here:',
      `${this.appUrl}/reset-password#token=${token}`,
      'The link works once, for one hour. If you did not request it, ignore this email: your password stays unchanged.',
    ]);
  }

  passwordChanged(reader: Reader, ended?: EndedAccess): Mail {
    return email(reader, 'Your password was changed', [
      'The password of your account was changed, and your other sessions were signed out.',
      ...endedLines(ended),
      'If this was not you, request a new password at once:',
      `${this.appUrl}/reset-password`,
    ]);
  }

  /** Email after the first sign-in with an identity provider that the owner of the account did not add. */
  accessReset(reader: Reader, ended: EndedAccess): Mail {
    return email(reader, 'Access to your account was reset', [
      'Somebody, hopefully you, signed in to your account with an identity provider for the first time.',
      ...endedLines(ended),
      ...(ended.passwords > 0
        ? ['The password no longer works. Choose a new one if you need one:']
        : ['If it was not you, reset the password:']),
      `${this.appUrl}/reset-password`,
    ]);
  }

  sessionEnded(reader: Reader): Mail {
    return email(reader, 'A session of your account was ended', [
      'A refresh token of your account was used a second time, so somebody may have a copy of it. The session that it belongs to was ended.',
      'Sign in again. If you do not know why this happened, choose a new password, which ends all sessions:',
      `${this.appUrl}/reset-password`,
    ]);
  }

  accountDeleted(reader: Reader): Mail {
    return email(reader, 'Your account was deleted', ['Your account and your personal data were deleted, as you requested.']);
  }
}

const NAMES: Readonly<Record<keyof EndedAccess, string>> = {
  passwords: 'the password',
  sessions: 'sessions',
  apiKeys: 'API keys',
  secondFactors: 'the second factor',
  linkedAccounts: 'sign-in with identity providers',
  invitations: 'pending invitations',
  webhooks: 'webhooks',
};

function endedLines(ended: EndedAccess | undefined): string[] {
  if (!ended) return [];
  const names = (Object.keys(NAMES) as (keyof EndedAccess)[]).filter((kind) => ended[kind] > 0).map((kind) => NAMES[kind]);
  return names.length === 0 ? [] : [`Ended, because it was created before this email address was confirmed: ${names.join(', ')}.`];
}

const email = ({ email: to }: Reader, subject: string, parts: readonly string[]): Mail => ({
  to,
  subject,
  text: ['Hello,', ...parts, 'Reelwright', ''].join('\n\n'),
});
