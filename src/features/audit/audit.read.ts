import { sql } from 'kysely';
import { z } from 'zod';
import { badInput } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { Listing } from '../../platform/database/listing.ts';
import { Shape } from '../../platform/database/shape.ts';
import { AuditEventEntity } from './audit.entity.ts';
import type { AuditEventRow } from './audit.entity.ts';

export interface AuditFilter {
  /** Names of mutations. */
  readonly actions?: readonly string[] | null | undefined;
  readonly userId?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  /** Inclusive. */
  readonly from?: Date | null | undefined;
  /** Exclusive. */
  readonly to?: Date | null | undefined;
}

/** A workspace's trail, newest first, by a filter that was checked. */
export const eventsOfWorkspace = new Listing<AuditEventRow, AuditFilter>({
  shape: new Shape(AuditEventEntity),
  parent: 'workspaceId',
  descending: true,
  where: ({ actions, userId, subjectId, from, to }) => [
    ...(actions ? [sql`audit_events.action = any (${[...actions]})`] : []),
    ...(userId ? [sql`audit_events.user_id = ${userId}`] : []),
    ...(subjectId ? [sql`audit_events.subject_id = ${subjectId}`] : []),
    ...(from ? [sql`audit_events.at >= ${from}`] : []),
    ...(to ? [sql`audit_events.at < ${to}`] : []),
  ],
});

/** An export keeps its filter with its job. */
const ACTIONS_AT_MOST = 100;
const ACTION_CHARACTERS = 100;

/** The filter with nothing in it but what filters. @throws BAD_USER_INPUT that names the field. */
export function auditFilterOf({ actions, userId, subjectId, from, to }: AuditFilter): AuditFilter {
  for (const [name, id] of Object.entries({ userId, subjectId })) {
    if (id && !isId(id)) throw badInput(`filter.${name}`, 'This is not an id.');
  }
  if (actions && (actions.length > ACTIONS_AT_MOST || actions.some((name) => name.length > ACTION_CHARACTERS)))
    throw badInput('filter.actions', `At most ${ACTIONS_AT_MOST} names of mutations, of at most ${ACTION_CHARACTERS} characters each.`);
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

/** The same from where it was stored with a job. */
export const readAuditFilter = (input: Record<string, unknown>): AuditFilter => storedFilter.parse(input['filter'] ?? {});
