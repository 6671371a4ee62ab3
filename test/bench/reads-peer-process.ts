import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Pool } from 'pg';

/** Peers of P1, on the same tables: `plain` is one statement behind node's HTTP server, `postgraphile` is PostGraphile 5. */
const [, , kind, databaseUrl = '', folder = ''] = process.argv;

/** The whole answer, made by PostgreSQL. */
const STATEMENT = `select json_build_object('data', json_build_object('workspace', json_build_object('jobs', json_build_object('nodes', (
  select coalesce(json_agg(item), '[]') from (
    select j.id, j.title, j.status, j.progress, j.created_at as "createdAt", u.value as "createdBy", a.value as outputs, e.value as events
    from jobs j
    left join lateral (select json_build_object('id', u.id, 'name', u.name) as value from users u where u.id = j.created_by) u on true
    left join lateral (select coalesce(json_agg(o), '[]') as value from (select id, kind, name, byte_size as "byteSize" from assets where job_id = j.id order by id) o) a on true
    left join lateral (select json_build_object('nodes', coalesce(json_agg(n order by n.sequence), '[]')) as value from (
      select sequence, type, at, progress, message from job_events where job_id = j.id order by sequence desc limit 5) n) e on true
    where j.workspace_id = $1 order by j.id desc limit 20) item))))) as answer`;

async function plain(): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: 16 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: { id: string } };
      const { rows } = await pool.query<{ answer: object }>(STATEMENT, [variables.id]);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(rows[0]?.answer));
    });
  });
  listen(server);
}

interface PostGraphile {
  readonly postgraphile: (preset: object) => { createServ: (grafserv: unknown) => { addTo: (server: unknown) => Promise<void> } };
}

async function postgraphile(): Promise<void> {
  const from = createRequire(join(folder, 'package.json'));
  const load = async <Module>(name: string): Promise<Module> => (await import(pathToFileURL(from.resolve(name)).href)) as Module;
  const { postgraphile: open } = await load<PostGraphile>('postgraphile');
  const { PostGraphileAmberPreset } = await load<{ PostGraphileAmberPreset: object }>('postgraphile/presets/amber');
  const { makeV4Preset } = await load<{ makeV4Preset: (options: object) => object }>('postgraphile/presets/v4');
  const { makePgService } = await load<{ makePgService: (options: object) => object }>('postgraphile/adaptors/pg');
  const { grafserv } = await load<{ grafserv: unknown }>('postgraphile/grafserv/node');
  const preset = {
    // The names of version 4, which are those that everybody knows.
    extends: [PostGraphileAmberPreset, makeV4Preset({ graphiql: false, graphqlRoute: '/graphql' })],
    pgServices: [makePgService({ connectionString: databaseUrl, schemas: ['public'], poolConfig: { max: 16 } })],
    grafserv: { graphqlPath: '/graphql', graphiql: false },
    grafast: { explain: false },
  };
  const server = createServer();
  await open(preset).createServ(grafserv).addTo(server);
  listen(server);
}

function listen(server: ReturnType<typeof createServer>): void {
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`));
}

await (kind === 'plain' ? plain() : postgraphile());
process.on('disconnect', () => process.exit());
