import type { EntityManager } from '@mikro-orm/postgresql';
import { ById } from '../../../platform/database/lists/by-id.ts';
import { oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { PublicationEntity } from './publication.entity.ts';
import type { PublicationRow } from './publication.entity.ts';
import type { PublicationStatus } from './publication.states.ts';

const HIDDEN = [
  'uploadSession',
  'uploadStartedAt',
  'confirmedBytes',
  'statisticsDueAt',
] as const satisfies readonly (keyof PublicationRow)[];

/** A publication without what only steps read. */
export type ListedPublication = Omit<PublicationRow, (typeof HIDDEN)[number]>;

export interface PublicationFilter extends TimeRange {
  readonly status?: readonly PublicationStatus[] | null | undefined;
  readonly channelId?: string | null | undefined;
  readonly assetId?: string | null | undefined;
}
export type PublicationOrderField = 'CREATED_AT';

const shape = new RowMapper<ListedPublication>(PublicationEntity, { hidden: HIDDEN });

export const publicationsById = new ById<ListedPublication>(shape);

/** The publication of a job: one, or none. */
export const publicationOfJob = new PagedQuery<ListedPublication>({ shape, parent: 'jobId' });

/** All publications of a workspace, newest first by default. */
export const publicationsOfWorkspace = new PagedQuery<ListedPublication, PublicationFilter, PublicationOrderField>({
  shape,
  parent: 'workspaceId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: { status: oneOf('status'), channelId: references('channelId'), assetId: references('assetId'), ...timeRange('createdAt') },
});

/** Films of one channel whose views are due. */
export interface DueStatistics {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly films: readonly { readonly id: string; readonly externalId: string; readonly publishedAt: string }[];
}

/** At most `atMost` films of a channel of any workspace whose views are due; undefined when there are none. */
export async function nextDueStatistics(em: EntityManager, atMost: number): Promise<DueStatistics | undefined> {
  const [row] = await em.execute<DueStatistics[]>(
    'select workspace_id as "workspaceId", channel_id as "channelId", films from due_statistics(?)',
    [atMost],
  );
  return row;
}
