import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { openSchema, type ApiSchema } from '../../../../src/app/schema.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { LANGUAGES } from '../../../../src/platform/catalogue/languages.ts';
import { LOOKS } from '../../../../src/platform/catalogue/looks.ts';
import { VOICES } from '../../../../src/platform/catalogue/voices.ts';
import { removeVoice } from '../../../../src/platform/voice-install/install-voice.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { writeVoice } from '../../../support/voice-folder.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { noBytesStorage } from '../../../support/no-bytes-storage.ts';
import { makeTenant, useEngine, scopeOf, type Tenant } from '../../../support/engine.ts';
import { makeKey } from '../../../support/world.ts';

const engine = useEngine({ storage: noBytesStorage });
let api: ApiSchema;
let tenant: Tenant;
beforeAll(async () => {
  api = await openSchema(engine);
  tenant = await makeTenant(engine);
});

async function ask(source: string, actor: Actor = tenant.actor, own: Partial<Scope> = {}): Promise<unknown> {
  const scope = Object.assign(scopeOf(engine, actor), own);
  const { data, errors } = await graphql({ schema: api.schema, source, contextValue: { scope, instance: api.instance } });
  await scope.close();
  if (errors?.[0]) throw errors[0].originalError ?? errors[0];
  return JSON.parse(JSON.stringify(data));
}

test('models tells what can be used, and what replaces what was switched off', async () => {
  const answer = await ask(
    '{ models { name state provider kind shutdownAt replacedBy limits { resolutions frameRates } credits { credits eachMs } } }',
  );
  const { models } = answer as { readonly models: readonly { readonly name: string; readonly state: string }[] };
  const AVAILABLE = [
    'storyboard',
    'comfyui-clip',
    'runway-gen4.5',
    'runway-gen4-turbo',
    'gemini-omni-1.2-flash',
    'pexels-clip',
    'pixabay-clip',
  ];
  expect(models.flatMap(({ name, state }) => (state === 'AVAILABLE' ? [name] : []))).toEqual(AVAILABLE);
  expect(models.filter(({ name }) => !AVAILABLE.slice(1).includes(name))).toEqual([
    {
      name: 'storyboard',
      state: 'AVAILABLE',
      provider: 'builtin',
      kind: 'VISUAL',
      shutdownAt: null,
      replacedBy: null,
      limits: { resolutions: ['P360', 'P480', 'P720', 'P1080', 'P1440', 'P2160'], frameRates: [24, 25, 30, 60] },
      credits: { credits: 1, eachMs: 10_000 },
    },
    ...[
      ['sora-1', 'openai', '2026-03-13T00:00:00.000Z'],
      ['sora-2', 'openai', '2026-09-24T00:00:00.000Z'],
      ['runway-gen3', 'runway', '2026-07-30T00:00:00.000Z'],
    ].map(([name, provider, shutdownAt]) => ({
      name,
      state: 'RETIRED',
      provider,
      kind: 'VISUAL',
      shutdownAt,
      replacedBy: 'storyboard',
      limits: null,
      credits: null,
    })),
  ]);
});

test.each([
  ['de', ['de', 'de-female']],
  ['de-AT', ['de', 'de-female']],
  ['ZH', ['zh', 'zh-female']],
])('voices of %s are those of its language', async (language, names) => {
  expect(await ask(`{ voices(language: "${language}") { name } }`)).toEqual({ voices: names.map((name) => ({ name })) });
});

test('voices without a language are all voices', async () => {
  expect(await ask('{ voices { name } languages { voices { name } } }')).toSatisfy(
    ({ voices, languages }: { voices: unknown[]; languages: { voices: unknown[] }[] }) =>
      voices.length === languages.flatMap((language) => language.voices).length,
  );
});

test('an installed voice comes before those of the program, with its terms and its sample, until it is removed', async () => {
  await using folder = await temporaryFolder();
  await writeVoice(folder.path, 'en-us-mine', { title: 'Mine', licence: null });
  await mkdir(join(folder.path, 'half-added'));
  await writeVoice(folder.path, 'en-us', { title: 'Takes the place of another' });
  VOICES.readFrom(folder.path);
  try {
    const source = '{ voices(language: "en") { name provider licence sampleUrl } capabilities { providers { name } } }';
    const { voices, capabilities } = (await ask(source)) as { voices: object[]; capabilities: { providers: object[] } };
    expect(voices[0]).toEqual({
      ...{ name: 'en-us-mine', provider: 'installed', licence: null },
      sampleUrl: expect.stringMatching(/^http.*\/voices\/en-us-mine\/sample\.wav$/),
    });
    expect(voices[1]).toMatchObject({
      ...{ name: 'en-us', provider: 'builtin' },
      sampleUrl: expect.stringMatching(/^http.*\/voices\/en-us\/sample\.mp3$/),
    });
    expect(capabilities.providers).toContainEqual({ name: 'installed' });
    await removeVoice(folder.path, 'en-us-mine');
    await removeVoice(folder.path, 'en-us');
    expect(await ask(source)).toMatchObject({ voices: [{ name: 'en-us' }, {}, {}, {}, {}] });
  } finally {
    VOICES.readFrom(undefined);
  }
});

test.each(['ja', '', 'toString', 'e'.repeat(5_000)])(
  'voices of a language that nobody speaks are refused with what is accepted',
  async (language) => {
    await expect(ask(`{ voices(language: "${language}") { name } }`)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'language', message: `Not supported. Choose one of ${LANGUAGES.names.join(', ')}.` }],
    });
  },
);

test('languages and looks are described', async () => {
  expect(await ask('{ languages { name title nativeTitle } looks { name isDefault pictureUrl } }')).toEqual({
    languages: LANGUAGES.all.map(({ name, title, nativeTitle }) => ({ name, title, nativeTitle })),
    looks: LOOKS.names.map((name) => ({
      ...{ name, isDefault: name === 'editorial' },
      pictureUrl: expect.stringMatching(new RegExp(`^http.*/looks/${name}\\.png$`)),
    })),
  });
});

test('an API key reads the catalogue too', async () => {
  expect(await ask('{ looks { name } }', await makeKey(engine, tenant, 'VIEWER'))).toBeTruthy();
});

test('capabilities are shown to anybody', async () => {
  const answer = await ask('{ capabilities { registration signIn providers { kind name } explorer stripe youtube } }', {
    kind: 'anonymous',
  });
  expect(answer).toMatchObject({ capabilities: { registration: 'OPEN', signIn: ['PASSWORD'], stripe: false, youtube: false } });
});

test('the catalogue is answered from memory, without a statement', async () => {
  const refuse = () => Promise.reject(new Error('the database was asked'));
  const source = '{ models { name } voices { name } languages { name } looks { name } capabilities { explorer } }';
  const answer = await ask(source, tenant.actor, { tx: refuse, read: refuse, outside: refuse });
  expect(Object.values(answer as Record<string, unknown>)).not.toContain(null);
  // The refusal itself works.
  await expect(ask('{ me { id } }', tenant.actor, { tx: refuse, read: refuse })).rejects.toThrow('the database was asked');
});
