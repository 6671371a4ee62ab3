import type { YouTubeCaller } from './youtube-api.ts';
import { videoAnswer } from './youtube-api.ts';
import { YouTubeError, errorOf, readJson } from './youtube-http.ts';
import type { YouTubeHttp } from './youtube-http.ts';
import type { YouTubeSettings } from './youtube-settings.ts';

/** Milliseconds in which a chunk must be sent and answered. */
const CHUNK_MS = 600_000;
/** Sizes of all chunks but the last are multiples of this (developers.google.com/youtube/v3/guides/using_resumable_upload_protocol). */
export const CHUNK_UNIT = 256 * 1024;

export interface NewVideo {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly categoryId?: string;
  /** `private`, `unlisted` or `public`; always sent, because YouTube's own default is public. */
  readonly privacyStatus: string;
  readonly publishAt?: Date;
  readonly madeForKids: boolean;
  readonly syntheticMedia: boolean;
  readonly byteSize: number;
  readonly contentType: string;
}

/** What YouTube has of an upload. */
export type UploadState =
  /** It has confirmed this number of bytes and expects the next. */
  | { readonly confirmed: number }
  | { readonly videoId: string; readonly privacyStatus: string | undefined }
  /** The session has ended, with or without a video. */
  | 'GONE';

/** Resumable uploads (github.com/googleapis/google-api-nodejs-client/issues/276: Google's own client has none). */
export class YouTubeUploads {
  constructor(
    private readonly settings: Pick<YouTubeSettings, 'apiUrl'>,
    private readonly http: YouTubeHttp,
  ) {}

  /** Opens an upload and returns its address, with which anybody can send bytes. @throws YouTubeError */
  async start(video: NewVideo, { accessToken, signal }: YouTubeCaller): Promise<string> {
    const { title, description, tags, categoryId, privacyStatus, publishAt, madeForKids, syntheticMedia } = video;
    const body = {
      snippet: { title, description, tags, ...(categoryId !== undefined && { categoryId }) },
      status: {
        privacyStatus,
        ...(publishAt && { publishAt: publishAt.toISOString() }),
        selfDeclaredMadeForKids: madeForKids,
        containsSyntheticMedia: syntheticMedia,
      },
    };
    const answer = await this.http.send({
      method: 'POST',
      url: `${this.settings.apiUrl}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status`,
      headers: {
        'content-type': 'application/json; charset=UTF-8',
        'x-upload-content-length': String(video.byteSize),
        'x-upload-content-type': video.contentType,
      },
      body: JSON.stringify(body),
      accessToken,
      signal,
    });
    if (answer.status !== 200) throw errorOf(answer);
    const session = URL.parse(answer.headers.location ?? '');
    // The token and the film must not go to another server, whatever the answer says.
    if (session?.origin !== new URL(this.settings.apiUrl).origin)
      throw new YouTubeError(answer.status, 'unreadable', 'the address of the upload is at another server');
    return session.href;
  }

  /** Asks what has arrived. @throws YouTubeError */
  async state(session: string, byteSize: number, { accessToken, signal }: YouTubeCaller): Promise<UploadState> {
    return stateOf(
      await this.http.send({ method: 'PUT', url: session, headers: { 'content-range': `bytes */${byteSize}` }, accessToken, signal }),
    );
  }

  /** Sends bytes from `offset`. YouTube may keep fewer of them: the answer says how many. @throws YouTubeError */
  async send(
    session: string,
    { offset, bytes, byteSize }: { readonly offset: number; readonly bytes: Buffer; readonly byteSize: number },
    { accessToken, signal }: YouTubeCaller,
  ): Promise<UploadState> {
    return stateOf(
      await this.http.send({
        method: 'PUT',
        url: session,
        headers: { 'content-range': `bytes ${offset}-${offset + bytes.length - 1}/${byteSize}` },
        body: bytes,
        accessToken,
        timeoutMs: CHUNK_MS,
        signal,
      }),
    );
  }
}

function stateOf(answer: Awaited<ReturnType<YouTubeHttp['send']>>): UploadState {
  const { status, headers } = answer;
  if (status === 308) {
    // Without the header nothing has arrived.
    const last = /^bytes=0-(\d+)$/.exec(headers['range'] ?? '')?.[1];
    return { confirmed: last === undefined ? 0 : Number(last) + 1 };
  }
  if (status === 404 || status === 410) return 'GONE';
  if (status !== 200 && status !== 201) throw errorOf(answer);
  const { id, status: video } = readJson(answer, videoAnswer);
  return { videoId: id, privacyStatus: video?.privacyStatus };
}
