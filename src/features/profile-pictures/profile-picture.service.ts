import type { EntityManager } from '@mikro-orm/postgresql';
import { currentUser } from '../../kernel/actor.ts';
import { ReelwrightError, badInput, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import { clockTime } from '../../platform/database/database-time.ts';
import { loadBatched } from '../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { Queue } from '../../platform/queue/queue.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import type { UserRow } from '../identity/identity.entity.ts';
import { ProfilePictureUploadEntity } from './profile-picture.entity.ts';
import type { ProfilePictureUploadRow } from './profile-picture.entity.ts';
import { lockUpload } from './profile-picture-lock.ts';
import { completeProfilePictureUpload, createProfilePictureUpload, removeProfilePicture } from './profile-picture.mutations.ts';
import { profilePictureQueue } from './profile-picture.queue.ts';
import { MAX_PICTURE_BYTES, PICTURE_TYPES } from './profile-picture.states.ts';

/** Seconds that the URL of an upload is valid. */
const UPLOAD_SECONDS = 15 * 60;
/** Seconds that the URL of a picture is valid. Short, because it works after the reader has left the workspace. */
const LINK_SECONDS = 15 * 60;
/** Milliseconds within which the URL of a picture stays the same, so that browsers can cache it. */
const SAME_LINK_MS = 5 * 60_000;

export interface AnnouncedPicture {
  readonly contentType: string;
  readonly byteSize: number;
}

/** An open upload, with the URL that accepts a PUT of exactly the announced bytes. */
export interface OpenedPictureUpload {
  readonly id: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/** Pictures of people. They belong to the person and to no workspace. */
export class ProfilePictureService {
  constructor(
    private readonly mutations: Mutations,
    private readonly storage: Storage,
    private readonly queue: Queue,
  ) {}

  /**
   * Begins an upload, which replaces an earlier one that has not ended. The picture of the person stays until a new one is checked. @throws
   * ReelwrightError BAD_USER_INPUT for another format than JPEG, PNG and WebP, and for more than 10 MiB
   */
  async create(scope: Scope, { contentType: announced, byteSize }: AnnouncedPicture): Promise<OpenedPictureUpload> {
    const { userId } = currentUser(scope);
    const call = await this.mutations.authorizeCall(scope, { mutation: createProfilePictureUpload, subjectId: userId });
    const contentType = PICTURE_TYPES.find((type) => type === announced.trim().toLowerCase());
    if (!contentType) throw badInput('input.contentType', `Must be one of ${PICTURE_TYPES.join(', ')}.`);
    if (byteSize < 1) throw badInput('input.byteSize', 'Must not be 0: the file is empty.');
    if (byteSize > MAX_PICTURE_BYTES) throw badInput('input.byteSize', `Must be at most ${MAX_PICTURE_BYTES / 1024 ** 2} MiB.`);
    await this.storage.uploads.ready();
    const id = newId();
    const uploadKey = `${userId}/profile-picture-uploads/${id}`;
    // Before its row, because the transaction must not wait for the store. What a crash leaves is deleted with the unfinished uploads.
    const upload = await this.storage.uploads.begin(uploadKey);
    const former = await this.mutations.runInTransaction(scope, call, async (em) => {
      const row = await lockUpload(em, userId);
      const fresh = { id, byteSize, uploadKey, storeId: upload.storeId, status: 'OPEN', rejection: null, rejectionHint: null } as const;
      const before = row && { uploadKey: row.uploadKey, storeId: row.storeId, status: row.status };
      if (row) em.assign(row, { ...fresh, createdAt: clockTime(), endedAt: null });
      else em.create(ProfilePictureUploadEntity, { userId, ...fresh });
      await em.flush();
      if (before?.status === 'CHECKING') await this.#deleteLater(em, [before.uploadKey]);
      return { subjectId: userId, answer: before, after: { contentType, byteSize } };
    });
    if (former?.status === 'OPEN') await this.storage.uploads.abort({ key: former.uploadKey, storeId: former.storeId });
    const url = this.storage.uploads.presignPart(upload, { number: 1, byteSize }, UPLOAD_SECONDS);
    return { id, url, expiresAt: new Date(Date.now() + UPLOAD_SECONDS * 1_000) };
  }

  /**
   * Completes the upload; a worker checks the file and makes the picture. @throws ReelwrightError NOT_FOUND for an upload that a later one
   * has replaced; INVALID_STATE when it has ended, or its bytes are missing
   */
  async complete(scope: Scope, id: string): Promise<UserRow> {
    const { userId } = currentUser(scope);
    const call = await this.mutations.authorizeCall(scope, { mutation: completeProfilePictureUpload, subjectId: userId });
    const row = await scope.read((em) => em.findOne(ProfilePictureUploadEntity, { userId }));
    if (row?.id !== id.toLowerCase()) throw notFound('Upload');
    if (row.status !== 'OPEN') throw hasEnded();
    await scope.close();
    await this.#join(row);
    await this.mutations.update(scope, call, async (em) => {
      const locked = await lockUpload(em, userId);
      if (locked?.id !== row.id) throw notFound('Upload');
      if (locked.status !== 'OPEN') throw hasEnded();
      em.assign(locked, { status: 'CHECKING' });
      await em.flush();
      await this.queue.send(em, profilePictureQueue, { version: 1, task: 'CHECK', userId, id: row.id });
      return { before: { status: 'OPEN' }, after: { status: 'CHECKING', byteSize: row.byteSize } };
    });
    return this.#person(scope, userId);
  }

  /** Removes the picture and an upload that has not ended. Idempotent. */
  async remove(scope: Scope): Promise<UserRow> {
    const { userId } = currentUser(scope);
    await this.mutations.update(scope, { mutation: removeProfilePicture, subjectId: userId }, async (em) => {
      await this.deleteOwn(em, userId);
    });
    return this.#person(scope, userId);
  }

  /** Removes the picture of a person in the transaction of the caller. Its objects are deleted once that has committed. */
  async deleteOwn(em: EntityManager, userId: string): Promise<void> {
    const row = await lockUpload(em, userId);
    const user = await em.findOneOrFail(UserEntity, { id: userId });
    const keys = [user.avatarKey, row?.uploadKey].filter((key): key is string => key != null);
    if (row) await em.nativeDelete(ProfilePictureUploadEntity, { userId });
    await em.nativeUpdate(UserEntity, { id: userId }, { avatarKey: null });
    await this.#deleteLater(em, keys);
  }

  /** The newest upload of the acting person; null for everyone else's, and without one. */
  async upload(scope: Scope, userId: string): Promise<ProfilePictureUploadRow | null> {
    if (scope.actor.kind !== 'user' || scope.actor.userId !== userId) return null;
    // A list may show the person many times.
    const found = await loadBatched(scope, { owner: this, question: 'upload', id: userId }, async (em, ids) => {
      const rows = await em.find(ProfilePictureUploadEntity, { userId: [...ids] });
      return new Map(rows.map((row) => [row.userId, row]));
    });
    return found ?? null;
  }

  /** A URL of the picture; null without one. Everybody who may read the row of the person may see the picture. */
  async linkOf({ avatarKey }: Pick<UserRow, 'avatarKey'>): Promise<string | null> {
    if (avatarKey == null) return null;
    return this.storage.presignGet(avatarKey, {
      expiresIn: LINK_SECONDS + SAME_LINK_MS / 1_000,
      disposition: 'INLINE',
      fileName: 'picture.jpg',
      contentType: 'image/jpeg',
      signedAt: new Date(Math.floor(Date.now() / SAME_LINK_MS) * SAME_LINK_MS),
    });
  }

  /** The picture and the newest upload, for the export of the person's data. */
  async personalData(em: EntityManager, userId: string): Promise<{ readonly profilePicture: object | null }> {
    const user = await em.findOneOrFail(UserEntity, { id: userId });
    const row = await em.findOne(ProfilePictureUploadEntity, { userId });
    const url = await this.linkOf(user);
    if (!row && url === null) return { profilePicture: null };
    return { profilePicture: { url, status: row?.status, byteSize: row?.byteSize, uploadedAt: row?.createdAt } };
  }

  /** Joins the part into an object that no URL can write to. */
  async #join({ uploadKey: key, storeId, byteSize }: ProfilePictureUploadRow): Promise<void> {
    const upload = { key, storeId };
    const parts = await this.storage.uploads.parts(upload);
    if (parts) {
      const [part] = parts;
      if (parts.length !== 1 || part?.byteSize !== byteSize) throw incomplete();
      const outcome = await this.storage.uploads.complete(upload, parts);
      if (outcome === 'DONE') return;
      if (outcome === 'CHANGED') throw incomplete();
    }
    // A concurrent or interrupted call has joined it already.
    if ((await this.storage.stat(key))?.byteSize !== byteSize) throw incomplete();
  }

  async #deleteLater(em: EntityManager, keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.queue.send(em, profilePictureQueue, { version: 1, task: 'DELETE', keys: [...keys] });
  }

  #person(scope: Scope, userId: string): Promise<UserRow> {
    return scope.read((em) => em.findOneOrFail(UserEntity, { id: userId }));
  }
}

const hasEnded = (): ReelwrightError => new ReelwrightError('INVALID_STATE', 'The upload has ended. See `User.pictureUpload`.');
const incomplete = (): ReelwrightError =>
  new ReelwrightError('INVALID_STATE', 'The bytes of the picture are missing. Send them with PUT to the URL of the upload first.');
