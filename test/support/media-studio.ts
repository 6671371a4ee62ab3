import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect } from 'vitest';
import { providerOpeners } from '../../src/app/films/film-tools.ts';
import { readProviders } from '../../src/app/environment/provider-environment.ts';
import type { AssetRow } from '../../src/features/assets/asset.entity.ts';
import type { JobRow } from '../../src/features/jobs/job/job.entity.ts';
import type { StepHandlers } from '../../src/features/jobs/steps/step-handler.ts';
import { StepRunner } from '../../src/features/jobs/steps/step-runner.ts';
import { ProviderCosts } from '../../src/features/providers/estimates/provider-costs.service.ts';
import { ProviderKeys } from '../../src/features/providers/keys/provider-keys.service.ts';
import { ClipRequests } from '../../src/features/renders/media/clip-requests.ts';
import { MediaRequests } from '../../src/features/renders/media/media-requests.ts';
import { MediaService } from '../../src/features/renders/media/media.service.ts';
import { mediaStepHandlers } from '../../src/features/renders/media/media-steps.ts';
import { VideoRequests } from '../../src/features/renders/request/video-requests.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { Artifacts } from '../../src/platform/artifacts/artifacts.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import { openDrawing } from '../../src/platform/media/drawing/canvas-drawing.ts';
import { ProviderRegistry } from '../../src/platform/providers/provider-registry.ts';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { jobRow, makeTenant, openEngine, request, type Engine, type Tenant } from './engine.ts';
import { ffmpegs } from './ffmpegs.ts';
import { openEmbedded } from './storage/stores.ts';

type Environment = Readonly<Record<string, string>>;

/** A workspace whose jobs of one asset are made here, step by step, by the providers of an environment. */
export interface MediaStudio {
  readonly folder: string;
  readonly engine: Engine;
  readonly tenant: Tenant;
  readonly service: MediaService;
  readonly handlers: StepHandlers;
  /** Those of another worker, which has its own view of what is being made. */
  readonly newHandlers: () => StepHandlers;
  readonly storage: Storage;
  readonly providers: ProviderRegistry;
  /** Another service, with the providers of another environment. */
  serviceWith(env: Environment): MediaService;
  as<T>(call: (scope: Scope) => Promise<T>): Promise<T>;
  /** Delivers the one step of the job to a worker. */
  run(job: Pick<JobRow, 'id'>, worker?: StepRunner, signal?: AbortSignal): Promise<void>;
  worker(stepHandlers: StepHandlers): StepRunner;
  /** What a worker makes of the job. */
  made(job: Pick<JobRow, 'id'>): Promise<AssetRow>;
  /** Path of a copy of the file. */
  fileOf(asset: AssetRow): Promise<string>;
  bytesOf(asset: AssetRow): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openMediaStudio(environment: (folder: string) => Promise<Environment>): Promise<MediaStudio> {
  const [tool] = ffmpegs;
  if (!tool) throw new Error('no ffmpeg to test with');
  const { media } = tool;
  const [folder, store] = await Promise.all([mkdtemp(`${tmpdir()}/media-`), openEmbedded()]);
  const storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  const engine = await openEngine({ storage });
  const tenant = await makeTenant(engine, 'EDITOR');
  const env = await environment(folder);
  const drawing = openDrawing();
  const polling = { everyMs: 20, atMostMs: 60_000 };
  const providers = new ProviderRegistry(providerOpeners(drawing, { settings: readProviders(env), media, log: silentLog, polling }));
  const newHandlers = () => mediaStepHandlers({ media, drawing, storage, artifacts: new Artifacts(storage), providers }, engine.assets);
  const handlers = newHandlers();

  const serviceWith = (variables: Environment): MediaService => {
    const { mutations } = engine.providerKeys as unknown as { mutations: ConstructorParameters<typeof ProviderKeys>[1] };
    const { templates, presets, assets, jobs } = engine;
    const keys = new ProviderKeys(readProviders(variables), mutations, engine.encryption);
    const requests = new VideoRequests(templates, presets, assets, keys);
    const costs = new ProviderCosts(readProviders(variables));
    return new MediaService(
      { jobs, assets, media: new MediaRequests(requests), clips: new ClipRequests(requests, assets), costs },
      mutations,
    );
  };
  const worker = (stepHandlers: StepHandlers): StepRunner => new StepRunner({ ...engine, stepHandlers, workDir: folder, log: silentLog });
  const runner = worker(handlers);
  const as = <T>(call: (scope: Scope) => Promise<T>): Promise<T> => request(engine, tenant.actor, call);
  const run: MediaStudio['run'] = async ({ id: jobId }, by = runner, signal = new AbortController().signal) => {
    const [step] = await engine.owner<{ id: string }>('select id from job_steps where job_id = $1', [jobId]);
    await by.run({ version: 1, workspaceId: tenant.workspaceId, jobId, stepId: step?.id ?? '' }, { id: newId(), signal });
  };
  const fileOf = async ({ storageKey }: AssetRow): Promise<string> => {
    const path = `${folder}/${newId()}`;
    await storage.getFile(storageKey, path, { signal: new AbortController().signal });
    return path;
  };
  return {
    ...{ folder, engine, tenant, handlers, newHandlers, storage, providers, serviceWith, as, run, worker, fileOf },
    service: serviceWith(env),
    made: async (job) => {
      await run(job);
      expect(await jobRow(engine, job.id)).toMatchObject({ status: 'COMPLETED', failure: null });
      const [asset] = await as((scope) => engine.assets.outputs(scope, { id: job.id }));
      if (!asset) throw new Error('the job has no output');
      return as((scope) => engine.assets.get(scope, asset.id));
    },
    bytesOf: async (asset) => readFile(await fileOf(asset)),
    close: async () => {
      await engine.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
