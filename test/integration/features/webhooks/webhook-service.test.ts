import { beforeEach, describe, expect, test } from 'vitest';
import type { WebhookService } from '../../../../src/features/webhooks/webhook.service.ts';
import type { WebhookEventType } from '../../../../src/features/webhooks/webhook-event-types.ts';
import type { Role } from '../../../../src/kernel/role.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { looseSteps, makeJob, makeTenant, numbersTo, useEngine, request, scopeOf, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;

beforeEach(async () => {
  tenant = await makeTenant(engine);
});

const URL = 'http://127.0.0.1:9999/hook?token=abc';
const create =
  (input: object = {}) =>
  (webhooks: WebhookService, scope: Scope) =>
    webhooks.create(scope, { workspaceId: tenant.workspaceId, url: URL, ...input });

/** As the owner of the workspace, or as another member of it. */
const call = <T>(method: (webhooks: WebhookService, scope: Scope) => Promise<T>, role: Role = 'OWNER', who = tenant): Promise<T> =>
  request(engine, { ...who.actor, memberships: new Map([[who.workspaceId, role]]) }, (scope) => method(engine.webhooks, scope));
const changes = (id: string): [string, (webhooks: WebhookService, scope: Scope) => Promise<unknown>][] => [
  ['update', (webhooks, scope) => webhooks.update(scope, id, { enabled: false })],
  ['delete', (webhooks, scope) => webhooks.delete(scope, id)],
  ['rotate', (webhooks, scope) => webhooks.rotateSecret(scope, id)],
  ['test', (webhooks, scope) => webhooks.test(scope, id)],
];

