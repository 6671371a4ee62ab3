import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';
import { ProviderKeys } from '../../../../src/features/providers/keys/provider-keys.service.ts';
import type { TemplateFilms } from '../../../../src/features/renders/template-films.service.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { makeTenant, request, scopeOf, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';
import { refusal } from '../../../support/studio.ts';
import { responsesVendor } from '../../../support/vendors/script-vendors.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';

const engine = useEngine();
let tenant: Tenant;
let folder: string;
let openai: StandIn;
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/keys-`);
  [tenant, openai] = await Promise.all([makeTenant(engine), openStandIn(responsesVendor, folder)]);
});
afterAll(async () => {
  await openai.close();
  await rm(folder, { recursive: true, force: true });
});

const settings = () => readProviders({ OPENAI_BASE_URL: `${openai.url}/v1`, GEMINI_BASE_URL: 'http://127.0.0.1:1' });
/** Of the same database, with other settings. */
const keysWith = (encryption = engine.encryption): ProviderKeys => {
  const { mutations } = engine.providerKeys as unknown as { mutations: ConstructorParameters<typeof ProviderKeys>[1] };
  return new ProviderKeys(settings(), mutations, encryption);
};
const set = (key: string, provider = 'openai', { actor, workspaceId }: Tenant = tenant) =>
  request(engine, actor, (scope) => engine.providerKeys.set(scope, { workspaceId, provider, key }));
const tested = (provider = 'openai') =>
  request(engine, tenant.actor, (scope) => keysWith().test(scope, { workspaceId: tenant.workspaceId, provider }));

test('a key is stored encrypted, read by the calls of its workspace alone, and shown to nobody', async () => {
  const shown = await set('sk-first-key-abcd');
  expect(shown).toMatchObject({ provider: 'openai', hint: 'abcd' });
  const [row] = await engine.owner<{ key: string }>('select key from provider_keys where workspace_id = $1', [tenant.workspaceId]);
  expect(row?.key).not.toContain('first');
  const { workspaceId } = tenant;
  expect(await engine.providerKeys.keyOf(workerScope(engine, tenant), workspaceId, 'openai')).toMatchObject({ key: 'sk-first-key-abcd' });
  expect(await engine.providerKeys.keyOf(workerScope(engine, tenant), workspaceId, 'gemini')).toBeUndefined();
  const other = await makeTenant(engine);
  expect(await engine.providerKeys.keyOf(workerScope(engine, other), workspaceId, 'openai')).toBeUndefined();
  const audit = await engine.owner('select * from audit_events where workspace_id = $1', [workspaceId]);
  expect(JSON.stringify(audit)).not.toContain('first-key');
});

test('a key that was copied to another workspace or provider is not readable', async () => {
  const other = await makeTenant(engine);
  await set('sk-of-this-one', 'openai');
  // Of two first keys at once, one stays.
  await Promise.all([set('sk-of-another', 'openai', other), set('sk-of-another', 'openai', other)]);
  await engine.owner('update provider_keys set key = (select key from provider_keys where workspace_id = $1) where workspace_id = $2', [
    tenant.workspaceId,
    other.workspaceId,
  ]);
  await expect(engine.providerKeys.keyOf(workerScope(engine, other), other.workspaceId, 'openai')).rejects.toThrow();
  await engine.owner('delete from provider_keys where workspace_id = $1', [other.workspaceId]);
});

test.each([
  ['a provider without keys', 'builtin', 'sk-long-enough', 'input.provider'],
  ['a server of the operator', 'openai-compatible', 'sk-long-enough', 'input.provider'],
  ['a short key', 'openai', 'sk', 'input.key'],
  ['a key with a line break', 'openai', 'sk-long\r\nx-evil: 1', 'input.key'],
])('%s is refused', async (_, provider, key, path) => {
  const { code, fields } = await refusal(() => set(key, provider));
  expect(code).toBe('BAD_USER_INPUT');
  expect(Object.keys(fields)).toEqual([path]);
});

test('a test says whether a key works, and which models it has, without a charge', async () => {
  await set(openai.key);
  expect(await tested()).toEqual({ works: true, message: 'The key works.', models: ['gpt-5-mini'] });
  await set('sk-wrong-key');
  expect(await tested()).toMatchObject({ works: false, message: 'The provider refuses the key.' });
  await set('some-gemini-key', 'gemini');
  expect(await tested('gemini')).toMatchObject({ works: false, message: expect.stringContaining('cannot be reached') as string });
  expect((await refusal(() => tested('stability'))).code).toBe('NOT_FOUND');
  expect(openai.charges()).toEqual([]);
});

test('a key turns its provider on for the workspace, and its removal off', async () => {
  const chosen = () =>
    workerScope(engine, tenant).tx(async (em) => {
      const choice = await engine.providerKeys.choiceOf(em, tenant.workspaceId);
      const film = { model: 'storyboard', language: 'en', voice: 'en-us', providerOrder: null, isVoiceChosen: false };
      return choice.choose(film).providers;
    });
  await set('sk-again', 'stability');
  expect(await chosen()).toMatchObject({ visual: 'stability' });
  const { workspaceId } = tenant;
  for (const provider of ['openai', 'gemini', 'stability']) {
    await request(engine, tenant.actor, (scope) => engine.providerKeys.remove(scope, { workspaceId, provider }));
  }
  expect(await chosen()).toEqual({ script: 'builtin', speech: 'builtin', visual: 'builtin' });
  const again = () => request(engine, tenant.actor, (scope) => engine.providerKeys.remove(scope, { workspaceId, provider: 'openai' }));
  expect((await refusal(again)).code).toBe('NOT_FOUND');
});

test('films of batches are made by the providers of the workspace too', async () => {
  const own = await makeTenant(engine);
  const { workspaceId } = own;
  await set('sk-for-batches', 'stability', own);
  const template = await request(engine, own.actor, (scope) =>
    engine.templates.create(scope, { workspaceId, name: 'A template', writes: 'SCRIPT', text: 'About rivers.', variables: [] }),
  );
  const { films } = engine.batchWaves as unknown as { films: TemplateFilms };
  const planned = await workerScope(engine, own).tx(async (em) => {
    const frozen = await films.freeze(em, workspaceId, { templateId: template.id, presetId: null });
    return (await films.planner(em, workspaceId, frozen))();
  });
  expect(planned.request.input.providers).toEqual({ script: 'builtin', speech: 'builtin', visual: 'stability' });
});

test('keys of an earlier encryption key are encrypted again', async () => {
  await set('sk-to-keep-it');
  const rotated = new Encryption({ current: Buffer.alloc(32, 2), previous: Buffer.alloc(32, 1) });
  await keysWith(rotated).reencrypt(scopeOf(engine, { kind: 'system' }));
  const alone = new Encryption({ current: Buffer.alloc(32, 2) });
  expect(await keysWith(alone).keyOf(workerScope(engine, tenant), tenant.workspaceId, 'openai')).toMatchObject({ key: 'sk-to-keep-it' });
});
