import { beforeEach, describe, expect, test } from 'vitest';
import { reserveCredits, settleCredits } from '../../../../src/features/billing/billing.service.ts';
import { grantCredits } from '../../../../src/features/billing/ledger.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { creditsOf, faultsOfLedger, makeTenant, useEngine, scopeOf, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine({ poolSize: 20 });
let tenant: Tenant;
beforeEach(async () => {
  tenant = await makeTenant(engine, 'OWNER', 10);
});

/** As the application's role, in the tenant's name. */
const write = (sql: string, params: readonly unknown[] = []) => scopeOf(engine, tenant.actor).tx((em) => em.execute(sql, [...params]));
const reserve = (credits: number, jobId: string = newId()) =>
  workerScope(engine, tenant).tx((em) => reserveCredits(em, { workspaceId: tenant.workspaceId, jobId, credits }));
const settle = (reservationId: string, used: number) =>
  workerScope(engine, tenant).tx((em) => settleCredits(em, { workspaceId: tenant.workspaceId, jobId: newId(), reservationId, used }));

type Share = readonly [account: string, amount: number];

/** A movement as somebody writes it who does not use our functions. */
const move = (kind: string, reservationId: string | null, shares: readonly Share[], workspaceId = tenant.workspaceId) =>
  scopeOf(engine, tenant.actor).tx(async (em) => {
    const id = newId();
    await em.execute('insert into credit_movements (id, workspace_id, kind, reservation_id) values (?, ?, ?, ?)', [
      id,
      workspaceId,
      kind,
      reservationId,
    ]);
    if (shares.length === 0) return id;
    await em.execute(
      `insert into credit_entries (id, workspace_id, movement_id, account, amount) values ${shares.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
      shares.flatMap(([account, amount]) => [newId(), workspaceId, id, account, amount]),
    );
    return id;
  });

describe('the ledger', () => {
  test('keeps what came, what is set aside and what was used, and adds up to the credit', async () => {
    const first = await reserve(4);
    const second = await reserve(5);
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 1, reserved: 9, spent: 0 });
    expect(await settle(first ?? '', 3)).toBe(3);
    expect(await settle(second ?? '', 0)).toBe(0);
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 7, reserved: 0, spent: 3 });
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  test('never charges more than was reserved', async () => {
    expect(await settle((await reserve(4)) ?? '', 9)).toBe(4);
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 6, reserved: 0, spent: 4 });
  });

  test('takes nothing for what is free', async () => {
    expect(await reserve(0)).toBeNull();
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 10, reserved: 0, spent: 0 });
  });

  test('says what was required and what was there', async () => {
    await reserve(4);
    await expect(reserve(7)).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required: 7, available: 6 } });
    tenant = await makeTenant(engine, 'OWNER', 0);
    await expect(reserve(1)).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required: 1, available: 0 } });
  });

  test('gives 50 who ask at once what is there, and not a credit more', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => reserve(3)));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(refusals).toHaveLength(47);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'INSUFFICIENT_CREDITS', details: { required: 3, available: 1 } });
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 1, reserved: 9, spent: 0 });
  });

  test('ends a reservation once, no matter who tries, again or at the same time', async () => {
    const id = (await reserve(6)) ?? '';
    const ends = await Promise.all(Array.from({ length: 20 }, (_, index) => settle(id, index % 2 === 0 ? 0 : 4)));
    expect(ends.filter((charged) => charged !== undefined)).toHaveLength(1);
    expect(await settle(id, 5)).toBeUndefined();
    const after = await creditsOf(engine, tenant);
    expect([after?.reserved, (after?.available ?? 0) + (after?.spent ?? 0)]).toEqual([0, 10]);
    expect(await faultsOfLedger(engine)).toEqual([]);
  });

  test('leaves nothing of a movement whose transaction came to nothing', async () => {
    const failing = workerScope(engine, tenant).tx(async (em) => {
      await reserveCredits(em, { workspaceId: tenant.workspaceId, jobId: newId(), credits: 4 });
      throw new Error('the worker was killed here');
    });
    await expect(failing).rejects.toThrow('killed here');
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 10, reserved: 0, spent: 0 });
  });

  test('frees the balance of a client that was killed between its steps', async () => {
    const reached = Promise.withResolvers<number>();
    const killed = workerScope(engine, tenant).tx(async (em) => {
      await reserveCredits(em, { workspaceId: tenant.workspaceId, jobId: newId(), credits: 10 });
      const [row] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
      reached.resolve(row?.pid ?? 0);
      await em.execute('select pg_sleep(60)');
    });
    const ended = killed.catch((error: unknown) => error);
    const waiting = reached.promise.then(() => reserve(10));
    await engine.owner('select pg_terminate_backend($1)', [await reached.promise]);
    expect(await ended).toBeInstanceOf(Error);
    expect(await waiting).not.toBeNull();
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 0, reserved: 10, spent: 0 });
  });
});

describe('the database refuses', () => {
  const CHECK = '23514';
  const INTEGRITY = '23000';
  const FORBIDDEN = '42501';

  test.each<[string, string, readonly Share[]]>([
    [
      'a movement that does not add up',
      'GRANT',
      [
        ['ISSUED', -5],
        ['AVAILABLE', 6],
      ],
    ],
    ['a share alone', 'GRANT', [['AVAILABLE', 5]]],
    ['a movement of nothing', 'GRANT', []],
    [
      'a grant into RESERVED',
      'GRANT',
      [
        ['ISSUED', -5],
        ['RESERVED', 5],
      ],
    ],
    [
      'a reservation that takes from the others',
      'RESERVATION',
      [
        ['AVAILABLE', 3],
        ['RESERVED', -3],
      ],
    ],
    [
      'a reservation that reserves nothing',
      'RESERVATION',
      [
        ['AVAILABLE', -3],
        ['SPENT', 3],
      ],
    ],
  ])('%s', async (_what, kind, shares) => {
    await reserve(5);
    await expect(move(kind, null, shares)).rejects.toMatchObject({ code: INTEGRITY });
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 5, reserved: 5, spent: 0 });
  });

  test.each<[string, string, readonly Share[]]>([
    [
      'a charge beyond its reservation',
      'CHARGE',
      [
        ['RESERVED', -3],
        ['AVAILABLE', -2],
        ['SPENT', 5],
      ],
    ],
    [
      'a charge that leaves some of it open',
      'CHARGE',
      [
        ['RESERVED', -2],
        ['SPENT', 2],
      ],
    ],
    [
      'a release that takes more than it',
      'RELEASE',
      [
        ['RESERVED', -5],
        ['AVAILABLE', 5],
      ],
    ],
    [
      'an end without it',
      'RELEASE',
      [
        ['AVAILABLE', -5],
        ['SPENT', 5],
      ],
    ],
  ])('%s', async (_what, kind, shares) => {
    const id = await reserve(3);
    await reserve(2);
    await expect(move(kind, id, shares)).rejects.toMatchObject({ code: INTEGRITY });
    expect(await creditsOf(engine, tenant)).toEqual({ issued: -10, available: 5, reserved: 5, spent: 0 });
  });

  test('a second end of a reservation, a kind without its reservation, and an end of no reservation', async () => {
    const id = await reserve(3);
    const release: readonly Share[] = [
      ['RESERVED', -3],
      ['AVAILABLE', 3],
    ];
    await expect(move('RELEASE', null, release)).rejects.toMatchObject({ code: CHECK });
    await expect(move('GRANT', id, release)).rejects.toMatchObject({ code: CHECK });
    const granted = await move('GRANT', null, [
      ['ISSUED', -3],
      ['AVAILABLE', 3],
    ]);
    await expect(move('RELEASE', granted, release)).rejects.toMatchObject({ code: INTEGRITY });
    await move('RELEASE', id, release);
    await expect(move('RELEASE', id, release)).rejects.toMatchObject({ code: '23505' });
  });

  test('a balance below zero, also when nobody looked before', async () => {
    await expect(
      move('RESERVATION', null, [
        ['AVAILABLE', -11],
        ['RESERVED', 11],
      ]),
    ).rejects.toMatchObject({ code: CHECK });
    await expect(
      move('GRANT', null, [
        ['ISSUED', 11],
        ['AVAILABLE', -11],
      ]),
    ).rejects.toMatchObject({ code: CHECK });
  });

  test('more in an old movement, even where it adds up', async () => {
    const id = await reserve(3);
    const late = write(
      `insert into credit_entries (id, workspace_id, movement_id, account, amount) values (?, ?, ?, 'SPENT', 1), (?, ?, ?, 'ISSUED', -1)`,
      [newId(), tenant.workspaceId, id, newId(), tenant.workspaceId, id],
    );
    await expect(late).rejects.toMatchObject({ code: INTEGRITY });
  });

  test('an end in the name of another workspace', async () => {
    const id = await reserve(3);
    tenant = await makeTenant(engine, 'OWNER', 10);
    await reserve(3);
    await expect(
      move('RELEASE', id, [
        ['RESERVED', -3],
        ['AVAILABLE', 3],
      ]),
    ).rejects.toMatchObject({ code: '23503' });
    const stranger = tenant;
    tenant = await makeTenant(engine, 'OWNER', 10);
    await expect(
      move(
        'GRANT',
        null,
        [
          ['ISSUED', -3],
          ['AVAILABLE', 3],
        ],
        stranger.workspaceId,
      ),
    ).rejects.toMatchObject({ code: FORBIDDEN });
    expect(await write('select * from lock_credits(?)', [stranger.workspaceId])).toEqual([]);
  });

  test.each([
    `update credit_entries set amount = 5`,
    `delete from credit_entries`,
    `truncate credit_entries`,
    `update credit_movements set kind = 'GRANT'`,
    `delete from credit_movements`,
    `insert into credit_balances (workspace_id, available) values (gen_random_uuid(), 5)`,
    `update credit_balances set available = 1000`,
    `delete from credit_balances`,
    `alter table credit_entries disable trigger all`,
  ])('the application: %s', async (sql) => {
    await expect(write(sql)).rejects.toMatchObject({ code: FORBIDDEN });
  });
});

test('a grant of an operator is there at once, with its reason', async () => {
  await workerScope(engine, tenant).tx((em) => grantCredits(em, { workspaceId: tenant.workspaceId, credits: 7, reason: 'A gift' }));
  const scope = scopeOf(engine, tenant.actor);
  expect(await engine.billing.credits(scope, tenant.workspaceId)).toEqual({ balance: 17, reserved: 0, available: 17, owed: 0 });
  const { rows } = await engine.billing.entries(scope, tenant.workspaceId, { first: 1, filter: { account: ['AVAILABLE'] } });
  expect(rows).toMatchObject([{ kind: 'GRANT', account: 'AVAILABLE', amount: 7, reason: 'A gift', jobId: null }]);
  await scope.close();
});
