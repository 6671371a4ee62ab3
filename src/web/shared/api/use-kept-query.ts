import { useState } from 'react';
import type { AnyVariables, CombinedError, UseQueryArgs } from 'urql';
import { useRead } from './use-read.ts';
import { codeOf } from './errors.ts';

interface KeptQuery<Data> {
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly isReading: boolean;
  /** Reads it again, as `useRead` does. */
  readonly refresh: () => Promise<void>;
}

/** Answers after which the object is not shown any longer. */
const GONE: ReadonlySet<string | undefined> = new Set(['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT']);

/**
 * A query whose last answer stays while a later read with the same variables fails: a moment without a network must not take away a film
 * that plays, or words that are being typed.
 */
export function useKeptQuery<Data, Variables extends AnyVariables>(args: UseQueryArgs<Variables, Data>): KeptQuery<Data> {
  const [{ data: answer, error, isReading, operation }, refresh] = useRead(args);
  const [kept, setKept] = useState<{ readonly data: Data; readonly variables: string }>();
  if (answer && answer !== kept?.data) setKept({ data: answer, variables: JSON.stringify(operation?.variables) });
  const isKept = kept?.variables === JSON.stringify(args.variables ?? {}) && !GONE.has(codeOf(error));
  return { data: answer ?? (isKept ? kept.data : undefined), error, isReading, refresh };
}
