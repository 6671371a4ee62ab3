/** `npm run db -- <command>`: MikroORM's command line over the entities, on the database of DATABASE_OWNER_URL. It reads; `npm run migrate` writes. */
import { defineConfig } from '@mikro-orm/postgresql';
import { entities } from '../src/app/database/entities.ts';
import { schemaGenerator } from './database-state.ts';

const clientUrl = process.env['DATABASE_OWNER_URL'];
export default defineConfig({
  ...(clientUrl ? { clientUrl } : { dbName: 'reelwright' }),
  entities,
  schemaGenerator,
  pool: { min: 0, max: 1 },
});
