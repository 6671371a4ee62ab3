import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Router } from 'express';
import type { RequestHandler } from 'express';

/** Path of the page that the API's start links to, below PUBLIC_URL. */
const SETUP = '/setup';
/** Paths of the page that emails link to, below APP_URL. */
const LINKS = ['/verify-email', '/reset-password', '/invitation'];

export interface AccountPageOptions {
  /** Whether emails link to this page. False when they link to another client. */
  readonly enabled: boolean;
  /** Output of scripts/build-account-page.mjs. */
  readonly file: string;
  /** Whether `/graphql` serves the explorer, so that this page can offer a link to sign in there. */
  readonly explorer: boolean;
}

/** The page of the set-up, and the page that emails link to, for installations without another client. Identical for everyone: the token stays in the browser. */
export function accountPageRoutes({ enabled, file, explorer }: AccountPageOptions): Router {
  const router = Router();
  const page = readPage(file, explorer);
  if (page) router.get(enabled ? [...LINKS, SETUP] : [SETUP], page);
  return router;
}

/** The page as built; undefined when it was not built, as in `npm run dev`. */
function readPage(file: string, explorer: boolean): RequestHandler | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace('<html ', `<html data-explorer="${explorer ? 'on' : 'off'}" `);
  } catch {
    return undefined;
  }
  const headers = {
    'Content-Security-Policy': policyOf(text),
    // For browsers that do not support the directive frame-ancestors.
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    'Cache-Control': 'no-store',
  };
  return (_, response) => void response.set(headers).type('html').send(text);
}

/** Allows only this page's own script and style and requests to this server; no framing, no form submission by the browser. */
function policyOf(page: string): string {
  const hashesOf = (tag: RegExp): string =>
    [...page.matchAll(tag)].map(([, content = '']) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`).join(' ');
  return [
    "default-src 'none'",
    `script-src ${hashesOf(/<script[^>]*>([^]*?)<\/script>/g)}`,
    `style-src ${hashesOf(/<style[^>]*>([^]*?)<\/style>/g)}`,
    "connect-src 'self'",
    'img-src data:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
