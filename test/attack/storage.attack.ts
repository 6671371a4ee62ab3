import { randomBytes } from 'node:crypto';
import { removeOrphanedObjects } from '../../src/app/maintenance/delete-orphans.ts';
import { fetchStep } from '../../src/features/assets/imports/fetch.step.ts';
import { ingestStepHandlers } from '../../src/features/assets/ingest/ingest-step-handlers.ts';
import { purgeAssets } from '../../src/features/assets/library/purge-assets.ts';
import { deleteExpiredUploads } from '../../src/features/assets/uploads/expire-uploads.ts';
import { StepRunner } from '../../src/features/jobs/steps/step-runner.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import type { Media } from '../../src/platform/media/media.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { makeTenant, request, scopeOf, type Engine, type Tenant } from '../support/engine.ts';
import type { FileServer } from '../support/file-server.ts';
import type { Fate, Mortal } from './mortal-storage.ts';
import { faultsOfStorage } from './storage-accounts.ts';

export interface StorageAttack {
  /** Opened on `mortal.storage`. */
  readonly engine: Engine;
  readonly mortal: Mortal;
  /** The same store, for looking at it. */
  readonly storage: Storage;
  readonly media: Media;
  readonly web: FileServer;
  readonly workDir: string;
  readonly operations: number;
  /** The same seed gives the same choices. */
  readonly seed: number;
}

interface Report {
  /** What store and rows disagree about. Empty is well. */
  readonly faults: readonly string[];
  readonly done: Readonly<Record<string, number>>;
}

/** So small that most of a run is spent at the limit. */
const QUOTA_BYTES = 100_000;
const MAX_FILE_BYTES = 12_000;
/** Operations between two comparisons. */
const COMPARE_EVERY = 100;

/** Uploads, imports, checks, deletions, cancels and retries at random, with kills and failures between any two calls of the store. */
export async function attackStorage(attack: StorageAttack): Promise<Report> {
  const { engine, mortal, storage, operations } = attack;
  const chance = randomOf(attack.seed);
  const tenants = await Promise.all([limitedTenant(engine), limitedTenant(engine)]);
  const context: Context = { ...attack, chance, runner: runnerOf(attack), files: filesOf(chance) };
  for (const [name, bytes] of Object.entries(context.files)) attack.web.serve(`/${name}`, bytes);
  const names = Object.keys(OPERATIONS).flatMap((name) => Array.from({ length: FREQUENT[name] ?? 1 }, () => name));
  const done: Record<string, number> = {};
  for (let count = 1; count <= operations; count += 1) {
    const name = pick(chance, names);
    const tenant = pick(chance, tenants);
    const operation = OPERATIONS[name];
    const outcome = await mortal.run(async () => operation?.(context, tenant), fateOf(chance), 1 + Math.floor(chance() * 3));
    done[`${name} ${outcome}`] = (done[`${name} ${outcome}`] ?? 0) + 1;
    if (count % COMPARE_EVERY > 0 && count < operations) continue;
    // What a day of maintenance does. Nothing else runs, so that every object without a row is an old one.
    await removeOrphanedObjects(everybody(engine), storage, 0, silentLog);
    const faults = await faultsOfStorage(engine, storage);
    if (faults.length > 0) return { faults: [`after ${count} operations`, ...faults], done };
  }
  return { faults: await faultsAfterAll(attack), done };
}

/** In the end every upload expires, and nothing is left of any. */
async function faultsAfterAll({ engine, storage }: StorageAttack): Promise<string[]> {
  await engine.owner(`update upload_sessions set expires_at = now() - interval '1 second' where status = 'OPEN'`);
  await deleteExpiredUploads(everybody(engine), storage);
  await storage.abortUploads(new Date(Date.now() + 60_000));
  await removeOrphanedObjects(everybody(engine), storage, 0, silentLog);
  const [left] = await engine.owner<{ reserved: number }>('select sum(reserved)::int as reserved from workspace_storage');
  return [...(await faultsOfStorage(engine, storage)), ...(left?.reserved ? [`${left.reserved} bytes stay reserved`] : [])];
}

