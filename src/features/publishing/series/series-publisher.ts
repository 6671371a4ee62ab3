import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { isId, newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import { ChannelEntity } from '../channels/channel.entity.ts';
import type { PublicationService } from '../publications/publication.service.ts';
import { RunProblem } from './run-problem.ts';
import type { SeriesRow, SeriesRunRow } from './series.entity.ts';

/** Maximum characters of a title on YouTube, which accepts no angle brackets either. */
const MAX_TITLE_LENGTH = 100;

/** Checks that films can be published on a channel. @throws ReelwrightError NOT_FOUND, INVALID_STATE for one that must be connected again */
export async function assertChannel(em: EntityManager, workspaceId: string, channelId: string): Promise<void> {
  const channel = isId(channelId) ? await em.findOne(ChannelEntity, { id: channelId, workspaceId, deletedAt: null }) : null;
  if (!channel) throw notFound('Channel');
  if (channel.status !== 'CONNECTED')
    throw new ReelwrightError('INVALID_STATE', 'The channel must be connected again before it can publish.');
}

/** Publishes the films of series. */
export class SeriesPublisher {
  constructor(private readonly publications: Pick<PublicationService, 'enqueue'>) {}

  /**
   * Creates the job that publishes the finished film of a run, in the caller's transaction, and returns its id. It belongs to the person who
   * created the series, who is notified of its end. @throws RunProblem for a film
   * or channel that is gone, ReelwrightError for a film that the channel does not accept
   */
  async publish(em: EntityManager, scope: Scope, series: SeriesRow, run: SeriesRunRow): Promise<string> {
    const { workspaceId, channelId, privacy, madeForKids, createdBy } = series;
    const { jobId, usedItem } = run;
    const job = jobId ? await em.findOne(JobEntity, { id: jobId }) : null;
    const film = job ? await em.findOne(AssetEntity, { jobId: job.id, format: 0, role: 'VIDEO', status: 'READY' }) : null;
    if (!job || !film) throw new RunProblem('FILM_MISSING', 'The film was deleted before it was published.');
    if (!channelId) throw new RunProblem('CHANNEL_MISSING', 'The series has no channel any longer.');
    const title = [...job.title.replaceAll(/[<>]/g, '')].slice(0, MAX_TITLE_LENGTH).join('').trim();
    const input = { channelId, assetId: film.id, title, description: usedItem?.link ?? '', privacy, madeForKids };
    return this.publications.enqueue(em, scope, { workspaceId, input, jobId: newId(), createdBy });
  }
}
