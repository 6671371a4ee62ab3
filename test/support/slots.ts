import type { GivenSlot } from '../../src/features/scheduling/slot-check.ts';

const HOUR_MS = 3_600_000;

/** A whole hour, so many hours from now. */
export const inHours = (hours: number): Date => new Date((Math.floor(Date.now() / HOUR_MS) + hours) * HOUR_MS);

/** A slot of an hour that begins in so many hours, or with other fields. */
export const slotIn = (hours: number, giverId: string, more: Partial<GivenSlot> = {}): GivenSlot => ({
  ...{ giverId, startsAt: inHours(hours), endsAt: inHours(hours + 1), timeZone: 'Europe/Berlin', title: 'A session' },
  ...more,
});
