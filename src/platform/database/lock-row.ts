import type { EntityManager, EntitySchema } from '@mikro-orm/postgresql';

/**
 * Locks a row until the transaction ends and returns it as it is now; null for a row that is missing or hidden from the actor. The lock is
 * `for no key update`: rows that reference it can still be inserted, which the ORM's `for update` would block.
 */
export async function lockRow<Row extends object>(em: EntityManager, entity: EntitySchema<Row>, id: string): Promise<Row | null> {
  const { tableName, props } = em.getMetadata(entity);
  // The application may not read lazy columns.
  const columns = props.filter(({ lazy, persist }) => !lazy && persist !== false).flatMap(({ fieldNames }) => fieldNames);
  const list = columns.map((column) => `"${column}"`).join(', ');
  const [row] = await em.execute<object[]>(`select ${list} from "${tableName}" where id = ? for no key update`, [id]);
  return row ? em.map(entity, row) : null;
}
