// Started by a test as a process of its own, which may be killed: node --import tsx batch-worker-process.ts URL [MILLISECONDS]
// A worker that looks after batches and makes their films without ffmpeg: the script provider refuses every fifth row. With MILLISECONDS
// a step takes at most so long and at least half of it, and nothing is refused.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DependencyChecks } from '../../src/app/health/dependency-checks.ts';
import { entities } from '../../src/app/database/entities.ts';
import { readProviders } from '../../src/app/environment/provider-environment.ts';
import { openServices } from '../../src/app/services.ts';
import { StepRounds } from '../../src/features/jobs/rounds/step-rounds.ts';
import { Failure } from '../../src/kernel/failure.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { openPostgresPubSub } from '../../src/platform/pubsub/postgres-pubsub.ts';
import { openPgBossQueue } from '../../src/platform/queue/pg-boss-queue.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';

const [url = '', stepMs] = process.argv.slice(2);
const STEP_MS = 20;
const TEND_EVERY_MS = 100;
const REFUSED_EVERY = 5;

const database = await openDatabase({ url, entities, poolSize: 6, patient: true });
const pubsub = await openPostgresPubSub({ url, channels: ['job_stopped', 'steps_free', 'job_events', 'workspace_events'], log: silentLog });
const queue = await openPgBossQueue({ url, log: silentLog, supervise: true });
const unused = (): never => {
  throw new Error('not part of this test');
};
const services = openServices(
  { database, pubsub, queue, storage: {} as Storage, health: new DependencyChecks([]), close: unused },
  {
    ...{ jwtSecret: 'a secret for tests, at least 32 characters long', jwtSecretPrevious: undefined, registration: 'open', explorer: true },
    rateLimits: { login: 0, register: 0, mail: 0, invite: 0, generate: 0, preview: 0, slots: 0, review: 0, upload: 0, api: 0 },
    ...{ appUrl: 'http://studio.test', publicUrl: 'http://studio.test', signupCredits: 100, requireVerifiedEmail: true },
    providers: readProviders({}),
    setupToken: undefined,
    mail: { smtpUrl: undefined, from: 'studio@example.test', folder: '/nowhere' },
    encryptionKeys: { current: Buffer.alloc(32, 1), previous: undefined },
    ...{
      openId: undefined,
      signInRedirectUris: [],
      billing: { stripe: undefined, planPrices: [], creditPacks: [], returnOrigins: [] },
      publishing: { youtube: undefined, returnOrigins: [], allowCidrs: [] },
      webhookAllowCidrs: [],
      importAllowCidrs: [],
    },
  },
  silentLog,
);
const next = async () => {
  await pause(stepMs === undefined ? Math.random() * STEP_MS : Number(stepMs) * (0.5 + Math.random() / 2));
  return {};
};
const rounds = new StepRounds({
  ...{ database, pubsub, queue, steps: services.steps, concurrency: 4, log: silentLog },
  workDir: join(tmpdir(), `reelwright-batch-${newId()}`),
  stepHandlers: {
    VIDEO: {
      SCRIPT: async ({ job }) => {
        if (stepMs === undefined && (job.batchRow ?? 0) % REFUSED_EVERY === 0 && job.attempt === 1)
          throw new Failure('PROVIDER_REFUSED', `The provider refused row ${job.batchRow}.`, {
            ...{ category: 'PROVIDER', retryable: false, hint: 'Retry later.' },
          });
        return next();
      },
      ...{ ASSEMBLE: next, VERIFY: next },
      DELIVER: async () => ({ ...(await next()), creditsUsed: 1 }),
    },
  },
});
rounds.start();
setInterval(
  () => void services.batchWaves.tendAll(database.systemScope(AbortSignal.timeout(20_000)), silentLog).catch(() => undefined),
  TEND_EVERY_MS,
);
process.on('disconnect', () => process.exit());
process.send?.('ready');
