import { beforeAll, expect, test } from 'vitest';
import type { GenerateVideo } from '../../../src/features/renders/render.service.ts';
import { newId } from '../../../src/kernel/id.ts';
import { Encryption, type EncryptionKeys } from '../../../src/platform/secrets/encryption.ts';
import { claimIdempotencyKey } from '../../../src/platform/idempotency/idempotency.ts';
import { defineMutation } from '../../../src/platform/mutation/mutation.ts';
import { Mutations, type MutationDone } from '../../../src/platform/mutation/mutations.ts';
import { makeTenant, useEngine, scopeOf, type Tenant } from '../../support/engine.ts';

const TEST = defineMutation({ name: 'test', access: 'SELF', audit: 'Nothing.' });

const engine = useEngine({ poolSize: 20 });
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine);
});

async function generate(input: Partial<GenerateVideo>, { actor, workspaceId }: Tenant = tenant): Promise<string> {
  const scope = scopeOf(engine, actor);
  try {
    return (await engine.renders.generateVideo(scope, { workspaceId, prompt: 'Why the sky is blue.', ...input })).id;
  } finally {
    await scope.close();
  }
}
const jobs = async (): Promise<number> => (await engine.owner('select 1 from jobs')).length;

test('50 duplicates at once make one job', async () => {
  const before = await jobs();
  const ids = await Promise.all(Array.from({ length: 50 }, () => generate({ idempotencyKey: 'duplicates' })));
  expect(new Set(ids).size).toBe(1);
  expect(await jobs()).toBe(before + 1);
  expect(await engine.owner(`select 1 from pgboss.job where data->>'jobId' = $1`, [ids[0]])).toHaveLength(1);
});

test('without a key every call makes a job', async () => {
  expect(new Set(await Promise.all([generate({}), generate({}), generate({ idempotencyKey: null })])).size).toBe(3);
});

test('another input under the same key is a conflict; one that means the same is not', async () => {
  const first = await generate({ idempotencyKey: 'one', title: null });
  expect(await generate({ idempotencyKey: 'one', language: null })).toBe(first);
  const before = await jobs();
  await expect(generate({ idempotencyKey: 'one', prompt: 'Why grass is green.' })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
    fields: [{ path: 'input.idempotencyKey' }],
  });
  expect(await jobs()).toBe(before);
});

test('is forgotten after 24 hours', async () => {
  const first = await generate({ idempotencyKey: 'old' });
  const age = (hours: number) =>
    engine.owner(`update idempotency_keys set created_at = now() - make_interval(hours => $1) where key = 'old'`, [hours]);
  await age(23);
  expect(await generate({ idempotencyKey: 'old' })).toBe(first);
  await age(25);
  const again = await Promise.all(Array.from({ length: 8 }, () => generate({ idempotencyKey: 'old' })));
  expect(new Set(again).size).toBe(1);
  expect(again[0]).not.toBe(first);
});

test('a failure records nothing, so that the same key may be tried again', async () => {
  const mutations = new Mutations({ beforeRun: [], inTransaction: [] }, engine.encryption);
  const call = { mutation: TEST, workspaceId: tenant.workspaceId, input: { idempotencyKey: 'failed' } };
  const run = (work: () => Promise<void>) => mutations.create(scopeOf(engine, tenant.actor), call, work);
  await expect(run(() => Promise.reject(new Error('out of paper')))).rejects.toThrow('out of paper');
  expect(await engine.owner(`select 1 from idempotency_keys where key = 'failed'`)).toEqual([]);
  // Also when the duplicate waited for the one that failed.
  const entered = Promise.withResolvers<undefined>();
  const failing = run(async () => {
    entered.resolve(undefined);
    await scopeOf(engine, tenant.actor).tx((em) => em.execute('select pg_sleep(0.1)'));
    throw new Error('out of paper');
  });
  await entered.promise;
  let made = 0;
  const duplicate = run(async () => void (made += 1));
  await expect(failing).rejects.toThrow('out of paper');
  await duplicate;
  expect(made).toBe(1);
});

test('a key belongs to one mutation of one workspace', async () => {
  const other = await makeTenant(engine);
  const [mine, theirs] = [await generate({ idempotencyKey: 'shared' }), await generate({ idempotencyKey: 'shared' }, other)];
  expect(mine).not.toBe(theirs);
  const fresh = newId();
  const request = { workspaceId: tenant.workspaceId, mutation: 'anotherMutation', key: 'shared', inputHashes: ['a hash'] };
  expect(await scopeOf(engine, tenant.actor).tx((em) => claimIdempotencyKey(em, request, fresh))).toBe(fresh);
});

test('a repeat is known after the encryption key was changed, as long as the previous one is given', async () => {
  const [older, newer] = [Buffer.alloc(32, 3), Buffer.alloc(32, 4)];
  const call = { mutation: TEST, workspaceId: tenant.workspaceId, input: { idempotencyKey: 'rotated', a: 1 } };
  const make = (keys: EncryptionKeys, input = call.input) =>
    new Mutations({ beforeRun: [], inTransaction: [] }, new Encryption(keys)).create(
      scopeOf(engine, tenant.actor),
      { ...call, input },
      async () => undefined,
    );
  const first = await make({ current: older });
  expect(await make({ current: newer, previous: older })).toBe(first);
  await expect(make({ current: newer, previous: older }, { ...call.input, a: 2 })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
});

test('hooks may refuse before anything is written, and write in the same transaction', async () => {
  const told: unknown[] = [];
  const inTransaction = [
    async (_em: unknown, _scope: unknown, { mutation, repeated }: MutationDone) => void told.push([mutation.name, repeated]),
  ];
  const mutations = new Mutations({ beforeRun: [], inTransaction }, engine.encryption);
  const call = { mutation: TEST, workspaceId: tenant.workspaceId, input: { idempotencyKey: 'hooks', a: 1 } };
  const first = await mutations.create(scopeOf(engine, tenant.actor), call, async () => undefined);
  expect(await mutations.create(scopeOf(engine, tenant.actor), call, () => Promise.reject(new Error('made twice')))).toBe(first);
  expect(told).toEqual([
    ['test', false],
    ['test', true],
  ]);
  const refusing = new Mutations({ beforeRun: [() => Promise.reject(new Error('too fast'))], inTransaction: [] }, engine.encryption);
  await expect(
    refusing.create(scopeOf(engine, tenant.actor), { ...call, input: { idempotencyKey: 'never' } }, async () => undefined),
  ).rejects.toThrow('too fast');
  expect(await engine.owner(`select 1 from idempotency_keys where key = 'never'`)).toEqual([]);
});

test('a viewer and a stranger make nothing', async () => {
  const viewer = { ...tenant, actor: { ...tenant.actor, memberships: new Map([[tenant.workspaceId, 'VIEWER' as const]]) } };
  await expect(generate({}, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const stranger = await makeTenant(engine);
  await expect(generate({ workspaceId: tenant.workspaceId }, stranger)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'Workspace not found.',
  });
});
