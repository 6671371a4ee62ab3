import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noteSecret } from '../../run-record.ts';
import { GoogleState, SCOPES, refusalOf } from './youtube-state.ts';
import type { GoogleAccount, Grant, Metadata, StoredVideo, UploadSession } from './youtube-state.ts';

const UNIT = 256 * 1024;

/** What happens to the next chunk of an upload. */
export type ChunkFault =
  /** The connection breaks after this many bytes of the chunk; whole units of them are kept. */
  | { readonly cutAfter: number }
  /** All bytes arrive, and YouTube keeps this many of them. */
  | { readonly keep: number }
  /** The chunk completes the upload, and the answer is lost. */
  | 'lose the answer'
  | { readonly status: number; readonly reason: string };

/** Google's authorization server and the YouTube Data API on a port of their own. */
export interface YouTubeStandIn {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly videos: readonly StoredVideo[];
  readonly playlists: ReadonlyMap<string, readonly string[]>;
  /** Method and path of every request. */
  readonly requests: readonly string[];
  /** Calls of the token endpoint, by grant type. */
  readonly tokenCalls: readonly string[];
  /** Number of uploads that were asked for. */
  readonly uploads: () => number;
  /** The consent screen: the owner grants these scopes, all that were asked for by default. Returns where the browser is sent. */
  consent(authorizeUrl: string, account: GoogleAccount, scopes?: readonly string[]): URL;
  /** The owner withdraws what they granted. */
  withdraw(): void;
  /** Access tokens expire; refresh tokens stay. */
  expireTokens(): void;
  failChunks(...faults: readonly ChunkFault[]): void;
  /** The next call of this path fails. */
  fail(path: string, fault: { readonly status: number; readonly reason: string }): void;
  /** Called when bytes of an upload arrive, with the number of all that have arrived. */
  onUploadBytes(listener: (received: number) => void): void;
  endSessions(): void;
  /** The project has not passed the audit: videos that it uploads are private. */
  endAudit(): void;
  /** Revocations are answered with this status; as usual when undefined. */
  failRevocation(status: number | undefined): void;
  /** What is left of the day. */
  readonly quota: { uploads: number; units: number };
  processAll(status?: string, rejectionReason?: string): void;
  /** Other programs upload this many videos to the channel. */
  addVideos(channelId: string, count: number): void;
  close(): Promise<void>;
}

