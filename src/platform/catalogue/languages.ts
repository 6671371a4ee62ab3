import { OptionList } from './options.ts';
import type { NameOf, Option } from './options.ts';

/** Writing systems by their Unicode names. */
export type Script = 'Latin' | 'Cyrillic' | 'Greek' | 'Han' | 'Hangul' | 'Devanagari' | 'Arabic' | 'Hebrew';

interface Language extends Option {
  readonly name: string;
  /** Its name in the language itself. */
  readonly nativeTitle: string;
  /** The script that its voices read. */
  readonly script: Script;
}

const language = <const Name extends string>(name: Name, title: string, nativeTitle: string, script: Script, description = `${title}.`) =>
  ({ name, title, nativeTitle, script, description }) satisfies Language;

/** Languages that a film may be written and spoken in, as BCP 47 base tags. Each has at least one voice, and fonts that draw it. */
export const LANGUAGES = new OptionList('en', [
  language('en', 'English', 'English', 'Latin', 'English, spoken with American, British and Scottish accents.'),
  language('de', 'German', 'Deutsch', 'Latin'),
  language('zh', 'Chinese', '中文', 'Han', 'Mandarin Chinese.'),
  language('fr', 'French', 'Français', 'Latin'),
  language('es', 'Spanish', 'Español', 'Latin', 'Spanish, spoken with European and Latin American accents.'),
  language('it', 'Italian', 'Italiano', 'Latin'),
  language('pt', 'Portuguese', 'Português', 'Latin', 'Portuguese, spoken with Brazilian and European accents.'),
  language('nl', 'Dutch', 'Nederlands', 'Latin'),
  language('pl', 'Polish', 'Polski', 'Latin'),
  language('tr', 'Turkish', 'Türkçe', 'Latin'),
  language('ru', 'Russian', 'Русский', 'Cyrillic'),
  language('uk', 'Ukrainian', 'Українська', 'Cyrillic'),
  language('el', 'Greek', 'Ελληνικά', 'Greek'),
  language('hi', 'Hindi', 'हिन्दी', 'Devanagari'),
  language('ar', 'Arabic', 'العربية', 'Arabic', 'Modern Standard Arabic.'),
  language('he', 'Hebrew', 'עברית', 'Hebrew'),
  language('ko', 'Korean', '한국어', 'Hangul'),
  language('vi', 'Vietnamese', 'Tiếng Việt', 'Latin'),
  language('id', 'Indonesian', 'Bahasa Indonesia', 'Latin'),
  language('sv', 'Swedish', 'Svenska', 'Latin'),
]);
export type LanguageName = NameOf<typeof LANGUAGES>;

/** The language of a BCP 47 tag: `de` for `de-AT`. */
export const baseLanguage = (tag: string): string => tag.split('-', 1)[0]?.toLowerCase() ?? '';

/** Longest tag that is accepted. `Intl` accepts no longer ones, and the rest of one means nothing to a voice. */
export const MAX_TAG_LENGTH = 35;

/** Whether a text is a BCP 47 tag of any language. */
export const isLanguageTag = (text: string): boolean =>
  text.length <= MAX_TAG_LENGTH && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text) && isCanonical(text);

function isCanonical(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Scripts that the bundled fonts draw, as ISO 15924 codes. */
const DRAWN = new Set(['Arab', 'Cyrl', 'Deva', 'Grek', 'Hans', 'Hant', 'Hebr', 'Jpan', 'Kore', 'Latn', 'Thai']);

/** Whether the fonts draw the language of a BCP 47 tag, which is enough for a film without narration. */
export const isDrawn = (tag: string): boolean => isLanguageTag(tag) && DRAWN.has(new Intl.Locale(tag).maximize().script ?? '');

/** Whether films can be narrated in the language of a BCP 47 tag, with or without a region. */
export const isSpoken = (tag: string): boolean => isLanguageTag(tag) && LANGUAGES.find(baseLanguage(tag)) !== undefined;
