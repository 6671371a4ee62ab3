import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';
import { CatalogueService } from '../../../../src/features/providers/catalogue.service.ts';
import { ModelLists } from '../../../../src/features/providers/lists/model-lists.service.ts';
import { VoiceLists } from '../../../../src/features/providers/lists/voice-lists.service.ts';
import { completeRequest } from '../../../../src/features/renders/request/video-request.ts';
import { ProviderChoice } from '../../../../src/platform/catalogue/film/provider-choice.ts';
import { providersOn } from '../../../../src/platform/catalogue/provider-settings.ts';
import { VOICES } from '../../../../src/platform/catalogue/voices.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { makeTenant, request, useEngine, type Tenant } from '../../../support/engine.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';

const engine = useEngine();
let tenant: Tenant;
let folder: string;
let maker: StandIn;
/** What the makers list, by path. */
let lists: Record<string, object>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lists-'));
  tenant = await makeTenant(engine);
  maker = await openStandIn(
    {
      isWork: () => true,
      refusal: ({ headers }, key) =>
        [headers.authorization, headers['x-goog-api-key'], headers['xi-api-key']].some((sent) => sent?.includes(key))
          ? undefined
          : { status: 401, body: {} },
      answer: ({ path }) => (lists[path] ? { status: 200, body: lists[path] } : undefined),
    },
    folder,
  );
});
afterAll(async () => {
  await maker.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  lists = {
    '/openai/models': { data: [{ id: 'gpt-5-mini' }, { id: 'gpt-image-2.5-flare', shutdown_date: '2099-05-01' }] },
    '/gemini/models': { models: [{ name: 'models/gemini-3.8-flash' }, { name: 'models/gemini-3.8-flash-tts' }] },
    '/v1/models': [{ model_id: 'eleven_multilingual_v2' }],
  };
});

const settings = () =>
  readProviders({
    ...{ OPENAI_API_KEY: maker.key, OPENAI_BASE_URL: `${maker.url}/openai`, ELEVENLABS_API_KEY: maker.key, ELEVENLABS_BASE_URL: maker.url },
    ...{ GEMINI_API_KEY: maker.key, GEMINI_BASE_URL: `${maker.url}/gemini` },
  });
async function refreshed(): Promise<readonly string[]> {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message?: string) => void warnings.push(message ?? '') };
  await new ModelLists(settings()).refresh(engine.database.systemScope(new AbortController().signal), log);
  return warnings;
}
const shown = async (): Promise<readonly string[]> => {
  const catalogue = new CatalogueService('http://studio.test', new ModelLists(settings()));
  const models = await request(engine, tenant.actor, (scope) => catalogue.models(scope));
  return models
    .filter(({ limits, replacedBy }) => !limits && !replacedBy)
    .map(({ name, state, shutdownAt }) => `${name} ${state} ${shutdownAt?.toISOString().slice(0, 10) ?? ''}`.trim());
};

/** Before a list was read, and after one that is as it should be. */
const OF_OPENAI = ['gpt-5-mini AVAILABLE', 'gpt-image-2.5-flare DEPRECATED 2099-05-01'];

test('models of clouds have the state that their makers list, and before that the one of the catalogue', async () => {
  expect(await shown()).toEqual(
    expect.arrayContaining(['gpt-5-mini AVAILABLE', 'gpt-image-2.5-flare AVAILABLE', 'gpt-4o-mini-tts DEPRECATED 2027-01-06']),
  );
  expect(await refreshed()).toEqual([]);
  expect(await shown()).toEqual(
    expect.arrayContaining([
      ...OF_OPENAI,
      // A list that lacks the model.
      ...['gemini-3.1-flash-image RETIRED', 'gpt-4o-mini-tts RETIRED 2027-01-06'],
      ...['gemini-3.8-flash AVAILABLE', 'gemini-3.8-flash-tts AVAILABLE', 'eleven_multilingual_v2 AVAILABLE'],
    ]),
  );
  expect(maker.charges()).toEqual([]);
});

test('a list that was refreshed replaces the former one', async () => {
  await refreshed();
  lists['/openai/models'] = { data: [{ id: 'gpt-image-2.5-flare' }, { id: 'gpt-4o-mini-tts', shutdown_date: 4_102_444_800 }] };
  await refreshed();
  expect(await shown()).toEqual(
    expect.arrayContaining(['gpt-5-mini RETIRED', 'gpt-image-2.5-flare AVAILABLE', 'gpt-4o-mini-tts DEPRECATED 2100-01-01']),
  );
});

