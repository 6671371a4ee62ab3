import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Request, type Response, type NextFunction } from 'express';

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
    response.set({ ...SAFE, 'Content-Security-Policy': pagePolicy, 'Cache-Control': 'no-cache' });
    response.sendFile('index.html', { root: folder, cacheControl: false });
  });
  // The assets folder is named after a hash of its content, so its files never change.
  router.use(
    '/explorer',
    compressed(folder),
    express.static(folder, { index: false, redirect: false, immutable: true, maxAge: '1y', setHeaders }),
  );
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

const SAFE = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Opener-Policy': 'same-origin' };

/** Pages of docs have a style sheet and pictures, and run nothing. */
const DOCS_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/**
 * A web worker is subject to the Content-Security-Policy of its own script, not of the page. This one allows scripts from this server and
 * nothing else.
 */
function setHeaders(response: Response, path: string): void {
  response.set({
    ...SAFE,
    'Content-Security-Policy': path.endsWith('.html') ? DOCS_POLICY : "default-src 'none'; script-src 'self'",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
}

/** Serves the .gz that the build wrote next to a file, under the file's name and type. */
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
