import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../../kernel/errors.ts';
import { currentUser } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { SessionEntity, UserEntity } from './identity.entity.ts';
import type { UserRow } from './identity.entity.ts';
import type { OnAccountDeleted, PersonalData } from './identity.events.ts';
import type { AccountLetters } from './letters.ts';
import { cleanName } from './person-name.ts';
import { reauthenticate } from './reauthentication.ts';
import { endSessions } from './session-writes.ts';
import type { TotpService } from './totp.service.ts';

/** Newest rows of each kind in an export; it says how many more there are. */
const EXPORTED_AT_MOST = 10_000;

/** Undefined leaves a part as it is; null takes it away. */
export interface ProfileChange {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly locale?: string | null | undefined;
}

export interface ProfileHooks {
  /** May refuse, for who may not leave others without an owner. */
  readonly onDeleted: OnAccountDeleted;
  /** What other features know of a person, each under names of its own. */
  readonly personalData: readonly PersonalData[];
}

export interface DeleteAccount {
  readonly password?: string | null | undefined;
  readonly otp?: string | null | undefined;
}

interface ProfileParts {
  readonly mailer: Mailer;
  readonly letters: AccountLetters;
  readonly totp: TotpService;
}

/** What a person says about themselves, takes with them, and takes back. */
export class ProfileService {
  readonly #verbs: Verbs;
  readonly #mailer: Mailer;
  readonly #letters: AccountLetters;
  readonly #totp: TotpService;
  readonly #hooks: ProfileHooks;

  constructor(verbs: Verbs, { mailer, letters, totp }: ProfileParts, hooks: ProfileHooks) {
    this.#verbs = verbs;
    this.#mailer = mailer;
    this.#letters = letters;
    this.#totp = totp;
    this.#hooks = hooks;
  }

  /** BAD_USER_INPUT for an empty display name and for a locale that does not exist. */
  async update(scope: Scope, input: ProfileChange): Promise<UserRow> {
    const { userId } = currentUser(scope);
    if (input.name === null) throw badInput('input.name', 'A display name can be changed, not taken away.');
    const changes = definedOf({
      name: input.name == null ? undefined : cleanName('input.name', input.name),
      firstName: input.firstName == null ? input.firstName : cleanName('input.firstName', input.firstName),
      lastName: input.lastName == null ? input.lastName : cleanName('input.lastName', input.lastName),
      locale: input.locale == null ? input.locale : canonicalLocale(input.locale),
    });
    await this.#verbs.change(scope, { name: 'updateProfile', subjectId: userId }, async (em) => {
      const user = await em.findOneOrFail(UserEntity, { id: userId });
      const before = Object.fromEntries(Object.keys(changes).map((name) => [name, user[name as keyof typeof changes]]));
      em.assign(user, changes);
      await em.flush();
      return { before, after: changes };
    });
    return scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
  }

  /**
   * Erases what is known of the person and ends their sessions; what they made in workspaces stays there, without a name.
   * Takes the password, or a fresh sign-in to an account without one, and the second factor (OTP_REQUIRED). INVALID_STATE while they are the last owner of a workspace that has other members.
   */
  async deleteAccount(scope: Scope, { password, otp }: DeleteAccount): Promise<void> {
    const { userId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'deleteAccount' });
    const user = await reauthenticate(scope, password);
    await this.#verbs.write(scope, { name: 'deleteAccount' }, async (em) => {
      await this.#totp.confirmCode(em, userId, otp);
      await this.#hooks.onDeleted(em, { userId });
      await this.#mailer.post(em, this.#letters.accountDeleted(user));
      await endSessions(em, userId);
      await erase(em, userId);
      return { subjectId: userId, answer: undefined };
    });
  }

  /** Everything that is known of the person, as one JSON document. */
  async exportData(scope: Scope): Promise<Record<string, unknown>> {
    const { userId } = currentUser(scope);
    await this.#verbs.enter(scope, { name: 'exportMyData' });
    return this.#verbs.write(scope, { name: 'exportMyData' }, async (em) => {
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
      for (const collect of [recordsOf, ...this.#hooks.personalData]) merge(answer, await collect(em, userId));
      return { subjectId: userId, answer: JSON.parse(JSON.stringify(answer)) as Record<string, unknown> };
    });
  }
}

/** What is kept of the person who acts in tables of all features; an empty list where there is nothing. */
const recordsOf: PersonalData = async (em) => {
  const [row] = await em.execute<{ records: Record<string, unknown> }[]>('select personal_records(?) as records', [EXPORTED_AT_MOST]);
  const { administratorSince, secondFactor, ...lists } = row?.records ?? {};
  const filled = Object.entries(lists).map(([name, rows]) => [name, rows ?? []] as const);
  return { administratorSince, secondFactor, ...Object.fromEntries(filled) };
};

/** `omitted` counts what each part leaves out, by its name. */
function merge(answer: Record<string, unknown>, part: Readonly<Record<string, unknown>>): void {
  const omitted = { ...(answer['omitted'] as object | undefined), ...(part['omitted'] as object | undefined) };
  Object.assign(answer, part, { omitted });
}

/** The row stays, since others' work hangs on it; nothing in it tells who it was. Its key is no address, so that nobody can have taken it. */
async function erase(em: EntityManager, userId: string): Promise<void> {
  await em.execute(
    `update users set email = id || '@deleted.invalid', email_key = id::text, name = 'Deleted account', password_hash = '', password_set_at = null,
       first_name = null, last_name = null, locale = null, email_verified_at = null, deleted_at = now() where id = ?`,
    [userId],
  );
  await em.execute('update sessions set address = null, user_agent = null, network = null where user_id = ?', [userId]);
  for (const table of ['account_tokens', 'second_factors', 'linked_accounts']) {
    await em.execute(`delete from ${table} where user_id = ?`, [userId]);
  }
}

function canonicalLocale(text: string): string {
  try {
    const [locale] = Intl.getCanonicalLocales(text);
    if (locale) return locale;
  } catch {
    // The same words for all that is none.
  }
  throw badInput('input.locale', 'This is no locale. Write it as in BCP 47, for example en or pt-BR.');
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const definedOf = <T extends object>(changes: T): Defined<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>;
