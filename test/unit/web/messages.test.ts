import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { de as adminDe } from '../../../src/web/admin/messages/de.ts';
import { en as adminEn } from '../../../src/web/admin/messages/en.ts';
import { zh as adminZh } from '../../../src/web/admin/messages/zh.ts';
import { de as reviewDe } from '../../../src/web/review/messages/de.ts';
import { en as reviewEn } from '../../../src/web/review/messages/en.ts';
import { zh as reviewZh } from '../../../src/web/review/messages/zh.ts';
import { de as sharedDe } from '../../../src/web/shared/messages/de.ts';
import { en as sharedEn } from '../../../src/web/shared/messages/en.ts';
import { zh as sharedZh } from '../../../src/web/shared/messages/zh.ts';
import { de as showcaseDe } from '../../../src/web/showcase/messages/de.ts';
import { en as showcaseEn } from '../../../src/web/showcase/messages/en.ts';
import { zh as showcaseZh } from '../../../src/web/showcase/messages/zh.ts';
import { de as studioDe } from '../../../src/web/studio/messages/de.ts';
import { en as studioEn } from '../../../src/web/studio/messages/en.ts';
import { zh as studioZh } from '../../../src/web/studio/messages/zh.ts';

type Texts = Readonly<Record<string, string>>;

/** Catalogues of the pages by language. Each page adds its own. */
const CATALOGUES: Readonly<Record<string, { readonly en: Texts; readonly de: Texts; readonly zh: Texts }>> = {
  admin: { en: adminEn, de: adminDe, zh: adminZh },
  review: { en: reviewEn, de: reviewDe, zh: reviewZh },
  shared: { en: sharedEn, de: sharedDe, zh: sharedZh },
  showcase: { en: showcaseEn, de: showcaseDe, zh: showcaseZh },
  studio: { en: studioEn, de: studioDe, zh: studioZh },
};
const LOCALES = ['en', 'de', 'zh'] as const;

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the placeholders, with those inside plurals. A literal has the type 0. */
const placeholders = (elements: Elements): string[] =>
  elements.flatMap((element) => [
    ...('value' in element && element.type !== 0 ? [element.value] : []),
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => placeholders(value)) : []),
  ]);
const placeholdersOf = (text: string): string =>
  [...new Set(placeholders(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()))].toSorted().join();

describe.each(Object.entries(CATALOGUES))('the texts of %s', (_, catalogue) => {
  test.each(LOCALES)('are complete in %s, with the placeholders of the English ones', (locale) => {
    expect(Object.keys(catalogue[locale])).toEqual(Object.keys(catalogue.en));
    for (const [key, text] of Object.entries(catalogue[locale])) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholdersOf(text), key).toBe(placeholdersOf(catalogue.en[key] ?? ''));
    }
  });

  test('are translated', () => {
    const same = Object.keys(catalogue.en).filter(
      (key) => catalogue.en[key] === catalogue.de[key] || catalogue.en[key] === catalogue.zh[key],
    );
    expect(same).toEqual([]);
  });
});

test('no key is in two catalogues', () => {
  const keys = Object.values(CATALOGUES).flatMap(({ en }) => Object.keys(en));
  expect(new Set(keys).size).toBe(keys.length);
});
