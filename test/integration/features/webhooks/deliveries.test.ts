import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookService, WebhookWithSecret } from '../../../../src/features/webhooks/webhook.service.ts';
import type { WebhookEventType } from '../../../../src/features/webhooks/webhook-event-types.ts';
import { readWorkspaceLog } from '../../../../src/features/workspaces/events/workspace-log.read.ts';
import { readPlace, writeCursor } from '../../../../src/kernel/page.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import {
  eventsOf,
  looseSteps,
  makeJob,
  makeRunningJob,
  makeTenant,
  numbersTo,
  openEngine,
  request,
  scopeOf,
  until,
  workerScope,
  type Engine,
  type Tenant,
} from '../../../support/engine.ts';
import { makeMember } from '../../../support/world.ts';
import { openReceiver, type Receiver } from '../../../support/receiver.ts';
import { happen, messageOf, signaturesOf, startSending } from '../../../support/webhooks.ts';

let engine: Engine;
let stopSending: () => Promise<void>;
let receiver: Receiver;
let tenant: Tenant;

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
});
afterEach(async () => {
  await engine.owner('delete from webhooks');
  await receiver.close();
});

/** Each call in a request of its own, as the API makes them. */
const call = <T>(method: (webhooks: WebhookService, scope: Scope) => Promise<T>): Promise<T> =>
  request(engine, tenant.actor, (scope) => method(engine.webhooks, scope));
const hook = (types?: readonly WebhookEventType[], url = receiver.url): Promise<WebhookWithSecret> =>
  call((webhooks, scope) => webhooks.create(scope, { workspaceId: tenant.workspaceId, url, types }));
const log = (jobId: string, message: string): Promise<void> => happen(engine, tenant, jobId, { type: 'LOG', message });
const messages = (): unknown[] => receiver.received.map((one) => messageOf(one).data['message']);
const webhookRow = async (id: string) => (await engine.owner<Record<string, unknown>>('select * from webhooks where id = $1', [id]))[0];
const deliveryRows = (webhookId: string) =>
  engine.owner<{ id: string; status: string; attempts: number; error: string | null; response_status: number; response_body: string }>(
    'select * from webhook_deliveries where webhook_id = $1 order by position',
    [webhookId],
  );
const settled = (webhookId: string): Promise<void> =>
  until(async () => (await deliveryRows(webhookId)).every(({ status }) => status !== 'PENDING'));
/** As if the pause after a failure were over. */
const hurry = (id: string) => engine.owner('update webhooks set retry_at = now() where id = $1', [id]);

