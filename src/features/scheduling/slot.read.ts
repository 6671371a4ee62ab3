import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ById } from '../../platform/database/lists/by-id.ts';
import { oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import type { IncludeField } from '../../platform/database/lists/row-mapper.ts';
import { SlotEntity } from './slot.entity.ts';
import type { SlotRow } from './slot.entity.ts';
import type { SlotStatus } from './slot.states.ts';

export interface SlotFilter extends TimeRange {
  readonly status?: readonly SlotStatus[] | null | undefined;
  readonly giverId?: string | null | undefined;
  readonly takerId?: string | null | undefined;
}
export type SlotOrderField = 'STARTS_AT' | 'CREATED_AT';

const NOT_DELETED = sql`slots.deleted_at is null`;

const mapperWith = (includes: readonly IncludeField[]) => new RowMapper<SlotRow>(SlotEntity, { includes });

/** Reads of slots, with includes from other features. */
export class SlotReads {
  readonly byId: ById<SlotRow>;
  readonly ofSeries: PagedQuery<SlotRow>;
  readonly ofWorkspace: PagedQuery<SlotRow, SlotFilter, SlotOrderField>;

  constructor(includes: readonly IncludeField[]) {
    const shape = mapperWith(includes);
    this.byId = new ById(shape, NOT_DELETED);
    this.ofSeries = new PagedQuery<SlotRow>({ shape, parent: 'seriesId', where: () => [NOT_DELETED] });
    this.ofWorkspace = new PagedQuery<SlotRow, SlotFilter, SlotOrderField>({
      shape,
      parent: 'workspaceId',
      orders: { STARTS_AT: { property: 'startsAt', type: 'timestamptz' }, CREATED_AT: { property: 'id', type: 'uuid' } },
      where: () => [NOT_DELETED],
      filters: {
        status: oneOf('status'),
        giverId: references('giverId'),
        takerId: references('takerId'),
        ...timeRange('startsAt'),
      },
    });
  }
}

/**
 * BOOKED slots of all workspaces that begin from `from`, inclusive, to `to`, exclusive; for the engine. With `hours`, those are left out of
 * whose time people were reminded that many hours before.
 */
export async function upcomingSlots(em: EntityManager, from: Date, to: Date, hours?: number): Promise<SlotRow[]> {
  const rows =
    hours === undefined
      ? await em.execute<object[]>('select * from upcoming_slots(?, ?)', [from, to])
      : await em.execute<object[]>('select * from slots_to_remind(?, ?, ?)', [from, to, hours]);
  return rows.map((row) => em.map(SlotEntity, row));
}
