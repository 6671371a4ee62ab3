import { randomBytes } from 'node:crypto';
import { currentUser } from '../../../kernel/actor.ts';
import { ReelwrightError, badInput, notConfigured } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { transactionTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { assertReturnUrl } from '../../../platform/input/return-url.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { YouTubeApi } from '../../../platform/youtube/youtube-api.ts';
import { YouTubeError } from '../../../platform/youtube/youtube-http.ts';
import type { YouTubeGrant, YouTubeOAuth } from '../../../platform/youtube/youtube-oauth.ts';
import { YOUTUBE_SCOPES } from '../../../platform/youtube/youtube-settings.ts';
import type { ApiQuotas } from '../quotas/api-quotas.service.ts';
import { encryptCredentials } from './channel-credentials.ts';
import { ChannelAuthorizationEntity } from './channel.entity.ts';
import { completeYouTube, connectYouTube } from './channel.mutations.ts';
import type { ListedChannel } from './channel.read.ts';
import type { ChannelService } from './channel.service.ts';
import type { ChannelFeature } from './channel.states.ts';
import { writeChannel } from './channel-writes.ts';

/** Seconds in which a started connection must be completed. */
const AUTHORIZATION_SECONDS = 15 * 60;
const RANDOM_BYTES = 32;
const MAX_TEXT_LENGTH = 4_096;

export const CALLBACK_PATH = '/oauth/youtube/callback';

export interface ConnectYouTube {
  readonly workspaceId: string;
  readonly redirectUri: string;
}

export interface CompleteYouTube {
  readonly code: string;
  readonly state: string;
}

/** Undefined parts: the installation has no Google project. */
export interface YouTubeConnectionParts {
  readonly youtube: { readonly oauth: YouTubeOAuth; readonly api: YouTubeApi } | undefined;
  readonly quotas: ApiQuotas;
  readonly channels: ChannelService;
  readonly encryption: Encryption;
  readonly returnOrigins: readonly string[];
  readonly publicUrl: string;
}

/**
 * Connects channels at YouTube. State and PKCE verifier belong to the session of the person who started, so nobody can be made to connect
 * their channel to a workspace of somebody else.
 */
export class YouTubeConnectionService {
  constructor(
    private readonly parts: YouTubeConnectionParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Starts a connection and returns the URL for the browser, valid once, for 15 minutes. @throws ReelwrightError NOT_CONFIGURED,
   * BAD_USER_INPUT for a page that is not allowed
   */
  async start(scope: Scope, { workspaceId, redirectUri }: ConnectYouTube): Promise<{ readonly url: string; readonly state: string }> {
    const call = await this.mutations.authorizeCall(scope, { mutation: connectYouTube, workspaceId });
    const { oauth } = this.#configured();
    assertReturnUrl('input.redirectUri', redirectUri, this.parts.returnOrigins);
    const { userId, sessionId } = currentUser(scope);
    const [state, verifier] = [random(), random()];
    const url = await oauth.authorizationUrl({ redirectUri: this.#callback, state, verifier });
    const stateHash = tokenHash(state);
    return this.mutations.runInTransaction(scope, call, async (em) => {
      await em.insert(ChannelAuthorizationEntity, {
        ...{ stateHash, workspaceId, userId, sessionId, redirectUri },
        verifier: this.parts.encryption.encrypt(verifier, contextOf(stateHash)),
        expiresAt: transactionTime(AUTHORIZATION_SECONDS) as unknown as Date,
      });
      return { subjectId: workspaceId, answer: { url, state }, after: { redirectUri } };
    });
  }

  /**
   * Completes a connection of the same session. Connecting a channel again replaces its tokens. @throws ReelwrightError BAD_USER_INPUT for
   * a wrong or used state, a refused code, missing rights, and an account without a channel; QUOTA_EXCEEDED, UNAVAILABLE
   */
  async complete(scope: Scope, { code, state }: CompleteYouTube): Promise<ListedChannel> {
    const { oauth } = this.#configured();
    const { userId, sessionId } = currentUser(scope);
    const stateHash = tokenHash(state.slice(0, MAX_TEXT_LENGTH));
    const mine = { stateHash, userId, sessionId };
    const begun = await scope.tx(async (em) => {
      const row = await em.findOne(ChannelAuthorizationEntity, { ...mine, expiresAt: { $gt: transactionTime() } });
      // Deleted at once: whatever the rest of the call finds, the state is used. Of two calls one deletes it.
      return row && (await em.nativeDelete(ChannelAuthorizationEntity, mine)) === 1 ? row : null;
    });
    if (!begun) throw wrongState();
    const { workspaceId } = begun;
    const call = await this.mutations.authorizeCall(scope, { mutation: completeYouTube, workspaceId });
    const verifier = this.#verifierOf(begun);
    const grant = await oauth.exchangeCode(code, { redirectUri: this.#callback, state, verifier });
    const channel = await this.#channelOf(scope, grant);
    const { accessToken, expiresAt, refreshToken } = grant;
    if (refreshToken === undefined)
      throw badInput(
        'input.code',
        'Google returned no lasting grant. Remove Reelwright at myaccount.google.com/connections and start again.',
      );
    const features = featuresOf(grant.scopes);
    const connected = {
      ...({ workspaceId, target: 'YOUTUBE', name: channel.title, externalId: channel.id, features } as const),
      url: `https://www.youtube.com/channel/${channel.id}`,
      settings: { uploadsPlaylistId: channel.uploadsPlaylistId },
    };
    const freshId = newId();
    const id = await this.mutations.runInTransaction(scope, call, async (em) => {
      const written = await writeChannel(em, scope, freshId, connected, (channelId) =>
        encryptCredentials(this.parts.encryption, channelId, { refreshToken, accessToken, expiresAt }),
      );
      return { subjectId: written, answer: written, after: { target: 'YOUTUBE', name: channel.title, externalId: channel.id, features } };
    });
    return this.parts.channels.get(scope, id);
  }

  /** The client's page for a browser that returns from Google; undefined for an unknown or expired state. */
  async pageOf(scope: Scope, state: string): Promise<string | undefined> {
    const [row] = await scope.tx((em) =>
      em.execute<{ page: string | null }[]>('select find_channel_authorization(?) as page', [tokenHash(state.slice(0, MAX_TEXT_LENGTH))]),
    );
    return row?.page ?? undefined;
  }

  /**
   * The channel of a grant. Only the grant of an account without a channel is revoked, so that Google does not list it: Google ends all
   * grants of an account together, and another workspace may use the channel of this one. @throws ReelwrightError
   */
  async #channelOf(scope: Scope, { scopes, accessToken, refreshToken }: YouTubeGrant) {
    const { oauth, api } = this.#configured();
    const noChannel = async (): Promise<never> => {
      await oauth.revoke(refreshToken ?? accessToken).catch(() => undefined);
      throw badInput('input.code', NO_CHANNEL);
    };
    const missing = [YOUTUBE_SCOPES.upload, YOUTUBE_SCOPES.read].filter((wanted) => !includes(scopes, wanted));
    if (missing.length > 0)
      throw badInput(
        'input.code',
        `These rights were not granted: ${missing.join(', ')}. Start again and leave them checked: films cannot be published safely without.`,
      );
    await this.parts.quotas.take(scope, 'channels.list');
    try {
      return (await api.ownChannel({ accessToken, signal: scope.signal })) ?? (await noChannel());
    } catch (error) {
      if (!(error instanceof YouTubeError)) throw error;
      if (error.reason === 'youtubeSignupRequired') return noChannel();
      if (isTransient(error))
        throw new ReelwrightError('UNAVAILABLE', 'YouTube does not answer. Start again with connectYouTube in a moment.');
      throw badInput('input.code', `${error.message} Start again.`);
    }
  }

  /** @throws ReelwrightError BAD_USER_INPUT when ENCRYPTION_KEY was replaced meanwhile */
  #verifierOf({ verifier, stateHash }: { readonly verifier: string; readonly stateHash: string }): string {
    try {
      return this.parts.encryption.decrypt(verifier, contextOf(stateHash));
    } catch {
      throw wrongState();
    }
  }

  get #callback(): string {
    return this.parts.publicUrl + CALLBACK_PATH;
  }

  #configured() {
    if (this.parts.youtube) return this.parts.youtube;
    throw notConfigured('Publishing to YouTube is off on this installation.', ['YOUTUBE_CLIENT_ID', 'YOUTUBE_CLIENT_SECRET']);
  }
}

const wrongState = (): ReelwrightError =>
  badInput('input.state', 'This connection was already completed, has expired or belongs to another session. Start again.');

const NO_CHANNEL = 'This Google account has no YouTube channel. Create one at youtube.com, or choose another account, and start again.';

/** Whether the same call may succeed later, at the latest when the quota of the installation is reset. */
const isTransient = ({ status, reason }: YouTubeError): boolean =>
  status === 0 ||
  status >= 500 ||
  status === 429 ||
  ['quotaExceeded', 'dailyLimitExceeded', 'rateLimitExceeded', 'unreadable'].includes(reason);

const random = (): string => randomBytes(RANDOM_BYTES).toString('base64url');

/** The column and row to which a verifier is bound. */
const contextOf = (stateHash: string): string => `channel_authorizations.verifier ${stateHash}`;

/** Whether a scope was granted, by itself or as a part of a wider one. */
const includes = (scopes: readonly string[], wanted: string): boolean =>
  scopes.includes(wanted) || (wanted === YOUTUBE_SCOPES.read && scopes.includes(YOUTUBE_SCOPES.manage));

const featuresOf = (scopes: readonly string[]): ChannelFeature[] => [
  ...(['UPLOAD', 'THUMBNAIL', 'SCHEDULE', 'STATISTICS'] as const),
  ...(scopes.includes(YOUTUBE_SCOPES.manage) ? (['CAPTIONS', 'PLAYLIST'] as const) : []),
];
