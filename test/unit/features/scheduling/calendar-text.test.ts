import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { calendarText, slotCalendar, type CalendarSlot } from '../../../../src/features/scheduling/calendar/calendar-text.ts';

const slot: CalendarSlot = {
  ...{ id: '01a1f81b-3037-7816-9546-c19789f6df7d', status: 'BOOKED', version: 3, title: 'One' },
  ...{ startsAt: new Date('2027-03-28T00:30:00Z'), endsAt: new Date('2027-03-28T01:30:00Z') },
  ...{ createdAt: new Date('2027-01-01T00:00:00Z'), changedAt: new Date('2027-01-02T00:00:00Z') },
  ...{ meetingUrl: 'https://meet.test/?a=1;b,c', cancelReason: null, giver: 'Ada', taker: 'Bob', workspace: 'Studio' },
};
const eventOf = (one: CalendarSlot): ICAL.Component =>
  new ICAL.Component(ICAL.parse(calendarText([one])) as unknown[]).getFirstSubcomponent('vevent')!;

test.each([
  ['a line break', 'One\nBEGIN:VEVENT'],
  ['a carriage return', 'One\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR'],
  ['separators', 'a;b,c\\n\\'],
  ['long texts of other scripts', '会议'.repeat(100) + '🎬'.repeat(20)],
])('%s stays inside its property', (_, text) => {
  const event = eventOf({ ...slot, title: text, cancelReason: text });
  const asRead = text.replaceAll('\r\n', '\n');
  expect(String(event.getFirstPropertyValue('summary')).replaceAll('\r', '')).toBe(asRead);
  expect(event.getAllProperties('summary')).toHaveLength(1);
  for (const line of calendarText([{ ...slot, title: text }]).split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test('times are in UTC, and a change has a higher sequence', () => {
  const text = calendarText([slot]);
  expect(text).toContain('DTSTART:20270328T003000Z\r\n');
  expect(text).toContain('DTEND:20270328T013000Z\r\n');
  expect(text).toContain('SEQUENCE:2\r\n');
  expect(text).toContain('LAST-MODIFIED:20270102T000000Z\r\n');
});

test('a meeting is shown as URL and location, with separators only as location', () => {
  const [plain, other] = ['https://meet.test/?a=1', 'https://meet.test/?a=1;b,c'].map((meetingUrl) => eventOf({ ...slot, meetingUrl }));
  expect([plain!.getFirstPropertyValue('url'), plain!.getFirstPropertyValue('location')]).toEqual(Array(2).fill('https://meet.test/?a=1'));
  expect([other!.getFirstPropertyValue('url'), other!.getFirstPropertyValue('location')]).toEqual([null, 'https://meet.test/?a=1;b,c']);
});

test.each([
  ['AVAILABLE', 'TENTATIVE', 'TRANSPARENT'],
  ['PENDING', 'TENTATIVE', 'OPAQUE'],
  ['BOOKED', 'CONFIRMED', 'OPAQUE'],
  ['COMPLETED', 'CONFIRMED', 'OPAQUE'],
  ['DECLINED', 'CANCELLED', 'TRANSPARENT'],
  ['CANCELED', 'CANCELLED', 'TRANSPARENT'],
] as const)('%s is shown as %s and %s', (status, shown, transparency) => {
  const event = eventOf({ ...slot, status });
  expect([event.getFirstPropertyValue('status'), event.getFirstPropertyValue('transp')]).toEqual([shown, transparency]);
});

test.each([
  ['BOOKED', 'PUBLISH', 'CONFIRMED'],
  ['PENDING', 'PUBLISH', 'TENTATIVE'],
  ['DECLINED', 'CANCEL', 'CANCELLED'],
  ['CANCELED', 'CANCEL', 'CANCELLED'],
] as const)('%s is attached to an email with the method %s, and asks nobody for an answer', (status, method, shown) => {
  const attached = slotCalendar({ ...slot, status }, 'studio@example.test');
  expect(attached.method).toBe(method);
  const calendar = new ICAL.Component(ICAL.parse(attached.text) as unknown[]);
  expect(calendar.getFirstPropertyValue('method')).toBe(method);
  const [event, ...others] = calendar.getAllSubcomponents('vevent');
  expect(others).toEqual([]);
  expect(event!.getFirstPropertyValue('status')).toBe(shown);
  expect(event!.getFirstPropertyValue('uid')).toBe(eventOf(slot).getFirstPropertyValue('uid'));
  expect(event!.getFirstPropertyValue('sequence')).toBe(2);
  expect(event!.getFirstPropertyValue('organizer')).toBe('mailto:studio@example.test');
  expect(event!.getFirstProperty('organizer')!.getFirstParameter('cn')).toBe('Ada');
  expect(event!.getAllProperties('attendee')).toEqual([]);
});
