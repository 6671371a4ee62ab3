import { sql } from 'kysely';
import { ById } from '../../platform/database/lists/by-id.ts';
import { containsText, oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import { PromptTemplateEntity } from './template.entity.ts';
import type { PromptTemplateRow } from './template.entity.ts';
import type { TemplateTarget } from './template.states.ts';

export interface PromptTemplateFilter extends TimeRange {
  /** Case-insensitive substring of the name, the description or the text. */
  readonly text?: string | null | undefined;
  readonly writes?: readonly TemplateTarget[] | null | undefined;
  readonly presetId?: string | null | undefined;
  readonly createdBy?: string | null | undefined;
}
export type PromptTemplateOrderField = 'CREATED_AT' | 'NAME';

const shape = new RowMapper<PromptTemplateRow>(PromptTemplateEntity);

/** A workspace's templates that were not deleted, newest first by default. */
export const templatesOfWorkspace = new PagedQuery<PromptTemplateRow, PromptTemplateFilter, PromptTemplateOrderField>({
  shape,
  parent: 'workspaceId',
  descending: true,
  orders: { CREATED_AT: { property: 'id', type: 'uuid' }, NAME: { property: 'name', type: 'text' } },
  where: () => [sql`prompt_templates.deleted_at is null`],
  filters: {
    text: containsText('name', 'description', 'text'),
    writes: oneOf('writes'),
    presetId: references('presetId'),
    createdBy: references('createdBy'),
    ...timeRange('createdAt'),
  },
});

/** Templates by id, including deleted ones. */
export const templatesById = new ById<PromptTemplateRow>(shape);
