import { DependencyChecks } from '../../../../src/app/health/dependency-checks.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followInstallationKeys } from '../../../../src/app/administration/follow-installation-keys.ts';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';
import { openServices } from '../../../../src/app/services.ts';
import { InstallationKeys } from '../../../../src/features/admin/provider-keys/installation-keys.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { makeTenant, request, scopeOf, testConfig, until, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';
import { refusal } from '../../../support/studio.ts';
import { responsesVendor } from '../../../support/vendors/script-vendors.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';

const engine = useEngine();
let admin: Tenant['actor'];
let tenant: Tenant;
let folder: string;
let openai: StandIn;
/** Another process on the same database, whose environment has a key of Gemini. */
let elsewhere: ReturnType<typeof openServices>;
let stop: () => void;
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/installation-keys-`);
  openai = await openStandIn(responsesVendor, folder);
  tenant = await makeTenant(engine);
  const { actor, userId } = await makeTenant(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [userId]);
  admin = { ...actor, administrator: true };
  const platform = {
    ...{ ...engine, pubsub: engine.pubsub, storage: {} as never },
    health: new DependencyChecks([]),
    close: () => Promise.resolve(),
  };
  const providers = readProviders({ OPENAI_BASE_URL: `${openai.url}/v1`, GEMINI_API_KEY: 'gemini-of-the-environment' });
  elsewhere = openServices(platform, { ...testConfig, providers }, silentLog);
  stop = await followInstallationKeys(engine, elsewhere.installationKeys, silentLog);
});
afterAll(async () => {
  stop();
  await openai.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => engine.owner('delete from installation_provider_keys'));

const set = (key: string, provider = 'openai', actor = admin, services: Pick<typeof elsewhere, 'installationKeyService'> = engine) =>
  request(engine, actor, (scope) => services.installationKeyService.set(scope, { provider, key }));
const list = (services: Pick<typeof elsewhere, 'installationKeyService'> = engine, actor = admin) =>
  request(engine, actor, (scope) => services.installationKeyService.list(scope));
const remove = (provider: string, actor = admin, services: Pick<typeof elsewhere, 'installationKeyService'> = engine) =>
  request(engine, actor, (scope) => services.installationKeyService.remove(scope, provider));
const chosen = (services: Pick<typeof elsewhere, 'providerKeys'>) =>
  workerScope(engine, tenant).tx(async (em) => {
    const choice = await services.providerKeys.choiceOf(em, tenant.workspaceId);
    return choice.choose({ model: 'storyboard', language: 'en', voice: 'en-us', providerOrder: ['stability'], isVoiceChosen: false })
      .providers.visual;
  });

test('a key turns its provider on in every process without a restart, and its removal off', async () => {
  expect(await chosen(elsewhere)).not.toBe('stability');
  expect(await set('sk-first-abcd', 'stability')).toMatchObject({
    provider: 'stability',
    hint: 'abcd',
    source: 'DATABASE',
    updatedAt: null,
  });
  expect(await chosen(engine)).toBe('stability');
  await until(async () => (await chosen(elsewhere)) === 'stability');
  expect(elsewhere.providerSettings.stability.apiKey).toBe('sk-first-abcd');
  expect(elsewhere.capabilities.listed().some(({ kind, name }) => kind === 'VISUAL' && name === 'stability')).toBe(true);
  await set('sk-second-efgh', 'stability');
  await until(async () => elsewhere.providerSettings.stability.apiKey === 'sk-second-efgh');
  expect((await list()).find(({ provider }) => provider === 'stability')).toMatchObject({
    hint: 'efgh',
    updatedAt: expect.any(Date) as Date,
  });
  // A key of the workspace comes first.
  await request(engine, tenant.actor, (scope) =>
    engine.providerKeys.set(scope, { workspaceId: tenant.workspaceId, provider: 'stability', key: 'sk-of-the-workspace' }),
  );
  const own = await engine.providerKeys.keyOf(workerScope(engine, tenant), tenant.workspaceId, 'stability');
  expect(own?.key).toBe('sk-of-the-workspace');
  await engine.owner('delete from provider_keys');
  await remove('stability');
  expect(engine.providerSettings.stability.apiKey).toBeUndefined();
  await until(async () => elsewhere.providerSettings.stability.apiKey === undefined);
  expect((await refusal(() => remove('stability'))).code).toBe('NOT_FOUND');
});

test('a key is stored encrypted, and is in no list, audit event or other table', async () => {
  await set('sk-very-secret-key');
  const [row] = await engine.owner<{ key: string }>('select key from installation_provider_keys');
  expect(row?.key).not.toContain('secret');
  const audit = await engine.owner(`select * from audit_events where action like '%InstallationProviderKey'`);
  expect(audit.length).toBeGreaterThan(0);
  expect(JSON.stringify([audit, await list()])).not.toContain('very-secret');
  const copied = `update installation_provider_keys set provider = 'gemini'`;
  await engine.owner(copied);
  // Encrypted for another provider: it is not used, and hides no other key.
  await engine.owner(`select 1`);
  await expect(engine.installationKeys.load(scopeOf(engine, { kind: 'system' }))).rejects.toThrow('1 keys');
  expect(engine.providerSettings.gemini.apiKey).toBeUndefined();
});

test('a key of the environment wins and is read-only', async () => {
  expect(await list(elsewhere)).toEqual([{ provider: 'gemini', hint: 'ment', source: 'ENV', createdAt: null, updatedAt: null }]);
  for (const change of [() => set('sk-long-enough', 'gemini', admin, elsewhere), () => remove('gemini', admin, elsewhere)]) {
    const { code, fields } = await refusal(change);
    expect([code, Object.values(fields).join()]).toEqual(['BAD_USER_INPUT', expect.stringContaining('environment variable')]);
  }
  await set('sk-long-enough', 'gemini');
  expect(elsewhere.providerSettings.gemini.apiKey).toBe('gemini-of-the-environment');
});

test('a test asks the provider with the key in use', async () => {
  const tested = () => request(engine, admin, (scope) => elsewhere.installationKeyService.test(scope, 'openai'));
  expect((await refusal(tested)).code).toBe('NOT_FOUND');
  await set(openai.key);
  await until(async () => elsewhere.providerSettings.openai.apiKey === openai.key);
  expect(await tested()).toMatchObject({ works: true, models: ['gpt-5-mini'] });
  await set('sk-wrong-key');
  await until(async () => elsewhere.providerSettings.openai.apiKey === 'sk-wrong-key');
  expect(await tested()).toMatchObject({ works: false, message: 'The provider refuses the key.' });
  expect(openai.charges()).toEqual([]);
});

test.each([
  ['a provider without keys', 'builtin', 'sk-long-enough', 'input.provider'],
  ['a stock collection', 'pexels', 'sk-long-enough', 'input.provider'],
  ['a short key', 'openai', 'sk', 'input.key'],
  ['a key with a line break', 'openai', 'sk-long\r\nx-evil: 1', 'input.key'],
])('%s is refused', async (_, provider, key, path) => {
  const { code, fields } = await refusal(() => set(key, provider));
  expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', [path]]);
});

test('keys are for administrators, as the database asks again', async () => {
  const pretended = { ...tenant.actor, administrator: true };
  for (const actor of [tenant.actor, pretended]) {
    await expect(set('sk-long-enough', 'openai', actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(remove('openai', actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  await expect(list(engine, tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await engine.owner('select * from installation_provider_keys')).toEqual([]);
});

test('a key that cannot be decrypted hides no other: a change succeeds, and all others are encrypted again', async () => {
  const damage = () => engine.owner(`update installation_provider_keys set key = 'damaged' where provider = 'gemini'`);
  await set('sk-of-gemini', 'gemini');
  await damage();
  expect(await set('sk-of-stability', 'stability')).toMatchObject({ provider: 'stability' });
  await set('sk-of-openai');
  await remove('openai');
  const rotated = new InstallationKeys(new Encryption({ current: Buffer.alloc(32, 2), previous: Buffer.alloc(32, 1) }));
  const system = scopeOf(engine, { kind: 'system' });
  await expect(rotated.reencrypt(system)).rejects.toThrow('failed to re-encrypt 1 keys of the installation');
  await expect(rotated.load(system)).rejects.toThrow('failed to decrypt 1 keys');
  expect(rotated.over(readProviders()).stability.apiKey).toBe('sk-of-stability');
});

test('keys of an earlier encryption key are encrypted again', async () => {
  await set('sk-to-keep-it');
  const rotated = new InstallationKeys(new Encryption({ current: Buffer.alloc(32, 2), previous: Buffer.alloc(32, 1) }));
  const system = scopeOf(engine, { kind: 'system' });
  expect(await rotated.reencrypt(system)).toBe(1);
  expect(await rotated.reencrypt(system)).toBe(0);
  await rotated.load(system);
  expect(rotated.over(readProviders()).openai.apiKey).toBe('sk-to-keep-it');
});
