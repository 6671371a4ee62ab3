import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { openApi, type InProcessApi } from '../../../support/api.ts';
import { makeSignedIn, request, useEngine, type Tenant } from '../../../support/engine.ts';
import { wheelOf } from '../../../support/python-packages.ts';
import { inHours, slotIn } from '../../../support/slots.ts';
import { makeMember, makePerson } from '../../../support/world.ts';

/** `icalendar` of Python with what it needs; a wheel that cannot be fetched is undefined. */
const WHEELS = await Promise.all([
  wheelOf('icalendar', '6.3.1'),
  wheelOf('python-dateutil', '2.9.0.post0'),
  wheelOf('six', '1.17.0'),
  wheelOf('tzdata', '2025.2'),
]);
/** Writes the events of the calendar on standard input as JSON. */
const READ_EVENTS = `
import icalendar, json, sys
events = icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk('VEVENT')
print(json.dumps([{
    'uid': str(event['UID']), 'title': str(event['SUMMARY']), 'status': str(event['STATUS']), 'sequence': int(event['SEQUENCE']),
    'startsAt': int(event.decoded('DTSTART').timestamp()), 'endsAt': int(event.decoded('DTEND').timestamp()),
} for event in events]))`;

const engine = useEngine();
let api: InProcessApi;
let giver: Tenant;
beforeAll(async () => {
  api = await openApi(engine);
  giver = await makeSignedIn(engine);
});
afterAll(() => api.close());

const call = <T>(method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, giver.actor, method);
const feed = (name = 'My phone') => call((scope) => engine.calendars.create(scope, { name }));
const pathOf = (url: string): string => new URL(url).pathname;
const read = (url: string, init?: RequestInit): Promise<Response> => fetch(`${api.url}${pathOf(url)}`, init);
/** The events of a feed by their title. */
async function eventsOf(url: string): Promise<ReadonlyMap<string, ICAL.Event>> {
  const text = await (await read(url)).text();
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return new Map(calendar.getAllSubcomponents('vevent').map((one) => [String(one.getFirstPropertyValue('summary')), new ICAL.Event(one)]));
}

test('a feed shows the slots of a person of all states, and follows their changes', async () => {
  const { workspaceId, userId } = giver;
  const taker = await makeMember(engine, giver, 'VIEWER');
  const title = 'Review: “Oslo”, part 1; \\ and a very long title that no line of a calendar may hold, 你好 🎬';
  const [slot, other] = await call((scope) =>
    engine.slotSeries.create(scope, {
      workspaceId,
      slots: [slotIn(24, userId, { title, meetingUrl: 'https://meet.test/a' }), slotIn(30, userId, { title: 'Free' })],
    }),
  );
  const { url } = await feed();
  const response = await read(url);
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
    200,
    'text/calendar; charset=utf-8',
    'no-store',
  ]);
  const text = await response.text();
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const offered = (await eventsOf(url)).get(title);
  expect(offered).toMatchObject({ uid: `${slot!.id}@reelwright`, sequence: 0 });
  expect(offered?.component.getFirstPropertyValue('status')).toBe('TENTATIVE');
  expect([offered?.startDate.toJSDate(), offered?.endDate.toJSDate()]).toEqual([inHours(24), inHours(25)]);

  await request(engine, taker, (scope) => engine.slots.book(scope, { id: slot!.id }));
  const move = { expectedVersion: 2, startsAt: inHours(48), endsAt: inHours(50) };
  await call((scope) => engine.slots.update(scope, slot!.id, move));
  await call((scope) => engine.slots.cancel(scope, other!.id, { reason: 'Nobody came.' }));
  const after = await eventsOf(url);
  const moved = after.get(title);
  expect(moved?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  expect([moved?.sequence, moved?.startDate.toJSDate(), moved?.endDate.toJSDate()]).toEqual([2, inHours(48), inHours(50)]);
  expect(after.get('Free')?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(after.get('Free')?.description).toContain('Nobody came.');

  await call((scope) => engine.slotSeries.create(scope, { workspaceId, slots: [slotIn(72, userId, { title: 'Deleted' })] })).then(
    ([deleted]) => call((scope) => engine.slots.delete(scope, deleted!.id)),
  );
  const gone = (await eventsOf(url)).get('Deleted');
  expect([gone?.component.getFirstPropertyValue('status'), gone?.sequence]).toEqual(['CANCELLED', 1]);

  const theirs = await request(engine, taker, (scope) => engine.calendars.create(scope, { name: 'Theirs' }));
  expect([...(await eventsOf(theirs.url)).keys()]).toEqual([title]);
});

