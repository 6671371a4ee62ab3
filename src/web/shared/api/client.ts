import { authExchange } from '@urql/exchange-auth';
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from 'urql';
import type { CombinedError } from 'urql';
import { access, accessToken, isStale, renewAccess } from './access.ts';
import { codeOf } from './errors.ts';
import { forwardSubscription } from './socket.ts';

const isRefused = (error: CombinedError): boolean => access.get() === 'SIGNED_IN' && codeOf(error) === 'UNAUTHENTICATED';

/** The client of the public API. Tokens that expire soon are renewed first; a request that was refused runs again once. */
export const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  requestPolicy: 'cache-and-network',
  fetchOptions: { credentials: 'omit' },
  exchanges: [
    cacheExchange,
    authExchange(async (utils) => ({
      addAuthToOperation: (operation) => {
        const token = accessToken();
        return token === undefined ? operation : utils.appendHeaders(operation, { Authorization: `Bearer ${token}` });
      },
      willAuthError: isStale,
      didAuthError: isRefused,
      refreshAuth: () => renewAccess().catch(() => undefined),
    })),
    fetchExchange,
    subscriptionExchange({ forwardSubscription }),
  ],
});
