import { expect, test } from 'vitest';
import { Client } from 'pg';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Role } from '../../../../src/kernel/role.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { makeTenant, request, until, useEngine, type Tenant } from '../../../support/engine.ts';
import { inHours, slotIn } from '../../../support/slots.ts';

const engine = useEngine();

type User = Actor & { readonly kind: 'user' };

/** So many members of all these workspaces. */
async function makePeople(count: number, workspaces: readonly Tenant[], role: Role): Promise<User[]> {
  const ids = Array.from({ length: count }, () => newId());
  const workspaceIds = workspaces.map(({ workspaceId }) => workspaceId);
  await engine.owner(
    `insert into users (id, email, email_key, name, password_hash) select id, id || '@example.test', id || '@example.test', 'A person', 'none' from unnest($1::uuid[]) id`,
    [ids],
  );
  await engine.owner(
    `insert into memberships (workspace_id, user_id, role) select w, u, $3 from unnest($1::uuid[]) w, unnest($2::uuid[]) u`,
    [workspaceIds, ids, role],
  );
  const memberships = new Map(workspaceIds.map((id) => [id, role]));
  return ids.map((userId) => ({ kind: 'user', userId, sessionId: newId(), memberships, expiresAt: inHours(1) }));
}

const as = <T>(actor: Actor, method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, actor, method);
const codeOf = (error: unknown): string => (error instanceof ReelwrightError ? error.code : String(error));
const outcomes = async (calls: readonly Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(calls)).map((one) => (one.status === 'fulfilled' ? 'ok' : codeOf(one.reason))).toSorted();
const expected = (refused: number): string[] => [...Array.from({ length: refused }, () => 'CONFLICT'), 'ok'];

/** Pairs of slots that take the same person at the same time, from the slots themselves. Empty is well. */
const overlaps = () =>
  engine.owner(`with held as (
      select id, giver_id as person, starts_at - buffer_before_minutes * interval '1 minute' as from_time,
        ends_at + buffer_after_minutes * interval '1 minute' as to_time
      from slots where deleted_at is null and status in ('AVAILABLE', 'PENDING', 'BOOKED', 'COMPLETED')
      union all
      select id, taker_id, starts_at, ends_at from slots
      where deleted_at is null and status in ('PENDING', 'BOOKED', 'COMPLETED') and taker_id is not null
    )
    select a.id, b.id as other from held a join held b
      on a.person = b.person and a.id < b.id and a.from_time < b.to_time and b.from_time < a.to_time`);

test('of 100 people who book a slot at the same time one gets it, and 99 receive CONFLICT', async () => {
  const giver = await makeTenant(engine);
  const people = await makePeople(100, [giver], 'VIEWER');
  const [slot] = await as(giver.actor, (scope) =>
    engine.slotSeries.create(scope, { workspaceId: giver.workspaceId, slots: [slotIn(24, giver.userId)] }),
  );
  const calls = people.map((person) => as(person, (scope) => engine.slots.book(scope, { id: slot!.id })));
  expect(await outcomes(calls)).toEqual(expected(99));
  const after = await as(giver.actor, (scope) => engine.slots.get(scope, slot!.id));
  expect(after).toMatchObject({ status: 'BOOKED', version: 2 });
  expect(await engine.owner('select person_id from slot_times where slot_id = $1 and person_id <> $2', [slot!.id, giver.userId])).toEqual([
    { person_id: after.takerId },
  ]);
});

test('of 30 slots of one person at one time, in three workspaces at the same time, one is created or booked', async () => {
  const workspaces = [await makeTenant(engine), await makeTenant(engine), await makeTenant(engine)];
  const [person, ...givers] = await makePeople(31, workspaces, 'EDITOR');
  const offered = await Promise.all(
    givers.map(async (giver, index) => {
      const { workspaceId } = workspaces[index % 3]!;
      const [slot] = await as(giver, (scope) => engine.slotSeries.create(scope, { workspaceId, slots: [slotIn(24, giver.userId)] }));
      return { id: slot!.id, workspaceId };
    }),
  );
  const calls = offered.map(({ id, workspaceId }, index) =>
    as(person!, (scope): Promise<unknown> =>
      index % 2 === 0
        ? engine.slots.book(scope, { id })
        : engine.slotSeries.create(scope, { workspaceId, slots: [slotIn(24, person!.userId)] }),
    ),
  );
  expect(await outcomes(calls)).toEqual(expected(29));
});

