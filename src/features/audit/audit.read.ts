import { z } from 'zod';
import { badInput } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import { AuditEventEntity } from './audit.entity.ts';
import type { AuditEventRow } from './audit.entity.ts';

export interface AuditFilter {
  /** Only events of these mutations, by name. */
  readonly actions?: readonly string[] | null | undefined;
  readonly userId?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  /** Earliest time, inclusive. */
  readonly from?: Date | null | undefined;
  /** Latest time, exclusive. */
  readonly to?: Date | null | undefined;
}

export type AuditOrderField = 'AT';

/** A workspace's audit log, newest first by default. */
export const eventsOfWorkspace = new PagedQuery<AuditEventRow, AuditFilter, AuditOrderField>({
  shape: new RowMapper(AuditEventEntity),
  parent: 'workspaceId',
  descending: true,
  orders: { AT: { property: 'id', type: 'uuid' } },
  filters: { actions: oneOf('action'), userId: references('userId'), subjectId: references('subjectId'), ...timeRange('at') },
});

/** Maximum number of names in `actions`, because an export stores its filter with its job. */
const MAX_ACTIONS = 100;
const ACTION_CHARACTERS = 100;

/** The filter without empty entries. @throws ReelwrightError BAD_USER_INPUT that names the field */
export function auditFilterOf({ actions, userId, subjectId, from, to }: AuditFilter): AuditFilter {
  for (const [name, id] of Object.entries({ userId, subjectId })) {
    if (id && !isId(id)) throw badInput(`filter.${name}`, 'Must be an id (UUID).');
  }
  if (actions && (actions.length > MAX_ACTIONS || actions.some((name) => name.length > ACTION_CHARACTERS)))
    throw badInput('filter.actions', `At most ${MAX_ACTIONS} names of mutations, of at most ${ACTION_CHARACTERS} characters each.`);
  if (from && to && from >= to) throw badInput('filter.to', 'Must be after `from`.');
  return {
    ...(actions ? { actions } : {}),
    ...(userId ? { userId } : {}),
    ...(subjectId ? { subjectId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

const storedFilter = z.object({
  actions: z.array(z.string()).optional(),
  userId: z.string().optional(),
  subjectId: z.string().optional(),
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
});

/** Reads a filter that `auditFilterOf` made and a job stores. */
export const readAuditFilter = (input: Record<string, unknown>): AuditFilter => storedFilter.parse(input['filter'] ?? {});
