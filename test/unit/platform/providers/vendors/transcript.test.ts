import { expect, test } from 'vitest';
import { readTranscript } from '../../../../../src/platform/providers/vendors/compatible/transcript.ts';

const WORDS = [
  { text: 'Rivers', startMs: 0, endMs: 500 },
  { text: 'bend.', startMs: 600, endMs: 1_000 },
];
const text = ' Rivers bend. ';

test.each([
  [
    'OpenAI: words at the top',
    {
      text,
      language: 'english',
      words: [
        { word: 'Rivers', start: 0, end: 0.5 },
        { word: 'bend.', start: 0.6, end: 1 },
      ],
    },
  ],
  [
    'LocalAI: another name, and nanoseconds',
    {
      text,
      language: 'en',
      words: [
        { text: 'Rivers', start: 0, end: 5e8 },
        { text: 'bend.', start: 6e8, end: 1e9 },
      ],
    },
  ],
  [
    'whisper.cpp: tokens in segments',
    {
      ...{ text, language: 'en' },
      segments: [
        {
          ...{ text: ' Rivers bend.', start: 0, end: 1 },
          words: [
            { word: ' Riv', start: 0, end: 0.2 },
            { word: 'ers', start: 0.2, end: 0.5 },
            { word: ' bend', start: 0.6, end: 0.9 },
            { word: '.', start: 0.9, end: 1 },
          ],
        },
      ],
    },
  ],
])('words of %s', (_, answer) => {
  const { words, language, text: said } = readTranscript(answer, 1_000);
  expect(words).toEqual(WORDS);
  expect([language, said]).toEqual(['en', 'Rivers bend.']);
});

test.each([
  [
    'fall',
    [
      { word: 'Rivers', start: 0.8, end: 0.9 },
      { word: 'bend.', start: 0.1, end: 0.2 },
    ],
  ],
  [
    'begin after the sound',
    [
      { word: 'Rivers', start: 0, end: 0.5 },
      { word: 'bend.', start: 9, end: 9.5 },
    ],
  ],
])('times that %s are not believed, and the segments count', (_, words) => {
  const transcript = readTranscript({ text, words, segments: [{ text, start: 0.1, end: 0.9 }] }, 1_000);
  expect(transcript.words).toEqual([]);
  expect(transcript.segments).toEqual([{ text: 'Rivers bend.', startMs: 100, endMs: 900 }]);
});

test('a text without any times takes the whole recording; nothing said is nothing', () => {
  expect(readTranscript({ text }, 1_000)).toMatchObject({ words: [], segments: [{ text: 'Rivers bend.', startMs: 0, endMs: 1_000 }] });
  expect(readTranscript({ text: ' ', language: 'klingon' }, 1_000)).toEqual({ text: '', language: undefined, words: [], segments: [] });
});
