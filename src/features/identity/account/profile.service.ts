import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../../../kernel/errors.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { canonicalLocale } from '../../../platform/input/canonical-locale.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mailer } from '../../../platform/mail/mail.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { LinkedAccountEntity, SecondFactorEntity } from '../credentials.entity.ts';
import { AccountTokenEntity, SessionEntity, UserEntity } from '../identity.entity.ts';
import type { UserRow } from '../identity.entity.ts';
import type { OnAccountDeleted, PersonalData } from '../identity.events.ts';
import type { AccountEmails } from './account-emails.ts';
import { personName } from '../../../platform/input/person-name.ts';
import { reauthenticate } from '../session/reauthentication.ts';
import { endSessions } from '../session/session-writes.ts';
import type { TotpService } from '../totp/totp.service.ts';
import { deleteAccount, exportMyData, updateProfile } from './profile.mutations.ts';

/** Maximum rows of each kind in an export, newest first; the export tells how many more there are. */
const MAX_EXPORTED_ROWS = 10_000;

/** Undefined leaves a field unchanged; null clears it. */
export interface ProfileChange {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly locale?: string | null | undefined;
}

export interface ProfileHooks {
  /** Called before the account is deleted. It may refuse, for example for the last owner of a workspace. */
  readonly onDeleted: OnAccountDeleted;
  /** Readers of the personal data of other features, each under a name of its own. */
  readonly personalData: readonly PersonalData[];
}

export interface DeleteAccount {
  readonly password?: string | null | undefined;
  readonly otp?: string | null | undefined;
}

interface ProfileParts {
  readonly mailer: Mailer;
  readonly accountEmails: AccountEmails;
  readonly totp: TotpService;
}

/** A person's profile, data export and account deletion. */
export class ProfileService {
  readonly #mailer: Mailer;
  readonly #accountEmails: AccountEmails;
  readonly #totp: TotpService;

  constructor(
    private readonly mutations: Mutations,
    { mailer, accountEmails, totp }: ProfileParts,
    private readonly hooks: ProfileHooks,
  ) {
    this.#mailer = mailer;
    this.#accountEmails = accountEmails;
    this.#totp = totp;
  }

  /** Changes the profile. @throws ReelwrightError BAD_USER_INPUT for an empty display name or an unknown locale */
  async update(scope: Scope, input: ProfileChange): Promise<UserRow> {
    const { userId } = currentUser(scope);
    if (input.name === null) throw badInput('input.name', 'Must not be null: a display name can be changed but not removed.');
    const changes = definedOf({
      name: input.name == null ? undefined : personName('input.name', input.name),
      firstName: input.firstName == null ? input.firstName : personName('input.firstName', input.firstName),
      lastName: input.lastName == null ? input.lastName : personName('input.lastName', input.lastName),
      locale: input.locale == null ? input.locale : canonicalLocale('input.locale', input.locale),
    });
    await this.mutations.update(scope, { mutation: updateProfile, subjectId: userId }, async (em) => {
      const user = await em.findOneOrFail(UserEntity, { id: userId });
      const before = Object.fromEntries(Object.keys(changes).map((name) => [name, user[name as keyof typeof changes]]));
      em.assign(user, changes);
      await em.flush();
      return { before, after: changes };
    });
    return scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
  }

  /**
   * Erases the personal data of the person and ends their sessions; what they made in workspaces stays there, without a name. Requires the
   * password, or a recent sign-in to an account without one, and the second factor (OTP_REQUIRED). @throws ReelwrightError INVALID_STATE
   * while they are the last owner of a workspace that has other members
   */
  async deleteAccount(scope: Scope, { password, otp }: DeleteAccount): Promise<void> {
    const { userId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, { mutation: deleteAccount });
    const user = await reauthenticate(scope, password);
    await this.mutations.runInTransaction(scope, { mutation: deleteAccount }, async (em) => {
      await this.#totp.confirmCode(em, userId, otp);
      await this.hooks.onDeleted(em, { userId });
      await this.#mailer.post(em, this.#accountEmails.accountDeleted(user));
      await endSessions(em, userId);
      await erase(em, userId);
      return { subjectId: userId, answer: undefined };
    });
  }

  /** All personal data stored about the person, as one JSON document. */
  async exportData(scope: Scope): Promise<Record<string, unknown>> {
    const { userId } = currentUser(scope);
    await this.mutations.authorizeCall(scope, { mutation: exportMyData });
    return this.mutations.runInTransaction(scope, { mutation: exportMyData }, async (em) => {
      const { id, email, name, firstName, lastName, locale, emailVerifiedAt, passwordSetAt, createdAt } = await em.findOneOrFail(
        UserEntity,
        {
          id: userId,
        },
      );
      const sessions = await em.find(SessionEntity, { userId }, { orderBy: { id: 'asc' } });
      const answer: Record<string, unknown> = {
        exportedAt: new Date().toISOString(),
        profile: { id, email, name, firstName, lastName, locale, emailVerifiedAt, passwordSetAt, createdAt },
        sessions: sessions.map(({ userId: _, ...session }) => session),
      };
      for (const collect of [recordsOf, ...this.hooks.personalData]) merge(answer, await collect(em, userId));
      return { subjectId: userId, answer: JSON.parse(JSON.stringify(answer)) as Record<string, unknown> };
    });
  }
}

/** The acting person's rows in the tables of all features; an empty list where there are none. */
const recordsOf: PersonalData = async (em) => {
  const [row] = await em.execute<{ records: Record<string, unknown> }[]>('select personal_records(?) as records', [MAX_EXPORTED_ROWS]);
  const { administratorSince, secondFactor, ...lists } = row?.records ?? {};
  const filled = Object.entries(lists).map(([name, rows]) => [name, rows ?? []] as const);
  return { administratorSince, secondFactor, ...Object.fromEntries(filled) };
};

/** Adds a part to the export. `omitted` counts what each part leaves out, by the part's name. */
function merge(answer: Record<string, unknown>, part: Readonly<Record<string, unknown>>): void {
  const omitted = { ...(answer['omitted'] as object | undefined), ...(part['omitted'] as object | undefined) };
  Object.assign(answer, part, { omitted });
}

/**
 * Removes the personal data from a user's row. The row stays, because other rows reference it. Its new key is not an address, so it cannot
 * collide with one.
 */
async function erase(em: EntityManager, userId: string): Promise<void> {
  await em.nativeUpdate(
    UserEntity,
    { id: userId },
    {
      ...{ email: `${userId}@deleted.invalid`, emailKey: userId, emailVerifiedAt: null, passwordHash: '', passwordSetAt: null },
      ...{ name: 'Deleted account', firstName: null, lastName: null, locale: null, deletedAt: transactionTime() },
    },
  );
  await em.nativeUpdate(SessionEntity, { userId }, { address: null, userAgent: null, network: null });
  await em.nativeDelete(AccountTokenEntity, { userId });
  await em.nativeDelete(SecondFactorEntity, { userId });
  await em.nativeDelete(LinkedAccountEntity, { userId });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const definedOf = <T extends object>(changes: T): Defined<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>;
