import { Router, type Request } from 'express';
import { SAFE_HEADERS, pageAssets } from './page-assets.ts';

export interface ExplorerOptions {
  /** When off, every request falls through as if the explorer did not exist. */
  readonly enabled: boolean;
  /** Output of scripts/build-explorer.mjs: index.html and one folder of assets. */
  readonly folder: string;
  /** Origin of signed links to films and posters, for example `http://127.0.0.1:4001`. */
  readonly mediaOrigin: string;
}

/**
 * Serves GraphiQL at `GET /graphql` to clients that accept HTML, and its assets under `/explorer`. Mount it before the GraphQL endpoint;
 * everything else falls through.
 */
export function explorerRoutes({ enabled, folder, mediaOrigin }: ExplorerOptions): Router {
  const router = Router();
  if (!enabled) return router;

  const pagePolicy = policy(mediaOrigin);
  router.get('/graphql', (request, response, next) => {
    response.vary('Accept');
    if (!wantsPage(request)) return next();
    response.set({ ...SAFE_HEADERS, 'Content-Security-Policy': pagePolicy, 'Cache-Control': 'no-cache' });
    response.sendFile('index.html', { root: folder, cacheControl: false });
  });
  router.use('/explorer', pageAssets(folder));
  return router;
}

/**
 * Whether the client prefers the page. JSON is listed first: a client that accepts anything, such as curl, is a GraphQL client, while
 * browsers prefer HTML.
 */
function wantsPage(request: Request): boolean {
  return request.accepts(['application/json', 'application/graphql-response+json', 'text/html']) === 'text/html';
}

/**
 * The Content-Security-Policy of the explorer. `'self'` includes the WebSocket of the same host. Styles need `'unsafe-inline'` because
 * monaco writes style elements and attributes at run time; scripts do not, and nothing needs eval. Films and posters come from the object
 * store.
 */
const policy = (mediaOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    `img-src 'self' data: ${mediaOrigin}`,
    `media-src ${mediaOrigin}`,
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
