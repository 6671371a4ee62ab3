import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { NotificationService } from '../../../features/notifications/notification.service.ts';
import { UNSUBSCRIBE_POLICY, unsubscribePage } from '../../../features/notifications/delivery/unsubscribe-page.ts';
import type { UnsubscribeState } from '../../../features/notifications/delivery/unsubscribe-page.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { localeOf } from './page-locale.ts';

export interface UnsubscribeRoutesOptions {
  readonly notifications: Pick<NotificationService, 'isToken' | 'unsubscribe'>;
  /** Opens a scope without a user. */
  readonly openScope: (request: Request<Target>, response: Response) => Scope;
}

/** The token of the link. */
type Target = Readonly<Record<'token', string>>;

const HEADERS = {
  'Content-Security-Policy': UNSUBSCRIBE_POLICY,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
};
const MAX_FORM_SIZE = '2kb';

/** `/unsubscribe/TOKEN`: ends emails of a kind by POST, from the page or from a mail program (RFC 8058). GET changes nothing. */
export function unsubscribeRoutes({ notifications, openScope }: UnsubscribeRoutesOptions): Router {
  const router = Router();
  const answer = (request: Request<Target>, response: Response, state: UnsubscribeState): void => {
    void response
      .status(state === 'INVALID' ? 404 : 200)
      .set(HEADERS)
      .vary('Accept-Language')
      .type('html')
      .send(unsubscribePage(localeOf(request), state));
  };
  const ask = (request: Request<Target>, response: Response): void =>
    answer(request, response, notifications.isToken(request.params.token) ? 'ASK' : 'INVALID');
  const unsubscribed = async (scope: Scope, token: string): Promise<UnsubscribeState> => {
    try {
      return (await notifications.unsubscribe(scope, token)) ? 'DONE' : 'INVALID';
    } finally {
      await scope.close();
    }
  };
  const unsubscribe = (request: Request<Target>, response: Response, next: NextFunction): void => {
    unsubscribed(openScope(request, response), request.params.token)
      .then((state) => answer(request, response, state))
      .catch(next);
  };
  router
    .route('/unsubscribe/:token')
    .get(ask)
    .post(express.urlencoded({ extended: false, limit: MAX_FORM_SIZE }), unsubscribe);
  return router;
}
