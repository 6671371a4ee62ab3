import type { EntityManager } from '@mikro-orm/postgresql';
import { MAX_VIDEOS_PER_CALL } from '../../../../platform/youtube/youtube-api.ts';
import type { YouTubeApi, YouTubeVideo } from '../../../../platform/youtube/youtube-api.ts';
import type { AssetRow } from '../../../assets/asset.entity.ts';
import { Postponed } from '../../../jobs/steps/step-handler.ts';
import { writePublication } from '../../publications/publication-writes.ts';
import type { PublishWork } from '../publish-target.ts';
import { writeUploaded } from './uploaded-video.ts';
import type { UploadedVideo } from './uploaded-video.ts';
import type { YouTubeCalls } from './youtube-calls.ts';

/** Milliseconds by which the clocks of Google and the worker may differ. */
const CLOCK_SKEW_MS = 300_000;
/**
 * Milliseconds until the uploads are searched again, while another film with the same title is uploaded to the channel. Every search costs
 * units, so the pause grows with the time since the upload began: a quarter of it.
 */
const SEARCH_AGAIN_MS = { shortest: 60_000, longest: 30 * 60_000 };

/** Milliseconds until the next search for an upload that began so long ago. */
export const searchPause = (sinceMs: number): number => Math.min(Math.max(sinceMs / 4, SEARCH_AGAIN_MS.shortest), SEARCH_AGAIN_MS.longest);

interface SearchParts {
  readonly calls: YouTubeCalls;
  readonly api: Pick<YouTubeApi, 'playlistItems' | 'videos'>;
}

/**
 * The video of an earlier upload whose final answer was lost, in the uploads of the channel; it belongs to the publication from then on. Not
 * searched before the first upload. @throws Postponed while a film with the same title is uploaded to the channel; Failure
 */
export async function findUploaded({ calls, api }: SearchParts, work: PublishWork, film: AssetRow): Promise<UploadedVideo | undefined> {
  const { publication, run } = work;
  if (!publication.uploadStartedAt) return undefined;
  // The upload has ended. As long as it counts as open, the search for another film with the same title waits for it.
  await run.advanced((em) => writePublication(em, publication, { uploadSession: null }));
  const ids = await uploadsAlike({ calls, api }, work, publication.uploadStartedAt.getTime() - CLOCK_SKEW_MS);
  const videos: YouTubeVideo[] = [];
  for (let first = 0; first < ids.length; first += MAX_VIDEOS_PER_CALL) {
    const some = ids.slice(first, first + MAX_VIDEOS_PER_CALL);
    videos.push(...(await calls.paid(work, 'videos.list', (caller) => api.videos(some, caller))));
  }
  if (videos.length === 0) return undefined;
  const { mustWait, found } = await claim(work, film, videos);
  const now = Date.now();
  if (mustWait) throw new Postponed({ until: new Date(now + searchPause(now - publication.uploadStartedAt.getTime())) });
  return found;
}

/** The uploads of the channel since a time that look like the film. Every page costs a unit. */
async function uploadsAlike({ calls, api }: SearchParts, work: PublishWork, since: number): Promise<readonly string[]> {
  const { title, description } = work.publication;
  const playlistId = work.channel.settings['uploadsPlaylistId'] ?? '';
  const alike: string[] = [];
  const seen = new Set<string | undefined>();
  for (let pageToken: string | undefined; !seen.has(pageToken);) {
    seen.add(pageToken);
    const token = pageToken;
    const page = await calls.paid(work, 'playlistItems.list', (caller) => api.playlistItems(playlistId, caller, { pageToken: token }));
    const recent = page.items.filter(({ publishedAt }) => publishedAt.getTime() >= since);
    const found = recent.filter((item) => isSameText(item.title, title) && isSameText(item.description, description));
    alike.push(...found.map(({ videoId }) => videoId));
    // Uploads come newest first, so a page without recent ones is the last that matters.
    if (recent.length === 0 || page.nextPageToken === undefined) break;
    pageToken = page.nextPageToken;
  }
  return alike;
}

/** Gives the publication one of the videos that no publication has, and writes what is known about it, in one transaction. */
async function claim({ publication, run }: PublishWork, film: AssetRow, videos: readonly YouTubeVideo[]) {
  const answer: { mustWait: boolean; found: UploadedVideo | undefined } = { mustWait: false, found: undefined };
  await run.advanced(async (em) => {
    const ids = videos.map(({ id }) => id);
    const { video, mustWait } = await claimVideo(em, publication.id, ids);
    const found = videos.find(({ id }) => id === video);
    Object.assign(answer, { mustWait, found: found && { videoId: found.id, privacyStatus: found.status.privacyStatus } });
    if (answer.found) await writeUploaded(em, publication, film, answer.found);
  });
  return answer;
}

async function claimVideo(em: EntityManager, id: string, videos: readonly string[]) {
  const [row] = await em.execute<{ video: string | null; must_wait: boolean }[]>('select * from claim_video(?, ?::text[])', [
    id,
    `{${videos.map((video) => JSON.stringify(video)).join(',')}}`,
  ]);
  if (!row) throw new Error('claim_video returned nothing');
  return { video: row.video, mustWait: row.must_wait };
}

/** Whether texts are equal but for what YouTube changes: composed characters, line breaks, and spaces at the ends and in a row. */
const isSameText = (one: string, other: string): boolean => comparable(one) === comparable(other);

const comparable = (text: string): string => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
