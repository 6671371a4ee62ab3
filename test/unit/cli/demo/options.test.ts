import { expect, test } from 'vitest';
import { LANGUAGES, readOptions } from '../../../../src/cli/demo/options.ts';
import { LANGUAGES as CATALOGUE } from '../../../../src/platform/catalogue/languages.ts';

test('the demo knows the languages of the catalogue', () => {
  expect(LANGUAGES.toSorted()).toEqual([...CATALOGUE.names].toSorted());
});

test('a language that no voice speaks is refused before anything is started', () => {
  expect(() => readOptions(['--language', 'tlh'])).toThrow('--language tlh: choose one of en, de, zh, fr,');
});

test.each(['en', 'en-GB', 'DE', 'zh-CN'])('%s is taken', (language) => {
  expect(readOptions(['--language', language])).toMatchObject({ language });
});

test('what another server offers is for that server to say', () => {
  expect(readOptions(['--language', 'tlh', '--url', 'http://studio.example.org'])).toMatchObject({ language: 'tlh' });
});
