import { ById } from '../../../platform/database/lists/by-id.ts';
import { oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { PublicationEntity } from './publication.entity.ts';
import type { PublicationRow } from './publication.entity.ts';
import type { PublicationStatus } from './publication.states.ts';

const HIDDEN = ['uploadSession', 'uploadStartedAt', 'confirmedBytes'] as const satisfies readonly (keyof PublicationRow)[];

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
