import type { EntityManager } from '@mikro-orm/postgresql';
import type { Scope } from '../../../platform/database/scope.ts';

// The application's role cannot read password hashes, because fellow members may see each other's rows. The functions of the database that
// are called here answer only for the acting person.

/** The hash of the acting person's password, as a PHC string. */
export async function ownPasswordHash(scope: Scope): Promise<string> {
  const [own] = await scope.tx((em) => em.execute<{ hash: string | null }[]>('select own_password_hash() as hash'));
  return own?.hash ?? '';
}

/** Replaces the hash. False when it was changed after `before` was read. */
export async function changeOwnPassword(em: EntityManager, before: string, after: string): Promise<boolean> {
  const [row] = await em.execute<{ changed: boolean }[]>('select change_own_password(?, ?) as changed', [before, after]);
  return row?.changed === true;
}

/** Whether the hash is still that of the acting person's password. Locks it for the rest of the transaction. */
export async function isOwnPassword(em: EntityManager, hash: string): Promise<boolean> {
  const [row] = await em.execute<{ same: boolean }[]>('select own_password_is(?) as same', [hash]);
  return row?.same === true;
}
