import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { register } from '../../support/client.ts';
import { endPrograms } from '../../support/program.ts';
import { startStack } from '../../support/stack.ts';
import { judgeKills, type KillReport } from './judge-kills.ts';
import { KilledWorkers } from './killed-workers.ts';
import { ACCOUNT_NAMES, PaidJobs, environmentOf, markIn, openAccounts } from './paid-jobs.ts';

interface KillOptions {
  readonly kills: number;
  /** Workers at the same time that may be killed. */
  readonly workers?: number;
  readonly onKill?: (kills: number) => void;
}

/** Open jobs at the same time, so that every worker has some. */
const OPEN_JOBS = 16;
const POLL_MS = 25;
/** A dead worker is noticed by its missing heartbeats. */
const ENDED_WITHIN_MS = 120_000;

/** Kills workers at random while they wait for the answers of paid calls, lets all jobs end, and compares the books with the vendors. */
export async function proveKills({ kills, workers = 3, onKill }: KillOptions): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'kills-'));
  const accounts = await openAccounts(folder);
  const env = { ...environmentOf(accounts), WORKER_CONCURRENCY: '2' };
  const stack = await startStack({ env });
  const owner = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  await owner.connect();
  const killed = new KilledWorkers({ ...env, DATA_DIR: stack.dataDir });
  const openJobs = async (): Promise<number> => {
    const { rows } = await owner.query<{ open: number }>(`select count(*)::int as open from jobs where status in ('QUEUED', 'RUNNING')`);
    return rows[0]?.open ?? 0;
  };
  try {
    const jobs = new PaidJobs(await register(stack.url));
    await killed.start(workers);
    for (let due = 0; killed.kills < kills; await pause(POLL_MS)) {
      if ((await openJobs()) < OPEN_JOBS) await Promise.all(Array.from({ length: 4 }, () => jobs.request()));
      if (performance.now() < due) continue;
      const waiting = ACCOUNT_NAMES.flatMap((name) => accounts[name].waiting()).flatMap(
        ({ body }) => jobs.ids.get(markIn(body) ?? -1) ?? [],
      );
      if (!killed.kill(new Set(waiting))) continue;
      onKill?.(killed.kills);
      due = performance.now() + randomInt(50, 600);
    }
    const until = performance.now() + ENDED_WITHIN_MS;
    while ((await openJobs()) > 0) {
      if (performance.now() > until) throw new Error(`${await openJobs()} jobs did not end`);
      await pause(100);
    }
    await killed.stop();
    return await judgeKills(owner, { kills: killed.kills, ids: jobs.ids, killedJobs: killed.killedJobs, accounts });
  } finally {
    await owner.end();
    await stack.stop();
    await endPrograms();
    await Promise.all(ACCOUNT_NAMES.map((name) => accounts[name].close()));
    await rm(folder, { recursive: true, force: true });
  }
}
