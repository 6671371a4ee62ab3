import { openScheduling } from '../../../../src/app/scheduling/scheduling-services.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { GivenSlot } from '../../../../src/features/scheduling/slot-check.ts';
import type { SlotRow } from '../../../../src/features/scheduling/slot.entity.ts';
import { SLOT_EVENTS, type SlotEvent } from '../../../../src/features/scheduling/slot.events.ts';
import { upcomingSlots } from '../../../../src/features/scheduling/slot.read.ts';
import type { UpdateSlot } from '../../../../src/features/scheduling/slot.service.ts';
import { SLOT_STATES, SLOT_STATUSES } from '../../../../src/features/scheduling/slot.states.ts';
import { authorizeMutation } from '../../../../src/features/workspaces/workspace/workspace.access.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { Mutations } from '../../../../src/platform/mutation/mutations.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { makeTenant, request, useEngine, type Tenant } from '../../../support/engine.ts';
import { inHours, slotIn } from '../../../support/slots.ts';
import { current, makeKey, makeMember } from '../../../support/world.ts';

const engine = useEngine();
/** The owner of the workspace, who gives, and a VIEWER, who takes. */
let giver: Tenant;
let taker: Tenant['actor'];
let editor: Tenant['actor'];
beforeEach(async () => {
  giver = await makeTenant(engine);
  [taker, editor] = [await makeMember(engine, giver, 'VIEWER'), await makeMember(engine, giver, 'EDITOR')];
});

const as = <T>(actor: Actor, method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, actor, method);
const createMany = (slots: readonly GivenSlot[], actor: Actor = giver.actor) =>
  as(actor, (scope) => engine.slotSeries.create(scope, { workspaceId: giver.workspaceId, slots }));
const create = async (more: Partial<GivenSlot> = {}, actor: Actor = giver.actor): Promise<SlotRow> => {
  const [slot] = await createMany([slotIn(24, giver.userId, more)], actor);
  return slot!;
};
const repeat = (rrule: string, more: Partial<GivenSlot> = {}) =>
  as(giver.actor, (scope) =>
    engine.slotSeries.createRecurring(scope, { workspaceId: giver.workspaceId, ...slotIn(24, giver.userId, more), rrule }),
  );
const book = (id: string, actor: Actor = taker) => as(actor, (scope) => engine.slots.book(scope, { id }));
const confirm = (id: string, actor: Actor = giver.actor) => as(actor, (scope) => engine.slots.confirm(scope, id));
const decline = (id: string, actor: Actor = giver.actor) => as(actor, (scope) => engine.slots.decline(scope, id));
const cancel = (id: string, actor: Actor = giver.actor, reason?: string) =>
  as(actor, (scope) => engine.slots.cancel(scope, id, { reason }));
const update = (id: string, input: UpdateSlot, actor: Actor = giver.actor) => as(actor, (scope) => engine.slots.update(scope, id, input));
const remove = (id: string, actor: Actor = giver.actor) => as(actor, (scope) => engine.slots.delete(scope, id));
const get = (id: string, actor: Actor = giver.actor) => as(actor, (scope) => engine.slots.get(scope, id));
const badAt = (...paths: string[]) => ({ code: 'BAD_USER_INPUT', fields: paths.map((path) => ({ path })) });

