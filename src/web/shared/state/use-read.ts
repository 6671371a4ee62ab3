import { useCallback, useEffect, useRef } from 'react';
import { useClient, useQuery } from 'urql';
import type { AnyVariables, TypedDocumentNode, UseQueryArgs, UseQueryState } from 'urql';

/** Milliseconds until a server that did not answer is asked again. */
const RETRY_MS = 3_000;

export type ReadArgs<Data, Variables extends AnyVariables> = UseQueryArgs<Variables, Data> & {
  readonly query: TypedDocumentNode<Data, Variables>;
};

/**
 * A query of a page, and how to read it again after a change. The promise resolves when the page shows an answer to a request that began
 * after the call; while the server does not answer, it is asked again.
 */
export function useRead<Data, Variables extends AnyVariables>(
  args: ReadArgs<Data, Variables>,
): readonly [UseQueryState<Data, Variables>, () => Promise<void>] {
  const client = useClient();
  const [state] = useQuery<Data, Variables>(args);
  const { query, variables } = args;
  const isReading = useRef(false);
  const isOpen = useRef(true);
  const asked = useRef({ query, variables });
  useEffect(() => {
    isReading.current = state.fetching || state.stale;
    asked.current = { query, variables };
  });
  useEffect(() => {
    isOpen.current = true;
    return () => void (isOpen.current = false);
  }, []);

  const again = useCallback(async () => {
    // The client answers a query that is running already with its result, which may lack the newest change.
    let isOld = isReading.current;
    while (isOpen.current) {
      const now = asked.current;
      const { error } = await client.query(now.query, now.variables as Variables, { requestPolicy: 'network-only' }).toPromise();
      if (error?.networkError) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      else if (isOld) isOld = false;
      else return;
    }
  }, [client]);
  return [state, again];
}
