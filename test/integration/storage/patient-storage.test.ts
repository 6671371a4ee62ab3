import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { StepRunner } from '../../../src/features/jobs/steps/step-runner.ts';
import type { StepHandler } from '../../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../../src/kernel/id.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { Artifacts } from '../../../src/platform/artifacts/artifacts.ts';
import { openStorage } from '../../../src/platform/storage/minio-storage.ts';
import { patientStorage } from '../../../src/platform/storage/patient-storage.ts';
import type { Storage } from '../../../src/platform/storage/storage.ts';
import { looseSteps, makeJob, makeTenant, openEngine, type Engine, type Tenant } from '../../support/engine.ts';
import { openEmbedded, type TestStore } from '../../support/storage/stores.ts';
import { openTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let engine: Engine;
let tenant: Tenant;
let store: TestStore;
let proxy: TcpProxy;
let storage: Storage;
/** Resolves when the store has refused a file. */
let refused: PromiseWithResolvers<void>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  [store, folder, engine] = await Promise.all([openEmbedded(), temporaryFolder(), openEngine()]);
  proxy = await openTcpProxy({ host: '127.0.0.1', port: Number(new URL(store.endpoint).port) });
  const endpoint = `http://127.0.0.1:${proxy.port}`;
  const plain = openStorage({ ...store, endpoint, publicEndpoint: endpoint });
  await plain.ready();
  storage = new Proxy(plain, {
    get: (target, name: keyof Storage) => {
      const member = target[name];
      if (typeof member !== 'function') return member;
      if (name !== 'putFile') return member.bind(target) as unknown;
      return (...args: Parameters<Storage['putFile']>) =>
        target.putFile(...args).catch((error: unknown) => {
          refused.resolve();
          throw error;
        });
    },
  });
  tenant = await makeTenant(engine);
});
beforeEach(() => {
  refused = Promise.withResolvers();
});
afterAll(async () => {
  await engine.close();
  await proxy.shut();
  await store.close();
  await folder[Symbol.asyncDispose]();
});

/** A step that makes a file, as an encode does, and stores it. */
async function start(
  used: Storage,
): Promise<{ readonly made: () => number; deliver(signal?: AbortSignal): Promise<void>; stepId: string }> {
  let made = 0;
  const artifacts = new Artifacts(used);
  const work: StepHandler = async ({ scope, workDir, signal, job }) => {
    await artifacts.getOrCreate(scope, { workspaceId: job.workspaceId, inputs: { job: job.id }, signal }, ['it'], async () => {
      made += 1;
      const path = join(workDir, 'encoded');
      await writeFile(path, 'an encode that took a while');
      return { it: { path, contentType: 'video/mp4', metadata: {} } };
    });
    return {};
  };
  const steps = looseSteps(1);
  const jobId = await makeJob(engine, tenant, steps);
  const stepId = steps[0]!.id;
  const runner = new StepRunner({
    ...engine,
    stepHandlers: { VIDEO: { SEGMENT: work } },
    storage: used,
    workDir: folder.path,
    log: silentLog,
  });
  const payload = { version: 1 as const, workspaceId: tenant.workspaceId, jobId, stepId };
  return { made: () => made, stepId, deliver: (signal = new AbortController().signal) => runner.run(payload, { id: newId(), signal }) };
}

const stepRow = async (id: string) =>
  (await engine.owner('select status, attempt, failures, crashes, outages from job_steps where id = $1', [id]))[0];

test('a step whose store is away keeps its finished file and stores it when the store is back: one encode, no failure', async () => {
  const { made, deliver, stepId } = await start(patientStorage(storage));
  await proxy.shut();
  const delivered = deliver();
  await refused.promise;
  await proxy.reopen();
  await delivered;
  expect(made()).toBe(1);
  expect(await stepRow(stepId)).toEqual({ status: 'COMPLETED', attempt: 1, failures: 0, crashes: 0, outages: 0 });
});

test('a worker that shuts down does not wait for the store: the step is handed back', async () => {
  const { deliver, stepId } = await start(patientStorage(storage));
  const shutdown = new AbortController();
  await proxy.shut();
  const delivered = deliver(shutdown.signal);
  await refused.promise;
  shutdown.abort(new Error('shutting down'));
  await delivered;
  await proxy.reopen();
  expect(await stepRow(stepId)).toEqual({ status: 'PENDING', attempt: 1, failures: 0, crashes: 0, outages: 0 });
});

test('an outage that outlasts the patience counts as an outage, and nothing is made again before the store is back', async () => {
  const { made, deliver, stepId } = await start(patientStorage(storage, 0));
  await proxy.shut();
  for (let attempt = 0; attempt < 3; attempt += 1) await deliver();
  expect([made(), await stepRow(stepId)]).toEqual([1, { status: 'PENDING', attempt: 3, failures: 0, crashes: 0, outages: 3 }]);
  await proxy.reopen();
  await deliver();
  expect([made(), await stepRow(stepId)]).toMatchObject([2, { status: 'COMPLETED', failures: 0 }]);
});
