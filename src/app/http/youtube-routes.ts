import { Router } from 'express';
import type { Request, Response } from 'express';
import { CALLBACK_PATH } from '../../features/publishing/channels/youtube-connection.service.ts';
import type { YouTubeConnectionService } from '../../features/publishing/channels/youtube-connection.service.ts';
import type { Scope } from '../../platform/database/scope.ts';

export interface YouTubeRoutesOptions {
  readonly connections: YouTubeConnectionService;
  /** Opens a scope of the engine for a request. */
  readonly openScope: (response: Response) => Scope;
}

/** Parameters that Google adds, which the client's page receives. */
const PASSED_ON = ['code', 'state', 'error'] as const;

/**
 * `GET /oauth/youtube/callback`: sends the browser on to the client's page. A browser that comes from Google has no session, so the page
 * completes the connection with its own; a code alone is of no use to anybody.
 */
export function youtubeRoutes({ connections, openScope }: YouTubeRoutesOptions): Router {
  const router = Router();
  const answer = async (request: Request, response: Response): Promise<void> => {
    const scope = openScope(response);
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    try {
      const { state } = request.query;
      const page = typeof state === 'string' ? await connections.pageOf(scope, state) : undefined;
      if (page === undefined) {
        response.status(400).type('text/plain').send('This connection is unknown or has expired. Return to your studio and start again.');
        return;
      }
      const url = new URL(page);
      for (const name of PASSED_ON) {
        const value = request.query[name];
        if (typeof value === 'string') url.searchParams.set(name, value);
      }
      response.redirect(302, url.href);
    } finally {
      await scope.close();
    }
  };
  router.get(CALLBACK_PATH, (request, response, next) => {
    answer(request, response).catch(next);
  });
  return router;
}
