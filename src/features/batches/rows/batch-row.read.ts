import { sql } from 'kysely';
import { oneOf } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { BatchItemEntity } from '../batch.entity.ts';
import type { BatchItemRow } from '../batch.entity.ts';
import type { BatchRowStatus } from '../batch.states.ts';

/** A row of a batch, with the id of its job. */
export interface ListedRow extends BatchItemRow {
  readonly jobId: string | null;
}

export interface BatchRowFilter {
  readonly status?: readonly BatchRowStatus[] | null | undefined;
}
export type BatchRowOrderField = 'NUMBER';

/** The job of a row; a deleted one does not count. */
const jobId = sql`(select jobs.id from jobs
  where jobs.batch_id = batch_rows.batch_id and jobs.batch_row = batch_rows.number and jobs.deleted_at is null)`;

/** The rows of a batch in their order. */
export const rowsOfBatch = new PagedQuery<ListedRow, BatchRowFilter, BatchRowOrderField>({
  shape: new RowMapper(BatchItemEntity, { computed: { jobId: { value: jobId, column: { kind: 'TEXT', nullable: true, words: [] } } } }),
  parent: 'batchId',
  key: 'number',
  orders: { NUMBER: { property: 'number', type: 'int' } },
  filters: { status: oneOf('status') },
});
