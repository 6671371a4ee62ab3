import { Failure } from '../../../../kernel/failure.ts';
import type { Log } from '../../../../kernel/log.ts';
import type { Scope } from '../../../../platform/database/scope.ts';
import { MAX_VIDEOS_PER_CALL } from '../../../../platform/youtube/youtube-api.ts';
import type { YouTubeApi, YouTubeVideo } from '../../../../platform/youtube/youtube-api.ts';
import { Postponed } from '../../../jobs/steps/step-handler.ts';
import { writeStatistics } from '../../publications/publication-writes.ts';
import { nextDueStatistics } from '../../publications/publication.read.ts';
import type { DueStatistics } from '../../publications/publication.read.ts';
import type { ApiQuotas } from '../../quotas/api-quotas.service.ts';
import type { YouTubeCalls } from './youtube-calls.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Milliseconds after its publication in which the views of a film are read every hour; later every day. */
const FRESH_MS = 72 * 3_600_000;
/** Share of the daily units that may be used when statistics are read, so that captions and thumbnails have the rest. */
const STATISTICS_SHARE = 0.5;
/** Calls of one run, so that other tasks of the worker do not wait for long. */
const MAX_CALLS = 100;

interface StatisticsParts {
  readonly calls: YouTubeCalls;
  readonly api: Pick<YouTubeApi, 'videos'>;
  readonly quotas: ApiQuotas;
  /** False where YouTube is not configured. */
  readonly isOn: boolean;
}

/** Views and likes of films at YouTube. */
export class YouTubeStatistics {
  constructor(private readonly parts: StatisticsParts) {}

  /**
   * Reads what is due, up to 50 films of a channel by one call, and resolves with the number of films that were read. Ends early when half
   * of the daily units are used. A channel whose call fails is read again after an hour, and does not hold up the others. A worker that
   * dies after a call loses what it read, and the next one reads it again.
   */
  async refresh(scope: Scope, log: Log): Promise<number> {
    let read = 0;
    for (let calls = 0; this.parts.isOn && calls < MAX_CALLS && !scope.signal.aborted; calls += 1) {
      const due = await scope.tx((em) => nextDueStatistics(em, MAX_VIDEOS_PER_CALL));
      if (!due || (await this.parts.quotas.take(scope, 'videos.list', STATISTICS_SHARE))) break;
      read += await this.#refresh(scope.as({ kind: 'worker', workspaceId: due.workspaceId }), due, log);
    }
    return read;
  }

  async #refresh(scope: Scope, { channelId, films }: DueStatistics, log: Log): Promise<number> {
    const { calls, api } = this.parts;
    const now = new Date();
    let videos: readonly YouTubeVideo[] | undefined;
    try {
      const ids = films.map(({ externalId }) => externalId);
      videos = await calls.read(scope, channelId, (caller) => api.videos(ids, caller));
    } catch (error) {
      if (!(error instanceof Failure || error instanceof Postponed)) throw error;
      log.warn({ event: 'film_statistics_failed', channelId, err: error }, 'failed to read views of films; retrying');
    }
    const read = films.map(({ id, externalId, publishedAt }) => {
      const video = videos?.find((one) => one.id === externalId);
      const isFresh = now.getTime() - Date.parse(publishedAt) < FRESH_MS;
      return {
        id,
        views: video?.statistics?.viewCount ?? null,
        likes: video?.statistics?.likeCount ?? null,
        // A film that was deleted at YouTube keeps what was read last.
        readAt: video ? now : null,
        dueAt: new Date(now.getTime() + (isFresh || !videos ? HOUR_MS : DAY_MS)),
      };
    });
    await scope.tx((em) => writeStatistics(em, read));
    return videos?.length ?? 0;
  }
}