test.skipIf(WHEELS.includes(undefined))('icalendar of Python reads the events of a feed as they were written', async () => {
  const person = await makeSignedIn(engine);
  const { workspaceId, userId } = person;
  const as = <T>(method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, person.actor, method);
  const title = 'Review: “Oslo”, part 1; \\ and a very long title that no line of a calendar may hold, 你好 🎬';
  const slots = await as((scope) =>
    engine.slotSeries.create(scope, { workspaceId, slots: [slotIn(24, userId, { title }), slotIn(30, userId, { title: 'Canceled' })] }),
  );
  await as((scope) => engine.slots.cancel(scope, slots[1]!.id, {}));
  const { url } = await as((scope) => engine.calendars.create(scope, { name: 'Python' }));
  const python = spawnSync('python3', ['-c', READ_EVENTS], {
    input: await (await read(url)).text(),
    env: { ...process.env, PYTHONPATH: WHEELS.join(delimiter) },
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(python.stderr).toBe('');
  const event = (index: number, hours: number, rest: object) => ({
    uid: `${slots[index]!.id}@reelwright`,
    startsAt: inHours(hours).getTime() / 1_000,
    endsAt: inHours(hours + 1).getTime() / 1_000,
    ...rest,
  });
  expect((JSON.parse(python.stdout) as { title: string }[]).toSorted((one, other) => one.title.localeCompare(other.title))).toEqual([
    event(1, 30, { title: 'Canceled', status: 'CANCELLED', sequence: 1 }),
    event(0, 24, { title, status: 'TENTATIVE', sequence: 0 }),
  ]);
});

test('a feed is unknown once it is revoked or its person suspended, and shows nothing of a workspace that the person has left', async () => {
  const person = await makePerson(engine);
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'VIEWER')`, [giver.workspaceId, person.userId]);
  const [slot] = await call((scope) =>
    engine.slotSeries.create(scope, { workspaceId: giver.workspaceId, slots: [slotIn(60, giver.userId, { takerId: person.userId })] }),
  );
  const { feed: made, url } = await request(engine, person, (scope) => engine.calendars.create(scope, { name: 'Phone' }));
  expect((await eventsOf(url)).get('A session')?.uid).toBe(`${slot!.id}@reelwright`);
  await engine.owner('delete from memberships where user_id = $1', [person.userId]);
  expect((await eventsOf(url)).size).toBe(0);
  await engine.owner(`insert into suspensions (user_id, reason, suspended_by) values ($1, 'spam', $1)`, [person.userId]);
  expect((await read(url)).status).toBe(404);
  await engine.owner('delete from suspensions where user_id = $1', [person.userId]);
  expect((await read(url)).status).toBe(200);
  await expect(call((scope) => engine.calendars.revoke(scope, made.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await request(engine, person, (scope) => engine.calendars.revoke(scope, made.id));
  expect((await read(url)).status).toBe(404);
  expect(await request(engine, person, (scope) => engine.calendars.list(scope))).toEqual([]);
});

test('only the hash of the secret is stored, and a person has at most ten feeds', async () => {
  const person = await makeSignedIn(engine);
  const create = () => request(engine, person.actor, (scope) => engine.calendars.create(scope, { name: 'One' }));
  const { url } = await create();
  const secret = pathOf(url).replace('/calendar/', '').replace('.ics', '');
  expect(secret).toMatch(/^[\w-]{43}$/);
  const stored = await engine.owner(`select f::text as row from calendar_feeds f where user_id = $1`, [person.userId]);
  expect(JSON.stringify(stored)).not.toContain(secret);
  const audit = await engine.owner(`select e::text as row from audit_events e where user_id = $1`, [person.userId]);
  expect(JSON.stringify(audit)).not.toContain(secret);
  for (let count = 1; count < 10; count += 1) await create();
  await expect(create()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 10 } });
});

test.each([
  ['a secret that nobody has', '/calendar/unknown.ics'],
  ['a long secret', `/calendar/${'x'.repeat(4_000)}.ics`],
  ['an empty secret', '/calendar/.ics'],
  ['a secret with a zero byte', '/calendar/%00.ics'],
  ['an address without an extension', '/calendar/a'],
])('%s is unknown', async (_, path) => {
  expect((await fetch(`${api.url}${path}`)).status).toBe(404);
});

test('a feed is read only, and limited for each address', async () => {
  const { url } = await feed('Another');
  expect((await read(url, { method: 'POST' })).status).toBe(404);
  await engine.owner(`update rate_limits set taken = 1000000, ends_at = now() + interval '1 minute'`);
  const refused = await read(url);
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
});
