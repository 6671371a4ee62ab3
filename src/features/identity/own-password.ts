import type { EntityManager } from '@mikro-orm/postgresql';
import type { Scope } from '../../platform/database/scope.ts';

// The application's role cannot read password hashes, since fellow members may see each other's rows. These functions of the database
// answer for the person who acts and for nobody else.

/** The PHC string of the acting person's password. */
export async function ownPasswordHash(scope: Scope): Promise<string> {
  const [own] = await scope.tx((em) => em.execute<{ hash: string | null }[]>('select own_password_hash() as hash'));
  return own?.hash ?? '';
}

/** False when it has been changed since `before` was read. */
export async function changeOwnPassword(em: EntityManager, before: string, after: string): Promise<boolean> {
  const [row] = await em.execute<{ changed: boolean }[]>('select change_own_password(?, ?) as changed', [before, after]);
  return row?.changed === true;
}

/** Whether the acting person's password still is the one with this hash; holds it for the rest of the transaction. */
export async function isOwnPassword(em: EntityManager, hash: string): Promise<boolean> {
  const [row] = await em.execute<{ same: boolean }[]>('select own_password_is(?) as same', [hash]);
  return row?.same === true;
}
