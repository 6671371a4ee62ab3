import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import type { AnyVariables, CombinedError, OperationContext, OperationResult, TypedDocumentNode } from 'urql';
import { randomKey } from './random-key.ts';

/** Variables of a mutation, or how to build them with an idempotency key. */
type Asked<Variables> = Variables | WithKey<Variables>;
type WithKey<Variables> = (idempotencyKey: string) => Variables;

/** Data and error of a call. */
type Answer<Data> = Pick<OperationResult<Data>, 'data' | 'error'>;

interface Action<Data, Variables> {
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  /** From the call until the page shows its answer. Buttons are disabled meanwhile. */
  readonly isBusy: boolean;
  /**
   * Runs the mutation. `show` makes the page show the answer, and may return a promise. Undefined when an earlier call is not over: a second
   * click, or Enter pressed twice, asks for nothing new.
   */
  readonly run: (asked: Asked<Variables>, show?: (answer: Answer<Data>) => unknown) => Promise<Answer<Data> | undefined>;
}

/**
 * A mutation of a button or a form. The idempotency key belongs to what is asked for: it stays when an answer is lost or a refusal is
 * repeated, so that the same request is made once, and it ends when the page shows the answer or the variables change.
 */
export function useAction<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  context?: Partial<OperationContext>,
): Action<Data, Variables> {
  const [{ data, error }, execute] = useMutation(document);
  const [isBusy, setBusy] = useState(false);
  // Not state: the second click of a double click comes before the next drawing.
  const isRunning = useRef(false);
  const attempt = useRef<Attempt>(undefined);

  const run: Action<Data, Variables>['run'] = async (asked, show) => {
    if (isRunning.current) return undefined;
    isRunning.current = true;
    setBusy(true);
    try {
      const answer = await execute(isWithKey(asked) ? asked(keyOf(attempt, asked)) : asked, context);
      await show?.(answer);
      if (answer.data) attempt.current = undefined;
      return answer;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { data, error, isBusy, run };
}

interface Attempt {
  /** What was asked for, as JSON. */
  readonly of: string;
  readonly key: string;
}

const isWithKey = <Variables>(asked: Asked<Variables>): asked is WithKey<Variables> => typeof asked === 'function';

/** The key of the last attempt if that was for the same, otherwise a new one. */
function keyOf(attempt: { current: Attempt | undefined }, variablesWith: WithKey<unknown>): string {
  const of = JSON.stringify(variablesWith(''));
  if (attempt.current?.of !== of) attempt.current = { of, key: randomKey() };
  return attempt.current.key;
}
