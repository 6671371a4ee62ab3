import type { EntityManager } from '@mikro-orm/postgresql';
import { transactionTime } from '../../../platform/database/database-time.ts';
import { UserEntity } from '../identity.entity.ts';
import type { OnAddressProven } from '../identity.events.ts';

/** Number of credentials of each kind that were ended, for the audit log and the email; all zero when there were none. */
export interface EndedAccess {
  readonly passwords: number;
  readonly sessions: number;
  readonly apiKeys: number;
  readonly secondFactors: number;
  readonly linkedAccounts: number;
  readonly invitations: number;
  readonly webhooks: number;
}

/** Changes an account once its person has proven to read the emails to its address. Acts in a transaction of that person. */
export class AddressProof {
  constructor(private readonly onProven: OnAddressProven) {}

  /** Marks the address as verified, after the person has also shown that the account is theirs. */
  async verify(em: EntityManager, userId: string): Promise<void> {
    await em.nativeUpdate(UserEntity, { id: userId, emailVerifiedAt: null }, { emailVerifiedAt: transactionTime() });
    await this.onProven(em, userId);
  }

  /**
   * Marks the address as verified when somebody else may have opened the account: first ends everything that was created before the address
   * was proven. What was created after that stays.
   */
  async takeOver(em: EntityManager, userId: string): Promise<EndedAccess> {
    const [row] = await em.execute<{ ended: EndedAccess }[]>(
      `select end_unproven_access(coalesce(email_verified_at, 'infinity')) as ended from users where id = ?`,
      [userId],
    );
    await this.verify(em, userId);
    return row?.ended ?? NOTHING;
  }
}

const NOTHING: EndedAccess = { passwords: 0, sessions: 0, apiKeys: 0, secondFactors: 0, linkedAccounts: 0, invitations: 0, webhooks: 0 };
