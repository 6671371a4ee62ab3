import { Failure } from '../../../kernel/failure.ts';
import type { Log } from '../../../kernel/log.ts';
import type { ProviderKind } from '../../../platform/catalogue/providers.ts';
import type {
  ProviderAttempts,
  ProviderCall,
  ProviderCost,
  ProviderIdentity,
  ProviderResult,
  SentAttempt,
} from '../../../platform/providers/provider.ts';
import { inSpan } from '../../../platform/tracing/tracing.ts';
import type { Origin } from '../../../platform/provenance/provenance.ts';
import type { PartRun } from './step-results.ts';

/**
 * Every call to a provider: its cost is stored as soon as it is known, so that it is kept when the step fails afterwards, and a provider
 * that fails is counted, so that later films can use another one.
 */
export async function callProvider<Result extends ProviderResult>(
  run: PartRun,
  kind: ProviderKind,
  { id }: ProviderIdentity,
  call: (call: ProviderCall) => Promise<Result>,
): Promise<Result & { readonly origin: Origin }> {
  const { signal, workDir, report, log } = run;
  const own = await run.apiKeyOf?.(id);
  const record = run.attempts?.(kind, id, own);
  const attempts = record && new WatchedAttempts(record);
  const count = async (failure: string | undefined): Promise<void> => {
    // A script that is only cut needs no call, and says nothing about the provider.
    if (attempts?.isUsed) await run.recordCall?.({ kind, provider: id, keyId: own?.id }, failure);
  };
  try {
    const result = await observed(run, { kind, provider: id, isOwnKey: own !== undefined }, () =>
      call({ signal, workDir, report, log, attempts, apiKey: own?.key }),
    );
    await count(undefined);
    if (result.cost) await run.recordCost({ kind, provider: id, ...result.cost });
    return { ...result, origin: originOf({ kind, provider: id }, result, attempts) };
  } catch (error) {
    if (error instanceof Failure && !signal.aborted) await count(error.code);
    throw error;
  }
}

/** Counts the seconds of a call by its outcome. */
async function observed<Result>(
  { signal, log, observeCall }: PartRun,
  { isOwnKey, ...by }: Pick<Origin, 'kind' | 'provider'> & { readonly isOwnKey: boolean },
  call: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  let outcome = 'OK';
  try {
    const attributes = { 'reelwright.provider': by.provider, 'reelwright.kind': by.kind };
    return await inSpan(`provider ${by.provider}`, { kind: 'CLIENT', attributes }, () => loggedTool(log, by.kind, call));
  } catch (error) {
    outcome = signal.aborted ? 'ABORTED' : error instanceof Failure ? outcomeOf(error, isOwnKey) : 'INTERNAL';
    throw error;
  } finally {
    observeCall?.({ ...by, outcome }, (performance.now() - startedAt) / 1_000);
  }
}

/** Failures of a key or its account. Those of a workspace's own key say nothing about the installation. */
const OF_KEYS: readonly string[] = ['BAD_KEY', 'BILLING', 'QUOTA', 'RATE_LIMITED'];
/** A vendor's answers to an input; what is refused before it is sent has many more codes. */
const OF_INPUTS: readonly string[] = ['REFUSED', 'INVALID_INPUT', 'CONTEXT_TOO_LONG'];

/** The outcome of the metric for a failed call. */
function outcomeOf({ code, category }: Failure, isOwnKey: boolean): string {
  if (isOwnKey && OF_KEYS.includes(code)) return 'WORKSPACE_KEY';
  return category === 'USER_INPUT' && !OF_INPUTS.includes(code) ? 'REJECTED' : code;
}

/** How a result was made, as far as it is known. */
const originOf = (
  by: Pick<Origin, 'kind' | 'provider'>,
  { cost, made }: ProviderResult,
  attempts: WatchedAttempts | undefined,
): Origin => ({
  ...{ ...by, model: attempts?.model ?? null, prompt: made?.prompt ?? null, seed: made?.seed ?? null },
  ...{ voice: null, licence: made?.attribution?.licence ?? null, cost: cost ?? attempts?.cost ?? null },
  ...(made?.attribution && { attribution: made.attribution }),
});

/** Notices whether a vendor was asked, for which model, and what it charged. */
class WatchedAttempts implements ProviderAttempts {
  isUsed = false;
  model: string | undefined;
  cost: ProviderCost | undefined;

  constructor(private readonly attempts: ProviderAttempts) {}

  async unanswered(key: string): Promise<SentAttempt | undefined> {
    const sent = await this.attempts.unanswered(key);
    this.isUsed ||= sent !== undefined;
    this.model = sent?.model ?? this.model;
    return sent;
  }

  prepare(attempt: Parameters<ProviderAttempts['prepare']>[0]): Promise<string> {
    this.isUsed = true;
    this.model = attempt.model;
    return this.attempts.prepare(attempt);
  }

  sent(id: string): Promise<void> {
    return this.attempts.sent(id);
  }

  submitted(id: string, taskId: string): Promise<void> {
    return this.attempts.submitted(id, taskId);
  }

  jobEnd(): ReturnType<ProviderAttempts['jobEnd']> {
    return this.attempts.jobEnd();
  }

  done(id: string, cost: ProviderCost | undefined): Promise<void> {
    this.#add(cost);
    return this.attempts.done(id, cost);
  }

  failed(id: string, code: string, cost?: ProviderCost | 'UNKNOWN'): Promise<void> {
    if (cost !== 'UNKNOWN') this.#add(cost);
    return this.attempts.failed(id, code, cost);
  }

  uncertain(id: string): Promise<void> {
    return this.attempts.uncertain(id);
  }

  /** Calls of one step to one provider are charged in one unit. */
  #add(cost: ProviderCost | undefined): void {
    if (!cost) return;
    const { amount = 0, usd } = this.cost ?? {};
    const dollars = cost.usd === undefined && usd === undefined ? {} : { usd: (usd ?? 0) + (cost.usd ?? 0) };
    this.cost = { unit: cost.unit, amount: amount + cost.amount, ...dollars };
  }
}

/** Logs how long a step's tool worked, in the words in which ffmpeg and ffprobe are logged. */
export async function loggedTool<Result>(log: Log, tool: ProviderKind | 'CAPTION', work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    log.debug({ event: 'tool_ended', tool, wallMs: Math.round(performance.now() - startedAt) }, 'tool ended');
  }
}
