import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { reserveCredits, settleCredits } from '../../../../src/features/billing/billing.service.ts';
import { grantCredits, returnRevoked, revokeCredits } from '../../../../src/features/billing/ledger.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { busySessions, faultsOfLedger, makeTenant, useEngine, workerScope } from '../../../support/engine.ts';

/** LEDGER_OPERATIONS=10000 runs the whole proof; by default as many as fit in this time. */
const OPERATIONS = Number(process.env['LEDGER_OPERATIONS'] ?? Infinity);
const SECONDS = OPERATIONS === Infinity ? 12 : 600;
const CONNECTIONS = 32;
const WORKSPACES = 4;
const KILL_EVERY_MS = 150;

const engine = useEngine({ poolSize: CONNECTIONS });

/** Lots of which more would expire than is left of their grants. */
const OVERFULL_LOTS = `
  select l.movement_id as id from credit_lots l
  where l.remaining > (select -sum(e.amount) from credit_movements m join credit_entries e on e.movement_id = m.id
    where e.account = 'ISSUED' and (m.id = l.movement_id or m.origin_id = l.movement_id))`;

/** A generator of its own, so that a seed repeats the choice of operations; their order is that of the connections. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state % below;
  };
}

interface Books {
  readonly workspaceId: string;
  /** Grants with the key of each. */
  readonly grants: { readonly id: string; readonly key: string }[];
  readonly reservations: string[];
  readonly revocations: string[];
}

test('random operations on 32 connections that are killed keep every balance equal to its entries and not below zero', async () => {
  const seed = Number(process.env['LEDGER_SEED'] ?? Date.now() % 1_000_000);
  const random = randomOf(seed);
  const all: Books[] = [];
  for (let index = 0; index < WORKSPACES; index += 1)
    all.push({ workspaceId: (await makeTenant(engine, 'OWNER', 0)).workspaceId, grants: [], reservations: [], revocations: [] });
  const done: Record<string, number> = {};
  // Of the newest, because little is left of old ones.
  const pick = <T>(list: readonly T[]): T | undefined => {
    const newest = list.slice(-4);
    return newest[random(Math.max(1, newest.length))];
  };

  const operations: Readonly<Record<string, (books: Books) => Promise<unknown>>> = {
    grant: async ({ workspaceId, grants }) => {
      const key = `session:${newId()}`;
      // Most grants expire soon and balances are small, so that reserved credits are revoked and expire all the time.
      const expiresAt = random(5) > 0 ? new Date(Date.now() + random(1_500)) : null;
      const credits = 1 + random(60);
      const id = await tx(workspaceId, (em) => grantCredits(em, { workspaceId, credits, reason: 'test', sourceKey: key, expiresAt }));
      if (id) grants.push({ id, key });
      return id;
    },
    'grant again': async ({ workspaceId, grants }) => {
      const grant = pick(grants);
      return grant && tx(workspaceId, (em) => grantCredits(em, { workspaceId, credits: 50, reason: 'test', sourceKey: grant.key }));
    },
    reserve: async ({ workspaceId, reservations }) => {
      const id = await tx(workspaceId, (em) => reserveCredits(em, { workspaceId, jobId: newId(), credits: 1 + random(40) }));
      if (id) reservations.push(id);
      return id;
    },
    settle: async ({ workspaceId, reservations }) => {
      const reservationId = pick(reservations);
      const used = random(2) * random(50);
      return reservationId && tx(workspaceId, (em) => settleCredits(em, { workspaceId, jobId: newId(), reservationId, used }));
    },
    expire: () => engine.billing.expireCredits(systemScope()),
    revoke: async ({ workspaceId, grants, revocations }) => {
      const grant = pick(grants);
      if (!grant) return undefined;
      const sourceKey = `${random(2) === 0 ? 'refund' : 'dispute'}:${newId()}`;
      const share = (1 + random(10)) / 10;
      const revoked = await tx(workspaceId, (em) => revokeCredits(em, { workspaceId, grantId: grant.id, share, sourceKey }));
      if (revoked) revocations.push(sourceKey);
      return revoked;
    },
    return: async ({ workspaceId, revocations }) => {
      const revocationKey = pick(revocations);
      return revocationKey && tx(workspaceId, (em) => returnRevoked(em, { workspaceId, revocationKey }));
    },
  };
  const systemScope = () => engine.database.systemScope(new AbortController().signal);
  const tx = <T>(
    workspaceId: string,
    work: Parameters<ReturnType<typeof workerScope>['tx']>[0] extends (em: infer Em) => unknown ? (em: Em) => Promise<T> : never,
  ) => workerScope(engine, { workspaceId }).tx(work);

  const names = Object.keys(operations);
  const deadline = Date.now() + SECONDS * 1_000;
  let started = 0;
  const refusals: unknown[] = [];
  const work = async (): Promise<void> => {
    while (started < OPERATIONS && Date.now() < deadline) {
      started += 1;
      const name = names[random(names.length)] ?? '';
      const books = all[random(WORKSPACES)];
      if (!books) throw new Error('there are workspaces');
      try {
        if (await operations[name]?.(books)) done[name] = (done[name] ?? 0) + 1;
      } catch (error) {
        refusals.push(error);
      }
    }
  };
  let isOver = false;
  let killed = 0;
  const overfull = new Set<string>();
  const kill = async (): Promise<void> => {
    while (!isOver) {
      await pause(KILL_EVERY_MS);
      for (const { id } of await engine.owner<{ id: string }>(OVERFULL_LOTS)) overfull.add(id);
      const busy = await busySessions(engine);
      for (const { pid } of busy.slice(0, 2)) {
        const [victim] = await engine.owner<{ ended: boolean }>('select pg_terminate_backend($1) as ended', [pid]);
        if (victim?.ended) killed += 1;
      }
    }
  };
  const killing = kill();
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  isOver = true;
  await killing;

  const unexpected = refusals.filter((error) => !isExpected(error));
  expect({ seed, unexpected }).toEqual({ seed, unexpected: [] });
  expect({ seed, faults: await faultsOfLedger(engine) }).toEqual({ seed, faults: [] });
  expect(await engine.owner('select coalesce(sum(amount), 0)::int as sum from credit_entries')).toEqual([{ sum: 0 }]);
  expect(await engine.owner(`select from credit_balances where least(available, reserved, spent, -issued, -owed) < 0`)).toEqual([]);
  expect(Object.keys(done).toSorted()).toEqual(names.filter((name) => name !== 'grant again').toSorted());
  const made = Object.values(done).reduce((sum, count) => sum + count, 0);
  console.info(`${started} operations, ${made} with an effect, ${killed} backends killed, seed ${seed}`);
  expect({ killed: killed > 0, many: made > 100 }).toEqual({ killed: true, many: true });
  expect({ seed, overfull: [...overfull] }).toEqual({ seed, overfull: [] });
  // What never expires, and what has expired, is spent or taken back together.
  for (const { workspaceId } of all) {
    const [row] = await engine.owner<{ lots: number; left: number }>(
      `select (select coalesce(sum(remaining), 0) from credit_lots where workspace_id = $1)::int as lots, available + reserved as left
       from credit_balances where workspace_id = $1`,
      [workspaceId],
    );
    expect(row?.lots).toBeLessThanOrEqual(row?.left ?? 0);
  }
}, 700_000);

/** Too few credits, or a connection that was killed: nothing happened then, or all of it. */
function isExpected(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isExpected);
  const { code, message } = error as { code?: string; message?: string };
  return code === 'INSUFFICIENT_CREDITS' || code === 'UNAVAILABLE' || code === '57P01' || /terminat|connection|closed/i.test(message ?? '');
}
