import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base, Faker } from '@faker-js/faker';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../src/platform/catalogue/languages.ts';
import { spokenText, writtenRange } from '../../../../src/platform/speech-text/spoken-text.ts';

const FOLDER = join(import.meta.dirname, 'cases');

/** One case a line: what is written, a tab, what is said. */
const casesOf = (language: string): [written: string, said: string][] =>
  readFileSync(join(FOLDER, `${language}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string]);

const TABLES = readdirSync(FOLDER).map((name) => name.replace('.tsv', ''));
const said = (written: string, language: string): string => spokenText(written, language).spoken.replace(/\s+/g, ' ').trim();
/** Languages whose tables are long. */
const CAREFUL = ['en', 'de', 'zh'];

describe.each(TABLES)('in %s', (language) => {
  it.each(casesOf(language))('“%s” is spoken “%s”', (written, expected) => {
    expect(said(written, language)).toBe(expected);
  });

  it(`has a table of at least ${CAREFUL.includes(language) ? 150 : 40} cases`, () => {
    expect(casesOf(language).length).toBeGreaterThanOrEqual(CAREFUL.includes(language) ? 150 : 40);
  });

  it('leaves no digit unread', () => {
    for (const [written] of casesOf(language)) expect(said(written, language)).not.toMatch(/(?<![\p{L}\d])\d(?![\d\p{L}])/u);
  });

  it('finds the written words of each stretch that is spoken', () => {
    for (const [written] of casesOf(language)) {
      const text = spokenText(`a ${written} z`, language);
      expect(text.written).toHaveLength(text.spoken.length);
      expect(writtenRange(text, { start: 0, end: text.spoken.length })).toEqual({ start: 0, end: written.length + 4 });
      for (const { start, end } of text.written) expect(end).toBeGreaterThanOrEqual(start);
    }
  });
});

it('has a table for each language that films are spoken in', () => {
  expect(TABLES.toSorted()).toEqual([...LANGUAGES.names].toSorted());
});

const ODD = [
  '0',
  '0.',
  '0th',
  '00',
  '0:00',
  '0/0',
  '1/0',
  '0 €',
  '0.º',
  '-0',
  '9'.repeat(40),
  `${'9'.repeat(40)} €`,
  '99:99',
  '31.02.2024',
  'MMMM',
];
const ODD_SIGNS = ['²', '½½', '٠', '#0', '@', '§', '0er', '0-й', '第0', '0월', '0%'];

it.each(TABLES)('reads any mixture of tokens in %s', (language) => {
  const random = new Faker({ locale: [base], seed: 20_261_129 });
  const all = [
    ...ODD,
    ...ODD_SIGNS,
    ...TABLES.flatMap((table) => random.helpers.arrayElements(casesOf(table), 4).map(([written]) => written)),
  ];
  for (let round = 0; round < 8; round += 1) {
    const parts = random.helpers.multiple(() => random.helpers.arrayElement(all), { count: 12 });
    const text = spokenText(parts.join(random.helpers.arrayElement([' ', '', ', ', '. ', '-'])), language);
    expect(text.written).toHaveLength(text.spoken.length);
    expect(text.spoken).not.toMatch(/undefined|NaN/);
  }
});

it('tells which written words are heard, whole tokens only', () => {
  const written = 'It cost $3.50 in 1863, Dr. Who.';
  const text = spokenText(written, 'en');
  expect(text.spoken).toBe('It cost three dollars fifty in eighteen sixty-three, Doctor Who.');
  const heard = (word: string): string => {
    const start = text.spoken.indexOf(word);
    const range = writtenRange(text, { start, end: start + word.length });
    return written.slice(range.start, range.end);
  };
  expect(['cost', 'dollars', 'three dollars fifty', 'eighteen', 'Doctor', 'Who'].map(heard)).toEqual([
    'cost',
    '$3.50',
    '$3.50',
    'in 1863',
    'Dr.',
    'Who',
  ]);
  expect(text.tokens.map(({ start, end }) => written.slice(start, end))).toEqual(['$3.50', 'in 1863', 'Dr.']);
});

it('keeps positions right behind characters that have another length when they are spoken', () => {
  const written = 'so\u00ADft \uFB01ne \u{1D401}old 5km';
  const text = spokenText(written, 'en');
  expect(text.spoken).toBe('soft fine Bold five kilometers');
  const start = text.spoken.indexOf('Bold');
  expect(writtenRange(text, { start, end: start + 4 })).toEqual({ start: written.indexOf('\u{1D401}'), end: written.indexOf(' 5km') });
});

it('speaks British English as it is written there', () => {
  expect(said('On 3/4/2026 he paid £1,101.', 'en-GB')).toBe(
    'On the third of April, twenty twenty-six he paid one thousand one hundred and one pounds.',
  );
  expect(said('On 3/4/2026 he left.', 'en-US')).toBe('On March fourth, twenty twenty-six he left.');
  expect(said('17 casas', 'pt-PT')).toBe('dezassete casas');
});

it('changes nothing in a language that it does not know', () => {
  expect(spokenText('5 km', 'xx')).toMatchObject({ spoken: '5 km', tokens: [] });
});

it.each([
  '1'.repeat(6_000),
  '1,'.repeat(3_000),
  'a.'.repeat(3_000),
  '@'.repeat(6_000),
  'I'.repeat(6_000),
  '- '.repeat(3_000),
  '1/2 '.repeat(1_500),
])('reads 6,000 hostile characters in a moment', (text) => {
  for (const language of CAREFUL) {
    const from = performance.now();
    spokenText(text, language);
    expect(performance.now() - from).toBeLessThan(2_000);
  }
});
