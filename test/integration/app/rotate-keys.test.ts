import { expect, test } from 'vitest';
import { DependencyChecks } from '../../../src/app/health/dependency-checks.ts';
import { reportOf, rotateKeys } from '../../../src/app/commands/rotate-keys.ts';
import { openServices, type Services } from '../../../src/app/services.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { makeTenant, request, scopeOf, testConfig, useEngine } from '../../support/engine.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';

const engine = useEngine();

const [OLD, NEW, LOST] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2), Buffer.alloc(32, 3)] as const;
const servicesWith = (current: typeof OLD, previous?: typeof OLD): Services => {
  const { database, pubsub, queue } = engine;
  const platform = {
    database,
    pubsub,
    queue,
    storage: noBytesStorage,
    health: new DependencyChecks([]),
    close: async () => undefined,
  };
  return openServices(platform, { ...testConfig, encryptionKeys: { current, previous } }, silentLog);
};
const rotate = (services: Services) => rotateKeys(scopeOf(engine, { kind: 'system' }), services);

test('every stored secret is encrypted with the new key once, and those of no known key are reported', async () => {
  const tenant = await makeTenant(engine);
  const { workspaceId } = tenant;
  const before = servicesWith(OLD);
  await request(engine, tenant.actor, async (scope) => {
    await before.providerKeys.set(scope, { workspaceId, provider: 'openai', key: 'sk-that-is-kept' });
    await before.webhooks.create(scope, { workspaceId, url: 'http://127.0.0.1:9999/hook', types: ['JOB_STATUS'] });
  });
  const counts = async (services: Services) => (await rotate(services)).rotated.map(({ count, fault }) => fault ?? count);
  expect(await counts(servicesWith(LOST))).toEqual([0, expect.stringContaining('ENCRYPTION_KEY'), expect.stringContaining('1 keys'), 0, 0]);
  const after = servicesWith(NEW, OLD);
  expect(await counts(after)).toEqual([0, 1, 1, 0, 0]);
  expect(await counts(after)).toEqual([0, 0, 0, 0, 0]);
  const alone = servicesWith(NEW);
  expect(await counts(alone)).toEqual([0, 0, 0, 0, 0]);
  expect(await alone.providerKeys.keyOf(scopeOf(engine, { kind: 'worker', workspaceId }), workspaceId, 'openai')).toMatchObject({
    key: 'sk-that-is-kept',
  });
});

test('queued emails keep the key that encrypted them until they are sent', async () => {
  const { actor } = await makeTenant(engine);
  const emails = async (services: Services) => (await rotate(services)).emails;
  await engine.owner(`delete from pgboss.job where name = 'mail'`);
  await request(engine, actor, (scope) =>
    scope.tx((em) => servicesWith(OLD).mailer.post(em, { to: 'a@example.test', subject: 'A', text: 'B' })),
  );
  expect([await emails(servicesWith(OLD)), await emails(servicesWith(NEW, OLD))]).toEqual([0, 1]);
  const { lines, exitCode } = reportOf({ rotated: [], emails: 1 });
  expect([exitCode, lines.join()]).toEqual([1, expect.stringContaining('1 email of an earlier key')]);
  expect(reportOf({ rotated: [], emails: 0 })).toEqual({ exitCode: 0, lines: [expect.stringContaining('can be removed')] });
  for (const state of ['active', 'retry']) {
    await engine.owner(`update pgboss.job set state = '${state}' where name = 'mail'`);
    expect(await emails(servicesWith(NEW, OLD))).toBe(1);
  }
  await engine.owner(`update pgboss.job set state = 'completed' where name = 'mail'`);
  expect(await emails(servicesWith(NEW, OLD))).toBe(0);
});
