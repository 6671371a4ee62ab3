import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Secret, TOTP } from 'otpauth';
import { ReelwrightError, badInput, unauthenticated } from '../../kernel/errors.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Encryption } from '../../platform/secrets/encryption.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { reauthenticate } from './reauthentication.ts';
import { SecondFactorEntity } from './ways-in.entity.ts';
import type { SecondFactorRow } from './ways-in.entity.ts';

/** RFC 6238 with what every app for phones does: SHA-1, six digits, a new code every 30 s. */
const PERIOD_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226, 4: 160 bits. */
const SECRET_BYTES = 20;
/** A code is good one step before and after its own: clocks differ, and people are slow. */
const WINDOW_STEPS = 1;
const RECOVERY_CODES = 10;
/** 80 bits: a single hash keeps them as well as it keeps tokens. */
const RECOVERY_CODE_BYTES = 10;
const ISSUER = 'Reelwright';

export interface NewTotp {
  /** Base32. */
  readonly secret: string;
  /** otpauth://…, for a QR code. */
  readonly url: string;
}

export interface TotpStatus {
  readonly enabled: boolean;
  /** Recovery codes that were not used. */
  readonly recoveryCodesLeft: number;
}

/** The second factor: a code by time from a device that the person has, or one of ten recovery codes. */
export class TotpService {
  readonly #verbs: Verbs;
  readonly #encryption: Encryption;

  constructor(verbs: Verbs, encryption: Encryption) {
    this.#verbs = verbs;
    this.#encryption = encryption;
  }

