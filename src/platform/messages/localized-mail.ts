import type { Mail } from '../mail/mail.ts';
import { chooseLocale } from './locale.ts';
import type { Locale } from './locale.ts';
import { messageText } from './messages.ts';
import type { MessageKey, MessageParams } from './messages.ts';

/** The recipient of an email, and the language that they chose, a BCP 47 tag; null for a person who chose none. */
export interface Reader {
  readonly email: string;
  readonly locale?: string | null | undefined;
}

/** Writes texts of the catalogue in one language. */
export type Say = (key: MessageKey, params?: MessageParams) => string;

/** A plain-text email in the reader's language, between the greeting and the signature. `parts` are its paragraphs. */
export function localizedMail(reader: Reader, subject: MessageKey, parts: (say: Say, locale: Locale) => readonly string[]): Mail {
  const locale = chooseLocale(reader.locale);
  const say: Say = (key, params) => messageText(locale, key, params);
  const text = [say('email.greeting'), ...parts(say, locale), say('email.signature'), ''].join('\n\n');
  return { to: reader.email, subject: say(subject), text };
}