interface Code {
  readonly account: GoogleAccount;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly challenge: string;
  readonly isOffline: boolean;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** `uploadStatus`: that of a video whose bytes have all arrived; YouTube works on it until a test calls `processAll`, by default. */
export async function openYouTube({ uploadStatus = 'uploaded' } = {}): Promise<YouTubeStandIn> {
  const state = new GoogleState(uploadStatus);
  const [clientId, clientSecret] = [`${String(Date.now())}-${randomUUID()}.apps.test`, `secret-${randomUUID()}`];
  noteSecret('the client secret of YouTube', clientSecret);
  const codes = new Map<string, Code>();
  const requests: string[] = [];
  const tokenCalls: string[] = [];
  const chunkFaults: ChunkFault[] = [];
  const failures = new Map<string, Refusal>();
  const quota = { uploads: 100, units: 10_000 };
  let revocationStatus: number | undefined;
  let onUploadBytes: (received: number) => void = () => undefined;

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!(error instanceof Refusal)) {
        response.destroy();
        return;
      }
      const { status, reason } = error;
      json(response, status, { error: { code: status, message: `refused: ${reason}`, errors: [{ domain: 'youtube', reason }] } });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    requests.push(`${request.method} ${pathname}`);
    if (pathname === '/.well-known/openid-configuration') return json(response, 200, metadata());
    if (pathname === '/token') return token(request, response);
    if (pathname === '/revoke') return revoke(request, response);
    const failure = failures.get(pathname);
    if (failure && !searchParams.has('upload_id')) {
      failures.delete(pathname);
      throw failure;
    }
    const grant = state.accessTokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!grant) throw new Refusal(401, 'authError');
    if (pathname === '/upload/youtube/v3/videos')
      return searchParams.has('upload_id') ? chunk(request, response, searchParams, grant) : open(request, response, searchParams, grant);
    const { channelId } = grant.account;
    if (channelId === undefined) throw new Refusal(401, 'youtubeSignupRequired');
    return call(`${request.method} ${pathname}`, { request, response, query: searchParams, grant, channelId });
  }

  const metadata = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    revocation_endpoint: `${url}/revoke`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  });

  const accessOf = (grant: Grant) => {
    const accessToken = `ya29.${randomUUID()}`;
    noteSecret('an access token of YouTube', accessToken);
    state.accessTokens.set(accessToken, grant);
    return { access_token: accessToken, token_type: 'Bearer', expires_in: 3_600, scope: grant.scopes.join(' ') };
  };

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams((await body(request)).toString('utf8'));
    tokenCalls.push(form.get('grant_type') ?? '');
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return json(response, 401, { error: 'invalid_client' });
    if (form.get('grant_type') === 'refresh_token') {
      const grant = state.grants.get(form.get('refresh_token') ?? '');
      return grant ? json(response, 200, accessOf(grant)) : json(response, 400, { error: 'invalid_grant' });
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.redirectUri !== form.get('redirect_uri') || code.challenge !== challenge)
      return json(response, 400, { error: 'invalid_grant' });
    const grant = { account: code.account, scopes: code.scopes, refreshToken: `1//${randomUUID()}` };
    noteSecret('a refresh token of YouTube', grant.refreshToken);
    state.grants.set(grant.refreshToken, grant);
    json(response, 200, { ...accessOf(grant), ...(code.isOffline && { refresh_token: grant.refreshToken }) });
  }

  async function revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams((await body(request)).toString('utf8'));
    if (revocationStatus !== undefined) return json(response, revocationStatus, { error: 'temporarily_unavailable' });
    const given = form.get('token') ?? '';
    const grant = state.grants.get(given) ?? state.accessTokens.get(given);
    if (!grant) return json(response, 400, { error: 'invalid_token' });
    end(grant);
    json(response, 200, {});
  }

  function end(grant: Grant): void {
    state.grants.delete(grant.refreshToken);
    for (const [accessToken, one] of state.accessTokens) if (one === grant) state.accessTokens.delete(accessToken);
  }

  const need = ({ scopes }: Grant, ...any: readonly string[]): void => {
    if (!any.some((scope) => scopes.includes(scope))) throw new Refusal(403, 'insufficientPermissions');
  };
  const spend = (units: number): void => {
    if (quota.units < units) throw new Refusal(403, 'quotaExceeded');
    quota.units -= units;
  };

  async function open(request: IncomingMessage, response: ServerResponse, query: URLSearchParams, grant: Grant): Promise<void> {
    const asked = JSON.parse((await body(request)).toString('utf8')) as Metadata;
    need(grant, SCOPES.upload, SCOPES.manage);
    if (grant.account.channelId === undefined) throw new Refusal(401, 'youtubeSignupRequired');
    if (quota.uploads < 1) throw new Refusal(429, 'rateLimitExceeded');
    quota.uploads -= 1;
    if (query.get('uploadType') !== 'resumable') throw new Refusal(400, 'badRequest');
    const wrong = refusalOf(asked);
    if (wrong) throw new Refusal(400, wrong);
    const id = randomUUID();
    noteSecret('the address of an upload', id);
    const byteSize = Number(request.headers['x-upload-content-length']);
    state.sessions.set(id, { id, channelId: grant.account.channelId, byteSize, metadata: asked, chunks: [], have: 0 });
    response.writeHead(200, { location: `${url}/upload/youtube/v3/videos?uploadType=resumable&upload_id=${id}` }).end();
  }

  async function chunk(request: IncomingMessage, response: ServerResponse, query: URLSearchParams, grant: Grant): Promise<void> {
    const session = state.sessions.get(query.get('upload_id') ?? '');
    if (!session || session.channelId !== grant.account.channelId) throw new Refusal(404, 'notFound');
    const range = request.headers['content-range'] ?? '';
    if (range.startsWith('bytes */')) return answerState(response, session);
    const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [];
    const length = Number(to) - Number(from) + 1;
    if (Number(total) !== session.byteSize || Number(from) !== session.have) throw new Refusal(400, 'badContentRange');
    const isLast = Number(to) + 1 === session.byteSize;
    if (!isLast && length % UNIT !== 0) throw new Refusal(400, 'badChunkSize');
    const fault = chunkFaults.shift();
    if (typeof fault === 'object' && 'status' in fault) throw new Refusal(fault.status, fault.reason);
    const cutAfter = typeof fault === 'object' && 'cutAfter' in fault ? fault.cutAfter : Infinity;
    const bytes = await body(request, cutAfter, (arrived) => onUploadBytes(session.have + arrived));
    const kept = keptOf(fault, bytes, isLast ? length : undefined);
    session.chunks.push(bytes.subarray(0, kept));
    session.have += kept;
    if (session.have === session.byteSize) state.complete(session);
    if (Number.isFinite(cutAfter) || fault === 'lose the answer') return void response.destroy();
    answerState(response, session);
  }

  function answerState(response: ServerResponse, { have, videoId }: UploadSession): void {
    const video = state.videos.find(({ id }) => id === videoId);
    if (video) return json(response, 200, { id: video.id, status: { privacyStatus: video.privacyStatus } });
    response.writeHead(308, have === 0 ? {} : { range: `bytes=0-${have - 1}` }).end();
  }

  interface Call {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly query: URLSearchParams;
    readonly grant: Grant;
    readonly channelId: string;
  }

  async function call(route: string, { request, response, query, grant, channelId }: Call): Promise<void> {
    const ofChannel = (id: string | null): StoredVideo => {
      const video = state.videos.find((one) => one.id === id && one.channelId === channelId);
      if (!video) throw new Refusal(404, 'videoNotFound');
      return video;
    };
    switch (route) {
      case 'GET /youtube/v3/channels':
        need(grant, SCOPES.read, SCOPES.manage);
        spend(1);
        return json(response, 200, {
          items: [
            { id: channelId, snippet: { title: grant.account.title }, contentDetails: { relatedPlaylists: { uploads: `UU${channelId}` } } },
          ],
        });
      case 'GET /youtube/v3/playlistItems': {
        need(grant, SCOPES.read, SCOPES.manage);
        spend(1);
        const playlistId = query.get('playlistId') ?? '';
        const all =
          playlistId === `UU${channelId}`
            ? state.videos.filter((one) => one.channelId === channelId).map(({ id }) => id)
            : (state.playlists.get(playlistId) ?? []);
        const found = all.filter((id) => (query.get('videoId') ?? id) === id).map((id) => ofChannel(id));
        const [first, size] = [Number(query.get('pageToken') ?? '0'), Number(query.get('maxResults') ?? '5')];
        return json(response, 200, {
          ...(found.length > first + size && { nextPageToken: String(first + size) }),
          items: found
            .toReversed()
            .slice(first, first + size)
            .map(({ id, title, description, publishedAt }) => ({
              snippet: { title, description, publishedAt: publishedAt.toISOString(), resourceId: { kind: 'youtube#video', videoId: id } },
            })),
        });
      }
      case 'POST /youtube/v3/playlistItems': {
        need(grant, SCOPES.manage);
        spend(50);
        const { snippet } = JSON.parse((await body(request)).toString('utf8')) as {
          snippet: { playlistId: string; resourceId: { videoId: string } };
        };
        const items = state.playlists.get(snippet.playlistId);
        if (!items) throw new Refusal(404, 'playlistNotFound');
        items.push(ofChannel(snippet.resourceId.videoId).id);
        return json(response, 200, {});
      }
      case 'GET /youtube/v3/videos': {
        need(grant, SCOPES.read, SCOPES.manage);
        spend(1);
        const ids = (query.get('id') ?? '').split(',');
        const found = state.videos.filter((one) => ids.includes(one.id) && one.channelId === channelId);
        return json(response, 200, {
          items: found.map(({ id, uploadStatus, rejectionReason, privacyStatus, views = 7, likes = 3 }) => ({
            id,
            status: { uploadStatus, privacyStatus, rejectionReason },
            statistics: { viewCount: String(views), likeCount: String(likes) },
          })),
        });
      }
      case 'POST /upload/youtube/v3/thumbnails/set': {
        need(grant, SCOPES.upload, SCOPES.manage);
        spend(50);
        const picture = await body(request);
        if (grant.account.isVerified === false) throw new Refusal(403, 'forbidden');
        ofChannel(query.get('videoId')).thumbnailBytes = picture.length;
        return json(response, 200, {});
      }
      case 'POST /upload/youtube/v3/captions': {
        need(grant, SCOPES.manage);
        spend(400);
        const text = (await body(request)).toString('utf8');
        const { snippet } = JSON.parse(/\{"snippet".*\}/.exec(text)?.[0] ?? '{}') as { snippet: { videoId: string; language: string } };
        const video = ofChannel(snippet.videoId);
        if (video.captions.some(({ language }) => language === snippet.language)) throw new Refusal(409, 'captionExists');
        video.captions.push({ language: snippet.language, text });
        return json(response, 200, {});
      }
      default:
        throw new Refusal(404, 'notFound');
    }
  }

  return {
    ...{ url, clientId, clientSecret, requests, tokenCalls, quota },
    videos: state.videos,
    playlists: state.playlists,
    uploads: () => requests.filter((line) => line === 'POST /upload/youtube/v3/videos').length,
    consent: (authorizeUrl, account, scopes) => {
      const asked = new URL(authorizeUrl).searchParams;
      if (asked.get('client_id') !== clientId || asked.get('code_challenge_method') !== 'S256')
        throw new Error('not a request for this client');
      const code = `4/${randomUUID()}`;
      codes.set(code, {
        account,
        scopes: scopes ?? (asked.get('scope') ?? '').split(' '),
        redirectUri: asked.get('redirect_uri') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        // Google returns a refresh token for offline access, and only after the consent screen.
        isOffline: asked.get('access_type') === 'offline' && asked.get('prompt') === 'consent',
      });
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = String(new URLSearchParams({ code, state: asked.get('state') ?? '', scope: 'as granted' }));
      return back;
    },
    withdraw: () => {
      for (const grant of state.grants.values()) end(grant);
    },
    expireTokens: () => state.accessTokens.clear(),
    failChunks: (...more) => void chunkFaults.push(...more),
    fail: (path, { status, reason }) => void failures.set(path, new Refusal(status, reason)),
    onUploadBytes: (listener) => (onUploadBytes = listener),
    endSessions: () => state.sessions.clear(),
    endAudit: () => (state.isAudited = false),
    failRevocation: (status) => (revocationStatus = status),
    processAll: (status = 'processed', rejectionReason) => {
      for (const video of state.videos) Object.assign(video, { uploadStatus: status, rejectionReason });
    },
    addVideos: (channelId, count) => {
      const metadata = { snippet: { title: 'Another video' } };
      for (let added = 0; added < count; added += 1) {
        const session = { id: randomUUID(), channelId, byteSize: 1, metadata, chunks: [], have: 1 };
        state.complete(session);
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How many bytes of a chunk stay: whole units, or all of the last chunk, whose length is `last`. */
function keptOf(fault: ChunkFault | undefined, bytes: Buffer, last: number | undefined): number {
  const whole = typeof fault === 'object' && 'keep' in fault ? fault.keep : bytes.length;
  return last !== undefined && whole >= last ? last : Math.floor(Math.min(whole, bytes.length) / UNIT) * UNIT;
}

const json = (response: ServerResponse, status: number, answer: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));

/** The bytes of a request, or the first of them: then the connection is broken by the caller, or was broken by the client. */
async function body(request: IncomingMessage, atMost = Infinity, onBytes?: (arrived: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      onBytes?.(length);
      if (length >= atMost) break;
    }
  } catch (error) {
    if (!request.destroyed) throw error;
  }
  return Buffer.concat(chunks).subarray(0, atMost);
}
