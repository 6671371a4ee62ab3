import { LockMode } from '@mikro-orm/postgresql';
import { notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { currentUser } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { SessionEntity } from '../identity.entity.ts';
import type { SessionRow } from '../identity.entity.ts';
import { announceEnd } from './session-writes.ts';
import { revokeSession } from './session.mutations.ts';

/** Maximum sessions that are listed, newest first; more than a person usually has. */
const SESSIONS_SHOWN = 100;

const openSession = (userId: string, id: string) => ({ id, userId, revokedAt: null, expiresAt: { $gt: new Date() } });

/** Sessions of a person. */
export class SessionService {
  constructor(private readonly mutations: Mutations) {}

  /** The person's own open sessions, newest first. */
  async list(scope: Scope): Promise<SessionRow[]> {
    const { userId } = currentUser(scope);
    return scope.read((em) =>
      em.find(
        SessionEntity,
        { userId, revokedAt: null, expiresAt: { $gt: new Date() } },
        { orderBy: { id: 'desc' }, limit: SESSIONS_SHOWN },
      ),
    );
  }

  /** One of the person's own open sessions; null otherwise. */
  get(scope: Scope, id: string): Promise<SessionRow | null> {
    const { userId } = currentUser(scope);
    return scope.read((em) => em.findOne(SessionEntity, openSession(userId, id)));
  }

  /**
   * Ends one of the person's sessions, including this one. @throws ReelwrightError NOT_FOUND for an ended session and, identically, for
   * another person's
   */
  async revoke(scope: Scope, id: string): Promise<void> {
    const { userId } = currentUser(scope);
    if (!isId(id)) throw notFound('Session');
    await this.mutations.update(scope, { mutation: revokeSession, subjectId: id }, async (em) => {
      const session = await em.findOne(SessionEntity, openSession(userId, id), { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!session) throw notFound('Session');
      session.revokedAt = new Date();
      await em.flush();
      await announceEnd(em, id);
      return { before: { address: session.address, userAgent: session.userAgent } };
    });
  }
}
