import { expect, test } from 'vitest';
import { readProviders } from '../../../../../src/app/environment/provider-environment.ts';
import { ProviderCosts } from '../../../../../src/features/providers/estimates/provider-costs.service.ts';
import { plannedCalls } from '../../../../../src/features/renders/request/provider-estimates.ts';
import { completeRequest } from '../../../../../src/features/renders/request/video-request.ts';
import { ProviderChoice } from '../../../../../src/platform/catalogue/film/provider-choice.ts';
import { providersOn } from '../../../../../src/platform/catalogue/provider-settings.ts';

const estimate = (env: Readonly<Record<string, string>>, request: Parameters<typeof completeRequest>[0], durationMs = 60_000) => {
  const settings = readProviders(env);
  const { input } = completeRequest(request, { choice: new ProviderChoice(providersOn(settings)) });
  const costs = new ProviderCosts(settings);
  return plannedCalls(input, durationMs).map((calls) => costs.estimate(calls));
};

const CLOUDS = { OPENAI_API_KEY: 'key-of-openai', ELEVENLABS_API_KEY: 'key-of-eleven', STABILITY_API_KEY: 'key-of-stability' };

test('a film of clouds is estimated by what each provider charges', () => {
  const [script, speech, pictures, ...more] = estimate(CLOUDS, { prompt: 'Why rivers bend', language: 'en' });
  expect(script).toMatchObject({
    kind: 'SCRIPT',
    provider: 'openai',
    model: 'gpt-5-mini',
    calls: 1,
    isFree: false,
    charge: { unit: 'tokens' },
  });
  expect(script?.charge?.usd).toBeCloseTo(0.0194, 3);
  // A minute of words, spoken fast.
  expect(speech).toMatchObject({ kind: 'SPEECH', provider: 'elevenlabs', calls: 10, charge: { unit: 'characters', amount: 960 } });
  expect(speech?.charge?.usd).toBeCloseTo(0.288);
  expect(pictures).toMatchObject({
    kind: 'VISUAL',
    provider: 'stability',
    model: 'core',
    calls: 10,
    charge: { unit: 'credits', amount: 30 },
  });
  expect(pictures?.charge?.usd).toBeCloseTo(0.3);
  expect(more).toEqual([]);
});

test('a script that is given costs its characters and no call for a script', () => {
  const script = 'A river bends. '.repeat(20).trim();
  const [speech, pictures] = estimate(CLOUDS, { script, language: 'en' });
  expect([speech?.kind, pictures?.kind]).toEqual(['SPEECH', 'VISUAL']);
  expect(speech?.charge?.amount).toBe(300);
});

test('servers without a key and built-in providers are free; a price that nobody stated is unknown', () => {
  const own = { OPENAI_COMPATIBLE_URL: 'http://localhost:1', OPENAI_COMPATIBLE_MODEL: 'llama' };
  const free = estimate(own, { prompt: 'Why rivers bend', language: 'en' });
  expect(free.map(({ provider, isFree, charge }) => [provider, isFree, charge])).toEqual([
    ['openai-compatible', true, null],
    ['builtin', true, null],
    ['builtin', true, null],
  ]);
  const keyed = { ...own, OPENAI_COMPATIBLE_API_KEY: 'a-key-of-theirs' };
  expect(estimate(keyed, { prompt: 'Why rivers bend', language: 'en' })[0]).toMatchObject({ isFree: false, charge: { unit: 'tokens' } });
  expect(estimate(keyed, { prompt: 'Why rivers bend', language: 'en' })[0]?.charge?.usd).toBeUndefined();
  const priced = { ...keyed, PROVIDER_PRICES: 'openai-compatible/SCRIPT=1' };
  expect(estimate(priced, { prompt: 'Why rivers bend', language: 'en' })[0]?.charge?.usd).toBeGreaterThan(0.009);
});

test('a price can be stated for every kind of every provider, and for nothing else', () => {
  const estimated = estimate(
    { RUNWAY_API_KEY: 'key-of-runway', PROVIDER_PRICES: 'runway/CLIP=20000,d-id/AVATAR=1' },
    { script: 'A river bends.', language: 'en', model: 'runway-gen4.5' },
    12_000,
  );
  expect(estimated[1]?.charge).toMatchObject({ unit: 'credits', amount: 144, usd: 2.88 });
  for (const wrong of ['runway/SCRIPT=1', 'open-ai/SCRIPT=1', 'openai/script=1', 'openai/SCRIPT', 'openai/SCRIPT=-1', 'openai/SCRIPT=1;'])
    expect(() => readProviders({ PROVIDER_PRICES: wrong }), wrong).toThrow(/must be prices of providers/);
});

test('a server of pictures with a key is charged by the picture', () => {
  const env = { IMAGE_URL: 'http://localhost:1', IMAGE_API_KEY: 'a-key-of-theirs', PROVIDER_PRICES: 'openai-compatible/VISUAL=40000' };
  const drawn = estimate(env, { script: 'A river bends.', language: 'en' }).find(({ kind }) => kind === 'VISUAL');
  expect(drawn?.charge).toEqual({ unit: 'pictures', amount: drawn?.calls, usd: 0.04 * (drawn?.calls ?? 0) });
});

test('a film of several formats is spoken once, and drawn in each', () => {
  const formats = [{ aspectRatio: 'LANDSCAPE_16_9' }, { aspectRatio: 'PORTRAIT_9_16' }, { aspectRatio: 'SQUARE_1_1' }] as const;
  const calls = estimate(CLOUDS, { prompt: 'Why rivers bend', language: 'en', formats }).map((one) => [one.kind, one.calls]);
  expect(calls).toEqual([
    ['SCRIPT', 1],
    ['SPEECH', 10],
    ['VISUAL', 30],
  ]);
  const clips = { script: 'A river bends.', language: 'en', model: 'runway-gen4.5', formats: formats.slice(0, 2) };
  expect(estimate({ RUNWAY_API_KEY: 'key-of-runway' }, clips, 12_000)[1]).toMatchObject({ kind: 'CLIP', calls: 4 });
});

test('a film of clips is charged by their seconds, and draws no pictures', () => {
  const made = estimate({ RUNWAY_API_KEY: 'key-of-runway' }, { script: 'A river bends.', language: 'en', model: 'runway-gen4.5' }, 12_000);
  expect(made.map(({ kind }) => kind)).toEqual(['SPEECH', 'CLIP']);
  expect(made[1]).toMatchObject({ provider: 'runway', model: 'gen4.5', calls: 2, charge: { unit: 'credits', amount: 144, usd: 1.44 } });
});

test('a transcription is planned where the voice may tell no times, and nowhere else', () => {
  const heard = { TRANSCRIPTION_URL: 'http://localhost:1', TRANSCRIPTION_API_KEY: 'a-key-of-theirs' };
  const request = { script: 'A river bends.', language: 'en' };
  const kinds = (env: Readonly<Record<string, string>>) => estimate({ ...env, ...heard }, request).map(({ kind }) => kind);
  expect(kinds({ OPENAI_API_KEY: 'key-of-openai' })).toContain('TRANSCRIPTION');
  expect(kinds({ SPEECH_URL: 'http://localhost:1' })).toContain('TRANSCRIPTION');
  expect([kinds({}), kinds(CLOUDS)].flat()).not.toContain('TRANSCRIPTION');
  expect(estimate({ SPEECH_URL: 'http://localhost:1', ...heard }, request).at(-1)).toMatchObject({
    ...{ provider: 'openai-compatible', model: 'whisper-1', calls: 10, isFree: false },
    charge: { unit: 'seconds', amount: 60 },
  });
});
