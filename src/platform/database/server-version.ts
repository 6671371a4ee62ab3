import type { EntityManager } from '@mikro-orm/postgresql';
import { StartError } from '../../kernel/start-error.ts';

const REQUIRED = 18;

/** Asked before anything else, since an older server fails in the middle of a migration or of a query. @throws StartError */
export async function assertServerVersion(em: Pick<EntityManager, 'execute'>): Promise<void> {
  const [row] = await em.execute<{ number: number; version: string }[]>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  if (row && row.number < REQUIRED * 10_000)
    throw new StartError(`PostgreSQL ${REQUIRED} is required; this is ${row.version.split(' ', 1)[0]}.`);
}
