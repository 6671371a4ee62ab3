import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { JobFeed } from '../../features/jobs/log/job-feed.ts';
import type { JobProgressEvent } from '../../features/jobs/log/job-log.ts';
import { TARGET_SECONDS } from '../../features/renders/deliveries/stream/segments.ts';
import { PLAYLISTS, streamPath } from '../../features/renders/deliveries/stream/stream.service.ts';
import type { StreamService } from '../../features/renders/deliveries/stream/stream.service.ts';
import type { StreamTokens } from '../../features/renders/deliveries/stream/stream-token.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { RequestContexts } from './request-context.ts';
import { untilClosed } from './request-parts.ts';

export interface StreamRoutesOptions {
  readonly streams: StreamService;
  readonly tokens: StreamTokens;
  readonly jobFeed: Pick<JobFeed, 'next'>;
  readonly contexts: Pick<RequestContexts, 'revalidate' | 'meter' | 'clientOf'>;
  readonly openScope: (request: Request, response: Response, actor: Scope['actor']) => Scope;
  /** Lets pages of the allowed origins read playlists. */
  readonly crossOrigin: readonly RequestHandler[];
}

/** Milliseconds that a playlist waits for its next segment. Players expect an answer within ten seconds. */
const MAX_WAIT_MS = TARGET_SECONDS * 1_000;

/** `/streams/TOKEN/index.m3u8` and the playlists that it names. The token names a session or a key, whose rights are read each time. */
export function streamRoutes({ streams, tokens, jobFeed, contexts, openScope, crossOrigin }: StreamRoutesOptions): Router {
  const router = Router();
  const path = streamPath(':token', ':name');

  const read = async (request: Request, response: Response): Promise<string | undefined> => {
    const name = PLAYLISTS.find((one) => one === request.params['name']);
    const claims = tokens.verify(String(request.params['token']));
    if (name === undefined || claims === undefined) return undefined;
    await contexts.meter({ kind: 'anonymous' }, contexts.clientOf(request));
    const wanted = Number(request.query['_HLS_msn'] ?? -1);
    const signal = AbortSignal.any([untilClosed(response), AbortSignal.timeout(MAX_WAIT_MS)]);
    for (;;) {
      const scope = openScope(request, response, await contexts.revalidate(claims.credential));
      try {
        const { text, segments, isFinished, job } = await streams.playlist(scope, claims, name);
        if (wanted !== segments || name === 'index.m3u8' || isFinished || signal.aborted) return text;
        await scope.close();
        await jobFeed.next(scope, job, { after: job.sequence, fits: isPart, signal });
      } finally {
        await scope.close();
      }
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

/** A summary says that events before it were not read. */
const isPart = ({ type, step }: JobProgressEvent): boolean => type === 'SNAPSHOT' || (type === 'STEP' && step === 'STREAM');

const NOTHING = 'No stream. Read Job.streamUrl again.\n';
