import { Client } from 'pg';
import pLimit from 'p-limit';
import type { TestDatabase } from '../support/database.ts';
import { createJob, looseSteps, makeTenant, openEngine, type Engine, type Tenant } from '../support/engine.ts';
import { newId } from '../../src/kernel/id.ts';
import { median } from './figures.ts';

const TIMES = 20;
const AT_ONCE = 8;

/** The choice among all workspaces that have a waiting step; taken back. */
const DISPATCH_ONE = 'select count(*) from dispatch_steps(1)';

/** Milliseconds of one dispatch while so many workspaces have a job that waits, by number of workspaces, in rising order. */
export async function measureDispatch(urls: TestDatabase, counts: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const engine = await openEngine({ urls: { ...urls, drop: async () => undefined }, concurrency: 0 });
  const client = new Client({ connectionString: urls.ownerUrl });
  await client.connect();
  try {
    const found = new Map<number, number>();
    const tenant = await makeTenant(engine);
    let made = 0;
    for (const count of counts) {
      const more = Array.from({ length: count - made }, () => undefined);
      await pLimit(AT_ONCE).map(more, async () => createJob(engine, await anotherWorkspace(engine, tenant), looseSteps(2)));
      made = count;
      await client.query('analyze');
      const times: number[] = [];
      for (let time = 0; time < TIMES; time += 1) {
        await client.query('begin');
        const from = performance.now();
        await client.query(DISPATCH_ONE);
        times.push(performance.now() - from);
        await client.query('rollback');
      }
      found.set(count, median(times));
    }
    return found;
  } finally {
    await client.end();
    await engine.close();
  }
}

async function anotherWorkspace(engine: Engine, tenant: Tenant): Promise<Tenant> {
  const workspaceId = newId();
  await engine.owner('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'A workspace that waits']);
  await engine.owner(`insert into memberships (workspace_id, user_id, role) values ($1, $2, 'OWNER')`, [workspaceId, tenant.userId]);
  return { ...tenant, workspaceId, actor: { ...tenant.actor, memberships: new Map([[workspaceId, 'OWNER']]) } };
}
