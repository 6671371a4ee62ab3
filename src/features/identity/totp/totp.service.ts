import { randomBytes } from 'node:crypto';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Secret, TOTP } from 'otpauth';
import { ReelwrightError, badInput, unauthenticated } from '../../../kernel/errors.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { reauthenticate } from '../session/reauthentication.ts';
import { RecoveryCodeEntity, SecondFactorEntity } from '../credentials.entity.ts';
import type { SecondFactorRow } from '../credentials.entity.ts';
import { confirmTotp, disableTotp, enableTotp } from './totp.mutations.ts';

/** Seconds of a period of TOTP (RFC 6238) as every authenticator app implements it: SHA-1, six digits, a new code every 30 s. */
const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** Bytes of a secret: 160 bits, as RFC 4226, 4 recommends. */
const SECRET_BYTES = 20;
/** Number of neighbouring periods whose codes are accepted too, for clock drift and slow typing. */
const WINDOW_STEPS = 1;
const RECOVERY_CODES = 10;
/** Bytes of a recovery code. 80 bits have enough entropy for a plain hash, as for tokens. */
const RECOVERY_CODE_BYTES = 10;
const ISSUER = 'Reelwright';

export interface NewTotp {
  /** The secret in base32. */
  readonly secret: string;
  /** otpauth://… as a QR code shows it. */
  readonly url: string;
}

export interface TotpStatus {
  readonly enabled: boolean;
  /** Number of unused recovery codes. */
  readonly recoveryCodesLeft: number;
}

/** The second factor: a time-based code of a device, or one of ten recovery codes. */
export class TotpService {
  constructor(
    private readonly mutations: Mutations,
    private readonly encryption: Encryption,
  ) {}

