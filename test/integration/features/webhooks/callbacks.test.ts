import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GenerateVideo } from '../../../../src/features/renders/render.service.ts';
import { moveJob, lockJob } from '../../../../src/features/jobs/job/job-writes.ts';
import type { JobStatus } from '../../../../src/features/jobs/job/job.states.ts';
import { NEVER_ABORTED } from '../../../../src/kernel/signals.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { DeliveryService } from '../../../../src/features/webhooks/deliveries/delivery.service.ts';
import { makeTenant, openEngine, request, until, workerScope, type Engine, type Tenant } from '../../../support/engine.ts';
import { makeMember } from '../../../support/world.ts';
import { openReceiver, type Receiver } from '../../../support/receiver.ts';
import { messageOf, signaturesOf, startSending } from '../../../support/webhooks.ts';

let engine: Engine;
let stopSending: () => Promise<void>;
let receiver: Receiver;
let tenant: Tenant;
let secret: string;

beforeAll(async () => {
  engine = await openEngine({ isWorker: true });
  stopSending = await startSending(engine);
});
afterAll(async () => {
  await stopSending();
  await engine.close();
});
beforeEach(async () => {
  receiver = await openReceiver();
  tenant = await makeTenant(engine);
  secret = await call((scope) => engine.callbacks.rotateSecret(scope, tenant.workspaceId));
});
afterEach(async () => {
  await engine.owner('delete from webhooks');
  await receiver.close();
});

const call = <T>(method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, tenant.actor, method);
const generate = (more: Partial<GenerateVideo> = {}) =>
  call((scope) =>
    engine.renders.generateVideo(scope, { workspaceId: tenant.workspaceId, script: 'Words.', callbackUrl: receiver.url, ...more }),
  );
/** As a worker moves the job. */
const move = (jobId: string, ...states: readonly JobStatus[]): Promise<void> =>
  workerScope(engine, tenant).tx(async (em) => {
    for (const to of states) {
      const job = await lockJob(em, jobId);
      if (job) await moveJob(em, job, to);
    }
  });
const callbackOf = (jobId: string) => call(async (scope) => engine.callbacks.ofJob(scope, await engine.jobs.get(scope, jobId)));
const delivered = (jobId: string, count: number): Promise<void> =>
  until(async () => (await callbackOf(jobId))?.deliveries.filter(({ status }) => status === 'DELIVERED').length === count);

