import { originalKey } from '../../src/features/assets/asset-files.ts';
import { AssetEntity, type AssetKind, type AssetRow } from '../../src/features/assets/asset.entity.ts';
import { ingestStepHandlers } from '../../src/features/assets/ingest/ingest-step-handlers.ts';
import { StepRunner } from '../../src/features/jobs/steps/step-runner.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Media } from '../../src/platform/media/media.ts';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { makeTenant, openEngine, request, scopeOf, type Engine, type Tenant } from './engine.ts';
import { openEmbedded } from './storage/stores.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Sent {
  readonly bytes: Buffer;
  readonly kind: AssetKind;
  readonly sha256?: string;
  readonly byteSize?: number;
  readonly fileName?: string;
}

export interface Ingested {
  readonly asset: AssetRow;
  readonly job: { readonly status: string; readonly failure: { readonly code: string } | null };
  readonly jobId: string;
}

export interface IngestStack extends AsyncDisposable {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly tenant: Tenant;
  /** Where workers put their files; empty between jobs. */
  readonly workDir: string;
  /** What the end of an upload writes: the object under its own key, the row, and the job. Returns the asset's id. */
  send(sent: Sent): Promise<string>;
  assetOf(id: string): Promise<AssetRow>;
  /** Runs the steps of a job one after the other, as workers do. */
  runSteps(jobId: string): Promise<void>;
  /** All of it, to the end; by a worker with another store where one is given. */
  ingest(sent: Sent, workerStorage?: Storage): Promise<Ingested>;
}

/** A database, a store and a worker that takes in files with this ffmpeg. */
export async function openIngest(media: Media): Promise<IngestStack> {
  const [store, folder] = await Promise.all([openEmbedded(), temporaryFolder()]);
  const storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  const engine = await openEngine({ storage });
  const tenant = await makeTenant(engine);
  const { workspaceId, userId } = tenant;
  const runnerOn = (workerStorage: Storage): StepRunner =>
    new StepRunner({
      ...engine,
      stepHandlers: { INGEST: ingestStepHandlers({ media, storage: workerStorage }) },
      workDir: folder.path,
      log: silentLog,
    });

  const assetOf = (id: string): Promise<AssetRow> => request(engine, tenant.actor, (scope) => engine.assets.get(scope, id));

  async function send({ bytes, kind, sha256, byteSize = bytes.length, fileName = 'a file' }: Sent): Promise<string> {
    const id = newId();
    const storageKey = originalKey({ workspaceId, id });
    await storage.putBytes(storageKey, bytes, { contentType: 'application/octet-stream' });
    const scope = scopeOf(engine, tenant.actor);
    await scope.tx(async (em) => {
      const row = { id, workspaceId, kind, status: 'PENDING', name: 'A file', fileName, contentType: 'x/x', byteSize, storageKey } as const;
      const asset = em.create(AssetEntity, { ...row, sha256: sha256 ?? null, createdBy: userId });
      await em.flush();
      await engine.ingest.startIngest(em, scope, asset);
    });
    return id;
  }

  async function runSteps(jobId: string, workerStorage = storage): Promise<void> {
    const runner = runnerOn(workerStorage);
    const steps = await engine.owner<{ id: string }>(`select id from job_steps where job_id = $1 order by name = 'DERIVE'`, [jobId]);
    for (const { id: stepId } of steps) {
      await runner.run({ version: 1, workspaceId, jobId, stepId }, { id: newId(), signal: new AbortController().signal });
    }
  }

  async function ingest(sent: Sent, workerStorage = storage): Promise<Ingested> {
    const id = await send(sent);
    const { jobId } = await assetOf(id);
    if (!jobId) throw new Error('the asset has no job');
    await runSteps(jobId, workerStorage);
    const [job] = await engine.owner<Ingested['job']>('select status, failure from jobs where id = $1', [jobId]);
    if (!job) throw new Error('the job is gone');
    return { asset: await assetOf(id), job, jobId };
  }

  async function close(): Promise<void> {
    await engine.close();
    await store.close();
    await folder[Symbol.asyncDispose]();
  }

  return { engine, storage, tenant, workDir: folder.path, send, assetOf, runSteps, ingest, [Symbol.asyncDispose]: close };
}
