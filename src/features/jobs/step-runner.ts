import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ReelwrightError } from '../../kernel/errors.ts';
import { Failure } from '../../kernel/failure.ts';
import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';
import type { Delivery } from '../../platform/queue/queue.ts';
import { ProgressReporter } from './progress-reporter.ts';
import type { StepPayload } from './step.job.ts';
import type { StepService } from './step.service.ts';
import { STALLED_AFTER_MS, StepWatch } from './step-watch.ts';
import { FencedError } from './step.work.ts';
import type { BegunStep, StepWorks } from './step.work.ts';

export interface StepRunnerOptions {
  readonly database: Database;
  readonly steps: StepService;
  readonly pubsub: PubSub;
  readonly works: StepWorks;
  readonly workDir: string;
  /** `STALLED_AFTER_MS` when left out. */
  readonly stalledAfterMs?: typeof STALLED_AFTER_MS;
  readonly log: Log;
}

class ShutdownError extends Error {}
class StoppedError extends Error {}

/** Runs one admitted step from its beginning to its end, whatever the end is. */
export class StepRunner {
  readonly #options: StepRunnerOptions;
  readonly #running = new Map<AbortController, string>();

  constructor(options: StepRunnerOptions) {
    this.#options = options;
    options.pubsub.listen('job_stopped', (jobId) => this.#stop(jobId));
  }

  async run(payload: StepPayload, delivery: Delivery): Promise<void> {
    const { database, steps, log: rootLog } = this.#options;
    const stopped = new AbortController();
    const scope = database.scope({
      actor: { kind: 'worker', workspaceId: payload.workspaceId },
      requestId: newId(),
      signal: AbortSignal.any([stopped.signal, delivery.signal]),
    });
    // Registered before the step is taken: a cancel that comes between would otherwise reach nobody.
    this.#running.set(stopped, payload.jobId);
    const onDelivery = (): void => stopped.abort(new ShutdownError());
    delivery.signal.addEventListener('abort', onDelivery, { once: true });
    if (delivery.signal.aborted) onDelivery();
    try {
      const begun = await steps.begin(scope, payload, delivery.id);
      if (!begun) return;
      const log = rootLog.child({ jobId: begun.job.id, step: begun.step.name, position: begun.step.position, attempt: begun.attempt });
      await this.#perform(scope, begun, stopped, log);
    } finally {
      delivery.signal.removeEventListener('abort', onDelivery);
      this.#running.delete(stopped);
      await scope.close();
    }
  }

  async #perform(scope: Scope, begun: BegunStep, stopped: AbortController, log: Log): Promise<void> {
    const { steps, stalledAfterMs = STALLED_AFTER_MS } = this.#options;
    const { name } = begun.step;
    const work = this.#options.works[begun.job.type]?.[name];
    const workDir = join(this.#options.workDir, `${begun.step.id}-${begun.attempt}`);
    const reporter = new ProgressReporter(
      (fraction) => steps.progress(scope, begun, fraction),
      () => stopped.abort(new StoppedError()),
    );
    const watch = new StepWatch(name, stalledAfterMs[name], (reason) => stopped.abort(reason));
    const startedAt = performance.now();
    log.info({}, 'step started');
    try {
      stopped.signal.throwIfAborted();
      if (!work)
        throw new Failure('NOT_IMPLEMENTED', `This worker does not know how to do ${name}.`, {
          category: 'INTERNAL',
          retryable: true,
        });
      await mkdir(workDir, { recursive: true, mode: 0o700 });
      const outcome = await watch.over(
        work({
          ...begun,
          scope,
          workDir,
          signal: stopped.signal,
          report: (fraction) => {
            watch.hear(fraction);
            reporter.report(fraction);
          },
          results: () => steps.results(scope, begun.job.id),
          rememberRemote: (remoteId) => steps.rememberRemote(scope, begun, remoteId),
          log,
        }),
      );
      await reporter.settle();
      stopped.signal.throwIfAborted();
      await steps.finish(scope, begun, outcome);
      log.info({ ms: Math.round(performance.now() - startedAt), reused: outcome.reused ?? false }, 'step finished');
    } catch (error) {
      await reporter.settle();
      await this.#end(scope, begun, error, stopped.signal, log);
    } finally {
      watch.end();
      await rm(workDir, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  async #end(scope: Scope, begun: BegunStep, error: unknown, signal: AbortSignal, log: Log): Promise<void> {
    const { steps } = this.#options;
    if (signal.reason instanceof ShutdownError) {
      await steps.handBack(scope, begun);
      log.info({}, 'step handed back');
      return;
    }
    const isStalled = signal.reason instanceof Failure;
    if ((signal.aborted && !isStalled) || error instanceof FencedError) {
      log.info({}, 'step stopped: the job ended or another worker has it');
      return;
    }
    const failure = failureOf(isStalled ? signal.reason : error);
    log.warn({ code: failure.code, err: error }, 'step failed');
    await steps.fail(scope, begun, failure);
  }

  /** After a lost connection (`jobId` undefined) the next progress report of each step asks the database instead. */
  #stop(jobId: string | undefined): void {
    for (const [controller, running] of this.#running) if (running === jobId) controller.abort(new StoppedError());
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ReelwrightError && error.code === 'UNAVAILABLE') return away(error);
  return error instanceof ReelwrightError && error.code === 'NOT_FOUND' ? fileGone(error) : unexpected(error);
}

const away = (cause: ReelwrightError): Failure =>
  new Failure('UNAVAILABLE', cause.message, {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Ask for the film again when it is back; what is finished is not made again.',
    cause,
  });

const fileGone = (cause: ReelwrightError): Failure =>
  new Failure('FILE_GONE', 'A file that an earlier step made is there no more.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job: what is missing is made again.',
    cause,
  });

const unexpected = (cause: unknown): Failure =>
  new Failure('INTERNAL', 'Something went wrong inside this step.', {
    category: 'INTERNAL',
    retryable: true,
    hint: "The worker's log tells more; look for the job's id.",
    cause,
  });