describe('a message', () => {
  test('is the event of the log, signed', async () => {
    const { webhook, secret } = await hook();
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    const [one] = await receiver.have(1);
    const [event] = await engine.owner<{ at: Date }>('select at from job_events where job_id = $1', [jobId]);
    expect(one).toMatchObject({ method: 'POST', path: '/hook', headers: { 'content-type': 'application/json' } });
    expect(messageOf(one!)).toEqual({
      id: one!.headers['webhook-id'],
      type: 'JOB_STATUS',
      createdAt: expect.stringMatching(/^20\d\d-.*Z$/),
      workspaceId: tenant.workspaceId,
      data: {
        cursor: writeCursor(1),
        jobId,
        sequence: 1,
        at: event!.at.toISOString(),
        status: 'QUEUED',
        progress: 0,
        step: null,
        sceneId: null,
        message: null,
        metadata: null,
      },
    });
    expect(signaturesOf(one!, secret)).toEqual([true]);
    expect(Math.abs(Date.now() / 1_000 - Number(one!.headers['webhook-timestamp']))).toBeLessThan(60);
    await settled(webhook.id);
    expect(await deliveryRows(webhook.id)).toMatchObject([
      { id: one!.headers['webhook-id'], status: 'DELIVERED', attempts: 1, error: null, response_status: 204 },
    ]);
  });

  test('that was changed on its way fits no signature, nor does another secret', async () => {
    const { secret } = await hook();
    await makeJob(engine, tenant, looseSteps(1));
    const [one] = await receiver.have(1);
    expect(signaturesOf({ ...one!, body: one!.body.replace('QUEUED', 'FAILED') }, secret)).toEqual([false]);
    expect(signaturesOf(one!, `whsec_${Buffer.alloc(32).toString('base64')}`)).toEqual([false]);
  });

  test('comes of states and steps, and of progress and log when they are asked for', async () => {
    const quiet = await hook();
    const all = await hook(['JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG']);
    const { jobId, running } = await makeRunningJob(engine, tenant, 1);
    await engine.steps.progress(workerScope(engine, tenant), running[0]!, 0.5);
    await log(jobId, 'hello');
    await call((_, scope) => engine.jobs.cancel(scope, jobId));
    const events = await eventsOf(engine, jobId);
    expect(events.map(({ type }) => type)).toEqual(['STATUS', 'STATUS', 'STEP', 'PROGRESS', 'LOG', 'STATUS']);
    const typesOf = async (id: string): Promise<unknown[]> =>
      (await engine.owner<{ type: string }>('select type from webhook_deliveries where webhook_id = $1 order by position', [id])).map(
        ({ type }) => type,
      );
    expect(await typesOf(all.webhook.id)).toEqual(events.map(({ type }) => `JOB_${type}`));
    expect(await typesOf(quiet.webhook.id)).toEqual(['JOB_STATUS', 'JOB_STATUS', 'JOB_STEP', 'JOB_STATUS']);
    await receiver.have(10);
  });

  test('comes of changes in the workspace when they are asked for, with the cursor of `workspaceEvents`', async () => {
    const { webhook } = await hook(['MEMBER', 'CREDITS']);
    await hook();
    const member = await makeMember(engine, tenant, 'VIEWER');
    await call((_, scope) => engine.members.remove(scope, { workspaceId: tenant.workspaceId, userId: member.userId }));
    const received = (await receiver.have(2)).map(messageOf);
    expect(received.map(({ type, data }) => [type, data['action'], data['subjectId'], data['actorId']])).toEqual([
      ['MEMBER', 'CREATED', member.userId, null],
      ['MEMBER', 'DELETED', member.userId, tenant.userId],
    ]);
    expect(Object.keys(received[0]!.data)).toEqual(['cursor', 'action', 'actorId', 'subjectId', 'at']);
    const after = readPlace(String(received[0]!.data['cursor']), 'after');
    const next = async () => (await readWorkspaceLog(scopeOf(engine, tenant.actor), tenant.workspaceId, after)).events;
    // An older transaction anywhere on the server, also of another test, holds events back.
    await until(async () => (await next())[0]?.type === 'MEMBER');
    expect(await next()).toMatchObject([{ type: 'MEMBER', action: 'DELETED', cursor: received[1]!.data['cursor'] }]);
    await settled(webhook.id);
  });

  test('is none of what was revoked, and none of another workspace', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    const rolledBack = workerScope(engine, tenant).tx(async (em) => {
      await em.execute(`select append_job_event(?, 'LOG', null, null, 'never')`, [jobId]);
      throw new Error('taken back');
    });
    await expect(rolledBack).rejects.toThrow('taken back');
    const other = await makeTenant(engine);
    await happen(engine, other, await makeJob(engine, other, looseSteps(1)), { type: 'LOG', message: 'theirs' });
    await log(jobId, 'ours');
    await receiver.have(1);
    await settled(webhook.id);
    expect(messages()).toEqual(['ours']);
  });
});

