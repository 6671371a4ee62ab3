import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useQuery } from 'urql';
import type { AnyVariables, UseQueryArgs, UseQueryState } from 'urql';

/** Milliseconds until a server that did not answer is asked again. */
const RETRY_MS = 3_000;

interface Reads {
  running: Promise<void> | undefined;
  /** Whether something changed since the running read began. */
  isOutdated: boolean;
  /** Ends the wait for the next attempt: somebody asks again. */
  wake: (() => void) | undefined;
}

/**
 * A query of a page, and how to read it again after a change. The promise resolves when the page shows an answer to a request that began
 * after the call; while the server does not answer, it is asked again.
 */
export function useRead<Data, Variables extends AnyVariables>(
  args: UseQueryArgs<Variables, Data>,
): readonly [UseQueryState<Data, Variables> & { readonly isReading: boolean }, () => Promise<void>] {
  const client = useClient();
  const [state] = useQuery<Data, Variables>(args);
  const latest = useRef({ args, isReading: false });
  const reads = useRef<Reads>({ running: undefined, isOutdated: false, wake: undefined });
  const isOpen = useRef(true);
  // Also between two attempts, so that nothing flickers while the server does not answer.
  const [isRefreshing, setRefreshing] = useState(false);
  useEffect(() => {
    latest.current = { args, isReading: state.fetching || state.stale };
  });
  useEffect(() => {
    isOpen.current = true;
    return () => void (isOpen.current = false);
  }, []);

  const refresh = useCallback(() => {
    const readUntilCurrent = async (): Promise<void> => {
      // The client answers a query that is running already with its result, which may lack the newest change.
      reads.current.isOutdated = latest.current.isReading;
      setRefreshing(true);
      do {
        const { query, variables } = latest.current.args;
        const { error } = await client.query(query, variables as Variables, { requestPolicy: 'network-only' }).toPromise();
        if (error?.networkError) await new Promise<void>((resolve) => setTimeout((reads.current.wake = resolve), RETRY_MS));
        else if (reads.current.isOutdated) reads.current.isOutdated = false;
        else break;
      } while (isOpen.current);
      reads.current.running = undefined;
      setRefreshing(false);
    };
    const { running } = reads.current;
    if (running) reads.current.isOutdated = true;
    reads.current.wake?.();
    reads.current.running = running ?? readUntilCurrent();
    return reads.current.running;
  }, [client]);
  return [{ ...state, isReading: state.fetching || state.stale || isRefreshing }, refresh];
}