interface Context extends StorageAttack {
  readonly chance: () => number;
  readonly runner: StepRunner;
  readonly files: Readonly<Record<string, Buffer>>;
}

type Operation = (context: Context, tenant: Tenant) => Promise<unknown>;

const as = <T>({ engine }: Context, { actor }: Tenant, method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, actor, method);
const everybody = (engine: Engine): Scope => scopeOf(engine, { kind: 'anonymous' });

const OPERATIONS: Readonly<Record<string, Operation>> = {
  begin: (context, tenant) => begin(context, tenant),
  upload: (context, tenant) => upload(context, tenant),
  uploadAndCheck: async (context, tenant) => {
    await upload(context, tenant);
    for (let steps = 0; steps < 2; steps += 1) await runStep(context, tenant);
  },
  complete: async (context, tenant) => {
    const id = await anyOf(
      context,
      tenant,
      `select id from upload_sessions where workspace_id = $1 and (status = 'OPEN' or random() < 0.1)`,
    );
    return id && as(context, tenant, (scope) => context.engine.uploads.complete(scope, id));
  },
  abort: async (context, tenant) => {
    const id = await anyOf(context, tenant, `select id from upload_sessions where workspace_id = $1 and status = 'OPEN'`);
    return id && as(context, tenant, (scope) => context.engine.uploads.abort(scope, id));
  },
  expire: async ({ engine, mortal, chance }, { workspaceId }) => {
    if (chance() < 0.7) return;
    await engine.owner(`update upload_sessions set expires_at = now() - interval '1 second' where status = 'OPEN' and workspace_id = $1`, [
      workspaceId,
    ]);
    await deleteExpiredUploads(everybody(engine), mortal.storage);
  },
  import: (context, tenant) => {
    const url = context.web.url(`/${pick(context.chance, [...Object.keys(context.files), 'missing.mp4', 'cut.mp4'])}`);
    return as(context, tenant, (scope) => context.engine.imports.importAsset(scope, { workspaceId: tenant.workspaceId, url }));
  },
  check: (context, tenant) => runStep(context, tenant),
  // As often as a step may fail.
  checkThrice: async (context, tenant) => {
    for (let attempts = 0; attempts < 3; attempts += 1) await runStep(context, tenant);
  },
  cancel: async (context, tenant) => {
    const id = await anyOf(context, tenant, `select id from jobs where workspace_id = $1 and status in ('QUEUED', 'RUNNING')`);
    return id && context.chance() < 0.4 && as(context, tenant, (scope) => context.engine.jobs.cancel(scope, id));
  },
  retry: async (context, tenant) => {
    const id = await anyOf(context, tenant, `select id from jobs where workspace_id = $1 and status = 'FAILED'`);
    return id && as(context, tenant, (scope) => context.engine.jobs.retry(scope, { id }));
  },
  delete: async (context, tenant) => {
    const id = await anyOf(context, tenant, `select id from assets where workspace_id = $1 and status in ('READY', 'REJECTED')`);
    return id && as(context, tenant, (scope) => context.engine.library.delete(scope, id));
  },
  restore: async (context, tenant) => {
    const id = await anyOf(context, tenant, `select id from assets where workspace_id = $1 and status = 'DELETED'`);
    return id && as(context, tenant, (scope) => context.engine.library.restore(scope, id));
  },
  purge: async ({ engine, mortal }, { workspaceId }) => {
    await engine.owner(`update assets set deleted_at = now() - interval '31 days' where status = 'DELETED' and workspace_id = $1`, [
      workspaceId,
    ]);
    return purgeAssets(everybody(engine), mortal.storage);
  },
  orphans: ({ engine, mortal }) => removeOrphanedObjects(everybody(engine), mortal.storage, 0, silentLog),
};

const FREQUENT: Readonly<Record<string, number>> = { uploadAndCheck: 3, check: 3, checkThrice: 3, delete: 3, import: 2, complete: 2 };

async function begin(context: Context, tenant: Tenant): Promise<{ readonly id: string; readonly bytes: Buffer }> {
  const bytes = pick(context.chance, Object.values(context.files));
  const announced = { workspaceId: tenant.workspaceId, fileName: 'words.srt', contentType: 'application/x-subrip', byteSize: bytes.length };
  const { id } = await as(context, tenant, (scope) => context.engine.uploads.create(scope, announced));
  return { id, bytes };
}

