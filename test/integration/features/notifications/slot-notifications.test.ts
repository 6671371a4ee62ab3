import ICAL from 'ical.js';
import { beforeEach, expect, test } from 'vitest';
import { upcomingSlots } from '../../../../src/features/scheduling/slot.read.ts';
import type { SlotRow } from '../../../../src/features/scheduling/slot.entity.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import type { Mail } from '../../../../src/platform/mail/mail.ts';
import { lettersTo } from '../../../support/emails.ts';
import { makeTenant, request, until, useEngine, type Tenant } from '../../../support/engine.ts';
import { slotIn } from '../../../support/slots.ts';
import { makeMember } from '../../../support/world.ts';

const engine = useEngine();
const HOUR_MS = 3_600_000;
/** The owner of the workspace, who gives and reads German, and a VIEWER, who takes and reads Chinese. */
let giver: Tenant;
let taker: Tenant['actor'];
beforeEach(async () => {
  await engine.owner(`delete from slots`);
  giver = await makeTenant(engine);
  taker = await makeMember(engine, giver, 'VIEWER');
  await engine.owner(`update users set name = 'Ada', locale = 'de', email_verified_at = now() where id = $1`, [giver.userId]);
  await engine.owner(`update users set name = 'Bob', locale = 'zh-CN', email_verified_at = now() where id = $1`, [taker.userId]);
});

const as = <T>(actor: Actor, method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, actor, method);
/** A booked slot that begins in so many hours. */
async function booked(hours: number): Promise<SlotRow> {
  const more = { title: 'Besprechung', meetingUrl: 'https://meet.test/room' };
  const [slot] = await as(giver.actor, (scope) =>
    engine.slotSeries.create(scope, { workspaceId: giver.workspaceId, slots: [slotIn(hours, giver.userId, more)] }),
  );
  return as(taker, (scope) => engine.slots.book(scope, { id: slot?.id ?? '' }));
}
/** Transactions of this database that wait for another one. */
const WAITING = `select from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted`;
/** Runs the task as it runs so many hours before this time. */
const remind = (hours: number, time: Date): Promise<number> =>
  engine.slotNotifications.remind(upcomingSlots, new Date(time.getTime() - hours * HOUR_MS));
const kindsOf = async (actor: Actor): Promise<string[]> =>
  (await as(actor, (scope) => engine.notifications.list(scope, { first: 50 }))).rows.map(({ kind }) => kind).toReversed();
async function mailsTo(userId: string): Promise<Mail[]> {
  const [user] = await engine.owner<{ email: string }>('select email from users where id = $1', [userId]);
  return lettersTo(engine, user?.email ?? '');
}
/** The calendar that an email carries, read by another program. */
function calendarIn(mail: Mail | undefined) {
  const [file, ...others] = mail?.attachments ?? [];
  expect(others).toEqual([]);
  const calendar = new ICAL.Component(ICAL.parse(file?.text ?? '') as unknown[]);
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!);
  return {
    ...{ name: file?.name, type: file?.contentType, method: calendar.getFirstPropertyValue('method') },
    ...{ uid: event.uid, sequence: event.sequence, title: event.summary, start: event.startDate.toJSDate(), place: event.location },
    status: event.component.getFirstPropertyValue('status'),
  };
}

test('a booked slot is a notification and an email for the giver in their language, with the slot for their calendar', async () => {
  const slot = await booked(48);
  expect(await kindsOf(giver.actor)).toEqual(['SLOT_BOOKED']);
  expect(await kindsOf(taker)).toEqual([]);
  const [mail, ...others] = await mailsTo(giver.userId);
  expect(others).toEqual([]);
  expect(mail?.subject).toMatch(/^Gebucht: „Besprechung“/);
  expect(calendarIn(mail)).toEqual({
    ...{ name: 'slot.ics', type: 'text/calendar; charset=utf-8; method=PUBLISH', method: 'PUBLISH', status: 'CONFIRMED' },
    ...{ uid: `${slot.id}@reelwright`, sequence: 1, title: 'Besprechung', start: slot.startsAt, place: 'https://meet.test/room' },
  });
});

test('a moved slot has a higher sequence in the calendar, and its reminder follows', async () => {
  const { id, version, startsAt: earlier } = await booked(48);
  expect(await remind(23.5, earlier)).toBe(1);
  const later = new Date(earlier.getTime() + 24 * HOUR_MS);
  const moved = { startsAt: later, endsAt: new Date(later.getTime() + HOUR_MS), expectedVersion: version };
  await as(giver.actor, (scope) => engine.slots.update(scope, id, moved));
  expect(await kindsOf(taker)).toEqual(['SLOT_REMINDER', 'SLOT_CHANGED']);
  // Its earlier time reminds nobody.
  expect(await remind(0.5, earlier)).toBe(0);
  expect(await remind(23.5, later)).toBe(1);
  expect(await remind(0.5, later)).toBe(1);
  await remind(0.5, later);
  expect(await kindsOf(taker)).toEqual(['SLOT_REMINDER', 'SLOT_CHANGED', 'SLOT_REMINDER', 'SLOT_REMINDER']);
  const mails = await mailsTo(taker.userId);
  expect(mails.map((mail) => calendarIn(mail).sequence)).toEqual([1, 2, 2, 2]);
  expect(calendarIn(mails[1])).toMatchObject({ start: later, uid: `${id}@reelwright`, status: 'CONFIRMED' });
  for (const { subject } of mails) expect(subject).toMatch(/[\u4E00-\u9FFF]/);
});