describe('a slot', () => {
  test('of the giver is AVAILABLE, is booked, and stores who did what in which role', async () => {
    const { id } = await create();
    expect(await get(id)).toMatchObject({ status: 'AVAILABLE', createdAs: 'GIVER', createdBy: giver.userId, updatedAs: null, version: 1 });
    expect(await book(id)).toMatchObject({ status: 'BOOKED', takerId: taker.userId, updatedAs: 'TAKER', version: 2 });
    expect(await cancel(id, giver.actor, 'I am ill.')).toMatchObject({ status: 'CANCELED', cancelReason: 'I am ill.', updatedAs: 'GIVER' });
    await remove(id, editor);
    await expect(get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [row] = await engine.owner('select * from slots where id = $1', [id]);
    expect(row).toMatchObject({
      ...{ created_by_role: 'OWNER', updated_by: editor.userId, updated_by_role: 'EDITOR' },
      ...{ deleted_by: editor.userId, deleted_by_role: 'EDITOR', deleted_as: 'SYSTEM', deleted_at: expect.any(Date) as Date },
    });
  });

  test('of somebody else is PENDING until the giver confirms it, once', async () => {
    const { id, status } = await create({ takerId: taker.userId }, editor);
    expect(status).toBe('PENDING');
    for (const other of [taker, editor]) await expect(confirm(id, other)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // The taker has not agreed.
    expect(await confirm(id)).toMatchObject({ status: 'AVAILABLE', takerId: taker.userId, updatedAs: 'GIVER' });
    await expect(confirm(id)).rejects.toMatchObject({ code: 'INVALID_STATE', details: { current: { status: 'AVAILABLE' } } });
    await expect(book(id, editor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await book(id)).toMatchObject({ status: 'BOOKED' });
    const asked = await create({ takerId: editor.userId, startsAt: inHours(50), endsAt: inHours(51) }, editor);
    expect(await confirm(asked.id)).toMatchObject({ status: 'BOOKED', takerId: editor.userId });
    await expect(confirm(asked.id)).rejects.toMatchObject({ code: 'INVALID_STATE', details: { current: { status: 'BOOKED' } } });
    const open = await create({ startsAt: inHours(30), endsAt: inHours(31) }, editor);
    expect(await confirm(open.id)).toMatchObject({ status: 'AVAILABLE', takerId: null });
  });

  test('of a program with a key is PENDING, also when the giver made the key', async () => {
    const key = await makeKey(engine, giver, 'EDITOR');
    const { id } = await create({}, key);
    expect(await get(id)).toMatchObject({ status: 'PENDING', createdAs: 'SYSTEM', createdBy: giver.userId });
    await expect(confirm(id, key)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('that is PENDING is declined by giver or taker, and by nobody else', async () => {
    const { id } = await create({ takerId: taker.userId }, editor);
    await expect(decline(id, editor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await decline(id, taker)).toMatchObject({ status: 'DECLINED', updatedAs: 'TAKER' });
    await expect(decline(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('that is offered to one person is booked by no other', async () => {
    const { id, status } = await create({ takerId: taker.userId });
    expect(status).toBe('AVAILABLE');
    await expect(book(id, editor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(book(id, giver.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await book(id)).toMatchObject({ status: 'BOOKED' });
  });

  test('that was canceled meanwhile is not booked, and one that is taken answers CONFLICT', async () => {
    const [one, two] = await createMany([slotIn(24, giver.userId), slotIn(25, giver.userId)]);
    await cancel(one!.id);
    await expect(book(one!.id)).rejects.toMatchObject({ code: 'INVALID_STATE', details: { current: { status: 'CANCELED' } } });
    await book(two!.id);
    await expect(book(two!.id, editor)).rejects.toMatchObject({ code: 'CONFLICT', details: { current: { takerId: taker.userId } } });
  });

  test('is canceled by those who are in it and by EDITORs, and deleted only when nobody relies on it', async () => {
    const { id } = await create();
    const viewer = await makeMember(engine, giver, 'VIEWER');
    await expect(cancel(id, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await book(id);
    await expect(remove(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(cancel(id, taker, 'x'.repeat(501))).rejects.toMatchObject(badAt('input.reason'));
    expect(await cancel(id, editor)).toMatchObject({ status: 'CANCELED', updatedAs: 'SYSTEM', cancelReason: null });
  });

  test('is moved by its giver, and PENDING again when another person moves it', async () => {
    const { id } = await create({ takerId: taker.userId }, editor);
    await confirm(id);
    await book(id);
    const moved = await update(id, { expectedVersion: 3, startsAt: inHours(40), endsAt: inHours(41) });
    expect(moved).toMatchObject({ status: 'BOOKED', startsAt: inHours(40), version: 4 });
    expect(await update(id, { expectedVersion: 4, title: 'Another' }, editor)).toMatchObject({ status: 'BOOKED', title: 'Another' });
    await expect(update(id, { expectedVersion: 4, title: 'Late' })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { current: { title: 'Another', version: 5 } },
    });
    expect(await update(id, { expectedVersion: 5, endsAt: inHours(42) }, editor)).toMatchObject({ status: 'PENDING', updatedAs: 'SYSTEM' });
    expect(await confirm(id)).toMatchObject({ status: 'AVAILABLE', takerId: taker.userId });
  });

  test('of a person who leaves the workspace is canceled, unless it is over', async () => {
    const { id } = await create();
    await book(id);
    const member = { workspaceId: giver.workspaceId, userId: taker.userId };
    await as(giver.actor, (scope) => engine.members.remove(scope, member));
    expect(await get(id)).toMatchObject({ status: 'CANCELED', updatedAs: 'SYSTEM', updatedBy: null, cancelReason: 'MEMBER_LEFT' });
    await expect(book(id, await current(engine, taker))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('overlaps', () => {
  test('by one second are refused, and touching at the edge is allowed', async () => {
    await create({ startsAt: inHours(24), endsAt: inHours(25) });
    const late = new Date(inHours(25).getTime() - 1_000);
    await expect(create({ startsAt: late, endsAt: inHours(26) })).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: [{ path: 'input.slots.0' }],
      details: { conflicts: [{ index: 0, personId: giver.userId, startsAt: inHours(24), endsAt: inHours(25), title: 'A session' }] },
    });
    expect(await create({ startsAt: inHours(25), endsAt: inHours(26) })).toMatchObject({ status: 'AVAILABLE' });
    expect(await create({ startsAt: inHours(23), endsAt: inHours(24) })).toMatchObject({ status: 'AVAILABLE' });
  });

  test('with the buffer of the giver are refused', async () => {
    await create({ bufferBeforeMinutes: 15, bufferAfterMinutes: 30 });
    const [early, late] = [new Date(inHours(24).getTime() - 14 * 60_000), new Date(inHours(25).getTime() + 29 * 60_000)];
    await expect(create({ startsAt: inHours(23), endsAt: early })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(create({ startsAt: late, endsAt: inHours(27) })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await create({ startsAt: new Date(late.getTime() + 60_000), endsAt: inHours(27) })).toMatchObject({ status: 'AVAILABLE' });
  });

  test('of a person as giver and as taker are refused', async () => {
    const { id } = await create();
    const [mine] = await createMany([slotIn(24, editor.userId)], editor);
    await expect(book(id, editor)).rejects.toMatchObject({ code: 'CONFLICT', details: { conflicts: [{ slotId: mine!.id }] } });
    await cancel(mine!.id);
    expect(await book(id, editor)).toMatchObject({ status: 'BOOKED' });
  });

  test('with a slot of a workspace that the caller does not see tell only its times', async () => {
    const other = await makeTenant(engine);
    await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'EDITOR')`, [
      other.workspaceId,
      giver.userId,
    ]);
    const there = await current(engine, await makeMember(engine, other, 'EDITOR'));
    await as(there, (scope) =>
      engine.slotSeries.create(scope, { workspaceId: other.workspaceId, slots: [slotIn(24, giver.userId, { title: 'secret' })] }),
    );
    await expect(create()).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { conflicts: [{ slotId: null, title: null, startsAt: inHours(24), endsAt: inHours(25) }] },
    });
  });

  test('of one of 500 slots refuse all of them and name it', async () => {
    await create({ startsAt: inHours(24 + 123), endsAt: inHours(24 + 124) });
    const many = Array.from({ length: 500 }, (_, index) => slotIn(24 + index, giver.userId, { title: `Number ${index}` }));
    await expect(createMany(many)).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: [{ path: 'input.slots.123' }],
      details: { conflicts: [{ index: 123 }] },
    });
    const count = async () => Number((await engine.owner('select count(*) from slots where giver_id = $1', [giver.userId]))[0]!['count']);
    expect(await count()).toBe(1);
    const made = await createMany(many.filter((_, index) => index !== 123));
    expect(made.map(({ title }) => title)).toEqual(many.filter((_, index) => index !== 123).map(({ title }) => title));
    expect(await count()).toBe(500);
  });

  test('of slots of one request refuse the later one', async () => {
    await expect(createMany([slotIn(25, giver.userId), slotIn(24, giver.userId, { endsAt: inHours(26) })])).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { conflicts: [{ index: 0, otherIndex: 1 }] },
    });
  });
});

describe('bad input', () => {
  test.each([
    ['an end before the start', { endsAt: inHours(23) }, 'endsAt'],
    ['no duration', { endsAt: inHours(24) }, 'endsAt'],
    ['a duration of a year', { endsAt: inHours(24 + 8_760) }, 'endsAt'],
    ['a start in the past', { startsAt: inHours(-1), endsAt: inHours(1) }, 'startsAt'],
    ['a start in ten years', { startsAt: inHours(87_600), endsAt: inHours(87_601) }, 'startsAt'],
    ['a fraction of a second', { startsAt: new Date(inHours(24).getTime() + 1) }, 'startsAt'],
    ['a time zone that does not exist', { timeZone: 'Europe/Atlantis' }, 'timeZone'],
    ['an offset as time zone', { timeZone: '+02:00' }, 'timeZone'],
    ['an empty title', { title: ' ' }, 'title'],
    ['a title with control characters', { title: 'a\u0007' }, 'title'],
    ['a meeting that is no page', { meetingUrl: 'javascript:alert(1)' }, 'meetingUrl'],
    ['a meeting with a character of direction', { meetingUrl: 'https://meet.example/\u202Egnp.exe' }, 'meetingUrl'],
    ['a buffer of a day', { bufferBeforeMinutes: 1_440 }, 'bufferBeforeMinutes'],
    ['a taker who is no member', { takerId: newId() }, 'takerId'],
    ['a taker that is no id', { takerId: 'me' }, 'takerId'],
    ['a giver who is no member', { giverId: newId() }, 'giverId'],
    ['a project that does not exist', { projectId: newId() }, 'projectId'],
  ])('%s is refused', async (_, more, field) => {
    await expect(create(more)).rejects.toMatchObject(badAt(`input.slots.0.${field}`));
  });

  test('the URL of a meeting is stored as browsers write it', async () => {
    expect(await create({ meetingUrl: 'HTTPS://Meet.Example:443/ä' })).toMatchObject({ meetingUrl: 'https://meet.example/%C3%A4' });
  });

  test('giver and taker must be two people, and the giver no VIEWER', async () => {
    await expect(create({ takerId: giver.userId })).rejects.toMatchObject(badAt('input.slots.0.takerId'));
    await expect(create({ giverId: taker.userId })).rejects.toMatchObject(badAt('input.slots.0.giverId'));
    await expect(create({ giverId: taker.userId }, taker)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('all fields of all slots are named at once', async () => {
    const slots = [slotIn(24, giver.userId, { title: '' }), slotIn(25, giver.userId, { timeZone: 'x', endsAt: inHours(25) })];
    await expect(createMany(slots)).rejects.toMatchObject(badAt('input.slots.0.title', 'input.slots.1.endsAt', 'input.slots.1.timeZone'));
    await expect(createMany([])).rejects.toMatchObject(badAt('input.slots'));
    await expect(createMany(Array.from({ length: 501 }, (_, index) => slotIn(24 + index, giver.userId)))).rejects.toMatchObject(
      badAt('input.slots'),
    );
  });

  test('a slot that has begun is neither booked nor moved', async () => {
    const { id } = await create();
    await engine.owner(`update slots set starts_at = now() - interval '1 minute' where id = $1`, [id]);
    await expect(book(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(update(id, { expectedVersion: 1, title: 'Late' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('a rule that never ends, or too late, is refused', async () => {
    for (const rrule of ['FREQ=DAILY', 'FREQ=DAILY;COUNT=1000000', 'FREQ=YEARLY;COUNT=5'])
      await expect(repeat(rrule)).rejects.toMatchObject(badAt('input.rrule'));
  });
});

describe('recurring slots', () => {
  test('are created together, in order, with the same series', async () => {
    const slots = await repeat('RRULE:FREQ=DAILY;COUNT=5', { timeZone: 'UTC', bufferAfterMinutes: 10 });
    expect(slots.map(({ startsAt }) => startsAt)).toEqual([24, 48, 72, 96, 120].map(inHours));
    expect(new Set(slots.map(({ seriesId }) => seriesId)).size).toBe(1);
    expect(slots[0]).toMatchObject({ status: 'AVAILABLE', bufferAfterMinutes: 10 });
  });

  test('that overlap with a slot are not created', async () => {
    await create({ startsAt: inHours(96), endsAt: inHours(97) });
    await expect(repeat('FREQ=DAILY;COUNT=5', { timeZone: 'UTC' })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { conflicts: [{ index: 3 }] },
    });
    // Every day a slot of 24 hours, with a buffer.
    const long = { timeZone: 'UTC', endsAt: inHours(48), bufferAfterMinutes: 1 };
    await expect(repeat('FREQ=DAILY;COUNT=2', long)).rejects.toMatchObject({ details: { conflicts: [{ index: 1, otherIndex: 0 }] } });
  });
});

describe('subscribers', () => {
  /** The services with a subscriber, and what it has received. */
  function withSubscriber(react: (event: SlotEvent) => void = () => undefined) {
    const events: SlotEvent[] = [];
    const beforeRun = [async (scope: Scope, call: Parameters<typeof authorizeMutation>[1]) => authorizeMutation(scope, call)];
    const mutations = new Mutations({ beforeRun: [...beforeRun, (scope: Scope) => scope.close()], inTransaction: [] }, engine.encryption);
    const services = openScheduling(mutations, 'http://studio.test', [
      async (_, event) => {
        events.push(event);
        react(event);
      },
    ]);
    const input = (more: Partial<GivenSlot> = {}) => ({ workspaceId: giver.workspaceId, slots: [slotIn(24, giver.userId, more)] });
    return { ...services, events, input };
  }

  test('receive each event once, with who acts in which role', async () => {
    const { slots, slotSeries, events, input } = withSubscriber();
    const [asked] = await as(editor, (scope) => slotSeries.create(scope, input({ takerId: taker.userId })));
    await as(giver.actor, (scope) => slots.confirm(scope, asked!.id));
    await as(taker, (scope) => slots.book(scope, { id: asked!.id }));
    await as(giver.actor, (scope) => slots.update(scope, asked!.id, { expectedVersion: 3, endsAt: inHours(26) }));
    await as(taker, (scope) => slots.cancel(scope, asked!.id, {}));
    const [offered] = await as(giver.actor, (scope) => slotSeries.create(scope, input()));
    await as(taker, (scope) => slots.book(scope, { id: offered!.id }));
    const [refused] = await as(editor, (scope) => slotSeries.create(scope, input({ startsAt: inHours(30), endsAt: inHours(31) })));
    await as(giver.actor, (scope) => slots.decline(scope, refused!.id));
    expect(events.map(({ type, actorRole, slot }) => `${type} ${actorRole} ${slot.status}`)).toEqual([
      'SLOT_REQUESTED SYSTEM PENDING',
      'SLOT_CONFIRMED GIVER AVAILABLE',
      'SLOT_BOOKED TAKER BOOKED',
      'SLOT_CHANGED GIVER BOOKED',
      'SLOT_CANCELED TAKER CANCELED',
      'SLOT_BOOKED TAKER BOOKED',
      'SLOT_REQUESTED SYSTEM PENDING',
      'SLOT_DECLINED GIVER DECLINED',
    ]);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(SLOT_EVENTS));
    expect(events[3]?.before).toMatchObject({ startsAt: inHours(24), endsAt: inHours(25) });
    expect(events.map(({ actorId }) => actorId)).toEqual(
      [editor, giver, taker, giver, taker, taker, editor, giver].map(({ userId }) => userId),
    );
  });

  test('receive one request for each giver of a call, and nothing for a change that changes nothing', async () => {
    const { slots, slotSeries, events } = withSubscriber();
    const given = [30, 24, 27].map((hours) => slotIn(hours, giver.userId));
    const workspaceId = giver.workspaceId;
    const made = await as(editor, (scope) => slotSeries.create(scope, { workspaceId, slots: [...given, slotIn(40, editor.userId)] }));
    expect(events).toMatchObject([
      { type: 'SLOT_REQUESTED', slot: { startsAt: inHours(24) }, series: { id: made[0]!.seriesId, count: 3 } },
    ]);
    const { id, title, startsAt } = made[0]!;
    const same = await as(editor, (scope) => slots.update(scope, id, { expectedVersion: 1, title, startsAt }));
    expect([same.version, same.updatedAt, events.length]).toEqual([1, null, 1]);
  });

  test('that fail take the change back', async () => {
    const { id } = await create();
    const { slots } = withSubscriber(() => {
      throw new Error('no mail today');
    });
    await expect(as(taker, (scope) => slots.book(scope, { id }))).rejects.toThrow('no mail today');
    expect(await get(id)).toMatchObject({ status: 'AVAILABLE', takerId: null, version: 1 });
    expect(await book(id)).toMatchObject({ status: 'BOOKED' });
  });
});

test('the engine ends what has passed, and reminders see what is booked', async () => {
  const slots = await createMany([24, 25, 26, 27].map((hours) => slotIn(hours, giver.userId)));
  const [available, pending, booked, ahead] = slots.map(({ id }) => id);
  await book(booked!);
  await book(ahead!);
  await engine.owner(`update slots set status = 'PENDING' where id = $1`, [pending]);
  const upcoming = (from: number, to: number) =>
    engine.database.systemScope(new AbortController().signal).tx((em) => upcomingSlots(em, inHours(from), inHours(to)));
  expect((await upcoming(20, 28)).map(({ id }) => id).filter((id) => slots.some((slot) => slot.id === id))).toEqual([booked, ahead]);
  await engine.owner(
    `update slots set starts_at = starts_at - interval '30 days', ends_at = ends_at - interval '30 days' where id = any ($1)`,
    [[available, pending, booked]],
  );
  expect(await engine.slots.endPast(engine.database.systemScope(new AbortController().signal))).toBeGreaterThanOrEqual(3);
  const statusOf = async (id: string | undefined) => (await get(id ?? '')).status;
  expect(await Promise.all([available, pending, booked, ahead].map(statusOf))).toEqual(['CANCELED', 'DECLINED', 'COMPLETED', 'BOOKED']);
  expect((await get(booked!)).updatedAs).toBe('SYSTEM');
});

test('a state holds whom its table says, and END leads where the database leads', async () => {
  for (const status of SLOT_STATUSES) {
    const { id } = await create({ takerId: taker.userId });
    await engine.owner('update slots set status = $2 where id = $1', [id, status]);
    const held = await engine.owner<{ person_id: string }>('select person_id from slot_times where slot_id = $1', [id]);
    const people = { GIVER: giver.userId, TAKER: taker.userId };
    expect(held.map(({ person_id }) => person_id).toSorted(), status).toEqual(
      SLOT_STATES[status].holds.map((role) => people[role]).toSorted(),
    );
    await engine.owner(`update slots set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = $1`, [id]);
    await engine.owner('select end_past_slots()');
    const [row] = await engine.owner<{ status: string }>('select status from slots where id = $1', [id]);
    expect(row?.status).toBe(SLOT_STATES[status].on.END ?? status);
    await engine.owner('update slots set deleted_at = now() where id = $1', [id]);
  }
});
