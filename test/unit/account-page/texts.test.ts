import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TEXTS } from '../../../src/account-page/texts.ts';

const read = (file: string): string => readFileSync(new URL(`../../../src/account-page/${file}`, import.meta.url), 'utf8');

/** The texts between the tags of the page, as `translatePage` sees them. Without scripts nothing is translated. */
const shown = read('index.html')
  .replace(/<head>[^]*<\/head>|<noscript>[^]*<\/noscript>|<!doctype[^>]*>/g, '')
  .split(/<[^>]*>/)
  .map((text) => text.trim().replaceAll(/\s+/g, ' '))
  .filter((text) => text !== '' && text !== 'Reelwright');
const said = ['main.ts', 'api.ts'].flatMap((file) => [...read(file).matchAll(/\bsay\('([^']+)'/g)].map(([, text = '']) => text));

test('every text of the account page has a translation, and there are no others', () => {
  expect([...new Set([...shown, ...said])].toSorted()).toEqual(Object.keys(TEXTS).toSorted());
});

test('translations have the placeholders of their English text', () => {
  const names = (text: string): string => (text.match(/\{\w+\}/g) ?? []).join();
  for (const [english, { de, zh }] of Object.entries(TEXTS))
    expect([names(de), names(zh)], english).toEqual([names(english), names(english)]);
});
