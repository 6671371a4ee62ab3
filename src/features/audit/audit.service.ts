import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import type { Role } from '../../kernel/role.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { MutationDone } from '../../platform/mutation/mutations.ts';
import { AuditEventEntity } from './audit.entity.ts';
import type { AuditActorKind, AuditEventRow } from './audit.entity.ts';
import { redactForAudit } from './audit-values.ts';
import { auditFilterOf, eventsOfWorkspace } from './audit.read.ts';
import type { AuditFilter, AuditOrderField } from './audit.read.ts';

/** Maximum number of audit events in an export of personal data. */
const MAX_EXPORTED_ROWS = 10_000;

/** The audit log. The features that own its subjects decide who may read it. */
export class AuditService {
  /** Records a mutation in the mutation's own transaction. A replayed answer changes nothing and is not recorded. */
  async record(em: EntityManager, { actor, client, requestId }: Scope, done: MutationDone): Promise<void> {
    if (done.repeated) return;
    const { userId, keyId, role, kind } = facesOf(actor, done.workspaceId);
    // A refused sign-in is recorded for the account that was tried, with the actor NOBODY.
    const event = {
      ...{ id: newId(), workspace_id: done.workspaceId ?? null, request_id: requestId },
      ...{ actor_kind: done.refused === undefined ? kind : 'NOBODY', user_id: userId, key_id: keyId, role },
      ...{ address: client?.address ?? null, user_agent: client?.userAgent ?? null },
      ...{ action: done.mutation.name, subject_id: done.subjectId, before: valuesOf(done.before), after: valuesOf(done.after) },
    } as const;
    // A typed Kysely query, because the ORM would read the row back, which the actor may not see.
    await em.getKysely<InferKyselyDB<typeof AuditEventEntity>>().insertInto('audit_events').values(event).execute();
  }

  /** A workspace's audit log, newest first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<AuditFilter, AuditOrderField>): Promise<ListPage<AuditEventRow>> {
    return eventsOfWorkspace.list(scope, workspaceId, args);
  }

  /**
   * One event of a workspace's log; null for a missing one and for one of another workspace. The caller decides who may read it.
   */
  get(scope: Scope, id: string): Promise<AuditEventRow | null> {
    return eventsOfWorkspace.find(scope, id);
  }

  /** Counts the events of a workspace for the engine, within a transaction of its own. */
  countWithin(scope: Scope, workspaceId: string, filter: AuditFilter): Promise<number> {
    return scope.tx((em) => em.count(AuditEventEntity, whereOf(workspaceId, filter)));
  }

  /** A person's own events for the export of personal data: the newest ten thousand, oldest first. */
  async personalData(em: EntityManager, userId: string): Promise<Readonly<Record<string, unknown>>> {
    const newest = await em.find(AuditEventEntity, { userId }, { orderBy: { id: 'desc' }, limit: MAX_EXPORTED_ROWS });
    const all = newest.length < MAX_EXPORTED_ROWS ? newest.length : await em.count(AuditEventEntity, { userId });
    return { auditEvents: newest.toReversed(), omitted: { auditEvents: all - newest.length } };
  }

  /** Events oldest first, for a scan of the whole log: at most `limit` of them after the one with this id. */
  after(em: EntityManager, workspaceId: string, filter: AuditFilter, id: string | undefined, limit: number): Promise<AuditEventRow[]> {
    const beyond = id ? [{ id: { $gt: id } }] : [];
    return em.find(AuditEventEntity, { $and: [whereOf(workspaceId, filter), ...beyond] }, { orderBy: { id: 'asc' }, limit });
  }
}

function whereOf(workspaceId: string, filter: AuditFilter) {
  const { actions, userId, subjectId, from, to } = auditFilterOf(filter);
  return {
    workspaceId,
    ...(actions ? { action: { $in: [...actions] } } : {}),
    ...(userId ? { userId } : {}),
    ...(subjectId ? { subjectId } : {}),
    ...(from || to ? { at: { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) } } : {}),
  };
}

interface Faces {
  readonly kind: AuditActorKind;
  readonly userId: string | null;
  readonly keyId: string | null;
  readonly role: Role | null;
}

/** The actor as it is recorded. The role is that in the workspace concerned, at the start of the request. */
function facesOf(actor: Actor, workspaceId: string | undefined): Faces {
  if (actor.kind === 'user') {
    return { kind: 'PERSON', userId: actor.userId, keyId: null, role: actor.memberships.get(workspaceId ?? '') ?? null };
  }
  // Administrators have no role in the workspace.
  if (actor.kind === 'administrator') return { kind: 'PERSON', userId: actor.userId, keyId: null, role: null };
  if (actor.kind === 'key') {
    const { createdBy, keyId, memberships } = actor;
    return { kind: 'KEY', userId: createdBy, keyId, role: memberships.get(workspaceId ?? '') ?? null };
  }
  return { kind: actor.kind === 'worker' || actor.kind === 'system' ? 'ENGINE' : 'NOBODY', userId: null, keyId: null, role: null };
}

const valuesOf = (values: object | undefined): object | null => (values === undefined ? null : (redactForAudit(values) as object));