  /**
   * Creates a secret for the device, which takes effect when its first code is confirmed. @throws ReelwrightError INVALID_STATE when a
   * second factor is enabled
   */
  async enable(scope: Scope, { password }: { password?: string | null | undefined }): Promise<NewTotp> {
    const { userId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, { mutation: enableTotp });
    const { email } = await reauthenticate(scope, password);
    const secret = new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer });
    const ciphertext = this.encryption.encrypt(secret.base32, encryptionContextOf(userId));
    await this.mutations.runInTransaction(scope, { mutation: enableTotp }, async (em) => {
      if (!(await replaceUnconfirmed(em, userId, ciphertext)))
        throw new ReelwrightError('INVALID_STATE', 'A second factor is already enabled. Disable it first.');
      return { subjectId: userId, answer: undefined };
    });
    return { secret: secret.base32, url: totpOf(secret.base32, email).toString() };
  }

  /**
   * Confirms the device by its first code: from now on every sign-in requires one. Returns the recovery codes, which are not shown again.
   */
  async confirm(scope: Scope, { code }: { code: string }): Promise<readonly string[]> {
    const { userId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, { mutation: confirmTotp });
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await this.mutations.runInTransaction(scope, { mutation: confirmTotp }, async (em) => {
      const factor = await em.findOne(SecondFactorEntity, { userId });
      if (!factor || factor.confirmedAt) throw new ReelwrightError('INVALID_STATE', 'There is nothing to confirm. Call enableTotp first.');
      if (!(await this.#takeCode(em, factor, plain(code)))) throw badInput('input.code', WRONG_CODE);
      factor.confirmedAt = new Date();
      await em.flush();
      await em.insertMany(
        RecoveryCodeEntity,
        codes.map((one) => ({ userId, hash: hashOf(one) })),
      );
      return { subjectId: userId, answer: undefined, before: { secondFactor: false }, after: { secondFactor: true } };
    });
    return codes;
  }

  /**
   * Disables the second factor. Requires the password, or a recent sign-in to an account without one, and a code, because one of them alone
   * may be stolen.
   */
  async disable(scope: Scope, { password, code }: { password?: string | null | undefined; code: string }): Promise<void> {
    const { userId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, { mutation: disableTotp });
    await reauthenticate(scope, password);
    await this.mutations.runInTransaction(scope, { mutation: disableTotp }, async (em) => {
      const factor = await confirmed(em, userId);
      if (!factor) throw new ReelwrightError('INVALID_STATE', 'No second factor is enabled.');
      if (!(await this.#take(em, factor, code))) throw badInput('input.code', WRONG_CODE);
      await em.nativeDelete(SecondFactorEntity, { userId });
      return { subjectId: userId, answer: undefined, before: { secondFactor: true }, after: { secondFactor: false } };
    });
  }

  async status(scope: Scope): Promise<TotpStatus> {
    const { userId } = currentUser(scope);
    const row = await scope.read((em) =>
      em
        .getKysely<Tables>()
        .selectFrom('second_factors as f')
        .leftJoin('recovery_codes as c', (join) => join.onRef('c.user_id', '=', 'f.user_id').on('c.used_at', 'is', null))
        .where('f.user_id', '=', userId)
        .where('f.confirmed_at', 'is not', null)
        .groupBy('f.user_id')
        .select(({ fn }) => fn.count<string>('c.hash').as('left'))
        .executeTakeFirst(),
    );
    return { enabled: row !== undefined, recoveryCodesLeft: Number(row?.left ?? 0) };
  }

  /**
   * Requires a code at a sign-in, in the transaction that opens the session. @throws ReelwrightError OTP_REQUIRED without a code,
   * UNAUTHENTICATED for a wrong or used one
   */
  async demand(
    em: EntityManager,
    userId: string,
    otp: string | null | undefined,
    wrong = (): ReelwrightError => unauthenticated('INVALID', WRONG_CODE),
  ): Promise<void> {
    const factor = await confirmed(em, userId);
    if (!factor) return;
    if (!otp?.trim()) throw new ReelwrightError('OTP_REQUIRED', 'Send the code of your second factor, or a recovery code, as otp.');
    if (!(await this.#take(em, factor, otp))) throw wrong();
  }

  /** Requires a code of a person who is signed in. @throws ReelwrightError BAD_USER_INPUT at `input.otp` for a wrong or used one */
  confirmCode(em: EntityManager, userId: string, otp: string | null | undefined): Promise<void> {
    return this.demand(em, userId, otp, () => badInput('input.otp', WRONG_CODE));
  }

  /**
   * Re-encrypts secrets of an earlier key, so that the key can be removed. An unreadable one does not block the others. Resolves with
   * their number. @throws at the end if there was an unreadable one
   */
  async reencryptSecrets(scope: Scope): Promise<number> {
    const stale = await scope.tx((em) =>
      em.execute<{ user_id: string; secret: string }[]>('select * from second_factors_to_reencrypt(?)', [this.encryption.prefix]),
    );
    const unread: unknown[] = [];
    for (const row of stale) await this.#reencrypt(scope, row).catch((error: unknown) => unread.push(error));
    if (unread.length > 0) throw new AggregateError(unread, `failed to re-encrypt ${unread.length} second-factor secrets`);
    return stale.length;
  }

  async #reencrypt(scope: Scope, { user_id: userId, secret }: { user_id: string; secret: string }): Promise<void> {
    const reencrypted = this.encryption.encrypt(this.encryption.decrypt(secret, encryptionContextOf(userId)), encryptionContextOf(userId));
    await scope.tx((em) => em.execute('select reencrypt_second_factor(?, ?, ?)', [userId, secret, reencrypted]));
  }

  #take(em: EntityManager, factor: SecondFactorRow, otp: string): Promise<boolean> {
    const code = plain(otp);
    return /^\d{6}$/.test(code) ? this.#takeCode(em, factor, code) : takeRecoveryCode(em, factor.userId, code);
  }

  /**
   * Whether the code is accepted. Each period's code is accepted once, and none older than the newest used one. Of two concurrent uses one
   * waits here and is refused.
   */
  async #takeCode(em: EntityManager, { userId, secret }: SecondFactorRow, code: string): Promise<boolean> {
    const now = Date.now();
    const totp = totpOf(this.encryption.decrypt(secret, encryptionContextOf(userId)), '');
    const distance = totp.validate({ token: code, timestamp: now, window: WINDOW_STEPS });
    if (distance === null) return false;
    const step = Math.floor(now / 1_000 / PERIOD_SECONDS) + distance;
    return (await em.nativeUpdate(SecondFactorEntity, { userId, lastStep: { $lt: step } }, { lastStep: step })) > 0;
  }
}

const WRONG_CODE = 'Wrong or already used code. Wait for the next one.';

const encryptionContextOf = (userId: string): string => `second_factors.secret ${userId}`;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: ISSUER, label, secret, algorithm: 'SHA1', digits: DIGITS, period: PERIOD_SECONDS });

/** A code without the spaces and dashes that people type, in upper case. */
const plain = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase();

const hashOf = (recoveryCode: string): string => tokenHash(plain(recoveryCode));

/** Sixteen base32 characters in groups of four. */
const newRecoveryCode = (): string =>
  new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_CODE_BYTES)).buffer }).base32.replaceAll(/(.{4})(?=.)/g, '$1-');

const confirmed = (em: EntityManager, userId: string): Promise<SecondFactorRow | null> =>
  em.findOne(SecondFactorEntity, { userId, confirmedAt: { $ne: null } });

type Tables = InferKyselyDB<typeof SecondFactorEntity | typeof RecoveryCodeEntity>;

/**
 * Stores an unconfirmed second factor. False when a confirmed one exists; of two concurrent calls the second replaces the secret of the
 * first.
 */
async function replaceUnconfirmed(em: EntityManager, userId: string, secret: string): Promise<boolean> {
  const written = await em
    .getKysely<Tables>()
    .insertInto('second_factors')
    .values({ user_id: userId, secret, last_step: 0 })
    .onConflict((there) => there.column('user_id').doUpdateSet({ secret, last_step: 0 }).where('second_factors.confirmed_at', 'is', null))
    .returning('user_id')
    .executeTakeFirst();
  return written !== undefined;
}

async function takeRecoveryCode(em: EntityManager, userId: string, code: string): Promise<boolean> {
  const unused = { userId, hash: hashOf(code), usedAt: null };
  return (await em.nativeUpdate(RecoveryCodeEntity, unused, { usedAt: transactionTime() })) > 0;
}
