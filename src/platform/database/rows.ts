import type { EntityManager, EntitySchema, FilterQuery } from '@mikro-orm/postgresql';
import { currentActor } from '../../kernel/actor.ts';
import { notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import type { Scope } from './scope.ts';

/**
 * The row with an id that a client sent, in the request's snapshot. @throws ReelwrightError UNAUTHENTICATED without an actor; NOT_FOUND,
 * which names `subject`, for a missing row and, identically, for one that is hidden from the actor
 */
export async function loadRow<Row extends object>(scope: Scope, entity: EntitySchema<Row>, id: string, subject: string): Promise<Row> {
  currentActor(scope);
  const row = isId(id) ? await scope.read((em) => em.findOne(entity, { id } as FilterQuery<NoInfer<Row>>)) : null;
  if (!row) throw notFound(subject);
  return row;
}

/**
 * Locks a row until the transaction ends and returns its current state; null for a row that is missing or hidden from the actor. The lock
 * is `for no key update`: rows that reference it can still be inserted, which the ORM's `for update` would block.
 */
export async function lockRow<Row extends object>(em: EntityManager, entity: EntitySchema<Row>, id: string): Promise<Row | null> {
  const { tableName, props } = em.getMetadata(entity);
  // Lazy columns are left out, because the application must not read them.
  const columns = props.filter(({ lazy, persist }) => !lazy && persist !== false).flatMap(({ fieldNames }) => fieldNames);
  const list = columns.map((column) => `"${column}"`).join(', ');
  const [row] = await em.execute<object[]>(`select ${list} from "${tableName}" where id = ? for no key update`, [id]);
  return row ? em.map(entity, row) : null;
}
