import { Client } from 'pg';
import pLimit from 'p-limit';
import type { TestDatabase } from '../support/database.ts';
import { looseSteps, makeJob, makeTenant, openEngine } from '../support/engine.ts';
import { median } from './figures.ts';

const TIMES = 20;
const AT_ONCE = 8;

/** One more step than are dispatched already, taken back: what the choice among all open workspaces costs. */
const DISPATCH_ONE = `select count(*) from dispatch_steps(
  (select count(*)::int + 1 from job_steps where dispatched_at is not null and status in ('PENDING', 'RUNNING')))`;

/** Milliseconds of one dispatch while so many workspaces have a job that waits, by number of workspaces, in rising order. */
export async function measureDispatch(urls: TestDatabase, counts: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const engine = await openEngine({ urls: { ...urls, drop: async () => undefined }, concurrency: 0 });
  const client = new Client({ connectionString: urls.ownerUrl });
  await client.connect();
  try {
    const found = new Map<number, number>();
    let made = 0;
    for (const count of counts) {
      const more = Array.from({ length: count - made }, () => undefined);
      await pLimit(AT_ONCE).map(more, async () => makeJob(engine, await makeTenant(engine), looseSteps(2)));
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
