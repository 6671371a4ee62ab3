import { expect, test } from 'vitest';
import { readProviders } from '../../../../src/app/provider-environment.ts';
import { providersOn } from '../../../../src/platform/catalogue/provider-settings.ts';

const on = (env: Readonly<Record<string, string>>, at: string) =>
  providersOn(readProviders(env), [], new Date(at)).map(({ kind, name }) => `${kind} ${name}`);

test('a cloud whose model is switched off is left out from that day on, for this kind alone', () => {
  const env = { OPENAI_API_KEY: 'sk-1', OPENAI_IMAGE_MODEL: 'gpt-image-1.5' };
  expect(on(env, '2026-11-30T23:59:59Z')).toEqual(['SCRIPT openai', 'VISUAL openai']);
  expect(on(env, '2026-12-01T00:00:00Z')).toEqual(['SCRIPT openai']);
});

test('a model that nothing is known of is used', () => {
  expect(on({ GEMINI_API_KEY: 'k', GEMINI_MODEL: 'gemini-9' }, '2030-01-01T00:00:00Z')).toEqual(['SCRIPT gemini']);
  expect(on({ GEMINI_API_KEY: 'k', GEMINI_MODEL: 'gemini-2.0-flash' }, '2030-01-01T00:00:00Z')).toEqual([]);
});
