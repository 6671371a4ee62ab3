import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { newId } from '../../kernel/id.ts';
import { clockTime } from '../../platform/database/database-time.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Media } from '../../platform/media/media.ts';
import type { Delivery } from '../../platform/queue/queue.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import { makeSquare } from '../assets/ingest/pictures/square-picture.service.ts';
import type { SquareResult } from '../assets/ingest/pictures/square-picture.service.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { ProfilePictureUploadEntity } from './profile-picture.entity.ts';
import type { ProfilePictureUploadRow } from './profile-picture.entity.ts';
import { lockUpload } from './profile-picture-lock.ts';
import type { ProfilePicturePayload } from './profile-picture.queue.ts';
import { MAX_PICTURE_BYTES, PICTURE_SIDE } from './profile-picture.states.ts';

/** Milliseconds that one picture may take. */
const MOST_MS = 60_000;

export interface ProfilePictureParts {
  readonly database: Database;
  readonly tools: { readonly media: Media; readonly storage: Storage };
  readonly workDir: string;
  readonly log: Log;
}

/** Checks uploaded profile pictures and makes squares of them, in a worker. Every task may run twice. */
export class ProfilePictureHandler {
  constructor(private readonly parts: ProfilePictureParts) {}

  /** The last delivery of a check that fails rejects the upload: nothing would end it later. */
  async run(payload: ProfilePicturePayload, { signal: stopped, isLast }: Pick<Delivery, 'signal' | 'isLast'>): Promise<void> {
    const { storage } = this.parts.tools;
    if (payload.task === 'DELETE') {
      if (await storage.remove(payload.keys)) return;
      throw new ReelwrightError('UNAVAILABLE', 'Deletions are held back. The message is delivered again.');
    }
    const { userId, id } = payload;
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(MOST_MS)]);
    try {
      await this.#withOpen(userId, id, signal, (scope, row) => this.#check(scope, row, signal));
    } catch (error) {
      if (!isLast || stopped.aborted) throw error;
      this.parts.log.error(
        { event: 'profile_picture_check_failed', userId, err: error },
        'a profile picture could not be checked; rejected',
      );
      await this.#withOpen(userId, id, stopped, async (scope, row) => {
        await scope.tx((em) => end(em, row, NOT_CHECKED));
        await storage.remove([row.uploadKey]);
      });
    }
  }

  /** Acts as the person, because the rows are theirs. Nothing runs for an upload that a later one has replaced, or that was removed. */
  async #withOpen(
    userId: string,
    id: string,
    signal: AbortSignal,
    work: (scope: Scope, row: ProfilePictureUploadRow) => Promise<void>,
  ): Promise<void> {
    const scope = this.parts.database.scope({ actor: asPerson(userId), requestId: newId(), signal });
    try {
      const row = await scope.tx((em) => em.findOne(ProfilePictureUploadEntity, { userId }));
      if (row?.id === id && row.status === 'CHECKING') await work(scope, row);
    } finally {
      await scope.close();
    }
  }

  async #check(scope: Scope, row: ProfilePictureUploadRow, signal: AbortSignal): Promise<void> {
    const { tools, log } = this.parts;
    const workDir = await mkdtemp(join(this.parts.workDir, 'profile-picture-'));
    try {
      const result = await this.#square(row, { workDir, signal });
      const avatarKey = `${row.userId}/profile-pictures/${row.id}.jpg`;
      if ('path' in result) await tools.storage.putFile(avatarKey, result.path, { contentType: 'image/jpeg', signal });
      const unused = await scope.tx((em) => end(em, row, 'path' in result ? { avatarKey } : result));
      await tools.storage.remove([row.uploadKey, ...unused]);
      log.info(
        { event: 'profile_picture_checked', userId: row.userId, rejection: 'rejection' in result ? result.rejection : undefined },
        'profile picture checked',
      );
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  }

  async #square({ uploadKey, byteSize }: ProfilePictureUploadRow, call: { workDir: string; signal: AbortSignal }): Promise<SquareResult> {
    const { storage, media } = this.parts.tools;
    const stored = await storage.stat(uploadKey, call.signal);
    if (!stored) return { rejection: 'FILE_MISSING', message: 'The file is missing.' };
    if (stored.byteSize !== byteSize || stored.byteSize > MAX_PICTURE_BYTES)
      return { rejection: 'SIZE_MISMATCH', message: `The file has ${stored.byteSize} bytes; ${byteSize} were announced.` };
    const path = join(call.workDir, 'original');
    await storage.getFile(uploadKey, path, { signal: call.signal });
    return makeSquare(media, path, PICTURE_SIDE, call);
  }
}

type Verdict = { readonly avatarKey: string } | Extract<SquareResult, { readonly rejection: string }>;

const NOT_CHECKED: Verdict = {
  rejection: 'INGEST_FAILED',
  message: 'The check of the picture did not finish. Upload it again, or another one.',
};

/** Writes the verdict, if the upload still waits for it. Resolves with the keys of objects that are no longer used. */
async function end(em: EntityManager, { userId, id }: ProfilePictureUploadRow, verdict: Verdict): Promise<readonly string[]> {
  const row = await lockUpload(em, userId);
  const isCurrent = row?.id === id && row.status === 'CHECKING';
  if (!isCurrent) {
    const isUsed = row?.id === id && row.status === 'READY';
    return 'avatarKey' in verdict && !isUsed ? [verdict.avatarKey] : [];
  }
  if ('rejection' in verdict) {
    em.assign(row, { status: 'REJECTED', rejection: verdict.rejection, rejectionHint: verdict.message, endedAt: clockTime() });
    await em.flush();
    return [];
  }
  const { avatarKey: former } = await em.findOneOrFail(UserEntity, { id: userId });
  em.assign(row, { status: 'READY', endedAt: clockTime() });
  await em.flush();
  await em.nativeUpdate(UserEntity, { id: userId, deletedAt: null }, { avatarKey: verdict.avatarKey });
  return former == null || former === verdict.avatarKey ? [] : [former];
}

const asPerson = (userId: string) =>
  ({
    kind: 'user',
    userId,
    sessionId: '00000000-0000-0000-0000-000000000000',
    memberships: new Map(),
    expiresAt: new Date(Date.now() + 2 * MOST_MS),
  }) as const;
