import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { CalendarService } from '../../features/scheduling/calendar/calendar.service.ts';
import { networkOf } from '../../platform/ratelimit/network.ts';
import type { RateLimit, RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';

export interface CalendarRoutesOptions {
  readonly calendars: CalendarService;
  readonly limiter: RateLimiter;
  /** Opens a scope without a user, with the visitor's IP address. */
  readonly openScope: (request: Request, response: Response) => Scope;
}

/** Reads of calendar feeds a minute per IP address. Calendar services read the feeds of many people from few addresses. */
const READS: RateLimit = { name: 'calendar', atMost: 600, windowSeconds: 60 };

/** `GET /calendar/SECRET.ics`: a person's slots for calendar programs. No accounts, no cookies, no caching. */
export function calendarRoutes({ calendars, limiter, openScope }: CalendarRoutesOptions): Router {
  const router = Router();
  const read = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const scope = openScope(request, response);
    try {
      await limiter.take(READS, scope.client ? networkOf(scope.client.address) : 'unknown');
      const text = await calendars.open(scope, String(request.params['secret']));
      if (text === undefined) return next();
      const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' };
      response.set(headers).type('text/calendar; charset=utf-8').send(text);
    } catch (error) {
      const wait = error instanceof ReelwrightError ? Number(error.details?.['retryAfterSeconds']) : NaN;
      if (Number.isNaN(wait)) throw error;
      response.status(429).set('Retry-After', String(wait)).end();
    } finally {
      await scope.close();
    }
  };
  router.get('/calendar/:secret.ics', (request, response, next) => {
    read(request, response, next).catch(next);
  });
  return router;
}
