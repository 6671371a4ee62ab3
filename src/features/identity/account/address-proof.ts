import type { EntityManager } from '@mikro-orm/postgresql';
import { transactionTime } from '../../../platform/database/database-time.ts';
import { UserEntity } from '../identity.entity.ts';
import type { OnAddressProven } from '../identity.events.ts';

/** How much of each kind was ended, for the audit log and the email; all zero when there was nothing. */
export interface EndedAccess {
  readonly passwords: number;
  readonly sessions: number;
  readonly apiKeys: number;
  readonly secondFactors: number;
  readonly linkedAccounts: number;
  readonly invitations: number;
  readonly webhooks: number;
}

/** What follows from the proof that a person reads the emails to the address of their account. Acts in a transaction in their name. */
export class AddressProof {
  constructor(private readonly onProven: OnAddressProven) {}

  /** Marks the address as verified, by somebody who has also shown that the account is theirs. */
  async verify(em: EntityManager, userId: string): Promise<void> {
    await em.nativeUpdate(UserEntity, { id: userId, emailVerifiedAt: null }, { emailVerifiedAt: transactionTime() });
    await this.onProven(em, userId);
  }

  /**
   * The owner of the address has arrived, and the account may have been opened by somebody else: ends everything that was made before the
   * address was first proven, and marks it as verified. What was made after that proof stays.
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
