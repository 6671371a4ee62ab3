import { useCallback, useState } from 'react';
import { useQuery } from 'urql';
import type { AnyVariables, CombinedError, UseQueryArgs } from 'urql';
import { codeOf } from './errors.ts';

interface KeptQuery<Data> {
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly isReading: boolean;
  /** Reads it again from the server. */
  readonly refresh: () => void;
}

/** Answers after which the object is not shown any longer. */
const GONE: ReadonlySet<string | undefined> = new Set(['NOT_FOUND', 'FORBIDDEN', 'BAD_USER_INPUT']);

/**
 * A query whose last answer stays while a later read fails: a moment without a network must not take away a film that plays, or words that
 * are being typed. Its variables stay the same; a component for other ones has another `key`.
 */
export function useKeptQuery<Data, Variables extends AnyVariables>(args: UseQueryArgs<Variables, Data>): KeptQuery<Data> {
  const [{ data: answer, error, fetching }, read] = useQuery(args);
  const [kept, setKept] = useState(answer);
  const data = answer ?? (GONE.has(codeOf(error)) ? undefined : kept);
  if (data !== kept) setKept(data);
  const refresh = useCallback(() => read({ requestPolicy: 'network-only' }), [read]);
  return { data, error, isReading: fetching, refresh };
}
