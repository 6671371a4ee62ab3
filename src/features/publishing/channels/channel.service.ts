import { currentActor } from '../../../kernel/actor.ts';
import { notFound } from '../../../kernel/errors.ts';
import { isId } from '../../../kernel/id.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import type { YouTubeOAuth } from '../../../platform/youtube/youtube-oauth.ts';
import { PublicationEntity } from '../publications/publication.entity.ts';
import { uploadContext } from '../publications/upload-context.ts';
import { readYouTubeTokens, reencryptCredentials } from './channel-credentials.ts';
import { ChannelEntity } from './channel.entity.ts';
import type { ChannelRow } from './channel.entity.ts';
import { disconnectChannel } from './channel.mutations.ts';
import { channelsById, channelsOfWorkspace } from './channel.read.ts';
import type { ListedChannel } from './channel.read.ts';

/** Channels of workspaces. */
export class ChannelService {
  constructor(
    private readonly encryption: Encryption,
    private readonly oauth: YouTubeOAuth | undefined,
    private readonly mutations: Mutations,
  ) {}

  /** A channel, also a disconnected one. @throws ReelwrightError NOT_FOUND for a missing one and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<ListedChannel> {
    currentActor(scope);
    const channel = await this.load(scope, id);
    if (!channel) throw notFound('Channel');
    return channel;
  }

  /** Like `get`, batched; null where `get` throws. */
  async load(scope: Scope, id: string): Promise<ListedChannel | null> {
    return isId(id) ? channelsById.load(scope, id) : null;
  }

  /** The connected channels of a workspace, oldest first. */
  list(scope: Scope, workspaceId: string): Promise<readonly ListedChannel[]> {
    return channelsOfWorkspace.rows(scope, workspaceId);
  }

  /**
   * Disconnects a channel: ends its grant, unless another workspace uses the same channel, and deletes its credentials. Changes nothing for
   * a disconnected one. @throws ReelwrightError NOT_FOUND; UNAVAILABLE when Google does not answer, and then the channel stays
   */
  async disconnect(scope: Scope, id: string): Promise<ListedChannel> {
    const { workspaceId } = await this.get(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: disconnectChannel, workspaceId, subjectId: id });
    const row = await scope.tx((em) => em.findOne(ChannelEntity, { id }));
    if (!row) throw notFound('Channel');
    await this.#revoke(scope, row);
    await this.mutations.update(scope, call, async (em) => {
      const channel = await lockRow(em, ChannelEntity, id);
      if (!channel || channel.deletedAt) return undefined;
      em.assign(channel, { deletedAt: new Date(), credentials: null, refreshingUntil: null });
      await em.flush();
      return { before: { target: channel.target, name: channel.name } };
    });
    return this.get(scope, id);
  }

  /**
   * Ends the grants of all channels of a workspace that is about to be purged, and deletes their credentials. `scope` acts in the workspace. A
   * channel whose grant has ended is not asked for again, and one that fails does not hold up the others. @throws AggregateError at the end
   * when Google did not answer for one
   */
  async revokeGrants(scope: Scope, workspaceId: string): Promise<void> {
    const rows = await scope.tx((em) => em.find(ChannelEntity, { workspaceId, credentials: { $ne: null } }));
    const errors: unknown[] = [];
    for (const row of rows) {
      try {
        await this.#revoke(scope, row);
        await scope.tx((em) => em.nativeUpdate(ChannelEntity, { id: row.id }, { credentials: null, refreshingUntil: null }));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `failed to end ${errors.length} of ${rows.length} grants`);
  }

  /**
   * Encrypts credentials and addresses of unfinished uploads again that an earlier ENCRYPTION_KEY encrypted, all of them, and resolves with
   * their number. An unreadable one does not block the others. @throws at the end if there was an unreadable one, but not for an upload of
   * an unknown key, which begins again
   */
  async reencrypt(scope: Scope): Promise<number> {
    const { prefix } = this.encryption;
    const stale = await scope.tx((em) =>
      em.execute<{ workspace_id: string; id: string; is_upload: boolean }[]>(
        `select workspace_id, channel_id as id, false as is_upload from channels_to_reencrypt(?)
        union all select workspace_id, publication_id, true from uploads_to_reencrypt(?)`,
        [prefix, prefix],
      ),
    );
    const unread: unknown[] = [];
    for (const { workspace_id: workspaceId, id, is_upload: isUpload } of stale) {
      const worker = scope.as({ kind: 'worker', workspaceId });
      await (isUpload ? this.#reencryptUpload(worker, id) : this.#reencrypt(worker, id)).catch((error: unknown) => unread.push(error));
    }
    if (unread.length > 0) throw new AggregateError(unread, `failed to re-encrypt ${unread.length} secrets of channels and uploads`);
    return stale.length;
  }

  #reencrypt(scope: Scope, id: string): Promise<void> {
    return scope.tx(async (em) => {
      const row = await em.findOne(ChannelEntity, { id });
      if (row?.credentials == null) return;
      const credentials = reencryptCredentials(this.encryption, id, row.credentials);
      await em.nativeUpdate(ChannelEntity, { id, credentials: row.credentials }, { credentials });
    });
  }

  #reencryptUpload(scope: Scope, id: string): Promise<void> {
    return scope.tx(async (em) => {
      const row = await em.findOne(PublicationEntity, { id });
      if (row?.uploadSession == null) return;
      if (!this.encryption.hasKeyOf(row.uploadSession)) return;
      const context = uploadContext(id);
      const uploadSession = this.encryption.encrypt(this.encryption.decrypt(row.uploadSession, context), context);
      await em.nativeUpdate(PublicationEntity, { id, uploadSession: row.uploadSession }, { uploadSession });
    });
  }

  async #revoke(scope: Scope, { id, target, credentials, deletedAt }: ChannelRow): Promise<void> {
    if (target !== 'YOUTUBE' || credentials == null || deletedAt || !this.oauth) return;
    const [row] = await scope.tx((em) => em.execute<{ shared: boolean }[]>('select channel_is_shared(?) as shared', [id]));
    if (row?.shared) return;
    const refreshToken = this.#refreshTokenOf(id, credentials);
    if (refreshToken !== undefined) await this.oauth.revoke(refreshToken);
  }

  /** Undefined when the key is lost: nothing can be revoked then, and the channel must be disconnected all the same. */
  #refreshTokenOf(id: string, credentials: string): string | undefined {
    try {
      return readYouTubeTokens(this.encryption, id, credentials).refreshToken;
    } catch {
      return undefined;
    }
  }
}
