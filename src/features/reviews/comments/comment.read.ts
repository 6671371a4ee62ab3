import { sql } from 'kysely';
import { ById } from '../../../platform/database/lists/by-id.ts';
import { oneOf, references, timeRange } from '../../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../../platform/database/lists/list-filter.ts';
import { Newest } from '../../../platform/database/lists/newest.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { CommentEntity } from './comment.entity.ts';
import type { CommentRow } from './comment.entity.ts';
import type { ReviewDecision } from './comment.states.ts';

export interface CommentFilter extends TimeRange {
  readonly resolved?: boolean | null | undefined;
  readonly decisions?: readonly ReviewDecision[] | null | undefined;
  readonly parentId?: string | null | undefined;
}
export type CommentOrderField = 'CREATED_AT';

const shape = new RowMapper<CommentRow>(CommentEntity);

/** The comments of an asset, the oldest first by default. */
export const commentsOfAsset = new PagedQuery<CommentRow, CommentFilter, CommentOrderField>({
  shape,
  parent: 'assetId',
  orders: { CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: {
    resolved: (resolved) => (resolved ? sql`comments.resolved_at is not null` : sql`comments.resolved_at is null`),
    decisions: oneOf('decision'),
    parentId: references('parentId'),
    ...timeRange('createdAt'),
  },
});

export const commentsById = new ById<CommentRow>(shape);

/** The decision about an asset that counts. */
export const newestDecision = new Newest<CommentRow>(shape, 'assetId', sql`comments.decision is not null`);