describe('rights', () => {
  test('editors and viewers neither read nor change webhooks and their deliveries', async () => {
    const { webhook } = await call(create());
    await makeJob(engine, tenant, looseSteps(1));
    const { rows } = await call((webhooks, scope) => webhooks.deliveries(scope, webhook.id, {}), 'ADMIN');
    expect(rows).toMatchObject([{ type: 'JOB_STATUS', status: 'PENDING' }]);
    for (const role of ['EDITOR', 'VIEWER'] as const) {
      const list = call((webhooks, scope) => webhooks.list(scope, tenant.workspaceId), role);
      await expect(list).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const deliveries = call((webhooks, scope) => webhooks.deliveries(scope, webhook.id, {}), role);
      await expect(deliveries).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(call(create(), role)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      for (const [name, change] of changes(webhook.id)) await expect(call(change, role), name).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const redeliver = call((webhooks, scope) => webhooks.redeliver(scope, rows[0]!.id), role);
      await expect(redeliver).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await call((webhooks, scope) => webhooks.get(scope, webhook.id), 'ADMIN')).toMatchObject({ enabled: true });
  });

  test('strangers find nothing, in the same words as what does not exist', async () => {
    const { webhook } = await call(create());
    const delivery = await call((webhooks, scope) => webhooks.test(scope, webhook.id));
    const stranger = await makeTenant(engine);
    for (const id of [webhook.id, '00000000-0000-7000-8000-000000000000', 'no id']) {
      for (const [name, change] of changes(id)) {
        await expect(call(change, 'OWNER', stranger), name).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Webhook not found.' });
      }
      const deliveries = call((webhooks, scope) => webhooks.deliveries(scope, id, {}), 'OWNER', stranger);
      await expect(deliveries).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Webhook not found.' });
    }
    for (const id of [delivery.id, 'no id']) {
      const redeliver = call((webhooks, scope) => webhooks.redeliver(scope, id), 'OWNER', stranger);
      await expect(redeliver).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Delivery not found.' });
    }
    await expect(call(create(), 'OWNER', stranger)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Workspace not found.' });
    expect(await call((webhooks, scope) => webhooks.get(scope, webhook.id))).toMatchObject({ enabled: true });
  });

  test('the database itself hides them from strangers', async () => {
    await call(create());
    await makeJob(engine, tenant, looseSteps(1));
    const stranger = await makeTenant(engine);
    for (const table of ['webhooks', 'webhook_deliveries']) {
      const seen = await scopeOf(engine, stranger.actor).tx((em) => em.execute<object[]>(`select id from ${table}`));
      expect(seen, table).toEqual([]);
      const own = await scopeOf(engine, tenant.actor).tx((em) => em.execute<object[]>(`select id from ${table}`));
      expect(own, table).toHaveLength(1);
    }
  });
});

describe('a new webhook', () => {
  test('listens to states and steps, and its secret is shown once and stored encrypted', async () => {
    const { webhook, secret } = await call(create());
    expect(webhook).toMatchObject({ url: URL, types: ['JOB_STATUS', 'JOB_STEP'], enabled: true, description: null });
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const [row] = await engine.owner<{ secret: string }>('select secret from webhooks where id = $1', [webhook.id]);
    expect(row!.secret).toMatch(/^1\.[0-9a-f]{8}\./);
    expect(JSON.stringify(await call((webhooks, scope) => webhooks.get(scope, webhook.id)))).not.toContain(secret);
  });

  test.each([
    ['10.0.0.1', 'http://10.0.0.1/', /not public/],
    ['a name inside', 'http://localhost.invalid/', /not public/],
    ['credentials', 'https://user:hunter2@example.com/', /user name and password/],
    ['another protocol', 'ftp://example.com/', /http and https/],
    ['no URL', 'here', /Give a URL/],
  ])('is refused for %s', async (_, url, message) => {
    await expect(call(create({ url }))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.url', message: expect.stringMatching(message) }],
    });
  });

  test.each([
    ['none', []],
    ['TEST', ['JOB_LOG', 'TEST']],
  ] as [string, WebhookEventType[]][])('is refused for the types %s', async (_, types) => {
    await expect(call(create({ types }))).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.types' }] });
  });

  test('is the same for the same key, and its secret is not shown again', async () => {
    const [first, again] = [await call(create({ idempotencyKey: 'k' })), await call(create({ idempotencyKey: 'k' }))];
    expect([again.webhook.id, again.secret]).toEqual([first.webhook.id, null]);
    expect(first.secret).toMatch(/^whsec_/);
    await expect(call(create({ idempotencyKey: 'k', url: 'http://127.0.0.1:9999/' }))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  test('is the tenth at most, also when twelve come at once', async () => {
    const answers = await Promise.allSettled(numbersTo(12).map(() => call(create())));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(refused).toEqual([
      expect.objectContaining({ code: 'QUOTA_EXCEEDED', details: { limit: 10, resetsAt: null } }),
      expect.objectContaining({ code: 'QUOTA_EXCEEDED' }),
    ]);
    expect(await call((webhooks, scope) => webhooks.list(scope, tenant.workspaceId))).toHaveLength(10);
  });
});

test('a change keeps what it does not name', async () => {
  const { webhook } = await call(create({ description: 'ours', types: ['JOB_LOG'] }));
  const update = (input: object) => call((webhooks, scope) => webhooks.update(scope, webhook.id, input));
  expect(await update({ enabled: false })).toMatchObject({ enabled: false, description: 'ours', types: ['JOB_LOG'], url: URL });
  expect(await update({ description: null, types: ['JOB_STEP'] })).toMatchObject({
    enabled: false,
    description: null,
    types: ['JOB_STEP'],
  });
  await expect(update({ url: 'http://10.0.0.1/' })).rejects.toMatchObject({ fields: [{ path: 'input.url' }] });
});

test('switched off, a webhook is written nothing down, and is not tested', async () => {
  const { webhook } = await call(create());
  await call((webhooks, scope) => webhooks.update(scope, webhook.id, { enabled: false }));
  await makeJob(engine, tenant, looseSteps(1));
  expect((await call((webhooks, scope) => webhooks.deliveries(scope, webhook.id, {}))).rows).toEqual([]);
  await expect(call((webhooks, scope) => webhooks.test(scope, webhook.id))).rejects.toMatchObject({ code: 'INVALID_STATE' });
});

test('deliveries come in pages, newest first', async () => {
  const { webhook } = await call(create());
  for (let count = 0; count < 3; count += 1) await makeJob(engine, tenant, looseSteps(1));
  const page = (args: object) => call((webhooks, scope) => webhooks.deliveries(scope, webhook.id, args));
  const all = await page({});
  expect(all.rows).toHaveLength(3);
  expect(all.rows.map(({ id }) => id)).toEqual(
    all.rows
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
  expect(await page({ first: 2 })).toMatchObject({ hasNextPage: true, rows: all.rows.slice(0, 2).map(({ id }) => ({ id })) });
  expect(await call(async (webhooks, scope) => (await webhooks.deliveries(scope, webhook.id, { first: 1 })).count())).toBe(3);
  expect((await page({ filter: { status: ['DELIVERED'] } })).rows).toEqual([]);
  expect((await page({ filter: { type: ['JOB_STATUS'], status: ['PENDING'] } })).rows).toHaveLength(3);
});
