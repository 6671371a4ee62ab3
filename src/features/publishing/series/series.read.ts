import { ById } from '../../../platform/database/lists/by-id.ts';
import { includesText, oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { SeriesEntity, SeriesRunEntity } from './series.entity.ts';
import type { SeriesRow, SeriesRunRow } from './series.entity.ts';
import type { RunState, SeriesStatus } from './series.states.ts';

export interface SeriesFilter extends TimeRange {
  readonly status?: readonly SeriesStatus[] | null | undefined;
  /** Case-insensitive substring of the name. */
  readonly text?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
  readonly templateId?: string | null | undefined;
}
export type SeriesOrderField = 'CREATED_AT' | 'NAME';

export interface SeriesRunFilter extends TimeRange {
  readonly state?: readonly RunState[] | null | undefined;
}
export type SeriesRunOrderField = 'CREATED_AT';

/** Series by id. */
export const seriesById = new ById<SeriesRow>(new RowMapper(SeriesEntity));

/** Series of a workspace. */
export const seriesOfWorkspace = new PagedQuery<SeriesRow, SeriesFilter, SeriesOrderField>({
  shape: new RowMapper(SeriesEntity),
  parent: 'workspaceId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' }, NAME: { property: 'nameKey', type: 'text' } },
  filters: {
    status: oneOf('status'),
    text: (text, path, columns) => includesText(columns.column('nameKey'), text, path),
    createdBy: references('createdBy'),
    templateId: references('templateId'),
    ...timeRange('createdAt'),
  },
});

/** Columns that only workers read. */
const HIDDEN = ['attempts', 'availableAt', 'publish'] as const satisfies readonly (keyof SeriesRunRow)[];
export type ListedRun = Omit<SeriesRunRow, (typeof HIDDEN)[number]>;

/** Runs by id. */
export const runsById = new ById<ListedRun>(new RowMapper<ListedRun>(SeriesRunEntity, { hidden: HIDDEN }));

/** Runs of a series. */
export const runsOfSeries = new PagedQuery<ListedRun, SeriesRunFilter, SeriesRunOrderField>({
  shape: new RowMapper<ListedRun>(SeriesRunEntity, { hidden: HIDDEN }),
  parent: 'seriesId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: { state: oneOf('state'), ...timeRange('createdAt') },
});
