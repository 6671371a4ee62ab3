import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { PLAYLISTS, streamPath } from '../../features/renders/deliveries/stream/stream.service.ts';
import type { StreamService } from '../../features/renders/deliveries/stream/stream.service.ts';
import type { StreamTokens } from '../../features/renders/deliveries/stream/stream-token.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { RequestContexts } from './request-context.ts';

export interface StreamRoutesOptions {
  readonly streams: StreamService;
  readonly tokens: StreamTokens;
  readonly contexts: Pick<RequestContexts, 'revalidate' | 'meter' | 'clientOf'>;
  readonly openScope: (request: Request, response: Response, actor: Scope['actor']) => Scope;
  /** Lets pages of the allowed origins read playlists. */
  readonly crossOrigin: readonly RequestHandler[];
}

/** `/streams/TOKEN/index.m3u8` and the playlists that it names. The token names a session or a key, whose rights are read each time. */
export function streamRoutes({ streams, tokens, contexts, openScope, crossOrigin }: StreamRoutesOptions): Router {
  const router = Router();
  const path = streamPath(':token', ':name');

  const read = async (request: Request, response: Response): Promise<string | undefined> => {
    const name = PLAYLISTS.find((one) => one === request.params['name']);
    const claims = tokens.verify(String(request.params['token']));
    if (name === undefined || claims === undefined) return undefined;
    await contexts.meter({ kind: 'anonymous' }, contexts.clientOf(request));
    const actor = await contexts.revalidate(claims.credential);
    const scope = openScope(request, response, actor);
    try {
      return await streams.playlist(scope, claims, name);
    } finally {
      await scope.close();
    }
  };

  const serve = async (request: Request, response: Response): Promise<void> => {
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    try {
      const playlist = await read(request, response);
      if (playlist === undefined) response.status(404).type('text/plain').send(NOTHING);
      else response.type('application/vnd.apple.mpegurl').send(playlist);
    } catch (error) {
      const { code, details } = error instanceof ReelwrightError ? error : { code: undefined, details: undefined };
      if (code === 'NOT_FOUND' || code === 'UNAUTHENTICATED') response.status(404).type('text/plain').send(NOTHING);
      else if (code === 'RATE_LIMITED') response.status(429).set('retry-after', String(details?.['retryAfterSeconds'])).end();
      else throw error;
    }
  };

  router.use('/streams', ...crossOrigin);
  router.get(path, (request, response) => serve(request, response));
  return router;
}

const NOTHING = 'No stream. Read Job.streamUrl again.\n';
