import { expect, test } from 'vitest';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';
import { ProviderChoice } from '../../../../src/platform/catalogue/film/provider-choice.ts';
import { CLOUDS, NEEDS_SETTINGS, dailyRequestsOf, providersOn } from '../../../../src/platform/catalogue/provider-settings.ts';
import { PROVIDERS } from '../../../../src/platform/catalogue/providers.ts';

const withKeys = providersOn(readProviders(), CLOUDS, new Date('2026-06-01T00:00:00Z'));

test('a cloud with a key is used for every kind that the catalogue says it serves', () => {
  const offered = (name: string): string[] => withKeys.filter((one) => one.name === name).map(({ kind }) => kind);
  for (const name of CLOUDS) expect(offered(name).toSorted(), name).toEqual([...PROVIDERS.get(name).kinds].toSorted());
});

test('a cloud that speaks offers voices of its own', () => {
  const voices = withKeys.filter(({ kind }) => kind === 'SPEECH').map((one) => JSON.stringify(one.voices));
  expect(voices).not.toContain(undefined);
  expect(new Set(voices).size).toBe(voices.length);
});

test.each(['elevenlabs', 'google-tts', 'gemini', 'openai'])('%s speaks films when it alone has a key', (name) => {
  const choice = new ProviderChoice(providersOn(readProviders(), [name], new Date('2026-06-01T00:00:00Z')));
  const film = { model: 'storyboard', language: 'en', voice: 'aria', providerOrder: [], isVoiceChosen: false } as const;
  const { providers, voice } = choice.choose(film);
  expect(providers.speech).toBe(name);
  expect(voice).not.toBe('aria');
});

test('every provider that is reached over the network needs settings', () => {
  const { all } = PROVIDERS;
  expect(
    all
      .map(({ name }) => name)
      .filter((name) => !['builtin', 'installed'].includes(name))
      .toSorted(),
  ).toEqual(NEEDS_SETTINGS.toSorted());
});

const on = (env: Readonly<Record<string, string>>, at: string) =>
  providersOn(readProviders(env), [], new Date(at)).map(({ kind, name }) => `${kind} ${name}`);

test('a cloud whose model is switched off is left out from that day on, for this kind alone', () => {
  const env = { OPENAI_API_KEY: 'sk-1', OPENAI_IMAGE_MODEL: 'gpt-image-1.5' };
  expect(on(env, '2026-11-30T23:59:59Z')).toEqual(['SCRIPT openai', 'SPEECH openai', 'VISUAL openai']);
  expect(on(env, '2026-12-01T00:00:00Z')).toEqual(['SCRIPT openai', 'SPEECH openai']);
});

test('a model that nothing is known of is used', () => {
  const OTHERS = ['SPEECH gemini', 'VISUAL gemini', 'CLIP gemini'];
  expect(on({ GEMINI_API_KEY: 'k', GEMINI_MODEL: 'gemini-9' }, '2030-01-01T00:00:00Z')).toEqual(['SCRIPT gemini', ...OTHERS]);
  expect(on({ GEMINI_API_KEY: 'k', GEMINI_MODEL: 'gemini-2.0-flash' }, '2030-01-01T00:00:00Z')).toEqual(OTHERS);
});

test('daily limits count for keys that are set later, too', () => {
  const { gemini, stability } = readProviders({ GEMINI_DAILY_REQUESTS: '20' });
  expect(gemini.apiKey).toBeUndefined();
  expect(dailyRequestsOf({ gemini, stability })).toEqual({ gemini: 20 });
});