/** Sends what was announced, after it has tried to send more and less. */
async function upload(context: Context, tenant: Tenant): Promise<void> {
  const { engine, chance } = context;
  const { id, bytes } = await begin(context, tenant);
  const [part] = await as(context, tenant, async (scope) => engine.uploads.parts(scope, await engine.uploads.get(scope, id), false));
  if (!part) throw new Error('an open upload has parts');
  const put = async (body: Buffer): Promise<number> => {
    const response = await fetch(part.url, { method: 'PUT', body: new Uint8Array(body) });
    await response.arrayBuffer();
    return response.status;
  };
  const other = pick(chance, [Buffer.concat([bytes, bytes]), bytes.subarray(1)]);
  if (chance() < 0.3 && (await put(other)) < 400) throw new Error('a part of another length was accepted');
  await put(bytes);
  await as(context, tenant, (scope) => engine.uploads.complete(scope, id));
}

/** One attempt at one step that could run, of the newest jobs first. */
async function runStep({ engine, runner }: Context, { workspaceId }: Tenant): Promise<void> {
  const [step] = await engine.owner<{ id: string; job_id: string }>(
    `select s.id, s.job_id from job_steps s join jobs j on j.id = s.job_id
     where j.workspace_id = $1 and j.status in ('QUEUED', 'RUNNING') and s.status in ('PENDING', 'RUNNING') and s.blocked_by = 0
     order by j.id desc limit 1`,
    [workspaceId],
  );
  if (!step) return;
  const payload = { version: 1, workspaceId, jobId: step.job_id, stepId: step.id } as const;
  await runner.run(payload, { id: newId(), signal: new AbortController().signal });
}

function runnerOf({ engine, mortal, media, workDir }: StorageAttack): StepRunner {
  const { storage } = mortal;
  const ingest = ingestStepHandlers({ media, storage });
  const stepHandlers = { INGEST: ingest, IMPORT: { FETCH: fetchStep(engine.importHttp, storage), ...ingest } };
  return new StepRunner({ ...engine, stepHandlers, workDir, log: silentLog });
}

/** Captions, which need no ffmpeg; two with the same content under different names; noise, which is refused. */
function filesOf(chance: () => number): Readonly<Record<string, Buffer>> {
  const captions = (): Buffer => {
    const words = 'la '.repeat(100 + Math.floor(chance() * 500));
    const cue = (second: number): string => `${second + 1}\n00:00:0${second},000 --> 00:00:0${second},900\n${words} ${chance()}\n`;
    return Buffer.from([0, 1, 2, 3].map(cue).join('\n'));
  };
  const same = captions();
  return {
    ...{ 'one.srt': captions(), 'two.srt': captions(), 'three.srt': captions(), 'same.srt': same, 'again.srt': same },
    'noise.srt': randomBytes(1 + Math.floor(chance() * MAX_FILE_BYTES)),
  };
}

async function limitedTenant(engine: Engine): Promise<Tenant> {
  const tenant = await makeTenant(engine);
  const plan = newId();
  await engine.owner('insert into plans (name, concurrent_steps, weight, storage_bytes) values ($1, 8, 1, $2)', [plan, QUOTA_BYTES]);
  await engine.owner('insert into workspace_plans (workspace_id, plan) values ($1, $2)', [tenant.workspaceId, plan]);
  return tenant;
}

const fateOf = (chance: () => number): Fate => (chance() < 0.4 ? 'LIVE' : pick(chance, ['FAIL', 'DIE_BEFORE', 'DIE_AFTER']));

async function anyOf({ engine, chance }: Context, { workspaceId }: Tenant, sql: string): Promise<string | undefined> {
  const rows = await engine.owner<{ id: string }>(`${sql} order by id desc limit 5`, [workspaceId]);
  return rows.length > 0 ? pick(chance, rows).id : undefined;
}

function pick<T>(chance: () => number, from: readonly T[]): T {
  const one = from[Math.floor(chance() * from.length)];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
}

/** mulberry32: 0 to 1, the same row of numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