  /** A secret for the device. It is asked for from the moment when a code of it was confirmed. INVALID_STATE when one is on already. */
  async enable(scope: Scope, { password }: { password?: string | null | undefined }): Promise<NewTotp> {
    const { userId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'enableTotp' });
    const { email } = await reauthenticate(scope, password);
    const secret = new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer });
    const sealed = this.#encryption.seal(secret.base32, sealedFor(userId));
    await this.#verbs.write(scope, { name: 'enableTotp' }, async (em) => {
      const written = await em.execute<object[]>(
        `insert into second_factors (user_id, secret) values (?, ?)
         on conflict (user_id) do update set secret = excluded.secret, last_step = 0 where second_factors.confirmed_at is null
         returning user_id`,
        [userId, sealed],
      );
      if (written.length === 0) throw new ReelwrightError('INVALID_STATE', 'A second factor is on already. Switch it off first.');
      return { subjectId: userId, answer: undefined };
    });
    return { secret: secret.base32, url: totpOf(secret.base32, email).toString() };
  }

  /** The first code of the device: from now on every sign-in asks for one. Answers the recovery codes, which are never shown again. */
  async confirm(scope: Scope, { code }: { code: string }): Promise<readonly string[]> {
    const { userId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'confirmTotp' });
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await this.#verbs.write(scope, { name: 'confirmTotp' }, async (em) => {
      const factor = await em.findOne(SecondFactorEntity, { userId });
      if (!factor || factor.confirmedAt) throw new ReelwrightError('INVALID_STATE', 'There is nothing to confirm: begin with enableTotp.');
      if (!(await this.#takeCode(em, factor, plain(code)))) throw badInput('input.code', WRONG_CODE);
      await em.execute('update second_factors set confirmed_at = now() where user_id = ?', [userId]);
      for (const one of codes) await em.execute('insert into recovery_codes (user_id, hash) values (?, ?)', [userId, hashOf(one)]);
      return { subjectId: userId, answer: undefined, before: { secondFactor: false }, after: { secondFactor: true } };
    });
    return codes;
  }

  /** Takes the password, or a fresh sign-in to an account without one, and a code, since whoever has only one of them may be a thief. */
  async disable(scope: Scope, { password, code }: { password?: string | null | undefined; code: string }): Promise<void> {
    const { userId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'disableTotp' });
    await reauthenticate(scope, password);
    await this.#verbs.write(scope, { name: 'disableTotp' }, async (em) => {
      const factor = await confirmed(em, userId);
      if (!factor) throw new ReelwrightError('INVALID_STATE', 'No second factor is on.');
      if (!(await this.#take(em, factor, code))) throw badInput('input.code', WRONG_CODE);
      await em.execute('delete from second_factors where user_id = ?', [userId]);
      return { subjectId: userId, answer: undefined, before: { secondFactor: true }, after: { secondFactor: false } };
    });
  }

  async status(scope: Scope): Promise<TotpStatus> {
    const { userId } = currentUser(scope);
    const [row] = await scope.read((em) =>
      em.execute<{ enabled: boolean; left: number }[]>(
        `select exists (select from second_factors where user_id = ? and confirmed_at is not null) as enabled,
           (select count(*)::int from recovery_codes where user_id = ? and used_at is null) as "left"`,
        [userId, userId],
      ),
    );
    return { enabled: row?.enabled === true, recoveryCodesLeft: row?.left ?? 0 };
  }

  /**
   * Part of a sign-in, in the transaction that opens the session: nothing when no factor is on, else OTP_REQUIRED without a code and
   * UNAUTHENTICATED with a wrong or a used one.
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

  /** The same of somebody who is signed in: BAD_USER_INPUT at `input.otp` with a wrong or a used code. */
  confirmCode(em: EntityManager, userId: string, otp: string | null | undefined): Promise<void> {
    return this.demand(em, userId, otp, () => badInput('input.otp', WRONG_CODE));
  }

  /** Seals anew what an earlier key sealed, so that this key may go. One that cannot be read holds up none of the others. @throws for it in the end. */
  async tidy(scope: Scope): Promise<void> {
    const stale = await scope.tx((em) =>
      em.execute<{ user_id: string; secret: string }[]>('select * from second_factors_to_reencrypt(?)', [this.#encryption.prefix]),
    );
    const unread: unknown[] = [];
    for (const row of stale) await this.#sealAnew(scope, row).catch((error: unknown) => unread.push(error));
    if (unread.length > 0) throw new AggregateError(unread, `${unread.length} secrets of second factors could not be sealed anew`);
  }

  async #sealAnew(scope: Scope, { user_id: userId, secret }: { user_id: string; secret: string }): Promise<void> {
    const anew = this.#encryption.seal(this.#encryption.open(secret, sealedFor(userId)), sealedFor(userId));
    await scope.tx((em) => em.execute('select reencrypt_second_factor(?, ?, ?)', [userId, secret, anew]));
  }

  #take(em: EntityManager, factor: SecondFactorRow, otp: string): Promise<boolean> {
    const code = plain(otp);
    return /^\d{6}$/.test(code) ? this.#takeCode(em, factor, code) : takeRecoveryCode(em, factor.userId, code);
  }

  /** Each step's code once, and none older than the newest that was used; of two at the same moment one waits here and finds it taken. */
  async #takeCode(em: EntityManager, { userId, secret }: SecondFactorRow, code: string): Promise<boolean> {
    const now = Date.now();
    const totp = totpOf(this.#encryption.open(secret, sealedFor(userId)), '');
    const distance = totp.validate({ token: code, timestamp: now, window: WINDOW_STEPS });
    if (distance === null) return false;
    const step = Math.floor(now / 1_000 / PERIOD_SECONDS) + distance;
    const taken = await em.execute<object[]>(
      'update second_factors set last_step = ? where user_id = ? and last_step < ? returning user_id',
      [step, userId, step],
    );
    return taken.length > 0;
  }
}

const WRONG_CODE = 'The code is wrong, or it was used already. Wait for the next one.';

const sealedFor = (userId: string): string => `second_factors.secret ${userId}`;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: ISSUER, label, secret, algorithm: 'SHA1', digits: DIGITS, period: PERIOD_SECONDS });

/** As people type it: with spaces, dashes and in any case. */
const plain = (code: string): string => code.replaceAll(/[\s-]/g, '').toUpperCase();

const hashOf = (recoveryCode: string): string => createHash('sha256').update(plain(recoveryCode)).digest('base64url');

/** Sixteen characters of base32, in fours. */
const newRecoveryCode = (): string =>
  new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_CODE_BYTES)).buffer }).base32.replaceAll(/(.{4})(?=.)/g, '$1-');

const confirmed = (em: EntityManager, userId: string): Promise<SecondFactorRow | null> =>
  em.findOne(SecondFactorEntity, { userId, confirmedAt: { $ne: null } });

async function takeRecoveryCode(em: EntityManager, userId: string, code: string): Promise<boolean> {
  const taken = await em.execute<object[]>(
    'update recovery_codes set used_at = now() where user_id = ? and hash = ? and used_at is null returning user_id',
    [userId, hashOf(code)],
  );
  return taken.length > 0;
}
