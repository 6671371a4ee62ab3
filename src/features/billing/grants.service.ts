import { currentAdministrator } from '../../kernel/actor.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import type { BillingService, Credits } from './billing.service.ts';
import { grantCredits as mutation } from './grants.mutations.ts';
import { grantCredits } from './ledger.ts';

export interface GrantCredits {
  readonly workspaceId: string;
  readonly credits: number;
  readonly reason: string;
  readonly expiresAt?: Date | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

const MAX_GRANT = 1_000_000;
const MAX_REASON_LENGTH = 200;

/** Credits that administrators of the installation give. */
export class GrantService {
  constructor(
    private readonly billing: BillingService,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Grants credits to any workspace and returns its credits. @throws ReelwrightError FORBIDDEN for anyone else, NOT_FOUND, BAD_USER_INPUT
   */
  async grant(scope: Scope, input: GrantCredits): Promise<Credits> {
    const { userId } = currentAdministrator(scope);
    const { workspaceId, credits, expiresAt = null } = input;
    if (!isId(workspaceId)) throw notFound('Workspace');
    const reason = input.reason.trim();
    if (!Number.isInteger(credits) || credits < 1 || credits > MAX_GRANT) throw badInput('input.credits', 'Must be from 1 to 1,000,000.');
    if (reason === '' || reason.length > MAX_REASON_LENGTH) throw badInput('input.reason', 'Must have 1 to 200 characters.');
    if (expiresAt && expiresAt.getTime() <= Date.now()) throw badInput('input.expiresAt', 'Must be in the future.');
    await scope.close();
    const acting = scope.as({ kind: 'administrator', userId, workspaceId });
    try {
      await this.mutations.create(acting, { mutation, workspaceId, input }, async (em) => {
        if (!(await em.findOne(WorkspaceEntity, { id: workspaceId, deletedAt: null }))) throw notFound('Workspace');
        await grantCredits(em, { workspaceId, credits, reason, expiresAt });
        return { after: { credits, reason, expiresAt } };
      });
      return await this.billing.credits(acting, workspaceId);
    } finally {
      await acting.close();
    }
  }
}
