import { sql } from 'kysely';
import { ById } from '../../platform/database/lists/by-id.ts';
import { includesText, oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import type { IncludeField } from '../../platform/database/lists/row-mapper.ts';
import { BatchEntity, BatchStatsEntity } from './batch.entity.ts';
import type { BatchRow, BatchStatsRow } from './batch.entity.ts';
import type { BatchStatus } from './batch.states.ts';

const HIDDEN = ['source', 'reservationId', 'tendedAt', 'reportedProgress'] as const satisfies readonly (keyof BatchRow)[];
const COMPUTED = ['progress', 'creditsCharged'] as const;

/** A batch with the totals of its rows. */
export type ListedBatch = Omit<BatchRow, (typeof HIDDEN)[number]> & Pick<BatchStatsRow, (typeof COMPUTED)[number]>;

export interface BatchFilter extends TimeRange {
  readonly status?: readonly BatchStatus[] | null | undefined;
  /** Case-insensitive substring of the name. */
  readonly text?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
  readonly templateId?: string | null | undefined;
}
export type BatchOrderField = 'CREATED_AT' | 'NAME';

/** Totals by the id of the batch. */
export const statsOfBatch = new ById<BatchStatsRow>(new RowMapper(BatchStatsEntity), sql`true`, { neverMissing: true });

const ofStats = (column: string) => sql`(select ${sql.ref(`batch_stats.${column}`)} from batch_stats where batch_stats.id = batches.id)`;

const mapperWith = (includes: readonly IncludeField[]) =>
  new RowMapper<ListedBatch>(BatchEntity, {
    hidden: HIDDEN,
    shown: COMPUTED,
    computed: {
      progress: { value: ofStats('progress'), column: { kind: 'FLOAT', nullable: false, words: [] } },
      creditsCharged: { value: ofStats('credits_charged'), column: { kind: 'INTEGER', nullable: false, words: [] } },
    },
    includes,
  });

/** Batches by id, without their rows, for other rows that reference them. */
export const batchesById = new ById<ListedBatch>(mapperWith([]));

/** Reads of batches, with includes from other features. */
export class BatchReads {
  readonly byId: ById<ListedBatch>;
  readonly ofWorkspace: PagedQuery<ListedBatch, BatchFilter, BatchOrderField>;

  constructor(includes: readonly IncludeField[]) {
    const shape = mapperWith(includes);
    this.byId = new ById(shape);
    this.ofWorkspace = new PagedQuery<ListedBatch, BatchFilter, BatchOrderField>({
      shape,
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
  }
}
