import type { EntityManager } from '@mikro-orm/postgresql';
import { StartError } from '../../kernel/start-error.ts';

const REQUIRED = 18;

/**
 * Checks the version of the server. Called first, because an older server would fail in the middle of a migration or a query. @throws
 * StartError
 */
export async function assertServerVersion(em: Pick<EntityManager, 'execute'>): Promise<void> {
  const [row] = await em.execute<{ number: number; version: string }[]>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  if (row && row.number < REQUIRED * 10_000)
    throw new StartError(`PostgreSQL ${REQUIRED} is required; this is ${row.version.split(' ', 1)[0]}.`);
}
