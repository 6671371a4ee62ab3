import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstruction } from '../../../../src/platform/text/instructions.ts';

const promptsOf = (name: string): [language: string, prompt: string][] =>
  readFileSync(join(import.meta.dirname, 'prompts', `${name}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string]);

const INSTRUCTIONS = promptsOf('instructions');
const TEXTS = promptsOf('texts');

describe('a prompt that is an instruction', () => {
  it.each(INSTRUCTIONS)('is known as one (%s): %s', (language, prompt) => {
    expect(isInstruction(prompt, language)).toBe(true);
  });
});

describe('a prompt that is a text', () => {
  it.each(TEXTS)('is known as one (%s): %s', (language, prompt) => {
    expect(isInstruction(prompt, language)).toBe(false);
  });
});

it('is tested with sixty prompts of each kind and all three languages', () => {
  for (const prompts of [INSTRUCTIONS, TEXTS]) {
    expect(prompts.length).toBeGreaterThanOrEqual(60);
    expect(new Set(prompts.map(([language]) => language))).toEqual(new Set(['en', 'de', 'zh']));
  }
});

it('takes every prompt in a language without rules for a text', () => {
  expect(isInstruction('Explique la photosynthèse aux enfants.', 'fr')).toBe(false);
});

it('is known in a moment, however long the prompt is', () => {
  const from = performance.now();
  for (const prompt of ['make a '.repeat(570), 'a '.repeat(2_000), 'ein '.repeat(1_000), '写一'.repeat(2_000)]) {
    for (const language of ['en', 'de', 'zh']) isInstruction(prompt, language);
  }
  expect(performance.now() - from).toBeLessThan(4_000);
});
