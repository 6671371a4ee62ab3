import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';

/** A private address at which a calendar program reads a person's slots, without signing in. */
export const CalendarFeedEntity = defineEntity({
  name: 'CalendarFeed',
  tableName: 'calendar_feeds',
  uniques: [{ name: 'calendar_feeds_secret', properties: ['secretHash'] }],
  indexes: [{ name: 'calendar_feeds_of_user', properties: ['userId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    userId: references(UserEntity, 'user_id'),
    name: p.text(),
    /** SHA-256 of the secret in the address. The secret itself is not stored. */
    secretHash: p.text(),
    createdAt: timestamp().defaultRaw('now()'),
    revokedAt: timestamp().nullable(),
  },
});
export type CalendarFeedRow = InferEntity<typeof CalendarFeedEntity>;
