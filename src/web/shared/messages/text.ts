import { IntlMessageFormat } from 'intl-messageformat';
import { chooseLocale } from '../../../platform/messages/locale.ts';
import type { Locale } from '../../../platform/messages/locale.ts';
import { createStore, useStore } from '../state/store.ts';
import type { MessageKey } from './keys.ts';

/** The texts of a page in each language, each a file that is loaded when it is needed. ICU MessageFormat, as the texts of emails. */
export type Catalogue = Readonly<Record<Locale, () => Promise<Readonly<Record<string, string>>>>>;
export type TextParams = Readonly<Record<string, string | number>>;

/** Key of the language that a person chose, in localStorage. */
const CHOSEN = 'reelwright:language';

/** The language of the pages: the chosen one, or else the first of the browser that has a catalogue. */
export const language = createStore<Locale>(chooseLocale(localStorage.getItem(CHOSEN), ...navigator.languages));

const catalogues = new Set<Catalogue>();
const texts = new Map<string, string>();
const parsed = new Map<string, IntlMessageFormat>();

/** Loads the texts of a page, before it is shown. */
export async function loadTexts(catalogue: Catalogue): Promise<void> {
  catalogues.add(catalogue);
  for (const [key, text] of Object.entries(await catalogue[language.get()]())) texts.set(key, text);
}

/** Changes the language of all pages that are loaded. */
export async function chooseLanguage(next: Locale): Promise<void> {
  localStorage.setItem(CHOSEN, next);
  const loaded = await Promise.all([...catalogues].map((catalogue) => catalogue[next]()));
  parsed.clear();
  for (const [key, text] of loaded.flatMap((one) => Object.entries(one))) texts.set(key, text);
  document.documentElement.lang = next;
  language.set(next);
}

export type Text = (key: MessageKey, params?: TextParams) => string;

/** The text of a key in the current language, for code outside of components. */
export const sayNow: Text = (key, params) => {
  const text = texts.get(key) ?? key;
  if (!params && !text.includes("'")) return text;
  const message = parsed.get(key) ?? new IntlMessageFormat(text, language.get(), undefined, { ignoreTag: true });
  parsed.set(key, message);
  return String(message.format({ ...params }));
};

/** Texts of the current language; the component is drawn again when it changes. */
export function useText(): Text {
  useStore(language);
  return sayNow;
}
