/** Languages of emails, notifications and built-in pages, as BCP 47 tags. The first one is the default. */
export const LOCALES = ['en', 'de', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

/** The language of the first tag that has a catalogue, by its primary language: `de-AT` is German. English when none has one. */
export const chooseLocale = (...tags: readonly (string | null | undefined)[]): Locale => findLocale(...tags) ?? LOCALES[0];

/** The same; undefined when no tag has a catalogue. */
export function findLocale(...tags: readonly (string | null | undefined)[]): Locale | undefined {
  const known: ReadonlySet<string> = new Set(LOCALES);
  const languages = tags.map((tag) => tag?.split('-')[0]?.toLowerCase() ?? '');
  return languages.find((language) => known.has(language)) as Locale | undefined;
}

/** A time for people, to the minute, with its time zone: UTC unless the reader's is known. */
export const formatDateTime = (locale: Locale, at: Date, timeZone = 'UTC'): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at) + ` ${zoneName(locale, at, timeZone)}`;

const zoneName = (locale: Locale, at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')
    ?.value ?? timeZone;
