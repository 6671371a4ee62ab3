import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import type { TypedDocumentNode } from 'urql';
import { access } from '../api/access.ts';
import { useStore } from '../state/store.ts';
import { RowList } from './row-list.ts';
import type { ListPage, ListState } from './row-list.ts';
import type { Edge, Row } from './splice.ts';

interface Connection<R extends Row> {
  readonly edges: readonly Edge<R>[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

interface UseRowListOptions<Answer, Variables extends object, R extends Row> {
  /** A query that reads the page after `after`. */
  readonly query: TypedDocumentNode<Answer, Variables>;
  readonly variables: Omit<Variables, 'after'>;
  readonly connectionOf: (answer: Answer) => Connection<R> | undefined;
  /** Whether a change moves a row to the top. */
  readonly movesUp?: boolean;
  /** Whether it is read without a session. */
  readonly isPublic?: boolean;
}

/** A list with its rows as they are now. Its options stay the same; a component for another list has another `key`. */
export function useRowList<Answer, Variables extends object, R extends Row>(
  options: UseRowListOptions<Answer, Variables, R>,
): readonly [ListState<R, Answer>, RowList<R, Answer>] {
  const client = useClient();
  const [list] = useState(() => {
    const { query, variables, connectionOf, movesUp } = options;
    const variablesAfter = (after: string | null): Variables => ({ ...variables, after }) as unknown as Variables;
    const pageOf = (answer: Answer): ListPage<R, Answer> => {
      const connection = connectionOf(answer);
      return { answer, edges: connection?.edges ?? [], hasNextPage: connection?.pageInfo.hasNextPage ?? false };
    };
    const known = client.readQuery(query, variablesAfter(null), { requestPolicy: 'cache-only' })?.data;
    return new RowList<R, Answer>({
      movesUp,
      known: known ? pageOf(known) : undefined,
      async read(after) {
        const { data, error } = await client.query(query, variablesAfter(after), { requestPolicy: 'network-only' });
        if (!data) throw error ?? new Error('an answer has data or an error');
        return pageOf(data);
      },
    });
  });
  // After the end of a session the rows stay, below the sign-in dialog, and are read again with the next one.
  const hasEnded = useStore(access) === 'ENDED' && options.isPublic !== true;
  useEffect(() => {
    if (hasEnded) return undefined;
    list.open();
    return () => list.close();
  }, [list, hasEnded]);
  return [useStore(list.state), list];
}
