import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { readConfig } from '../../src/app/config.ts';
import { entities } from '../../src/app/database/entities.ts';
import { differences } from '../../src/app/maintenance/check-storage.ts';
import { removeOrphanedObjects } from '../../src/app/maintenance/delete-orphans.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import { LEDGER_FAULTS } from '../support/ledger.ts';
import { processesWith } from '../support/processes.ts';
import type { Stack } from '../support/stack.ts';

/** Deliveries of the last killed worker end when its silence is noticed; what is asked to stop, a moment later. */
const SETTLES_WITHIN_MS = 30_000;

/** What is wrong in the rows of ended jobs, as rows (fault, id). A job ends once each time it is queued, and its log ends with that. */
const JOB_FAULTS = `
  select 'job has not ended' as fault, id from jobs where status in ('QUEUED', 'RUNNING')
  union all select 'ended job has open steps', job_id from job_steps s join jobs j on j.id = s.job_id
    where j.status in ('COMPLETED', 'FAILED', 'CANCELED') and s.status in ('PENDING', 'RUNNING')
  union all select 'completed job has steps that are not', job_id from job_steps s join jobs j on j.id = s.job_id
    where j.status = 'COMPLETED' and s.status <> 'COMPLETED'
  union all select 'log has gaps', j.id from jobs j join job_events e on e.job_id = j.id
    group by j.id having count(*) <> j.sequence or max(e.sequence) <> j.sequence
  union all select 'log tells of too many ends', j.id from jobs j join job_events e on e.job_id = j.id
    where e.type = 'STATUS' and e.status in ('COMPLETED', 'FAILED', 'CANCELED') group by j.id having count(*) <> j.attempt
  union all select 'log does not end with the state', j.id from jobs j
    where not exists (select from job_events e where e.job_id = j.id and e.sequence = j.sequence and e.type = 'STATUS' and e.status = j.status)
  union all select 'progress fell', j.id from jobs j join
    (select job_id, progress - lag(progress) over (partition by job_id order by sequence) as moved from job_events) e on e.job_id = j.id
    where moved < 0 and j.attempt = 1`;

export async function faultsOfRows(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ fault: string; id: string }>(
    `select * from (${JOB_FAULTS}) j union all select * from (${LEDGER_FAULTS}) l`,
  );
  return [...new Set(rows.map(({ fault, id }) => `${fault}: ${id}`))];
}

/** What is still at work or in the queue when no job is open, after a while in which it may end. */
export async function faultsOfRest(owner: Client, stack: Stack): Promise<string[]> {
  const deadline = Date.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const { rows } = await owner.query<{ id: string }>(
      `select id from pgboss.job where name = 'step' and state in ('created', 'retry', 'active')`,
    );
    const encoders = processesWith(stack.dataDir).filter(({ program }) => /\/ffmpeg[^/]*$/.test(program));
    const faults = [
      ...rows.map(({ id }) => `the queue holds ${id}`),
      ...encoders.map(({ pid, command }) => `an encoder runs: ${pid} ${command}`),
    ];
    if (faults.length === 0 || Date.now() > deadline) return faults;
    await pause(250);
  }
}

/** Folders of temporary files that are not a living worker's, and whatever lies in those. */
export async function faultsOfFolders({ dataDir }: Stack, workers: readonly number[]): Promise<string[]> {
  const work = join(dataDir, 'work');
  const folders = await readdir(work);
  const living = folders.filter((name) => workers.includes(Number(name.replace('worker-', ''))));
  const contents = await Promise.all(
    living.map(async (name) => (await readdir(join(work, name))).filter((left) => left !== 'artifacts').map((left) => `${name}/${left}`)),
  );
  const halves = await readdir(join(dataDir, 'objects', 'incoming'));
  return [
    ...folders.filter((name) => !living.includes(name)).map((name) => `folder of a dead worker: ${name}`),
    ...contents.flat().map((path) => `left in a work folder: ${path}`),
    ...halves.map((name) => `half an object: ${name}`),
  ];
}

/**
 * Does now what workers do a day later: removes objects that killed workers left before they had a row. Then rows and objects must
 * agree. Returns how many went.
 */
export async function deleteOrphans(stack: Stack): Promise<{ orphans: number; faults: string[] }> {
  const config = readConfig(stack.secrets());
  const storage = openStorage(config.storage);
  const database = await openDatabase({ url: config.databaseUrl, entities, poolSize: 2 });
  try {
    const scope = database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: new AbortController().signal });
    const orphans = await removeOrphanedObjects(scope, storage, 0, silentLog);
    const faults: string[] = [];
    for await (const { kind, key } of differences(scope, { storage, graceSeconds: 0 }))
      faults.push(`${kind === 'ORPHAN' ? 'object without a row' : 'row without its object'}: ${key}`);
    return { orphans, faults };
  } finally {
    await database.close();
  }
}

/** Who still runs on its data when everything was asked to end. */
export const faultsOfProcesses = (dataDir: string): string[] =>
  processesWith(dataDir).map(({ pid, command }) => `a process is left: ${pid} ${command}`);
