import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import { newId } from '../../../kernel/id.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Prices } from '../../../platform/catalogue/providers/costs/prices.ts';
import { isConnectionTrouble } from '../../../platform/database/connection-trouble.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { NO_METRICS } from '../../../platform/metrics/metrics.ts';
import type { Metrics } from '../../../platform/metrics/metrics.ts';
import type { PubSub } from '../../../platform/pubsub/pubsub.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { Delivery } from '../../../platform/queue/queue.ts';
import { inSpan } from '../../../platform/tracing/tracing.ts';
import type { StepCost } from '../job/job.states.ts';
import { ProgressReporter } from './progress-reporter.ts';
import { StepAttempts } from './step-attempts.ts';
import type { StepPayload } from './step.queue.ts';
import type { StepService } from './step.service.ts';
import { STALLED_AFTER_MS, StepWatchdog } from './step-watchdog.ts';
import { failureOf } from './step-failure.ts';
import { FencedError, Postponed, VerdictFailure } from './step-handler.ts';
import type { BegunStep, OwnKey, ProviderCallUse, StepHandlers, StepOutcome } from './step-handler.ts';
import { countCost, countRetry, observeStart, spanOf } from './step-metrics.ts';
import { writesMore } from './step-statements.ts';

export interface StepRunnerOptions {
  readonly database: Database;
  readonly steps: StepService;
  readonly pubsub: PubSub;
  readonly stepHandlers: StepHandlers;
  /** Awaited before a step is tried again after an outage, so that nothing is made that cannot be stored. */
  readonly storage?: Pick<Storage, 'ready'>;
  /** Keys that workspaces pay with themselves, and which providers fail. */
  readonly providerKeys?: {
    keyOf(scope: Scope, workspaceId: string, provider: string): Promise<OwnKey | undefined>;
    /** Resolves with true when films pass the provider over from now on. */
    recordCall(scope: Scope, use: ProviderCallUse & { readonly workspaceId: string }, failure: string | undefined): Promise<boolean>;
  };
  /** What calls to vendors cost; estimates by default. */
  readonly prices?: Prices;
  /** The most requests of a day with the installation's key, by provider. */
  readonly dailyRequests?: Readonly<Record<string, number>>;
  /** The limit of the installation that the environment sets, in millionths of a US dollar; by default that of the settings. */
  readonly spendLimitMicros?: number | undefined;
  readonly workDir: string;
  /** Counts steps, retries and calls to providers; nothing by default. */
  readonly metrics?: Metrics | undefined;
  /** By default `STALLED_AFTER_MS`. */
  readonly stalledAfterMs?: typeof STALLED_AFTER_MS;
  readonly log: Log;
}

/** A delivery of a step. The round that took it may also have started the step, and finishes it in its next transaction. */
interface StepDelivery extends Delivery {
  readonly begun?: BegunStep | undefined;
  /** Writes the end of the step. @throws FencedError */
  readonly finish?: (begun: BegunStep, outcome: StepOutcome) => Promise<void>;
}

/** How a step ended on this worker; the outcomes of its metric. */
type StepEnding = 'FINISHED' | 'REUSED' | 'FAILED' | 'REJECTED' | 'POSTPONED' | 'RETURNED' | 'STOPPED';

interface StepEnd {
  readonly ending: StepEnding;
  /** Of the failure of a FAILED or REJECTED step. */
  readonly code?: string;
}

const STOPPED = 'step stopped: the job ended or another worker took it';

/** Aborts steps when this process shuts down, or when the delivery is lost because another worker has it. */
class ShutdownError extends Error {}
class StoppedError extends Error {}

/** A running step. */
interface Performance {
  readonly scope: Scope;
  readonly begun: BegunStep;
  readonly stopped: AbortController;
  readonly finish: StepDelivery['finish'];
  readonly log: Log;
}

/** The folder of a step, created when its path is first read, because many steps need none. */
class WorkFolder {
  readonly #path: string;
  #isMade = false;

  constructor(path: string) {
    this.#path = path;
  }