describe('a callback', () => {
  test.each<JobStatus>(['COMPLETED', 'FAILED', 'CANCELED'])('is sent once, signed, when the job is %s', async (end) => {
    const { id } = await generate({ metadata: { orderId: '1234' } });
    const other = await generate({ callbackUrl: null });
    await move(other.id, 'RUNNING', 'COMPLETED');
    await move(id, 'RUNNING', end);
    const [one] = await receiver.have(1);
    expect(messageOf(one!)).toMatchObject({
      type: 'JOB_STATUS',
      workspaceId: tenant.workspaceId,
      data: { jobId: id, status: end, metadata: { orderId: '1234' } },
    });
    expect(signaturesOf(one!, secret)).toEqual([true]);
    await delivered(id, 1);
    expect(await callbackOf(id)).toMatchObject({
      url: receiver.url,
      deliveries: [{ type: 'JOB_STATUS', attempts: 1, responseStatus: 204 }],
    });
    expect(await callbackOf(other.id)).toBeNull();
    await engine.deliveries.wake();
    expect(receiver.received).toHaveLength(1);
  });

  test('is sent again for a job that is retried and ends again', async () => {
    const { id } = await generate();
    await move(id, 'RUNNING', 'FAILED', 'QUEUED', 'RUNNING', 'COMPLETED');
    const both = await receiver.have(2);
    expect(both.map((one) => messageOf(one).data['status'])).toEqual(['FAILED', 'COMPLETED']);
    expect(new Set(both.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  test('is retried on its own, and by hand even after 410 Gone', async () => {
    const gone = await openReceiver();
    gone.answer((_, response) => void response.writeHead(410).end());
    const [bad, good] = [await generate({ callbackUrl: gone.url }), await generate()];
    await move(bad.id, 'RUNNING', 'COMPLETED');
    await gone.have(1);
    await move(good.id, 'RUNNING', 'COMPLETED');
    await receiver.have(1);
    await until(async () => (await callbackOf(bad.id))?.deliveries[0]?.responseStatus === 410);
    const delivery = (await callbackOf(bad.id))!.deliveries[0]!;
    expect(delivery.error).toContain('410');
    gone.answer((_, response) => void response.writeHead(204).end());
    await engine.owner(`update webhook_deliveries set status = 'FAILED' where id = $1`, [delivery.id]);
    await call((scope) => engine.webhooks.redeliver(scope, delivery.id));
    await delivered(bad.id, 1);
    await gone.close();
  });

  test('is signed by the earlier secret too for 24 hours, also after the key of the installation changed', async () => {
    const newer = await call((scope) => engine.callbacks.rotateSecret(scope, tenant.workspaceId));
    const { id } = await generate();
    const rotated = new Encryption({ current: Buffer.alloc(32, 2), previous: Buffer.alloc(32, 1) });
    await new DeliveryService(engine.database, engine.queue, rotated).reencryptSecrets(engine.database.systemScope(NEVER_ABORTED));
    const [row] = await engine.owner<{ secret: string }>('select secret from callback_secrets where workspace_id = $1', [
      tenant.workspaceId,
    ]);
    expect(row?.secret.startsWith(rotated.prefix)).toBe(true);
    // Back, because this engine knows the first key only.
    const back = new Encryption({ current: Buffer.alloc(32, 1), previous: Buffer.alloc(32, 2) });
    await new DeliveryService(engine.database, engine.queue, back).reencryptSecrets(engine.database.systemScope(NEVER_ABORTED));
    await move(id, 'RUNNING', 'COMPLETED');
    const [one] = await receiver.have(1);
    expect(signaturesOf(one!, newer)).toEqual([true, false]);
    expect(signaturesOf(one!, secret)).toEqual([false, true]);
  });
});

describe('a callback is refused', () => {
  test('without a secret to sign with, and nothing is made', async () => {
    tenant = await makeTenant(engine);
    await expect(generate()).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.callbackUrl' }] });
    expect(await engine.owner('select 1 from jobs where workspace_id = $1', [tenant.workspaceId])).toEqual([]);
  });

  test.each([
    'http://10.0.0.1/',
    'http://[fd00::1]/',
    'http://169.254.169.254/latest',
    'ftp://example.com/',
    'no url',
    'https://user:pw@example.com/',
  ])('to %s', async (callbackUrl) => {
    await expect(generate({ callbackUrl })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.callbackUrl' }] });
  });
});

test('callbacks are no webhooks: not listed, counted, read or changed as one, and hidden below ADMIN', async () => {
  const { id } = await generate();
  expect(await call((scope) => engine.webhooks.list(scope, tenant.workspaceId))).toEqual([]);
  const [row] = await engine.owner<{ id: string }>('select id from webhooks where job_id = $1', [id]);
  for (const method of ['get', 'delete', 'test', 'rotateSecret'] as const)
    await expect(call<unknown>((scope) => engine.webhooks[method](scope, row!.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (let hooks = 0; hooks < 10; hooks += 1)
    await call((scope) => engine.webhooks.create(scope, { workspaceId: tenant.workspaceId, url: receiver.url }));
  const editor = await makeMember(engine, tenant, 'EDITOR');
  await expect(
    request(engine, editor, async (scope) => engine.callbacks.ofJob(scope, await engine.jobs.get(scope, id))),
  ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const stored = JSON.stringify(await engine.owner('select input, metadata from jobs where id = $1', [id]));
  expect(stored).not.toContain(receiver.url);
});