test.each([
  ['is no list', () => void (lists['/openai/models'] = { page: 'Sign in' })],
  ['is empty', () => void (lists['/openai/models'] = { data: [] })],
  ['is an error', () => void delete lists['/openai/models']],
])('an answer that %s leaves the former list, and the lists of others are read', async (_, spoil) => {
  await refreshed();
  spoil();
  lists['/gemini/models'] = { models: [{ name: 'models/gemini-3.1-flash-image' }] };
  expect(await refreshed()).toEqual(['list of models cannot be read; the former one counts']);
  expect(await shown()).toEqual(expect.arrayContaining([...OF_OPENAI, 'gemini-3.1-flash-image AVAILABLE', 'gemini-3.8-flash RETIRED']));
});

describe('voices of ElevenLabs', () => {
  const listed = async (): Promise<readonly string[]> => {
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, message?: string) => void warnings.push(message ?? '') };
    const lists = new VoiceLists(settings());
    const scope = engine.database.systemScope(new AbortController().signal);
    await lists.refresh(scope, log);
    await lists.load(scope);
    return warnings;
  };
  const shownVoices = () => {
    const catalogue = new CatalogueService('http://studio.test', new ModelLists(settings()));
    return request(engine, tenant.actor, async (scope) =>
      catalogue.voices(scope, null).filter(({ provider }) => provider === 'elevenlabs'),
    );
  };
  beforeEach(() => {
    lists['/v1/voices'] = {
      voices: [
        { voice_id: 'anna1', name: 'Anna', preview_url: 'https://storage.example/anna.mp3', labels: { language: 'de', gender: 'female' } },
        { voice_id: 'bob2', name: 'Bob', preview_url: 'http://127.0.0.1/bob.mp3', verified_languages: [{ language: 'fr' }] },
        { voice_id: 'en-us', name: 'An impostor' },
        { voice_id: '../odd', name: 'Odd' },
      ],
    };
  });
  afterEach(() => VOICES.list([]));

  test('are listed with language and sample after those of the program, and chosen by a request', async () => {
    expect(await listed()).toEqual([]);
    expect(await shownVoices()).toMatchObject([
      { name: 'anna1', title: 'Anna', language: 'de', sampleUrl: 'https://storage.example/anna.mp3' },
      // Only addresses with https are given to clients.
      { name: 'bob2', language: 'fr', sampleUrl: null },
    ]);
    expect(VOICES.all[0]?.provider).toBe('builtin');
    const { input } = completeRequest({ script: 'Ein Fluss.', voice: 'anna1' }, { choice: new ProviderChoice(providersOn(settings())) });
    expect(input).toMatchObject({ voice: 'anna1', language: 'de', providers: { speech: 'elevenlabs' } });
  });

  test('are read with a new key at once, and are gone without one', async () => {
    let key: string | undefined;
    const { elevenlabs, ...others } = settings();
    const followed = new VoiceLists({
      ...others,
      elevenlabs: Object.defineProperty({ ...elevenlabs }, 'apiKey', { get: () => key }),
    });
    const follow = () => followed.followKey(engine.database.systemScope(new AbortController().signal), silentLog);
    const names = async () => (await shownVoices()).map(({ name }) => name);
    key = maker.key;
    await follow();
    expect(await names()).toEqual(['anna1', 'bob2']);
    // The same key reads nothing again; another one does.
    lists['/v1/voices'] = { voices: [{ voice_id: 'carl3', name: 'Carl' }] };
    await follow();
    expect(await names()).toEqual(['anna1', 'bob2']);
    key = `${maker.key}-of-another-account`;
    await follow();
    expect(await names()).toEqual(['carl3']);
    key = undefined;
    await follow();
    expect(await names()).toEqual([]);
  });

  test('stay as they were while the list cannot be read, and are gone when a later list lacks them', async () => {
    await listed();
    lists['/v1/voices'] = { detail: 'Sign in' };
    expect(await listed()).toEqual(['list of voices cannot be read; the former one counts']);
    expect((await shownVoices()).map(({ name }) => name)).toEqual(['anna1', 'bob2']);
    lists['/v1/voices'] = { voices: [{ voice_id: 'carl3', name: 'Carl' }] };
    await listed();
    expect((await shownVoices()).map(({ name, language }) => [name, language])).toEqual([['carl3', 'en']]);
  });
});

test('a model that nobody has a key for is not shown', async () => {
  const catalogue = new CatalogueService('http://studio.test', new ModelLists(readProviders()));
  const models = await request(engine, tenant.actor, (scope) => catalogue.models(scope));
  // Models of clips are offered by name, with and without a key.
  expect(models.flatMap(({ kind, provider }) => (kind === 'CLIP' ? [] : [provider]))).not.toContain('gemini');
});
