import type { LocalizedMail } from '../mail/mail.ts';
import { findLocale } from './locale.ts';
import type { Locale } from './locale.ts';
import { messageText } from './messages.ts';
import type { MessageKey, MessageParams } from './messages.ts';

/** The recipient of an email, and the language that they chose, a BCP 47 tag; null for a person who chose none. */
export interface Reader {
  readonly email: string;
  readonly locale?: string | null | undefined;
  /** The language of the workspace that the email is about. */
  readonly workspaceLocale?: string | null | undefined;
}

/** Writes texts of the catalogue in one language. */
export type Say = (key: MessageKey, params?: MessageParams) => string;

/** A plain-text email in the reader's language, between the greeting and the signature. `parts` are its paragraphs. */
export const localizedMail = (
  reader: Reader,
  subject: MessageKey,
  parts: (say: Say, locale: Locale) => readonly string[],
): LocalizedMail => ({
  locale: findLocale(reader.locale, reader.workspaceLocale),
  write: (locale) => {
    const say: Say = (key, params) => messageText(locale, key, params);
    const text = [say('email.greeting'), ...parts(say, locale), say('email.signature'), ''].join('\n\n');
    return { to: reader.email, subject: say(subject), text };
  },
});