describe('order', () => {
  test('is that of the log, one at a time, under many writers', async () => {
    await hook(['JOB_LOG']);
    let open = 0;
    let most = 0;
    receiver.answer((_, response) => {
      most = Math.max(most, (open += 1));
      setTimeout(() => void response.writeHead(200).end(() => (open -= 1)), 2);
    });
    const jobs = await Promise.all(numbersTo(3).map(() => makeJob(engine, tenant, looseSteps(1))));
    await Promise.all(numbersTo(20).flatMap((number) => jobs.map((jobId) => log(jobId, String(number)))));
    const received = (await receiver.have(60)).map(messageOf);
    for (const jobId of jobs) {
      const sequences = received.filter(({ data }) => data['jobId'] === jobId).map(({ data }) => data['sequence']);
      expect(sequences).toEqual(numbersTo(20).map((number) => number + 1));
    }
    expect(new Set(received.map(({ id }) => id)).size).toBe(60);
    expect(most).toBe(1);
  });

  test('skips nothing that commits late', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const [early, late] = [await makeJob(engine, tenant, looseSteps(1)), await makeJob(engine, tenant, looseSteps(1))];
    const held = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = workerScope(engine, tenant).tx(async (em) => {
      await em.execute(`select append_job_event(?, 'LOG', null, null, 'first written, last committed')`, [late]);
      written.resolve();
      await held.promise;
    });
    await written.promise;
    await log(early, 'last written, first committed');
    await receiver.have(1);
    await settled(webhook.id);
    held.resolve();
    await slow;
    await receiver.have(2);
    expect(messages()).toEqual(['last written, first committed', 'first written, last committed']);
  });

  test('waits for one that fails, which comes again under its id', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const statuses = [500, 503, 200, 200];
    receiver.answer((_, response) => void response.writeHead(statuses.shift() ?? 500).end('oh no'));
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    await log(jobId, 'two');
    for (const count of [1, 2]) {
      await receiver.have(count);
      await until(async () => (await webhookRow(webhook.id))?.['failures'] === count);
      expect(await webhookRow(webhook.id)).toMatchObject({ failing_since: expect.any(Date), retry_at: expect.any(Date) });
      await hurry(webhook.id);
    }
    await receiver.have(4);
    await settled(webhook.id);
    expect(messages()).toEqual(['one', 'one', 'one', 'two']);
    expect(new Set(receiver.received.slice(0, 3).map(({ headers, body }) => headers['webhook-id'] + body)).size).toBe(1);
    expect(await deliveryRows(webhook.id)).toMatchObject([
      { status: 'DELIVERED', attempts: 3 },
      { status: 'DELIVERED', attempts: 1 },
    ]);
    expect(await webhookRow(webhook.id)).toMatchObject({ failures: 0, failing_since: null, retry_at: null });
  });
});

describe('an attempt does not count', () => {
  const expectFailure = async (id: string, error: RegExp): Promise<void> => {
    await until(async () => (await webhookRow(id))?.['failures'] === 1);
    expect(await deliveryRows(id)).toMatchObject([{ status: 'PENDING', attempts: 1, error: expect.stringMatching(error) }]);
  };

  test('when the receiver redirects, which nobody follows', async () => {
    const other = await openReceiver();
    receiver.answer((_, response) => void response.writeHead(307, { location: other.url }).end());
    const { webhook } = await hook();
    await makeJob(engine, tenant, looseSteps(1));
    await expectFailure(webhook.id, /^The receiver answered 307/);
    expect(other.received).toEqual([]);
    await other.close();
  });

  test('when nobody is there', async () => {
    const gone = await openReceiver();
    const { webhook } = await hook(undefined, gone.url);
    await gone.close();
    await makeJob(engine, tenant, looseSteps(1));
    await expectFailure(webhook.id, /^The connection failed/);
    const back = await openReceiver({ port: gone.port });
    await hurry(webhook.id);
    await back.have(1);
    await settled(webhook.id);
    await back.close();
  });

  test('when the answer takes too long', { timeout: 60_000 }, async () => {
    receiver.answer((_, response) => response.writeHead(200).flushHeaders());
    const { webhook } = await hook();
    await makeJob(engine, tenant, looseSteps(1));
    await expectFailure(webhook.id, /within 10 s/);
  });

  test('when the address has become private, although it was public when the webhook was made', async () => {
    const { webhook } = await hook();
    await engine.owner(`update webhooks set url = 'http://10.0.0.1/' where id = $1`, [webhook.id]);
    await makeJob(engine, tenant, looseSteps(1));
    await expectFailure(webhook.id, /not public/);
  });

  test('and its answer is kept, shortened, without secrets', async () => {
    receiver.answer((_, response) => void response.writeHead(400).end(`whsec_c2VjcmV0 is wrong ${'x'.repeat(10_000)}`));
    const { webhook } = await hook();
    await makeJob(engine, tenant, looseSteps(1));
    await expectFailure(webhook.id, /400/);
    const [{ response_body: kept } = { response_body: '' }] = await deliveryRows(webhook.id);
    expect(kept).toMatch(/^whsec_… is wrong x+$/);
    expect(kept.length).toBe(1_000);
  });
});

