import { createClient } from 'graphql-ws';
import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import { codeOf } from '../shared/api/errors.ts';
import { createStore } from '../shared/state/store.ts';
import type { Store } from '../shared/state/store.ts';

/** The code with which the server closes the sockets of a share link that has ended. */
const LINK_ENDED = 4401;
const MAX_WAIT_MS = 10_000;
const KEEP_ALIVE_MS = 10_000;

/** A review under a name, with a client of its own: its token belongs to the share link, not to the person who may be signed in here. */
export interface ReviewSession {
  readonly client: Client;
  /** Whether the share link has ended, or its reviews were switched off. */
  readonly ended: Store<boolean>;
  readonly close: () => void;
}

/**
 * The tokens of the reviews of this tab by the token of their share link. It opens no more than the address in the address bar, and goes with
 * the tab.
 */
const KEY = 'reelwright:review:';
export const keptToken = (shareToken: string): string | undefined => sessionStorage.getItem(KEY + shareToken) ?? undefined;
export const keepToken = (shareToken: string, token: string): void => sessionStorage.setItem(KEY + shareToken, token);
export const forgetToken = (shareToken: string): void => sessionStorage.removeItem(KEY + shareToken);

export function openReviewSession(token: string): ReviewSession {
  const ended = createStore(false);
  const authorization = `Bearer ${token}`;
  let pong: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    keepAlive: KEEP_ALIVE_MS,
    retryAttempts: Infinity,
    connectionParams: { authorization },
    shouldRetry: (reason) => !(reason instanceof CloseEvent && reason.code === LINK_ENDED),
    // Waits that grow and differ, so that a restarted server is not asked by everybody at once.
    retryWait: (retries) =>
      new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, 500 * 2 ** retries) * (0.5 + Math.random()))),
    on: {
      // Pings notice a connection that died without a word.
      ping: (received) => {
        if (!received) pong = setTimeout(() => socket.terminate(), KEEP_ALIVE_MS / 2);
      },
      pong: (received) => received && clearTimeout(pong),
      closed: (reason) => {
        clearTimeout(pong);
        if (reason instanceof CloseEvent && reason.code === LINK_ENDED) ended.set(true);
      },
    },
  });
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'network-only',
    fetchOptions: { credentials: 'omit', headers: { authorization } },
    exchanges: [
      mapExchange({ onError: (error) => codeOf(error) === 'UNAUTHENTICATED' && ended.set(true) }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => {
            const payload = { query: query ?? '', variables: { ...variables } as Record<string, unknown> };
            const unsubscribe = socket.subscribe<Record<string, { readonly cursor?: string }>>(payload, {
              next: (result) => {
                // After a reconnect graphql-ws sends this object again, so that no event is missed.
                const [event] = Object.values(result.data ?? {});
                if (event?.cursor) payload.variables['after'] = event.cursor;
                sink.next(result as Parameters<typeof sink.next>[0]);
              },
              error: (error) => sink.error(error),
              complete: () => sink.complete(),
            });
            return { unsubscribe };
          },
        }),
      }),
    ],
  });
  return { client, ended, close: () => void socket.dispose() };
}
