import { randomBytes } from 'node:crypto';
import { LockMode } from '@mikro-orm/postgresql';
import { currentUser } from '../../../kernel/actor.ts';
import { assertQuota, notFound } from '../../../kernel/errors.ts';
import { isId, newId } from '../../../kernel/id.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { CalendarFeedEntity } from './calendar-feed.entity.ts';
import type { CalendarFeedRow } from './calendar-feed.entity.ts';
import { calendarText } from './calendar-text.ts';
import type { CalendarSlot } from './calendar-text.ts';
import { createCalendarFeed, revokeCalendarFeed } from './calendar.mutations.ts';

const SECRET_BYTES = 32;
/** Maximum feeds of one person that are not revoked. */
const MAX_CALENDAR_FEEDS = 10;
/** Maximum slots in a feed, from the earliest. */
const MAX_FEED_SLOTS = 2_000;

export interface CreateCalendarFeed {
  readonly name: string;
}

/** A feed and its address, which only the answer that creates it has. */
export interface CalendarFeedWithUrl {
  readonly feed: CalendarFeedRow;
  readonly url: string;
}

/** A row of `read_calendar_feed`, whose times are text. */
type FeedSlot = Omit<CalendarSlot, 'startsAt' | 'endsAt' | 'createdAt' | 'changedAt'> &
  Readonly<Record<'startsAt' | 'endsAt' | 'createdAt' | 'changedAt', string>>;

/** Private calendar feeds of people. */
export class CalendarService {
  constructor(
    private readonly mutations: Mutations,
    private readonly publicUrl: string,
  ) {}

  /** Creates a feed of the caller. @throws ReelwrightError QUOTA_EXCEEDED */
  async create(scope: Scope, { name }: CreateCalendarFeed): Promise<CalendarFeedWithUrl> {
    const { userId } = currentUser(scope);
    const call = await this.mutations.authorizeCall(scope, { mutation: createCalendarFeed });
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const id = newId();
    await this.mutations.runInTransaction(scope, call, async (em) => {
      // Two calls would both count the last free feed.
      await lockRow(em, UserEntity, userId);
      const feeds = await em.count(CalendarFeedEntity, { userId, revokedAt: null });
      assertQuota(feeds + 1, MAX_CALENDAR_FEEDS, `You can have at most ${MAX_CALENDAR_FEEDS} calendar feeds. Revoke one first.`);
      const shownName = name.normalize('NFC').trim();
      em.create(CalendarFeedEntity, { id, userId, name: shownName, secretHash: tokenHash(secret) });
      await em.flush();
      return { subjectId: id, answer: undefined, after: { name: shownName } };
    });
    const feed = await this.get(scope, id);
    if (!feed) throw notFound('Calendar feed');
    return { feed, url: `${this.publicUrl}/calendar/${secret}.ics` };
  }

  /** Revokes a feed of the caller, effective immediately. @throws ReelwrightError NOT_FOUND for a revoked feed and for another person's */
  async revoke(scope: Scope, id: string): Promise<void> {
    const { userId } = currentUser(scope);
    await this.mutations.update(scope, { mutation: revokeCalendarFeed, subjectId: id }, async (em) => {
      const own = { id, userId, revokedAt: null };
      const feed = isId(id) ? await em.findOne(CalendarFeedEntity, own, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
      if (!feed) throw notFound('Calendar feed');
      feed.revokedAt = new Date();
      await em.flush();
      return { before: { name: feed.name } };
    });
  }

  /** The caller's feeds that are not revoked, newest first. */
  list(scope: Scope): Promise<CalendarFeedRow[]> {
    const { userId } = currentUser(scope);
    return scope.read((em) => em.find(CalendarFeedEntity, { userId, revokedAt: null }, { orderBy: { id: 'desc' } }));
  }

  /** A feed of the caller; null for a revoked one and for another person's. */
  get(scope: Scope, id: string): Promise<CalendarFeedRow | null> {
    const { userId } = currentUser(scope);
    return scope.read((em) => em.findOne(CalendarFeedEntity, { id, userId, revokedAt: null }));
  }

  /** The calendar of the person whose feed has this secret, without authentication; undefined for an unknown or revoked secret. */
  async open(scope: Scope, secret: string): Promise<string | undefined> {
    const found = await scope.executeAlone<{ slots: FeedSlot[] | null }>('select read_calendar_feed(?, ?) as slots', [
      tokenHash(secret),
      MAX_FEED_SLOTS,
    ]);
    return found?.slots ? calendarText(found.slots.map(revived)) : undefined;
  }
}

const revived = (slot: FeedSlot): CalendarSlot => ({
  ...slot,
  startsAt: new Date(slot.startsAt),
  endsAt: new Date(slot.endsAt),
  createdAt: new Date(slot.createdAt),
  changedAt: new Date(slot.changedAt),
});
