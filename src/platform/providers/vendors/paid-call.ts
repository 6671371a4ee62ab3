import { Failure } from '../../../kernel/failure.ts';
import type { ProviderCall, ProviderCost, SentAttempt } from '../provider.ts';
import { uncertain } from './vendor-failures.ts';
import { NoAnswer } from './vendor-http.ts';

export interface PaidCall<Answer> {
  /** The title of the provider, for messages. */
  readonly vendor: string;
  /** Names the call among those of the step: `script`, `repair`. */
  readonly key: string;
  readonly model: string;
  /** Nothing is charged: a server of the operator's own, called without a key. Such a call may be repeated. */
  readonly isFree: boolean;
  /** One request that may cost money. `attemptId` is a UUID, for vendors that take an id of the caller. */
  readonly send: (attemptId: string) => Promise<PaidAnswer<Answer>>;
  /** Asks the vendor what became of an earlier call, where its API can tell. */
  readonly find?: (earlier: SentAttempt) => Promise<PaidAnswer<Answer> | 'NEVER_ARRIVED'>;
}

/** What came back. A refusal and an answer that was cut off are charged too. */
export type PaidAnswer<Answer> = { readonly cost?: ProviderCost | undefined } & (
  { readonly value: Answer } | { readonly failure: Failure }
);

/**
 * One call to a vendor that may cost money, with an attempt recorded before the request. An earlier attempt of the step whose answer is
 * lost is looked up where the vendor can tell, repeated where nothing is charged, and otherwise left to the user.
 * @throws Failure UNCERTAIN when nobody can tell whether an earlier call, or this one, was charged
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
  const id = await attempts.prepare({ key: paid.key, model: paid.model, isFree: paid.isFree });
  await attempts.sent(id);
  const answer = await paid.send(id).catch(async (error: unknown) => {
    // An abort leaves the attempt without an answer, as a crash does.
    if (!(error instanceof Failure)) throw error;
    if (!(error instanceof NoAnswer)) await attempts.failed(id, error.code);
    // With `find` it stays SENT: the next attempt of the step looks it up.
    else if (!paid.find) {
      if (!paid.isFree) throw await leftToUser();
      await attempts.failed(id, error.code);
    }
    throw error;
  });
  return ended(id, answer);

  /** Books the cost of what came back. */
  async function ended(attemptId: string, came: PaidAnswer<Answer>): Promise<Answer> {
    if ('value' in came) {
      await attempts?.done(attemptId, came.cost);
      return came.value;
    }
    await attempts?.failed(attemptId, came.failure.code, came.cost);
    throw came.failure;
  }

  async function lookUp(asked: PaidCall<Answer>, sent: SentAttempt): Promise<PaidAnswer<Answer> | 'NEVER_ARRIVED'> {
    if (asked.find) return asked.find(sent);
    if (asked.isFree) return 'NEVER_ARRIVED';
    await attempts?.uncertain(sent.id);
    throw uncertain(asked.vendor);
  }

  async function leftToUser(): Promise<Failure> {
    await attempts?.uncertain(id);
    return uncertain(paid.vendor);
  }
}
