import { badInput } from '../../kernel/errors.ts';

/** A BCP 47 tag in canonical form. @throws ReelwrightError BAD_USER_INPUT that names the field at `path` */
export function canonicalLocale(path: string, text: string): string {
  try {
    const [locale] = Intl.getCanonicalLocales(text);
    if (locale) return locale;
  } catch {
    // The same message for every invalid locale.
  }
  throw badInput(path, 'Must be a BCP 47 locale, for example en or pt-BR.');
}