test('the other person hears of a slot whose taker has left the workspace, and both of a request that nobody confirmed in time', async () => {
  await booked(48);
  await engine.owner('delete from memberships where workspace_id = $1 and user_id = $2', [giver.workspaceId, taker.userId]);
  await engine.notificationConsumer.consumeDue([giver.workspaceId]);
  await engine.notificationConsumer.consumeDue([giver.workspaceId]);
  expect((await kindsOf(giver.actor)).filter((kind) => kind.startsWith('SLOT'))).toEqual(['SLOT_BOOKED', 'SLOT_CANCELED']);
  const mail = (await mailsTo(giver.userId)).at(-1);
  expect(calendarIn(mail)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED' });
  expect(await mailsTo(taker.userId)).toEqual([]);

  const another = await makeMember(engine, giver, 'EDITOR');
  const asked = slotIn(24, giver.userId, { takerId: another.userId, title: 'Frage' });
  await as(another, (scope) => engine.slotSeries.create(scope, { workspaceId: giver.workspaceId, slots: [asked] }));
  await engine.owner(`update slots set starts_at = now() - interval '1 minute' where status = 'PENDING'`);
  await engine.slots.endPast(engine.database.systemScope(AbortSignal.timeout(10_000)));
  await engine.notificationConsumer.consumeDue([giver.workspaceId]);
  expect((await kindsOf(giver.actor)).at(-1)).toBe('SLOT_DECLINED');
  expect(await kindsOf(another)).toEqual(['SLOT_DECLINED']);
});

test('a reminder that was sent is not read again', async () => {
  const { startsAt } = await booked(48);
  expect(await remind(23.5, startsAt)).toBe(1);
  expect(await remind(23.5, startsAt)).toBe(0);
  expect(await remind(0.5, startsAt)).toBe(1);
  expect(await remind(0.5, startsAt)).toBe(0);
});

test('a slot that is moved after the list of reminders was read reminds nobody of its earlier time', async () => {
  const { id, version, startsAt } = await booked(48);
  const later = new Date(startsAt.getTime() + 5 * HOUR_MS);
  const move = (from: number, startsAt_: Date) => {
    const moved = { startsAt: startsAt_, endsAt: new Date(startsAt_.getTime() + HOUR_MS), expectedVersion: from };
    return as(giver.actor, (scope) => engine.slots.update(scope, id, moved));
  };
  // Moved after the list was read: its earlier time reminds nobody.
  await engine.slotNotifications.remind(
    async (em, from, to, hours) => {
      const slots = await upcomingSlots(em, from, to, hours);
      if (hours === 24) await move(version, later);
      return slots;
    },
    new Date(startsAt.getTime() - 23.5 * HOUR_MS),
  );
  expect(await kindsOf(taker)).toEqual(['SLOT_CHANGED']);
});

test('a change of a slot waits while its reminder is written, and is reported after it', async () => {
  const { id, startsAt } = await booked(48);
  let canceled: Promise<SlotRow> | undefined;
  await engine.slotNotifications.remind(
    async (em, from, to, hours) => {
      const slots = await upcomingSlots(em, from, to, hours);
      if (hours === undefined) {
        canceled = as(giver.actor, (scope) => engine.slots.cancel(scope, id, {}));
        await until(async () => (await engine.owner(WAITING)).length > 0);
      }
      return slots;
    },
    new Date(startsAt.getTime() - 23.5 * HOUR_MS),
  );
  expect(await canceled).toMatchObject({ status: 'CANCELED' });
  expect(await kindsOf(taker)).toEqual(['SLOT_REMINDER', 'SLOT_CANCELED']);
});

test('a canceled slot is CANCELLED in the calendar, and reminds nobody', async () => {
  const { id, startsAt } = await booked(48);
  await as(taker, (scope) => engine.slots.cancel(scope, id, { reason: 'See https://evil.example/x' }));
  expect(await kindsOf(giver.actor)).toEqual(['SLOT_BOOKED', 'SLOT_CANCELED']);
  const mail = (await mailsTo(giver.userId)).at(-1);
  expect(calendarIn(mail)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', sequence: 2, uid: `${id}@reelwright` });
  expect(mail?.attachments?.[0]?.contentType).toContain('method=CANCEL');
  // What a person wrote is no link.
  expect(mail?.attachments?.[0]?.text).not.toContain('evil.example');
  for (const hours of [23.5, 0.5]) expect(await remind(hours, startsAt)).toBe(0);
  expect(await kindsOf(taker)).toEqual([]);
});

test('a change that fails notifies nobody', async () => {
  const { id, version } = await booked(48);
  const stale = { title: 'Other', expectedVersion: version - 1 };
  await expect(as(giver.actor, (scope) => engine.slots.update(scope, id, stale))).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await kindsOf(taker)).toEqual([]);
  expect(await mailsTo(taker.userId)).toEqual([]);
});
