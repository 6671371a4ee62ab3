import type { Mail } from '../../platform/mail/mail.ts';
import { ACCOUNT_TOKEN_SECONDS } from './account-token.ts';

interface Reader {
  readonly email: string;
  readonly name: string;
}

/** What is written to people about their accounts. Tokens stand behind a `#`, so that no server's log sees them. */
export class AccountLetters {
  readonly #appUrl: string;

  /** `appUrl`: the web client that links lead to, without a slash at the end. */
  constructor(appUrl: string) {
    this.#appUrl = appUrl;
  }

  verifyEmail(reader: Reader, token: string): Mail {
    return letter(reader, 'Confirm your e-mail address', [
      'Please confirm that this is your e-mail address:',
      `${this.#appUrl}/verify-email#token=${token}`,
      `The link works for ${ACCOUNT_TOKEN_SECONDS.VERIFY_EMAIL / 3_600} hours. If you did not make an account, do nothing.`,
    ]);
  }

  resetPassword(reader: Reader, token: string): Mail {
    return letter(reader, 'Choose a new password', [
      'Somebody, hopefully you, asked for a new password for your account. Choose it here:',
      `${this.#appUrl}/reset-password#token=${token}`,
      'The link works once, for an hour. If it was not you, do nothing: your password stays as it is.',
    ]);
  }

  passwordChanged(reader: Reader): Mail {
    return letter(reader, 'Your password was changed', [
      'The password of your account was changed, and your other sessions were ended.',
      'If it was not you, ask for a new password at once:',
      `${this.#appUrl}/reset-password`,
    ]);
  }

  accountDeleted(reader: Reader): Mail {
    return letter(reader, 'Your account was deleted', ['Your account and what it knew of you are deleted, as you asked.']);
  }
}

const letter = ({ email, name }: Reader, subject: string, parts: readonly string[]): Mail => ({
  to: email,
  subject,
  text: [`Hello ${name},`, ...parts, 'Reelwright', ''].join('\n\n'),
});
