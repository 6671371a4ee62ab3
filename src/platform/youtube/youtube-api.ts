import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { YouTubeHttp, YouTubeRequest } from './youtube-http.ts';
import type { YouTubeSettings } from './youtube-settings.ts';

/** A token, and the signal that ends the call. */
export interface YouTubeCaller {
  readonly accessToken: string;
  readonly signal: AbortSignal;
}

export interface YouTubeChannel {
  readonly id: string;
  readonly title: string;
  readonly uploadsPlaylistId: string;
}

/** An entry of a playlist. */
export interface YouTubePlaylistItem {
  readonly videoId: string;
  readonly title: string;
  readonly description: string;
  /** When the video was added to the playlist, for uploads the time of the upload. */
  readonly publishedAt: Date;
}

const privacyStatus = z.string();
export const videoAnswer = z.object({ id: z.string().min(1), status: z.object({ privacyStatus }).optional() });

const video = z.object({
  id: z.string(),
  status: z.object({
    uploadStatus: z.string().default('uploaded'),
    failureReason: z.string().optional(),
    rejectionReason: z.string().optional(),
    privacyStatus,
  }),
  statistics: z.object({ viewCount: z.coerce.number().optional(), likeCount: z.coerce.number().optional() }).optional(),
});
export type YouTubeVideo = z.infer<typeof video>;

const channels = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({ title: z.string() }),
        contentDetails: z.object({ relatedPlaylists: z.object({ uploads: z.string() }) }),
      }),
    )
    .default([]),
});

const playlistItems = z.object({
  nextPageToken: z.string().optional(),
  items: z
    .array(
      z.object({
        snippet: z.object({
          title: z.string(),
          description: z.string().default(''),
          publishedAt: z.coerce.date(),
          resourceId: z.object({ videoId: z.string() }),
        }),
      }),
    )
    .default([]),
});

/** A page of a playlist, newest entries first. */
export interface YouTubePlaylistPage {
  readonly items: readonly YouTubePlaylistItem[];
  /** Undefined for the last page. */
  readonly nextPageToken: string | undefined;
}

/** Videos that one call reads. */
export const MAX_VIDEOS_PER_CALL = 50;

/** Calls of the YouTube Data API v3. They count no quota; that is for their caller. */
export class YouTubeApi {
  constructor(
    private readonly settings: Pick<YouTubeSettings, 'apiUrl'>,
    private readonly http: YouTubeHttp,
  ) {}

  /** The channel of the granting account; undefined for an account without one. */
  async ownChannel(caller: YouTubeCaller): Promise<YouTubeChannel | undefined> {
    const { items } = await this.#get('channels', { part: 'snippet,contentDetails', mine: 'true' }, channels, caller);
    const [own] = items;
    return own && { id: own.id, title: own.snippet.title, uploadsPlaylistId: own.contentDetails.relatedPlaylists.uploads };
  }

  /** A page of 50 entries of a playlist, the newest ones without a token, or the entries of one video. */
  async playlistItems(
    playlistId: string,
    caller: YouTubeCaller,
    { videoId, pageToken }: { readonly videoId?: string; readonly pageToken?: string | undefined } = {},
  ): Promise<YouTubePlaylistPage> {
    const of = { ...(videoId !== undefined && { videoId }), ...(pageToken !== undefined && { pageToken }) };
    const query = { part: 'snippet', playlistId, maxResults: '50', ...of };
    const { items, nextPageToken } = await this.#get('playlistItems', query, playlistItems, caller);
    return {
      items: items.map(({ snippet: { title, description, publishedAt, resourceId } }) => ({
        title,
        description,
        publishedAt,
        videoId: resourceId.videoId,
      })),
      nextPageToken,
    };
  }

  async addToPlaylist(playlistId: string, videoId: string, caller: YouTubeCaller): Promise<void> {
    const body = { snippet: { playlistId, resourceId: { kind: 'youtube#video', videoId } } };
    await this.http.json(
      {
        ...this.#request('/youtube/v3/playlistItems', { part: 'snippet' }, caller),
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
      z.object({}),
    );
  }

  /** Videos by id, at most 50; deleted ones are missing. */
  async videos(ids: readonly string[], caller: YouTubeCaller): Promise<readonly YouTubeVideo[]> {
    const query = { part: 'status,processingDetails,statistics', id: ids.join(','), maxResults: String(MAX_VIDEOS_PER_CALL) };
    return (await this.#get('videos', query, z.object({ items: z.array(video).default([]) }), caller)).items;
  }

  async setThumbnail(
    videoId: string,
    picture: { readonly bytes: Buffer; readonly contentType: string },
    caller: YouTubeCaller,
  ): Promise<void> {
    await this.http.json(
      {
        ...this.#request('/upload/youtube/v3/thumbnails/set', { videoId, uploadType: 'media' }, caller),
        method: 'POST',
        headers: { 'content-type': picture.contentType },
        body: picture.bytes,
      },
      z.object({}),
    );
  }

  /** Adds captions. The name is empty, so that players show the name of the language. */
  async addCaptions(
    videoId: string,
    captions: { readonly bytes: Buffer; readonly contentType: string; readonly language: string },
    caller: YouTubeCaller,
  ): Promise<void> {
    const boundary = `reelwright-${randomUUID()}`;
    const snippet = JSON.stringify({ snippet: { videoId, language: captions.language, name: '' } });
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${snippet}\r\n`),
      Buffer.from(`--${boundary}\r\ncontent-type: ${captions.contentType}\r\n\r\n`),
      captions.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    await this.http.json(
      {
        ...this.#request('/upload/youtube/v3/captions', { part: 'snippet', uploadType: 'multipart' }, caller),
        method: 'POST',
        headers: { 'content-type': `multipart/related; boundary=${boundary}` },
        body,
      },
      z.object({}),
    );
  }

  #get<Schema extends z.ZodType>(name: string, query: Readonly<Record<string, string>>, schema: Schema, caller: YouTubeCaller) {
    return this.http.json({ ...this.#request(`/youtube/v3/${name}`, query, caller), method: 'GET' }, schema);
  }

  #request(path: string, query: Readonly<Record<string, string>>, caller: YouTubeCaller): Omit<YouTubeRequest, 'method'> {
    return { url: `${this.settings.apiUrl}${path}?${String(new URLSearchParams(query))}`, ...caller };
  }
}