  get path(): string {
    if (!this.#isMade) mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    this.#isMade = true;
    return this.#path;
  }

  async remove(): Promise<void> {
    if (this.#isMade) await rm(this.#path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Runs one dispatched step to its end. */
export class StepRunner {
  readonly #running = new Map<AbortController, string>();

  constructor(private readonly options: StepRunnerOptions) {
    options.pubsub.listen('job_stopped', (jobId) => this.#stop(jobId));
  }

  async run(payload: StepPayload, delivery: StepDelivery): Promise<void> {
    const { database, steps, log: rootLog } = this.options;
    const stopped = new AbortController();
    const scope = database.scope({
      actor: { kind: 'worker', workspaceId: payload.workspaceId },
      requestId: newId(),
      signal: stopped.signal,
    });
    // Registered before the step is taken, so that a concurrent cancel is not missed.
    this.#running.set(stopped, payload.jobId);
    const onDelivery = (): void => stopped.abort(new ShutdownError());
    delivery.signal.addEventListener('abort', onDelivery, { once: true });
    if (delivery.signal.aborted) onDelivery();
    try {
      const begun = delivery.begun ?? (await steps.begin(scope, payload, delivery.id));
      if (!begun) return;
      const log = rootLog.child({ jobId: begun.job.id, step: begun.step.name, position: begun.step.position, attempt: begun.attempt });
      const perform = () => this.#perform({ scope, begun, stopped, finish: delivery.finish, log });
      await inSpan(`step ${begun.step.name}`, spanOf(begun), perform, (code) => code);
    } finally {
      delivery.signal.removeEventListener('abort', onDelivery);
      this.#running.delete(stopped);
      await scope.close();
    }
  }

  /** Resolves with the code of the failure of a failed step. */
  async #perform({ scope, begun, stopped, finish, log }: Performance): Promise<string | undefined> {
    const { steps, metrics = NO_METRICS, stalledAfterMs = STALLED_AFTER_MS } = this.options;
    const { name } = begun.step;
    const work = this.options.stepHandlers[begun.job.type]?.[name];
    const folder = new WorkFolder(join(this.options.workDir, `${begun.step.id}-${begun.attempt}`));
    const reporter = new ProgressReporter(
      (fraction) => steps.progress(scope, begun, fraction),
      () => stopped.abort(new StoppedError()),
    );
    const watch = new StepWatchdog(name, stalledAfterMs[name], (reason) => stopped.abort(reason));
    const startedAt = performance.now();
    countRetry(metrics, begun.step);
    observeStart(metrics, begun);
    log.info({ event: 'step_started' }, 'step started');
    let ending: StepEnding = 'STOPPED';
    try {
      stopped.signal.throwIfAborted();
      if (!work)
        throw new Failure('NOT_IMPLEMENTED', `This worker has no handler for ${name}.`, {
          category: 'INTERNAL',
          retryable: true,
          hint: 'Ask the operator to update all workers to the version that the API runs, then retry the job.',
        });
      if (begun.step.outages > 0) await this.options.storage?.ready(stopped.signal);
      const outcome = await watch.over(
        work({
          ...begun,
          scope,
          get workDir() {
            return folder.path;
          },
          signal: stopped.signal,
          report: (fraction) => {
            watch.reported(fraction);
            reporter.report(fraction);
          },
          results: () => steps.results(scope, begun.job.id),
          advanced: (within) => steps.advanced(scope, begun, within),
          recordCost: (cost) => {
            countCost(metrics, cost);
            return steps.recordCost(scope, begun, cost);
          },
          attempts: (kind, provider, own) => {
            const { prices, dailyRequests, spendLimitMicros: limitMicros } = this.options;
            const requests = own ? undefined : dailyRequests?.[provider];
            const onCost = (cost: StepCost): void => countCost(metrics, cost);
            const terms = { prices, dailyRequests: requests, limitMicros, onCost };
            return new StepAttempts(scope, begun, { kind, provider, hasOwnKey: own !== undefined, keySetAt: own?.setAt }, terms);
          },
          apiKeyOf: async (provider) => this.options.providerKeys?.keyOf(scope, begun.job.workspaceId, provider),
          recordCall: (use, failure) => this.#recordCall(scope, begun, use, failure),
          observeCall: (labels, seconds) => metrics.observe('reelwright_provider_call_duration_seconds', labels, seconds),
          log,
        }),
      );
      await reporter.settle();
      stopped.signal.throwIfAborted();
      await (finish && !writesMore(outcome) ? finish(begun, outcome) : written(() => steps.finish(scope, begun, outcome)));
      ending = outcome.reused ? 'REUSED' : 'FINISHED';
      log.info({ event: 'step_finished', ms: Math.round(performance.now() - startedAt), reused: outcome.reused ?? false }, 'step finished');
      return undefined;
    } catch (error) {
      await reporter.settle();
      const end = await this.#end(scope, begun, error, stopped.signal, log);
      ending = end.ending;
      return end.code;
    } finally {
      const labels = { job_type: begun.job.type, step: name, outcome: ending };
      metrics.observe('reelwright_step_duration_seconds', labels, (performance.now() - startedAt) / 1_000);
      watch.end();
      await folder.remove();
    }
  }

  /** Never fails: the work of the step matters more. */
  async #recordCall(scope: Scope, { job, step }: BegunStep, use: ProviderCallUse, failure: string | undefined): Promise<void> {
    const log = this.options.log.child({ ...use, jobId: job.id, step: step.name });
    try {
      const opens = await this.options.providerKeys?.recordCall(scope, { workspaceId: job.workspaceId, ...use }, failure);
      if (opens) log.warn({ event: 'provider_circuit_opened', code: failure }, 'provider keeps failing; films use the next one');
    } catch (error) {
      log.warn({ event: 'provider_call_not_counted', err: error }, 'failed to count a call to a provider');
    }
  }

  async #end(scope: Scope, begun: BegunStep, error: unknown, signal: AbortSignal, log: Log): Promise<StepEnd> {
    const { steps } = this.options;
    if (signal.reason instanceof ShutdownError) {
      const isReturned = await written(() => steps.handBack(scope, begun));
      log.info({ event: isReturned ? 'step_returned' : 'step_stopped' }, isReturned ? 'step returned to the queue' : STOPPED);
      return { ending: isReturned ? 'RETURNED' : 'STOPPED' };
    }
    if (error instanceof Postponed && !signal.aborted) {
      await written(() => steps.postpone(scope, begun, error));
      log.info({ event: 'step_postponed', until: error.until }, 'step postponed');
      return { ending: 'POSTPONED' };
    }
    const isStalled = signal.reason instanceof Failure;
    if ((signal.aborted && !isStalled) || error instanceof FencedError) {
      log.info({ event: 'step_stopped' }, STOPPED);
      return { ending: 'STOPPED' };
    }
    const failure = failureOf(isStalled ? signal.reason : error);
    log.warn({ event: 'step_failed', code: failure.code, err: error }, 'step failed');
    const isOver = await written(() => steps.fail(scope, begun, failure));
    if (isOver && failure instanceof VerdictFailure)
      await failure
        .afterwards()
        .catch((cause: unknown) =>
          log.warn({ event: 'failed_job_cleanup_failed', err: cause }, 'what a failed job leaves could not be removed'),
        );
    return { ending: failure.category === 'USER_INPUT' ? 'REJECTED' : 'FAILED', code: failure.code };
  }

  /**
   * Stops the running steps of a job. After a lost connection (`jobId` undefined) the next progress report of every step checks the
   * database.
   */
  #stop(jobId: string | undefined): void {
    for (const [controller, running] of this.#running) if (running === jobId) controller.abort(new StoppedError());
  }
}

/**
 * Writes the end of a step even when the connection breaks. A second write changes nothing: it is fenced by the attempt, and after a commit
 * without an answer the step is found finished. The scope waits for an unavailable database.
 */
async function written<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries === MAX_WRITE_ATTEMPTS || !isConnectionTrouble(error)) throw error;
    }
  }
}

const MAX_WRITE_ATTEMPTS = 5;
