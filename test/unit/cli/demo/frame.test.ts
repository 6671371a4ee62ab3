import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { slug } from '../../../../src/cli/demo/files.ts';
import { frame, percent, seconds, type Picture } from '../../../../src/cli/demo/frame.ts';

const picture: Picture = {
  title: 'Why the sky is blue',
  steps: [
    { name: 'SCRIPT', status: 'COMPLETED', progress: 1, done: 1, total: 1 },
    { name: 'VOICE', status: 'RUNNING', progress: 0.5, done: 2, total: 4 },
    { name: 'POLISH', status: 'PENDING', progress: 0, done: 0, total: 1 },
  ],
  progress: 0.5,
  finishAt: 13_000,
  notice: undefined,
};
const drawn = (change: Partial<Picture> = {}, columns = 80): string[] =>
  frame({ ...picture, ...change }, 1000, 0, columns).map((line) => stripVTControlCharacters(line));

describe('the picture of a job', () => {
  it('names each step, counts its scenes and tells the time left', () => {
    expect(drawn()).toEqual([
      '',
      '  Why the sky is blue',
      '',
      '  ✔ Script',
      '  ⠋ Voices     2/4',
      '  · Polish',
      '',
      `  ${'━'.repeat(23)}${'─'.repeat(23)}  50 %  about 12 s left`,
    ]);
  });

  it('shows what holds the job up instead of a time', () => {
    expect(drawn({ notice: 'connection lost, reconnecting' }).at(-1)).toContain('connection lost, reconnecting');
  });

  it.each([40, 60, 80, 200])('keeps within %i columns', (columns) => {
    for (const line of drawn({ finishAt: 3_600_000 }, columns)) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

it('says 100 % only at the end', () => {
  expect(percent(0.9999)).toBe('99 %');
  expect(percent(1)).toBe('100 %');
});

it('says times as people do', () => {
  expect([300, 40_000, 200_000].map(seconds)).toEqual(['1 s', '40 s', '3 min 20 s']);
});

it.each([
  ['Why the sky is blue?', 'why-the-sky-is-blue'],
  ['为什么天空是蓝色的', '为什么天空是蓝色的'],
  ['../../etc/passwd', 'etc-passwd'],
  ['😀', 'film'],
])('names the file of %j %s', (title, name) => {
  expect(slug(title)).toBe(name);
});
