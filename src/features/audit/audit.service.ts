import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import { pageWindow } from '../../kernel/page.ts';
import type { Page, PageArgs } from '../../kernel/page.ts';
import type { Role } from '../../kernel/role.ts';
import type { Actor } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { VerbDone } from '../../platform/verb/verbs.ts';
import { AuditEventEntity } from './audit.entity.ts';
import type { AuditActorKind, AuditEventRow } from './audit.entity.ts';
import { forTheTrail } from './audit-values.ts';
import { auditFilterOf, eventsOfWorkspace } from './audit.read.ts';
import type { AuditFilter } from './audit.read.ts';

/** Of a person's own trail, in the export of what is known of them. */
const EXPORTED_AT_MOST = 10_000;

/** The trail that changes leave. Who may read it is decided by those who own what it speaks of. */
export class AuditService {
  /** Writes in the transaction of the change. What only repeats an earlier answer changes nothing and leaves nothing. */
  async record(em: EntityManager, { actor, client, requestId }: Scope, done: VerbDone): Promise<void> {
    if (done.repeated) return;
    const { userId, keyId, role, kind } = facesOf(actor, done.workspaceId);
    // A refused sign-in is recorded for the account that was tried, by nobody who is known.
    await em.execute(
      `insert into audit_events (id, workspace_id, actor_kind, user_id, key_id, role, address, user_agent, request_id, action, subject_id, before, after)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)`,
      [
        newId(),
        done.workspaceId ?? null,
        done.refused === undefined ? kind : 'NOBODY',
        userId,
        keyId,
        role,
        client?.address ?? null,
        client?.userAgent ?? null,
        requestId,
        done.name,
        done.subjectId,
        jsonOf(done.before),
        jsonOf(done.after),
      ],
    );
  }

  /** A workspace's trail, newest first. BAD_USER_INPUT for a filter that can match nothing. */
  async list(scope: Scope, workspaceId: string, args: PageArgs, filter: AuditFilter): Promise<Page<AuditEventRow>> {
    return eventsOfWorkspace.page(scope, workspaceId, { window: pageWindow(args), filter: auditFilterOf(filter) });
  }

  /** The same for the engine, whose transactions are short. */
  countWithin(scope: Scope, workspaceId: string, filter: AuditFilter): Promise<number> {
    return scope.tx((em) => em.count(AuditEventEntity, whereOf(workspaceId, filter)));
  }

  /** What a person did, for the export of what is known of them: the newest ten thousand, oldest first. */
  async personalData(em: EntityManager, userId: string): Promise<Readonly<Record<string, unknown>>> {
    const newest = await em.find(AuditEventEntity, { userId }, { orderBy: { id: 'desc' }, limit: EXPORTED_AT_MOST });
    const all = newest.length < EXPORTED_AT_MOST ? newest.length : await em.count(AuditEventEntity, { userId });
    return { trail: newest.toReversed(), omitted: { trail: all - newest.length } };
  }

  count(scope: Scope, workspaceId: string, filter: AuditFilter): Promise<number> {
    return eventsOfWorkspace.count(scope, workspaceId, auditFilterOf(filter));
  }

  /** Oldest first, for whoever reads all of it: at most `limit` rows after the one with this id. */
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

/** What the trail says of who acts; the role is the one in the workspace concerned, at the beginning of the request. */
function facesOf(actor: Actor, workspaceId: string | undefined): Faces {
  if (actor.kind === 'user') {
    return { kind: 'PERSON', userId: actor.userId, keyId: null, role: actor.memberships.get(workspaceId ?? '') ?? null };
  }
  // By an administrator, who has no role there.
  if (actor.kind === 'administrator') return { kind: 'PERSON', userId: actor.userId, keyId: null, role: null };
  if (actor.kind === 'key') {
    const { createdBy, keyId, memberships } = actor;
    return { kind: 'KEY', userId: createdBy, keyId, role: memberships.get(workspaceId ?? '') ?? null };
  }
  return { kind: actor.kind === 'worker' ? 'ENGINE' : 'NOBODY', userId: null, keyId: null, role: null };
}

const jsonOf = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(forTheTrail(value)));
