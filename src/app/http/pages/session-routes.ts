import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import type { IdentityService } from '../../../features/identity/session/identity.service.ts';
import { ReelwrightError } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Config } from '../../config.ts';
import { isOwnOrigin } from '../origins.ts';

export interface SessionRoutesOptions {
  readonly config: Pick<Config, 'production' | 'publicUrl'>;
  readonly identity: Pick<IdentityService, 'refresh'>;
  /** Opens a scope without a user, with the visitor's IP address. */
  readonly openScope: (request: Request, response: Response) => Scope;
}

const NAME = 'reelwright_session';
const PATH = '/session';
const MAX_BODY_SIZE = '4kb';
const MAX_TOKEN_LENGTH = 512;

/**
 * `/session`: keeps the refresh token of a page in a cookie that scripts cannot read, and exchanges it for access tokens. GraphQL never reads
 * the cookie, which is sent to this path only, so no other request can use it.
 */
export function sessionRoutes({ config, identity, openScope }: SessionRoutesOptions): Router {
  const router = Router();
  const cookie = { path: PATH, httpOnly: true, sameSite: 'strict', secure: new URL(config.publicUrl).protocol === 'https:' } as const;

  /** Browsers send Origin with POST and DELETE, and pages cannot change it. */
  const fromOwnPage = (request: Request, response: Response, next: NextFunction): void => {
    response.set({ 'Cache-Control': 'no-store', Vary: 'Origin, Cookie' });
    if (isOwnOrigin(config, request.headers.origin, request)) return next();
    next(Object.assign(new Error('origin'), { status: 403 }));
  };

  const refresh = async (request: Request, response: Response): Promise<void> => {
    const given = tokenOf(request.body);
    const token = given ?? cookieOf(request);
    if (token === undefined) return void response.status(204).end();
    const scope = openScope(request, response);
    try {
      const { accessToken, expiresIn, refreshToken, refreshExpiresAt, userId } = await identity.refresh(scope, token);
      response.cookie(NAME, refreshToken, { ...cookie, expires: refreshExpiresAt }).json({ accessToken, expiresIn, userId });
    } catch (error) {
      if (!(error instanceof ReelwrightError) || error.code !== 'UNAUTHENTICATED') throw error;
      // A page without a session and one whose session has ended are the same to it. A token that it gave is its mistake.
      response.clearCookie(NAME, cookie);
      if (given !== undefined) throw error;
      response.status(204).end();
    } finally {
      await scope.close();
    }
  };

  router.post(PATH, fromOwnPage, express.json({ limit: MAX_BODY_SIZE }), (request, response, next) => {
    refresh(request, response).catch(next);
  });
  router.delete(PATH, fromOwnPage, (_, response) => void response.clearCookie(NAME, cookie).status(204).end());
  return router;
}

/** The refresh token that a page has just received by signing in. */
function tokenOf(body: unknown): string | undefined {
  const { refreshToken } = (body ?? {}) as { refreshToken?: unknown };
  return typeof refreshToken === 'string' ? refreshToken.slice(0, MAX_TOKEN_LENGTH) : undefined;
}

const cookieOf = ({ headers }: Request): string | undefined =>
  new RegExp(`(?:^|;)\\s*${NAME}=([^;\\s]{1,${MAX_TOKEN_LENGTH}})`).exec(headers.cookie ?? '')?.[1];
