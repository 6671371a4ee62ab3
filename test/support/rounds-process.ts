// Started by a test as a process of its own, which may be killed: node --import tsx rounds-process.ts URL CONCURRENCY
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { entities } from '../../src/app/database/entities.ts';
import { StepRounds } from '../../src/features/jobs/rounds/step-rounds.ts';
import { StepService } from '../../src/features/jobs/steps/step.service.ts';
import { Failure } from '../../src/kernel/failure.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { openPostgresPubSub } from '../../src/platform/pubsub/postgres-pubsub.ts';
import { openPgBossQueue } from '../../src/platform/queue/pg-boss-queue.ts';

const [url = '', concurrency = '8'] = process.argv.slice(2);
/** Milliseconds. Steps end at different moments, so that rounds differ. */
const LONGEST_STEP_MS = 6;

const database = await openDatabase({ url, entities, poolSize: 6, patient: true });
const pubsub = await openPostgresPubSub({ url, channels: ['job_stopped', 'steps_free'], log: silentLog });
const queue = await openPgBossQueue({ url, log: silentLog, supervise: true });
const rounds = new StepRounds({
  ...{ database, pubsub, queue, steps: new StepService(queue), concurrency: Number(concurrency), log: silentLog },
  workDir: join(tmpdir(), `reelwright-rounds-${newId()}`),
  stepHandlers: {
    VIDEO: {
      SEGMENT: async ({ job, step, attempt, signal }) => {
        if (job.title === 'runs until it is stopped') {
          process.send?.(`started attempt ${attempt}`);
          await once(signal, 'abort');
          process.send?.(`stopped attempt ${attempt}`);
          signal.throwIfAborted();
        }
        await pause(Math.random() * LONGEST_STEP_MS);
        // A job that fails once, and completes when it is retried.
        if (job.title === 'fails once' && job.attempt === 1 && step.position === 1 && attempt === 1)
          throw new Failure('BAD_TEXT', 'It cannot be spoken.', { category: 'USER_INPUT', retryable: false, hint: 'Retry.' });
        return { creditsUsed: 2, result: { position: step.position } };
      },
    },
  },
});
rounds.start();
process.on('disconnect', () => process.exit());
process.send?.('ready');
