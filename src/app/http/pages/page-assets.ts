import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Headers of every page and asset. */
export const SAFE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Serves the assets of a bundled page. Their folder is named after a hash of its content, so they never change. */
export const pageAssets = (folder: string): RequestHandler[] => [
  compressed(folder),
  express.static(folder, { index: false, redirect: false, immutable: true, maxAge: '1y', setHeaders }),
];

/** Pages of docs have a style sheet and pictures, and run nothing. */
const DOCS_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/**
 * A web worker is subject to the Content-Security-Policy of its own script, not of the page. This one allows scripts from this server and
 * nothing else.
 */
function setHeaders(response: Response, path: string): void {
  response.set({
    ...SAFE_HEADERS,
    'Content-Security-Policy': path.endsWith('.html') ? DOCS_POLICY : "default-src 'none'; script-src 'self'",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
}

/** Serves the .gz that the build wrote next to a file, under the file's name and type. */
function compressed(folder: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const name = /^\/[\w.-]+\/[\w.-]+\.(?:js|css|svg)$/.exec(request.path)?.[0];
    if (name && !name.includes('..') && existsSync(join(folder, `${name}.gz`))) {
      response.vary('Accept-Encoding');
      if (request.acceptsEncodings('gzip')) {
        response.set('Content-Encoding', 'gzip').type(name.slice(name.lastIndexOf('.')));
        request.url = `${name}.gz`;
      }
    }
    next();
  };
}