test('the constraint refuses what was written past the locks, also while it is not committed', async () => {
  const giver = await makeTenant(engine);
  const other = new Client({ connectionString: engine.urls.ownerUrl });
  await other.connect();
  try {
    await other.query('begin');
    await other.query(
      `insert into slots (id, workspace_id, series_id, status, giver_id, starts_at, ends_at, time_zone, title, created_as)
       values ($1::uuid, $2, $1, 'AVAILABLE', $3, $4, $5, 'UTC', 'a slot', 'SYSTEM')`,
      [newId(), giver.workspaceId, giver.userId, inHours(24), inHours(26)],
    );
    const waiting = as(giver.actor, (scope) =>
      engine.slotSeries.create(scope, { workspaceId: giver.workspaceId, slots: [slotIn(25, giver.userId)] }),
    ).catch(codeOf);
    await until(async () => (await engine.owner(`select from pg_locks where not granted`)).length > 0);
    await other.query('commit');
    expect(await waiting).toBe('CONFLICT');
  } finally {
    await other.end();
  }
  expect(await overlaps()).toEqual([]);
});

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const REFUSALS = ['CONFLICT', 'INVALID_STATE', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT'];

test('2,000 random operations of six people in two workspaces, four at a time, leave no overlap', { timeout: 60_000 }, async () => {
  const workspaces = [await makeTenant(engine), await makeTenant(engine)];
  const people = await makePeople(6, workspaces, 'EDITOR');
  const ids: string[] = [];
  const counts: Record<string, number> = {};
  const runOne = async (random: () => number): Promise<void> => {
    const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const [actor, giver, taker] = [oneOf(people), oneOf(people), oneOf(people)];
    const from = new Date(inHours(24).getTime() + Math.floor(random() * 96) * 900_000);
    const times = { startsAt: from, endsAt: new Date(from.getTime() + (1 + Math.floor(random() * 8)) * 900_000) };
    const buffer = { bufferBeforeMinutes: oneOf([0, 0, 5]), bufferAfterMinutes: oneOf([0, 0, 10]) };
    const id = ids.length > 0 ? oneOf(ids) : newId();
    const version = Math.ceil(random() * 4);
    const operations: readonly ((scope: Scope) => Promise<unknown>)[] = [
      async (scope) => {
        const slot = slotIn(24, giver.userId, { ...times, ...buffer, takerId: oneOf([null, taker.userId]) });
        const made = await engine.slotSeries.create(scope, { workspaceId: oneOf(workspaces).workspaceId, slots: [slot] });
        ids.push(...made.map((one) => one.id));
      },
      (scope) => engine.slots.book(scope, { id }),
      (scope) => engine.slots.confirm(scope, id),
      (scope) => engine.slots.update(scope, id, { expectedVersion: version, ...times, ...buffer }),
      (scope) => (random() < 0.3 ? engine.slots.decline(scope, id) : engine.slots.confirm(scope, id)),
      (scope) => (random() < 0.3 ? engine.slots.cancel(scope, id, {}) : engine.slots.book(scope, { id })),
      (scope) => (random() < 0.2 ? engine.slots.delete(scope, id) : engine.slots.update(scope, id, { expectedVersion: version, ...times })),
    ];
    const code = await as(actor, oneOf(operations)).then(() => 'ok', codeOf);
    counts[code] = (counts[code] ?? 0) + 1;
  };
  const worker = async (seed: number): Promise<void> => {
    const random = randomNumbers(seed);
    for (let count = 0; count < 500; count += 1) await runOne(random);
  };
  await Promise.all([1, 2, 3, 4].map(worker));
  expect(Object.keys(counts).filter((code) => code !== 'ok' && !REFUSALS.includes(code))).toEqual([]);
  expect(counts['ok'], JSON.stringify(counts)).toBeGreaterThan(200);
  expect(counts['CONFLICT'], JSON.stringify(counts)).toBeGreaterThan(50);
  expect(await overlaps()).toEqual([]);
  const wrong = await engine.owner(
    `select s.id from slots s left join slot_times t on t.slot_id = s.id
     group by s.id having count(t.person_id) <> case
       when s.deleted_at is not null or s.status in ('DECLINED', 'CANCELED') then 0
       when s.status = 'AVAILABLE' or s.taker_id is null then 1 else 2 end`,
  );
  expect(wrong).toEqual([]);
});
