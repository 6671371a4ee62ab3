import { ReelwrightError, badInput, notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { currentAdministrator, notAdministrator } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import type { AdminUserRow } from './admin-user.entity.ts';
import { adminUsers } from './admin-user.read.ts';
import type { AdminUserFilter, AdminUserOrderField } from './admin-user.read.ts';
import type { SuspendedWork } from './suspended-work.service.ts';
import { reinstateUser, suspendUser } from './suspension.mutations.ts';

const MAX_REASON_LENGTH = 500;

export interface SuspendUser {
  readonly userId: string;
  readonly reason: string;
}

type Outcome = 'SUSPENDED' | 'REINSTATED' | 'REPEATED' | 'SELF' | 'NOT_FOUND' | 'FORBIDDEN';

/** People of the installation, for administrators. The database checks again that the caller is one. */
export class AdminUserService {
  constructor(
    private readonly mutations: Mutations,
    private readonly work: SuspendedWork,
  ) {}

  /** People with an account, newest first by default. @throws ReelwrightError UNAUTHENTICATED, FORBIDDEN for a non-administrator */
  async list(scope: Scope, args: ListArgs<AdminUserFilter, AdminUserOrderField>): Promise<ListPage<AdminUserRow>> {
    currentAdministrator(scope);
    return adminUsers.root(scope, args);
  }

  /**
   * Ends every access of a person: sessions and sockets at commit, API keys until `reinstate`, and their open jobs and batches. Idempotent;
   * a repeated call ends work that a killed process has left. @throws ReelwrightError INVALID_STATE for oneself, so that an administrator is
   * always left; NOT_FOUND, FORBIDDEN, BAD_USER_INPUT
   */
  async suspend(scope: Scope, { userId, reason }: SuspendUser): Promise<AdminUserRow> {
    currentAdministrator(scope);
    if (!isId(userId)) throw notFound('User');
    const fault = textFault(reason, { max: MAX_REASON_LENGTH });
    if (fault !== undefined) throw badInput('input.reason', fault);
    await this.mutations.update(scope, { mutation: suspendUser, subjectId: userId }, async (em) => {
      const [row] = await em.execute<{ outcome: Outcome }[]>('select suspend_user(?, ?) as outcome', [userId, reason.trim()]);
      assertDone(row?.outcome);
      return { after: { suspended: true, reason: reason.trim() } };
    });
    await this.work.cancelAll(scope);
    return this.#get(scope, userId);
  }

  /** Ends a suspension. API keys work again, sessions stay ended. Idempotent. @throws ReelwrightError NOT_FOUND, FORBIDDEN */
  async reinstate(scope: Scope, userId: string): Promise<AdminUserRow> {
    currentAdministrator(scope);
    if (!isId(userId)) throw notFound('User');
    await this.mutations.update(scope, { mutation: reinstateUser, subjectId: userId }, async (em) => {
      const [row] = await em.execute<{ outcome: Outcome }[]>('select reinstate_user(?) as outcome', [userId]);
      assertDone(row?.outcome);
      return { after: { suspended: false } };
    });
    return this.#get(scope, userId);
  }

  async #get(scope: Scope, id: string): Promise<AdminUserRow> {
    await scope.close();
    const user = await adminUsers.find(scope, id);
    if (!user) throw notFound('User');
    return user;
  }
}

function assertDone(outcome: Outcome | undefined): void {
  if (outcome === 'NOT_FOUND') throw notFound('User');
  if (outcome === 'FORBIDDEN') throw notAdministrator();
  if (outcome === 'SELF') throw new ReelwrightError('INVALID_STATE', 'You cannot suspend yourself. Another administrator can.');
}
