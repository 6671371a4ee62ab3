import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookQueue } from '../../../../src/features/webhooks/deliveries/webhook.queue.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { DeliveryService } from '../../../../src/features/webhooks/deliveries/delivery.service.ts';
import { secretEncryptionContext } from '../../../../src/features/webhooks/webhook-secret.ts';
import {
  looseSteps,
  makeJob,
  makeTenant,
  openEngine,
  request,
  scopeOf,
  until,
  workerScope,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';
import { openReceiver, type Receiver } from '../../../support/receiver.ts';
import { happen, signaturesOf, startSending } from '../../../support/webhooks.ts';

// Nobody sends here until a test says so.
let engine: Engine;
let receiver: Receiver;
let tenant: Tenant;

beforeAll(async () => {
  engine = await openEngine({ isWorker: true });
  receiver = await openReceiver();
  tenant = await makeTenant(engine);
});
afterAll(async () => {
  await engine.close();
  await receiver.close();
});

const hook = () =>
  request(engine, tenant.actor, (scope) =>
    engine.webhooks.create(scope, { workspaceId: tenant.workspaceId, url: receiver.url, types: ['JOB_LOG'] }),
  );

test('a webhook waits in the queue once, however much happens', async () => {
  const key = newId();
  const waiting = await workerScope(engine, tenant).tx(async (em) => {
    const payload = { version: 1, workspaceId: tenant.workspaceId, webhookId: key } as const;
    for (let time = 0; time < 5; time += 1) await engine.queue.send(em, webhookQueue, payload, { key, startAfterSeconds: 600 });
    return em.execute<object[]>('select id from pgboss.job where singleton_key = ?', [key]);
  });
  expect(waiting).toHaveLength(1);
});

test('a worker that dies in the middle is followed by another, with the same message, and cannot say anything', async () => {
  const { webhook, secret } = await hook();
  await happen(engine, tenant, await makeJob(engine, tenant, looseSteps(1)), { type: 'LOG', message: 'one' });
  const claim = () => engine.deliveries.claim(workerScope(engine, tenant), webhook.id);
  const claimed = (await claim())!;
  expect(await claim(), 'while the lease holds').toBeUndefined();
  const [{ lease } = { lease: 0 }] = await engine.owner<{ lease: number }>(
    'select extract(epoch from leased_until - now())::float as lease from webhooks',
  );
  expect(lease).toBeGreaterThan(10);
  expect(lease).toBeLessThanOrEqual(15);

  await engine.owner('update webhooks set leased_until = now()');
  const stopSending = await startSending(engine);
  const [one] = await receiver.have(1);
  expect(one!.headers['webhook-id']).toBe(claimed.delivery.id);
  expect(signaturesOf(one!, secret)).toEqual([true]);
  const rows = () =>
    engine.owner('select status, attempts, error, leased_until from webhook_deliveries join webhooks w on w.id = webhook_id');
  await until(async () => (await rows())[0]?.['status'] === 'DELIVERED');

  await engine.deliveries.settle(workerScope(engine, tenant), claimed, { durationMs: 1, error: 'late' });
  expect(await rows()).toEqual([{ status: 'DELIVERED', attempts: 2, error: null, leased_until: null }]);
  await stopSending();
});

test('a worker that is asked to end gives its delivery back at once', async () => {
  const { webhook } = await hook();
  await happen(engine, tenant, await makeJob(engine, tenant, looseSteps(1)), { type: 'LOG', message: 'two' });
  const claimed = (await engine.deliveries.claim(workerScope(engine, tenant), webhook.id))!;
  await engine.deliveries.release(workerScope(engine, tenant), claimed);
  const again = (await engine.deliveries.claim(workerScope(engine, tenant), webhook.id))!;
  expect([again.delivery.id, again.delivery.attempts]).toEqual([claimed.delivery.id, 2]);
  await engine.deliveries.release(workerScope(engine, tenant), claimed);
  expect(await engine.deliveries.claim(workerScope(engine, tenant), webhook.id), 'the old claim gives nothing back').toBeUndefined();
});

test('a changed key re-encrypts all secrets, after which the old key may go', async () => {
  const { webhook, secret } = await hook();
  const rotated = await request(engine, tenant.actor, (scope) => engine.webhooks.rotateSecret(scope, webhook.id));
  const changed = { current: Buffer.alloc(32, 2), previous: Buffer.alloc(32, 1) };
  await new DeliveryService(engine.database, engine.queue, new Encryption(changed)).reencryptSecrets(scopeOf(engine, { kind: 'system' }));
  const [row] = await engine.owner<{ secret: string; previous_secrets: { secret: string }[] }>('select * from webhooks where id = $1', [
    webhook.id,
  ]);
  const alone = new Encryption({ current: changed.current });
  expect(alone.decrypt(row!.secret, secretEncryptionContext(webhook))).toBe(rotated.secret);
  expect(alone.decrypt(row!.previous_secrets[0]!.secret, secretEncryptionContext(webhook))).toBe(secret);
});
