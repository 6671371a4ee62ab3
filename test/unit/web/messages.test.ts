import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLEnumType } from 'graphql';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import { SYSTEM_PRESETS } from '../../../src/platform/catalogue/presets/system-presets.ts';
import { BUILTIN_VOICES } from '../../../src/platform/catalogue/voices/builtin.ts';
import { de as adminDe } from '../../../src/web/admin/messages/de.ts';
import { en as adminEn } from '../../../src/web/admin/messages/en.ts';
import { zh as adminZh } from '../../../src/web/admin/messages/zh.ts';
import { de as reviewDe } from '../../../src/web/review/messages/de.ts';
import { en as reviewEn } from '../../../src/web/review/messages/en.ts';
import { zh as reviewZh } from '../../../src/web/review/messages/zh.ts';
import { de as projectDe } from '../../../src/web/project/messages/de.ts';
import { en as projectEn } from '../../../src/web/project/messages/en.ts';
import { zh as projectZh } from '../../../src/web/project/messages/zh.ts';
import { de as namesDe } from '../../../src/web/shared/names/de.ts';
import { en as namesEn } from '../../../src/web/shared/names/en.ts';
import { zh as namesZh } from '../../../src/web/shared/names/zh.ts';
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
  project: { en: projectEn, de: projectDe, zh: projectZh },
  names: { en: namesEn, de: namesDe, zh: namesZh },
  shared: { en: sharedEn, de: sharedDe, zh: sharedZh },
  showcase: { en: showcaseEn, de: showcaseDe, zh: showcaseZh },
  studio: { en: studioEn, de: studioDe, zh: studioZh },
};
const SCHEMA = buildSchema(readFileSync('schema.graphql', 'utf8'), { assumeValid: true });
/** Words that English and German share. */
const SHARED_WORDS: ReadonlySet<string> = new Set([
  'look.poster',
  'look.signal',
  'voice.hi',
  'jobType.EXPORT',
  'jobType.IMPORT',
  'jobType.VIDEO',
]);
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
    expect(same.filter((key) => !SHARED_WORDS.has(key))).toEqual([]);
  });
});

test('no key is in two catalogues', () => {
  const keys = Object.values(CATALOGUES).flatMap(({ en }) => Object.keys(en));
  expect(new Set(keys).size).toBe(keys.length);
});

describe('every id that the server lists has a name and no other has', () => {
  /** Keys of a kind of name, without those of descriptions. */
  const keysOf = (kind: string): string[] => Object.keys(namesEn).filter((key) => key.startsWith(`${kind}.`) && !key.endsWith('.about'));
  /** Values of an enum of the schema. */
  const valuesOf = (name: string): string[] => {
    const type = SCHEMA.getType(name);
    return type instanceof GraphQLEnumType ? type.getValues().map((value) => value.name) : [];
  };
  test.each([
    ['look', LOOKS.names],
    ['voice', BUILTIN_VOICES.map(({ name }) => name)],
    ['voices', [...new Set(BUILTIN_VOICES.map(({ provider }) => provider))]],
    ['preset', SYSTEM_PRESETS.map(({ id }) => id)],
    ['step', valuesOf('StepName')],
    ['jobType', valuesOf('JobType')],
    ['providerKind', valuesOf('ProviderKind')],
  ])('%s', (kind, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    expect(keysOf(kind).toSorted()).toEqual(ids.map((id) => `${kind}.${id}`).toSorted());
  });

  test.each([
    ...LOOKS.all.map(({ name, title, description }) => ({ key: `look.${name}`, title, description })),
    ...SYSTEM_PRESETS.map(({ id, name, description }) => ({ key: `preset.${id}`, title: name, description })),
  ])('$key is called as in the API', ({ key, title, description }) => {
    expect(new Map(Object.entries(namesEn)).get(key)).toBe(title);
    expect(new Map(Object.entries(namesEn)).get(`${key}.about`)).toBe(description);
  });

  test.each([
    ['admin.job', 'JobStatus'],
    ['admin.worker', 'WorkerState'],
    ['admin.step', 'AdminStepState'],
    ['admin.dependency', 'DependencyName'],
    ['admin.dependency', 'DependencyState'],
    ['admin.provider', 'ProviderState'],
    ['admin.registration', 'RegistrationMode'],
    ['admin.feature', 'Feature'],
  ])('%s of %s', (kind, name) => {
    const values = valuesOf(name);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(Object.keys(adminEn)).toContain(`${kind}.${value}`);
  });
});
