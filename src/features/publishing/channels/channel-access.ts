import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { GrantEndedError } from '../../../platform/youtube/youtube-oauth.ts';
import type { YouTubeOAuth, YouTubeTokens } from '../../../platform/youtube/youtube-oauth.ts';
import { newId } from '../../../kernel/id.ts';
import { Postponed } from '../../jobs/steps/step-handler.ts';
import { channelGone, reconnectNeeded, targetUnavailable } from '../publish-failures.ts';
import { encryptCredentials, readBucketKeys, readYouTubeTokens } from './channel-credentials.ts';
import type { BucketKeys } from './channel-credentials.ts';
import { ChannelEntity } from './channel.entity.ts';
import type { ChannelRow } from './channel.entity.ts';
import type { ReconnectReason } from './channel.states.ts';

/** Milliseconds before its expiry at which an access token is renewed: longer than any call but a chunk takes. */
const RENEW_BEFORE_MS = 120_000;
/** Seconds after which a worker that began to renew a token counts as lost. */
const REFRESH_SECONDS = 30;
/** Milliseconds until a step looks again whether another worker has renewed the token. */
const LOOK_AGAIN_MS = 2_000;

/** Why a channel must be connected again, for people. */
const REASONS: Readonly<Record<ReconnectReason, string>> = {
  GRANT_REVOKED: 'its owner or Google has ended the grant.',
  SCOPE_MISSING: 'its owner has not granted a right that publishing needs.',
  ACCOUNT_SUSPENDED: 'the account has no channel or is suspended.',
  ACCESS_DENIED: 'the bucket refuses the keys.',
  CREDENTIALS_UNREADABLE: 'its stored credentials cannot be decrypted.',
};

/** Called in the transaction that marks a channel. `key` identifies the event. */
export type OnReconnectNeeded = (
  em: EntityManager,
  event: { readonly workspaceId: string; readonly channelId: string; readonly name: string; readonly key: string },
) => Promise<void>;

/** Credentials of channels, for steps. */
export class ChannelAccess {
  constructor(
    private readonly encryption: Encryption,
    private readonly oauth: YouTubeOAuth | undefined,
    private readonly onReconnectNeeded: OnReconnectNeeded,
  ) {}

  /**
   * A valid access token of a channel at YouTube. One worker renews it at a time; a step of another is postponed meanwhile. `rejected` is a
   * token that Google has refused. @throws Failure CHANNEL_GONE, RECONNECT_NEEDED, TARGET_UNAVAILABLE; Postponed
   */
  async youtubeToken(scope: Scope, channelId: string, rejected?: string): Promise<string> {
    const { oauth } = this;
    if (!oauth) throw targetUnavailable('YouTube is not configured on this worker.');
    const { row, credentials } = await this.#connected(scope, channelId);
    const tokens = await this.#readable(scope, row, () => readYouTubeTokens(this.encryption, channelId, credentials));
    if (tokens.accessToken !== rejected && Date.now() < tokens.expiresAt - RENEW_BEFORE_MS) return tokens.accessToken;
    const unchanged: FilterQuery<ChannelRow> = { id: channelId, credentials };
    const began = await scope.tx((em) =>
      em.nativeUpdate(
        ChannelEntity,
        { ...unchanged, $or: [{ refreshingUntil: null }, { refreshingUntil: { $lt: clockTime() } }] },
        { refreshingUntil: clockTime(REFRESH_SECONDS) },
      ),
    );
    if (began === 0) throw new Postponed({ until: new Date(Date.now() + LOOK_AGAIN_MS) });
    const renewed = await this.#refresh(scope, oauth, row, tokens.refreshToken);
    const stored = encryptCredentials(this.encryption, channelId, renewed);
    await scope.tx((em) => em.nativeUpdate(ChannelEntity, unchanged, { credentials: stored, refreshingUntil: null }));
    return renewed.accessToken;
  }

  /** The keys of a bucket. @throws Failure CHANNEL_GONE, RECONNECT_NEEDED, TARGET_UNAVAILABLE */
  async bucketKeys(scope: Scope, channelId: string): Promise<BucketKeys> {
    const { row, credentials } = await this.#connected(scope, channelId);
    return this.#readable(scope, row, () => readBucketKeys(this.encryption, channelId, credentials));
  }

  /**
   * Marks a channel whose token Google refuses, unless it has another token by now: then a later attempt uses that one. @throws
   * Failure RECONNECT_NEEDED, CHANNEL_GONE, TARGET_UNAVAILABLE
   */
  async tokenRefused(scope: Scope, channelId: string, accessToken: string, reason: ReconnectReason): Promise<never> {
    const { row, credentials } = await this.#connected(scope, channelId);
    const tokens = await this.#readable(scope, row, () => readYouTubeTokens(this.encryption, channelId, credentials));
    if (tokens.accessToken !== accessToken) throw targetUnavailable('The channel was connected again or its token was renewed meanwhile.');
    return this.demandReconnect(scope, row, reason);
  }

  /** Marks a channel, unless it was connected again since `row` was read, and throws. @throws Failure RECONNECT_NEEDED */
  async demandReconnect(
    scope: Scope,
    { id, workspaceId, name, credentials }: Pick<ChannelRow, 'id' | 'workspaceId' | 'name' | 'credentials'>,
    reason: ReconnectReason,
  ): Promise<never> {
    const marked = { status: 'RECONNECT_NEEDED', reconnectReason: reason, refreshingUntil: null } as const;
    await scope.tx(async (em) => {
      const changed = await em.nativeUpdate(ChannelEntity, { id, credentials: credentials ?? null, status: 'CONNECTED' }, marked);
      if (changed > 0) await this.onReconnectNeeded(em, { workspaceId, channelId: id, name, key: newId() });
    });
    throw reconnectNeeded(REASONS[reason]);
  }

  async #connected(scope: Scope, id: string): Promise<{ readonly row: ChannelRow; readonly credentials: string }> {
    const row = await scope.tx((em) => em.findOne(ChannelEntity, { id }));
    if (!row || row.deletedAt || row.credentials == null) throw channelGone();
    if (row.status === 'RECONNECT_NEEDED') throw reconnectNeeded(REASONS[row.reconnectReason ?? 'GRANT_REVOKED']);
    return { row, credentials: row.credentials };
  }

  /** During a key rotation a worker may lack the key: then another attempt, on another worker, reads the credentials. */
  async #readable<T>(scope: Scope, row: ChannelRow, read: () => T): Promise<T> {
    try {
      return read();
    } catch (error) {
      if (row.credentials != null && !this.encryption.hasKeyOf(row.credentials))
        throw targetUnavailable('This worker does not have the ENCRYPTION_KEY of the credentials of the channel.', error);
      return await this.demandReconnect(scope, row, 'CREDENTIALS_UNREADABLE');
    }
  }

  async #refresh(scope: Scope, oauth: YouTubeOAuth, row: ChannelRow, refreshToken: string): Promise<YouTubeTokens> {
    try {
      return await oauth.refresh(refreshToken);
    } catch (error) {
      if (error instanceof GrantEndedError) return await this.demandReconnect(scope, row, 'GRANT_REVOKED');
      await scope.tx((em) => em.nativeUpdate(ChannelEntity, { id: row.id }, { refreshingUntil: null }));
      if (error instanceof ReelwrightError) throw targetUnavailable(error.message, error);
      throw error;
    }
  }
}
