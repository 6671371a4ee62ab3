import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { ShowcaseService, ShownItem } from '../../../features/showcase/showcase.service.ts';
import { foldedId, isId } from '../../../kernel/id.ts';
import type { Config } from '../../config.ts';
import { LINKS_POLICY, linksPage } from './links-page.ts';
import { localeOf } from './page-locale.ts';
import { SAFE_HEADERS, pageAssets } from './page-assets.ts';
import { showcaseTags } from './showcase-tags.ts';

export interface WebRoutesOptions {
  readonly config: Pick<Config, 'appUrl' | 'explorer' | 'publicMediaUrl' | 'publicUrl' | 'showcaseIndex' | 'storage' | 'studioPage'>;
  /** Output of scripts/build-web.mjs: index.html and one folder of assets. */
  readonly folder: string;
  readonly showcase: Pick<ShowcaseService, 'list'>;
}

/** Pages of people who are signed in, which STUDIO_PAGE switches off. The router of src/web/app.tsx has the same addresses. */
const STUDIO_PAGES = [
  '/',
  '/films/:id',
  '/files',
  '/credits',
  '/projects',
  '/projects/:id',
  '/admin',
  '/admin/:part',
  '/assets/:id/review',
];
/** Pages for everybody. */
const OPEN_PAGES = ['/review/:token'];

/** The pages of src/web, all of which are one document, and their assets under `/web`. Clients that prefer JSON fall through. */
export function webRoutes({ config, folder, showcase }: WebRoutesOptions): Router {
  const router = Router();
  const document = readDocument(folder, { studioPage: config.studioPage, accountPage: config.appUrl === config.publicUrl });
  const served = { explorer: config.explorer, showcase: document !== undefined };
  if (!config.studioPage || document === undefined)
    router.get('/', forPeople, (request, response) => {
      response.vary('Accept-Language');
      send(response, LINKS_POLICY, linksPage(localeOf(request), served), 'no-cache');
    });
  if (document === undefined) return router;

  const policy = policyOf(config);
  const page = (_: Request, response: Response): void => {
    response.set('X-Robots-Tag', 'noindex');
    send(response, policy, document, 'no-cache');
  };
  router.use('/web', pageAssets(folder));
  if (config.studioPage) router.get(STUDIO_PAGES, forPeople, page);
  router.get(OPEN_PAGES, forPeople, page);
  router.get('/showcase', forPeople, (request, response, next) => {
    if (!config.showcaseIndex) response.set('X-Robots-Tag', 'noindex');
    const film = request.query['film'];
    const id = typeof film === 'string' && isId(film) ? foldedId(film) : undefined;
    previewed(showcase, id)
      .then((item) => withTags(document, showcaseTags(item, item?.id === id, config.publicUrl)))
      .then((text) => send(response, policy, text, 'no-cache'))
      .catch(next);
  });
  return router;
}

/** The film that an address names, otherwise the first one. */
async function previewed(showcase: WebRoutesOptions['showcase'], id: string | undefined): Promise<ShownItem | undefined> {
  const named = id === undefined ? [] : (await showcase.list({ id })).rows;
  return named[0] ?? (await showcase.list({ first: 1 })).rows[0];
}

const withTags = (document: string, tags: string): string => document.replace('<meta name="page-head" />', () => tags);

function send(response: Response, policy: string, text: string, cache: string): void {
  response
    .set({ ...SAFE_HEADERS, 'Content-Security-Policy': policy, 'X-Frame-Options': 'DENY', 'Cache-Control': cache })
    .type('html')
    .send(text);
}

/** JSON is listed first: a client that accepts anything, such as curl, is a program, while browsers prefer HTML. */
function forPeople(request: Request, response: Response, next: NextFunction): void {
  response.vary('Accept');
  if (request.accepts(['json', 'html']) === 'html') next();
  else next('route');
}

/**
 * The document as built, which tells the pages whether this server has the studio and the page for passwords; undefined when it was not
 * built, as in `npm run dev`.
 */
function readDocument(folder: string, { studioPage, accountPage }: { studioPage: boolean; accountPage: boolean }): string | undefined {
  const onOrOff = (on: boolean): string => (on ? 'on' : 'off');
  const served = `data-studio="${onOrOff(studioPage)}" data-account-page="${onOrOff(accountPage)}"`;
  try {
    return readFileSync(join(folder, 'index.html'), 'utf8').replace('<html ', `<html ${served} `);
  } catch {
    return undefined;
  }
}

/**
 * The Content-Security-Policy of the pages. `'self'` includes the WebSocket of the same host. Files come from the object store, and uploads
 * go there; files of the showcase come from PUBLIC_MEDIA_URL. `blob:` is a film that plays while it is made, and a file before its upload.
 */
function policyOf({ publicUrl, publicMediaUrl, storage }: WebRoutesOptions['config']): string {
  const origins = [...new Set([storage.publicEndpoint, publicUrl, publicMediaUrl ?? publicUrl].map((url) => new URL(url).origin))].join(
    ' ',
  );
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    `img-src 'self' blob: data: ${origins}`,
    `media-src 'self' blob: ${origins}`,
    `connect-src 'self' ${origins}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
