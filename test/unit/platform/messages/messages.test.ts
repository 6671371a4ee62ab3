import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { LOCALES, chooseLocale, formatDateTime } from '../../../../src/platform/messages/locale.ts';
import { CATALOGUES, messageText, type MessageKey } from '../../../../src/platform/messages/messages.ts';

const KEYS = Object.keys(CATALOGUES.en) as MessageKey[];

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the placeholders, with those inside plurals. A literal has the type 0. */
const placeholders = (elements: Elements): string[] =>
  elements.flatMap((element) => [
    ...('value' in element && element.type !== 0 ? [element.value] : []),
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => placeholders(value)) : []),
  ]);

const placeholdersOf = (text: string): string[] => [
  ...new Set(placeholders(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()).toSorted()),
];
const everything: Readonly<Record<string, string | number>> = {
  ...{ hours: 2, completed: 2, failed: 2, credits: 2, count: 2, status: 'AVAILABLE' },
  ...{ required: 2, available: 1, limit: 2, retryAfterSeconds: 2, seconds: 2, fields: 'input.title', variables: 'SMTP_URL' },
  ...Object.fromEntries(
    ['list', 'sender', 'workspace', 'role', 'until', 'title', 'code', 'name', 'when', 'before', 'channel'].map((name) => [
      name,
      `<${name}>`,
    ]),
  ),
};

describe.each(LOCALES)('the catalogue %s', (locale) => {
  test('has every key, with a text, and none besides', () => {
    expect(Object.keys(CATALOGUES[locale])).toEqual(KEYS);
    expect(KEYS.filter((key) => CATALOGUES[locale][key].trim() === '')).toEqual([]);
  });

  test('has the placeholders of the English texts', () => {
    const differing = KEYS.filter((key) => placeholdersOf(CATALOGUES[locale][key]).join() !== placeholdersOf(CATALOGUES.en[key]).join());
    expect(differing).toEqual([]);
  });

  test('is formatted without a rest of the syntax', () => {
    for (const key of KEYS) expect(messageText(locale, key, everything), key).not.toMatch(/[{}]|plural|#/);
  });
});

test('texts of other languages differ from the English ones', () => {
  const same = LOCALES.slice(1).flatMap((locale) => KEYS.filter((key) => CATALOGUES[locale][key] === CATALOGUES.en[key]));
  expect([...new Set(same)]).toEqual(['email.signature']);
});

test('a language is chosen by the first tag that has a catalogue', () => {
  expect(chooseLocale('de-AT', 'zh')).toBe('de');
  expect(chooseLocale('fr', 'zh-Hant-TW')).toBe('zh');
  expect(chooseLocale(null, undefined)).toBe('en');
  expect(chooseLocale('constructor')).toBe('en');
});

test('a time is written with its zone', () => {
  const at = new Date('2026-07-01T12:05:00Z');
  expect(formatDateTime('en', at)).toBe('July 1, 2026 at 12:05 PM UTC');
  expect(formatDateTime('de', at, 'Europe/Berlin')).toBe('1. Juli 2026 um 14:05 MESZ');
  expect(formatDateTime('zh', at, 'Asia/Shanghai')).toBe('2026年7月1日 20:05 GMT+8');
});

test('a missing value is an error, so that no text is sent without it', () => {
  expect(() => messageText('en', 'notification.JOB_COMPLETED.title')).toThrow(/title/);
});

test('what people wrote is not read as syntax', () => {
  expect(messageText('en', 'notification.JOB_COMPLETED.title', { title: '{x} <b>#</b>' })).toBe('“{x} <b>#</b>” is finished');
});
