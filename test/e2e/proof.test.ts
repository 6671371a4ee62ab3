import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILMS } from '../proof/films.ts';
import { proveFilm, type Proof } from '../proof/prove-film.ts';
import { openTextReader, type TextReader } from '../proof/reading.ts';
import { register } from '../support/client.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { endPrograms } from '../support/program.ts';
import { newDataDir, startStack, type Stack } from '../support/stack.ts';

/** Markdown, a table, Latin in Arabic, digits in Hindi, a very long German word, Japanese without a voice. `npm run proof` makes all films. */
const NAMES = ['Markdown', 'a table', 'Latin in Arabic', 'digits in Hindi', 'a very long word', 'Japanese, read'];
const SOME = FILMS.filter(({ text }) => NAMES.includes(text.name));

let stack: Stack;
let folder: string;
let proofs: readonly Proof[];
const readers = new Map<string, Promise<TextReader>>();

function readerOf(language: string): Promise<TextReader> {
  const reader = readers.get(language) ?? openTextReader(language);
  readers.set(language, reader);
  return reader;
}

beforeAll(async () => {
  [stack, folder] = await Promise.all([startStack(), newDataDir()]);
  const tools = { person: await register(stack.url), readerOf, ffmpeg: ffmpegs[0]?.ffmpegPath ?? 'ffmpeg', folder };
  proofs = await Promise.all(SOME.map((film) => proveFilm(tools, film)));
});

afterAll(async () => {
  for (const reader of readers.values()) await (await reader).close();
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

describe('a film that is judged by the independent checker', () => {
  it.each(SOME.map(({ number, text }, index) => ({ number, index, what: `${text.name}, ${text.language}` })))(
    'has no fault: film $number, $what',
    ({ index }) => {
      expect(proofs[index]?.faults).toEqual([]);
    },
  );

  // Captions are read by the whole proof only: in so few films, most of their words are shown by cards, which may be fading at that time.
  it('has titles that an optical character recognition reads', () => {
    const titles = proofs.flatMap(({ legibility }) => legibility?.title ?? []);
    const [letters, wrong] = (['letters', 'wrong'] as const).map((what) => titles.reduce((sum, title) => sum + title[what], 0));
    expect(letters).toBeGreaterThan(20);
    expect(wrong! / letters!).toBeLessThanOrEqual(0.1);
  });

  it('is one of six that differ in shape, look and motion', () => {
    const used = (valueOf: (film: (typeof SOME)[number]) => string): number => new Set(SOME.map(valueOf)).size;
    expect(SOME).toHaveLength(NAMES.length);
    expect(used(({ options }) => options.look)).toBeGreaterThan(2);
    expect(used(({ options }) => options.motion)).toBeGreaterThan(1);
    expect(used(({ options }) => options.aspectRatio)).toBeGreaterThan(1);
  });
});
