import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Request, type Response, type NextFunction } from 'express';

export interface ExplorerOptions {
  /** Off: every request falls through, as if the explorer did not exist. */
  readonly enabled: boolean;
  /** What scripts/build-explorer.mjs wrote: index.html beside one folder of assets. */
  readonly folder: string;
  /** Scheme, host and port of the signed links to films and posters, as in `http://127.0.0.1:4001`. */
  readonly mediaOrigin: string;
}

/**
 * GraphiQL at `GET /graphql`, for those who ask for HTML, and its assets under `/explorer`.
 * Mount it before the GraphQL endpoint: whatever is not a page falls through to it.
 */
export function explorerRoutes({ enabled, folder, mediaOrigin }: ExplorerOptions): Router {
  const router = Router();
  if (!enabled) return router;

  const pagePolicy = policy(mediaOrigin);
  router.get('/graphql', (request, response, next) => {
    response.vary('Accept');
    if (!wantsPage(request)) return next();
    response.set({ ...SAFE, 'Content-Security-Policy': pagePolicy, 'Cache-Control': 'no-cache' });
    response.sendFile('index.html', { root: folder, cacheControl: false });
  });
  // The folder of the assets is named after their content: what was loaded once never changes.
  router.use(
    '/explorer',
    compressed(folder),
    express.static(folder, { index: false, redirect: false, immutable: true, maxAge: '1y', setHeaders }),
  );
  return router;
}

/** JSON stands first: a client that takes anything (curl's star) is a GraphQL client, a browser names HTML above all. */
function wantsPage(request: Request): boolean {
  return request.accepts(['application/json', 'application/graphql-response+json', 'text/html']) === 'text/html';
}

/**
 * `'self'` covers the socket of the same host as well. Styles need `'unsafe-inline'` because monaco writes style elements
 * and attributes as it draws; scripts do not, and nothing needs eval. Films and posters come from the object store.
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

const SAFE = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Opener-Policy': 'same-origin' };

/** A worker obeys the policy of its own file, not the page's: it may load its modules and nothing else. */
function setHeaders(response: Response): void {
  response.set({
    ...SAFE,
    'Content-Security-Policy': "default-src 'none'; script-src 'self'",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
}

/** Hands out the .gz that the build put beside a file, under the name and type of the file. */
function compressed(folder: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const name = /^\/[\w.-]+\/[\w.-]+\.(?:js|css)$/.exec(request.path)?.[0];
    if (name && !name.includes('..') && existsSync(join(folder, `${name}.gz`))) {
      response.vary('Accept-Encoding');
      if (request.acceptsEncodings('gzip')) {
        response.set('Content-Encoding', 'gzip').type(name.endsWith('.css') ? 'css' : 'js');
        request.url = `${name}.gz`;
      }
    }
    next();
  };
}
