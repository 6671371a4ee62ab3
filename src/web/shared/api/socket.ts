import { createClient } from 'graphql-ws';
import type { SubscriptionOperation } from 'urql';
import { createStore } from '../state/store.ts';
import { access, accessToken, endAccess, isStale, renewAccess } from './access.ts';

/** Whether changes arrive: `LOST` while the socket is being opened again. */
export const connection = createStore<'IDLE' | 'LIVE' | 'LOST'>('IDLE');

/** The code with which the server closes a socket whose session has ended. */
const SESSION_ENDED = 4401;
/** Milliseconds between pings, which notice a connection that died without a word. */
const KEEP_ALIVE_MS = 10_000;
const MAX_WAIT_MS = 10_000;

const isEnd = (reason: unknown): boolean => reason instanceof CloseEvent && reason.code === SESSION_ENDED;
let pong: ReturnType<typeof setTimeout> | undefined;

const client = createClient({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  lazy: true,
  keepAlive: KEEP_ALIVE_MS,
  retryAttempts: Infinity,
  shouldRetry: (reason) => !isEnd(reason),
  // Waits that grow and differ, so that a restarted server is not asked by everybody at once.
  retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, 500 * 2 ** retries) * (0.5 + Math.random()))),
  connectionParams: async () => {
    // An old token is refused, and the client tries again: a failure here would end all subscriptions.
    if (isStale()) await renewAccess().catch(() => undefined);
    return { authorization: `Bearer ${accessToken() ?? ''}` };
  },
  on: {
    connected: () => connection.set('LIVE'),
    ping: (received) => {
      if (received) return;
      pong = setTimeout(() => client.terminate(), KEEP_ALIVE_MS / 2);
    },
    pong: (received) => received && clearTimeout(pong),
    closed: (reason) => {
      clearTimeout(pong);
      if (isEnd(reason)) endAccess();
      connection.set(reason instanceof CloseEvent && reason.code === 1000 ? 'IDLE' : 'LOST');
    },
  },
});

/** Calls back when the person is signed in again; returns the function that gives it up. */
function onceSignedIn(then: () => void): () => void {
  let isOver = false;
  const forget = access.subscribe(() => {
    if (isOver || access.get() !== 'SIGNED_IN') return;
    isOver = true;
    forget();
    then();
  });
  return () => {
    isOver = true;
    forget();
  };
}

/**
 * Subscribes over the socket, which all subscriptions share. After a reconnect graphql-ws sends the operation again: with the cursor of the
 * last event in `after`, so that every event since then follows once. The end of a session ends no subscription: it goes on, from where it
 * was, with the next session of the same person, and a sign-in of another one loads the page again.
 */
export const forwardSubscription = ({ query, variables }: SubscriptionOperation) => ({
  subscribe(sink: { next(result: { data?: Record<string, unknown> | null }): void; error(error: unknown): void; complete(): void }) {
    const payload = { query: query ?? '', variables: { ...variables } as Record<string, unknown> };
    const resumes = payload.query.includes('$after');
    let stop = (): void => undefined;
    const start = (): void => {
      stop = client.subscribe(payload, {
        next(result) {
          const [event] = Object.values(result.data ?? {}) as ({ readonly cursor?: string } | null)[];
          if (resumes && event?.cursor) payload.variables['after'] = event.cursor;
          sink.next(result as { data?: Record<string, unknown> | null });
        },
        error(error) {
          if (!isEnd(error)) return sink.error(error);
          stop = onceSignedIn(start);
        },
        complete: () => sink.complete(),
      });
    };
    start();
    return { unsubscribe: () => stop() };
  },
});
