import { Failure } from '../../../kernel/failure.ts';
import type { Usage } from '../../catalogue/providers/costs/prices.ts';
import type { ProviderCall, ProviderCost, SentAttempt } from '../provider.ts';
import { uncertain } from './vendor-failures.ts';
import { NoAnswer, UnreadableAnswer } from './vendor-http.ts';

export interface PaidCall<Answer> {
  /** Title of the provider, for messages. */
  readonly vendor: string;
  /** Identifies the call within the step: `script`, `repair`. */
  readonly key: string;
  readonly model: string;
  /** Whether nothing is charged, because it is the operator's own server without a key. Such a call may be repeated. */
  readonly isFree: boolean;
  /** What the call is expected to use at most, by which the spend limit of the workspace is checked before it. */
  readonly expected?: Usage | undefined;
  /** Does what precedes the request and costs nothing, such as the upload of its inputs. Its failures may be repeated. */
  readonly prepare?: () => Promise<void>;
  /** Sends one request that may cost money. `attemptId` is a UUID, for vendors that accept an id of the caller. */
  readonly send: (attemptId: string) => Promise<PaidAnswer<Answer>>;
  /** Asks the vendor for the outcome of an earlier call, if its API can report it. `UNKNOWN`: not for this call. */
  readonly find?: (earlier: SentAttempt) => Promise<PaidAnswer<Answer> | 'NEVER_ARRIVED' | 'UNKNOWN'>;
  /** Whether `find` can report the outcome of the call that `send` makes; asked when its answer was lost. By default it can. */
  readonly isFindable?: () => boolean;
}

/**
 * The result of a call, with what it costs where calls are charged. A refusal and an incomplete answer are charged too. Without a cost, a
 * failure was not charged.
 */
export type PaidAnswer<Answer> =
  | { readonly value: Answer; readonly cost?: ProviderCost | undefined }
  | { readonly failure: Failure; readonly cost?: ProviderCost | 'UNKNOWN' | undefined };

/**
 * Makes one call to a vendor that may cost money, and records an attempt before the request. An earlier attempt of the step whose answer is
 * lost is looked up if the vendor can report it, repeated if nothing is charged, and otherwise left to the user. @throws Failure UNCERTAIN
 * when it is unknown whether an earlier call, or this one, was charged; SPEND_LIMIT_REACHED when it may cost more than the workspace may spend
 */
export async function paidCall<Answer>(call: ProviderCall, paid: PaidCall<Answer>): Promise<Answer> {
  const { attempts } = call;
  if (!attempts) throw new Error('a call that may cost money was made where nothing may be spent');
  const earlier = await attempts.unanswered(paid.key);
  if (earlier) {
    const found = await lookUp(paid, earlier);
    if (found !== 'NEVER_ARRIVED') return ended(earlier.id, found);
    await attempts.failed(earlier.id, 'LOST');
  }
  await paid.prepare?.();
  const id = await attempts.prepare({ key: paid.key, model: paid.model, isFree: paid.isFree, expected: paid.expected });
  await attempts.sent(id);
  const answer = await paid.send(id).catch(async (error: unknown) => {
    // After an abort the attempt has no answer, as after a crash.
    if (!(error instanceof Failure)) throw error;
    if (!(error instanceof NoAnswer)) await attempts.failed(id, error.code, isProbablyCharged(error) ? 'UNKNOWN' : undefined);
    // With `find` the attempt stays SENT, and the next attempt of the step looks it up; a job that fails leaves it to the user.
    else if (paid.find && (paid.isFindable?.() ?? true)) {
      if (!error.retryable) await attempts.uncertain(id);
    } else {
      if (!paid.isFree) throw await leftToUser();
      await attempts.failed(id, error.code);
    }
    throw error;
  });
  return ended(id, answer);

  /** Records the end of the attempt with its cost, if it was charged. */
  async function ended(attemptId: string, came: PaidAnswer<Answer>): Promise<Answer> {
    if ('value' in came) {
      await attempts?.done(attemptId, paid.isFree ? undefined : came.cost);
      return came.value;
    }
    const charged = paid.isFree ? undefined : came.cost;
    await attempts?.failed(attemptId, came.failure.code, charged);
    throw charged === undefined || (charged !== 'UNKNOWN' && charged.amount === 0) ? came.failure : leftToRetryJob(came.failure);
  }

  /** An answer of success that cannot be read; nothing is known of its cost. */
  function isProbablyCharged(error: Failure): boolean {
    return !paid.isFree && error instanceof UnreadableAnswer;
  }

  async function lookUp(asked: PaidCall<Answer>, sent: SentAttempt): Promise<PaidAnswer<Answer> | 'NEVER_ARRIVED'> {
    const found = asked.find ? await asked.find(sent) : 'UNKNOWN';
    if (found !== 'UNKNOWN') return found;
    if (asked.isFree) return 'NEVER_ARRIVED';
    await attempts?.uncertain(sent.id);
    throw uncertain(asked.vendor);
  }

  async function leftToUser(): Promise<Failure> {
    await attempts?.uncertain(id);
    return uncertain(paid.vendor);
  }
}

/** The same failure, which is not repeated without the user, because each repetition is charged. */
const leftToRetryJob = ({ code, message, category, hint, cause }: Failure): Failure =>
  new Failure(code, message, { category, retryable: false, hint, cause });