describe('an end', () => {
  test('comes after 24 hours, for those that waited behind too', async () => {
    receiver.answer((_, response) => void response.writeHead(500).end());
    const { webhook } = await hook(['JOB_LOG']);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    await log(jobId, 'two');
    await receiver.have(1);
    await until(async () => (await webhookRow(webhook.id))?.['failures'] === 1);
    await engine.owner('update webhook_deliveries set expires_at = now()');
    await engine.deliveries.deleteOld(scopeOf(engine, { kind: 'system' }));
    expect(await deliveryRows(webhook.id)).toMatchObject([
      { status: 'FAILED', error: expect.stringMatching(/500/) },
      { status: 'FAILED', error: expect.stringMatching(/before it/) },
    ]);
    receiver.answer((_, response) => void response.writeHead(200).end());
    await hurry(webhook.id);
    await log(jobId, 'three');
    await receiver.have(2);
    await settled(webhook.id);
    expect(messages()).toEqual(['one', 'three']);
  });

  test('of the webhook comes after five days without one that arrived, and nothing more is written down for it', async () => {
    receiver.answer((_, response) => void response.writeHead(500).end());
    const { webhook } = await hook(['JOB_LOG']);
    await engine.owner(`update webhooks set failing_since = now() - interval '5 days 1 second' where id = $1`, [webhook.id]);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    await until(async () => (await webhookRow(webhook.id))?.['enabled'] === false);
    expect(await webhookRow(webhook.id)).toMatchObject({ disabled_reason: 'No delivery succeeded for 5 days.' });
    await log(jobId, 'two');
    expect(await deliveryRows(webhook.id)).toHaveLength(1);
    receiver.answer((_, response) => void response.writeHead(200).end());
    await call((webhooks, scope) => webhooks.update(scope, webhook.id, { enabled: true }));
    await receiver.have(2);
    await settled(webhook.id);
    expect(messages()).toEqual(['one', 'one']);
  });

  test('of the webhook comes at once when the receiver is gone permanently', async () => {
    receiver.answer((_, response) => void response.writeHead(410).end());
    const { webhook } = await hook();
    await makeJob(engine, tenant, looseSteps(1));
    await until(async () => (await webhookRow(webhook.id))?.['enabled'] === false);
    expect(await webhookRow(webhook.id)).toMatchObject({ disabled_reason: 'The receiver answered 410 Gone.' });
  });

  test('of old deliveries comes after 30 days, but never of those that wait', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    for (const message of ['old', 'young', 'waiting']) await log(jobId, message);
    await receiver.have(3);
    await settled(webhook.id);
    const [old, young, waiting] = await deliveryRows(webhook.id);
    await engine.owner(`update webhooks set retry_at = now() + interval '1 hour'`);
    await engine.owner(`update webhook_deliveries set created_at = now() - interval '31 days' where id <> $1`, [young!.id]);
    await engine.owner(`update webhook_deliveries set status = 'PENDING' where id = $1`, [waiting!.id]);
    await engine.deliveries.deleteOld(scopeOf(engine, { kind: 'system' }));
    expect((await deliveryRows(webhook.id)).map(({ id }) => id)).toEqual([young!.id, waiting!.id]);
    expect(old!.status).toBe('DELIVERED');
  });
});

/** As if the oldest rotations of all webhooks had been 24 hours ago. */
const endEarlierSecrets = (count: number) =>
  engine.owner(
    `update webhooks set previous_secrets = (
       select jsonb_agg(case when n <= $1 then jsonb_set(one, '{until}', to_jsonb(now())) else one end order by n)
       from jsonb_array_elements(previous_secrets) with ordinality as each (one, n))
     where previous_secrets <> '[]'`,
    [count],
  );

