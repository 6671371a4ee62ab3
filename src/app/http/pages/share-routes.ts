import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { assetPage, laterPage, nothingPage, passwordPage, sharePolicy } from '../../../features/assets/sharing/share-page.ts';
import type { OpenedLink, ShareService } from '../../../features/assets/sharing/share.service.ts';
import { ReelwrightError } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Locale } from '../../../platform/messages/locale.ts';
import { localeOf } from './page-locale.ts';

export interface ShareRoutesOptions {
  readonly shares: ShareService;
  /** Opens a scope without a user, with the visitor's IP address. */
  readonly openScope: (request: Request, response: Response) => Scope;
  /** Origin of signed links, for the Content-Security-Policy of the page. */
  readonly mediaOrigin: string;
  /** Whether the page for reviews is served. */
  readonly hasReviewPage: boolean;
}

const METHODS = ['GET', 'HEAD', 'POST'];
const MAX_FORM_SIZE = '2kb';

/** `/share/TOKEN`: one file for anyone with the URL; a password is sent by POST. No accounts, no cookies, no caching. */
export function shareRoutes({ shares, openScope, mediaOrigin, hasReviewPage }: ShareRoutesOptions): Router {
  const router = Router();
  const headers = {
    'Content-Security-Policy': sharePolicy(mediaOrigin),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex',
  };
  const answer = (response: Response, status: number, page: string): void =>
    void response.status(status).set(headers).type('html').send(page);

  const open = async (request: Request, response: Response, password: string | undefined): Promise<void> => {
    const scope = openScope(request, response);
    try {
      const token = String(request.params['token']);
      const opened = await shares.open(scope, token, password);
      show(opened, { token, tried: password !== undefined, locale: localeOf(request) }, response);
    } catch (error) {
      const wait =
        error instanceof ReelwrightError && error.code === 'RATE_LIMITED' ? Number(error.details?.['retryAfterSeconds']) : undefined;
      if (wait === undefined) throw error;
      response.set('Retry-After', String(wait));
      answer(response, 429, laterPage(localeOf(request), wait));
    } finally {
      await scope.close();
    }
  };
  const show = (
    opened: OpenedLink,
    { token, tried, locale }: { token: string; tried: boolean; locale: Locale },
    response: Response,
  ): void => {
    if (opened.state === 'UNKNOWN') answer(response, 404, nothingPage(locale));
    else if (opened.state === 'LOCKED') answer(response, tried ? 403 : 200, passwordPage(locale, tried));
    else answer(response, 200, assetPage(locale, opened.asset, hasReviewPage && opened.reviewEnabled ? `/review/${token}` : undefined));
  };

  router
    .route('/share/:token')
    .get((request, response) => open(request, response, undefined))
    .post(express.urlencoded({ extended: false, limit: MAX_FORM_SIZE }), (request, response) => {
      const { password } = (request.body ?? {}) as { password?: unknown };
      return open(request, response, typeof password === 'string' ? password.slice(0, 128) : '');
    })
    .all((request, response) => {
      response.set('Allow', METHODS.join(', '));
      answer(response, 405, nothingPage(localeOf(request)));
    });
  return router;
}
