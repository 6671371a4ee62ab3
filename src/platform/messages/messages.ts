import { IntlMessageFormat } from 'intl-messageformat';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Locale } from './locale.ts';
import { zh } from './zh.ts';

export type MessageKey = keyof typeof en;
/** Values of placeholders by name. Numbers are formatted by the language. */
export type MessageParams = Readonly<Record<string, string | number>>;

/** Every text that Reelwright writes to people, by language and key, as ICU messages. A test compares keys and placeholders. */
export const CATALOGUES: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, de, zh };

/** Parsed messages: parsing takes longer than formatting, and there are about a hundred. */
const parsed = new Map<string, IntlMessageFormat>();

/** The text of a key in a language. @throws Error when a placeholder has no value */
export function messageText(locale: Locale, key: MessageKey, params: MessageParams = {}): string {
  const id = `${locale} ${key}`;
  const message = parsed.get(id) ?? new IntlMessageFormat(CATALOGUES[locale][key], locale, undefined, { ignoreTag: true });
  parsed.set(id, message);
  return String(message.format({ ...params }));
}

/** Whether a text, such as one from a row of an earlier version, is the key of a message. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key);