describe('a change in between', () => {
  test('that deletes the webhook ends it, and harms no job', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const arrived = Promise.withResolvers<() => void>();
    receiver.answer((_, response) => arrived.resolve(() => void response.writeHead(200).end()));
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    const answer = await arrived.promise;
    await call((webhooks, scope) => webhooks.delete(scope, webhook.id));
    answer();
    await log(jobId, 'two');
    expect(await engine.owner('select id from webhook_deliveries')).toEqual([]);
    expect(receiver.received).toHaveLength(1);
  });

  test('that deletes the webhook while an event is written lets the event commit', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    const { event } = await workerScope(engine, tenant).tx(async (em) => {
      await em.execute('delete from webhooks where id = ?', [webhook.id]);
      const written = log(jobId, 'while it is deleted');
      await until(async () => (await engine.owner('select from pg_locks where not granted')).length > 0);
      // In an object, since a promise that is returned would be waited for before the commit.
      return { event: written };
    });
    await event;
    expect((await eventsOf(engine, jobId)).at(-1)).toMatchObject({ message: 'while it is deleted' });
  });

  test('of the address holds for what waits', async () => {
    const other = await openReceiver();
    receiver.answer((_, response) => void response.writeHead(500).end());
    const { webhook } = await hook(['JOB_LOG']);
    await log(await makeJob(engine, tenant, looseSteps(1)), 'one');
    await until(async () => (await webhookRow(webhook.id))?.['failures'] === 1);
    await call((webhooks, scope) => webhooks.update(scope, webhook.id, { url: other.url }));
    const [one] = await other.have(1);
    expect(one!.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
    await settled(webhook.id);
    await other.close();
  });

  test('of the secret signs with both for a day, then with the new one', async () => {
    const { webhook, secret } = await hook(['JOB_LOG']);
    const rotated = await call((webhooks, scope) => webhooks.rotateSecret(scope, webhook.id));
    expect(rotated.secret).not.toBe(secret);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    await receiver.have(1);
    expect(signaturesOf(receiver.received[0]!, rotated.secret)).toEqual([true, false]);
    expect(signaturesOf(receiver.received[0]!, secret)).toEqual([false, true]);
    const [{ hours } = { hours: 0 }] = await engine.owner<{ hours: number }>(
      'select extract(epoch from previous_secret_until - now())::float / 3600 as hours from webhooks',
    );
    expect(hours).toBeCloseTo(24, 1);
    await endEarlierSecrets(1);
    await log(jobId, 'two');
    await receiver.have(2);
    expect(signaturesOf(receiver.received[1]!, rotated.secret)).toEqual([true]);
    await settled(webhook.id);
  });

  test('of the secret, twice, leaves each earlier one signing for 24 hours from its own rotation', async () => {
    const { webhook, secret: first } = await hook(['JOB_LOG']);
    const rotate = async (): Promise<string> => (await call((webhooks, scope) => webhooks.rotateSecret(scope, webhook.id))).secret ?? '';
    const [second, third] = [await rotate(), await rotate()];
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    await receiver.have(1);
    const whoSigned = (index: number) =>
      [first, second, third].map((secret) => signaturesOf(receiver.received[index]!, secret).some(Boolean));
    expect(whoSigned(0)).toEqual([true, true, true]);
    // The first rotation was 24 hours ago, the second was not.
    await endEarlierSecrets(1);
    await log(jobId, 'two');
    await receiver.have(2);
    expect(whoSigned(1)).toEqual([false, true, true]);
    const fourth = await rotate();
    await log(jobId, 'three');
    await receiver.have(3);
    expect(whoSigned(2)).toEqual([false, true, true]);
    expect(signaturesOf(receiver.received[2]!, fourth)).toEqual([true, false, false]);
    await settled(webhook.id);
  });

  test('of the secret is refused while ten earlier ones sign', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const rotate = () => call((webhooks, scope) => webhooks.rotateSecret(scope, webhook.id));
    for (let times = 0; times < 10; times += 1) await rotate();
    await expect(rotate()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 10, resetsAt: expect.any(Date) } });
    await endEarlierSecrets(1);
    await rotate();
  });
});

describe('again', () => {
  test('a delivery goes under its id, behind what waits', async () => {
    const { webhook } = await hook(['JOB_LOG']);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await log(jobId, 'one');
    await receiver.have(1);
    await settled(webhook.id);
    const [first] = await deliveryRows(webhook.id);
    await engine.owner(`update webhooks set leased_until = now() + interval '1 hour'`);
    await log(jobId, 'two');
    expect(await call((webhooks, scope) => webhooks.redeliver(scope, first!.id))).toMatchObject({ id: first!.id, status: 'PENDING' });
    await expect(call((webhooks, scope) => webhooks.redeliver(scope, first!.id))).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await engine.owner('update webhooks set leased_until = null');
    await receiver.have(3);
    await settled(webhook.id);
    expect(messages()).toEqual(['one', 'two', 'one']);
    expect(receiver.received[2]).toMatchObject({ body: receiver.received[0]!.body, headers: { 'webhook-id': first!.id } });
  });

  test('a test comes whatever is listened for, and at once although others failed', async () => {
    receiver.answer((_, response) => void response.writeHead(500).end());
    const { webhook } = await hook(['JOB_STATUS']);
    await makeJob(engine, tenant, looseSteps(1));
    await until(async () => (await webhookRow(webhook.id))?.['failures'] === 1);
    receiver.answer((_, response) => void response.writeHead(200).end());
    await call((webhooks, scope) => webhooks.test(scope, webhook.id));
    await receiver.have(3);
    await settled(webhook.id);
    expect(receiver.received.map((one) => messageOf(one).type)).toEqual(['JOB_STATUS', 'JOB_STATUS', 'TEST']);
  });
});
