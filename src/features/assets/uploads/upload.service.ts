import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, notFound } from '../../../kernel/errors.ts';
import type { FieldError } from '../../../kernel/errors.ts';
import { isId, newId } from '../../../kernel/id.ts';
import { currentActor } from '../../../kernel/actor.ts';
import { loadRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { DirectUpload, StoredPart } from '../../../platform/storage/direct-uploads.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { originalKey } from '../asset-files.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetKind, AssetRow } from '../asset.entity.ts';
import { storageOf } from '../library/storage.read.ts';
import { announcedKind, problemsOf } from './upload-check.ts';
import { UploadSessionEntity } from './upload.entity.ts';
import type { UploadSessionRow } from './upload.entity.ts';
import { deleteUpload } from './expire-uploads.ts';
import { compareParts, planParts } from './upload-plan.ts';
import type { PlannedPart } from './upload-plan.ts';
import { abortUpload, completeUpload, createUpload } from './upload.mutations.ts';
import { endUpload, findUpload, hasEnded, writeUpload } from './upload-writes.ts';
import type { CreateUpload, WrittenUpload } from './upload-writes.ts';

/** Seconds that the URL of a part is valid: enough for 64 MiB over a slow line. Reading the session signs new URLs. */
const PART_URL_SECONDS = 15 * 60;

/** A part of an open upload, with the URL that its bytes are sent to. */
export interface UploadPart extends PlannedPart {
  readonly uploaded: boolean;
  readonly url: string;
  /** Headers that the client must add. None today: HTTP clients send Content-Length, which the signature covers, without being asked. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** The answer of `validate`: whether `create` would accept the file. */
export interface UploadVerdict {
  /** The kind that name and type suggest. The check of the bytes decides. */
  readonly kind: AssetKind | undefined;
  readonly problems: readonly FieldError[];
}

/** Runs in the transaction that completes an upload, and queues the check of the file. */
type OnUploaded = (em: EntityManager, scope: Scope, asset: AssetRow) => Promise<void>;

/** Whether a project of the workspace exists and is not deleted. Passed in, because projects come after assets in the import law. */
type HasProject = (em: EntityManager, workspaceId: string, projectId: string) => Promise<boolean>;

/**
 * Uploads from clients to the store. The bytes do not pass through this process: clients PUT parts to presigned URLs, and completion joins
 * them into an object that no URL can write to. Which parts have arrived is asked of the store, never of the client.
 */
export class UploadService {
  /** The assets of sessions that this process has just written: their parts need not be read from database or store. */
  readonly #begun = new WeakMap<UploadSessionRow, AssetRow>();

  constructor(
    private readonly storage: Storage,
    private readonly mutations: Mutations,
    private readonly onUploaded: OnUploaded,
    private readonly hasProject: HasProject,
  ) {}

  /**
   * Begins an upload and reserves its bytes until it ends. @throws ReelwrightError BAD_USER_INPUT for an unsupported file, QUOTA_EXCEEDED
   * without free storage
   */
  async create(scope: Scope, input: CreateUpload): Promise<UploadSessionRow> {
    const { workspaceId, projectId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createUpload, workspaceId, input });
    assertNoProblems(problemsOf(input));
    await this.storage.uploads.ready();
    const id = newId();
    // The upload begins in the store before its row is written, because the transaction must not wait for the store, and so that every
    // upload with a row can be used. What a crash leaves is deleted with the unfinished uploads of the store.
    const upload = await this.storage.uploads.begin(originalKey({ workspaceId, id }));
    let written: WrittenUpload | undefined;
    const createdId = await this.mutations
      .create(scope, { ...call, subjectId: id }, async (em) => {
        if (projectId != null && !(await this.hasProject(em, workspaceId, projectId)))
          throw badInput('input.projectId', 'Project not found.');
        written = await writeUpload(em, scope, id, input, upload);
      })
      .catch(async (error: unknown) => {
        // Only an error of Reelwright proves that the row was not written; after a lost connection it may exist.
        if (error instanceof ReelwrightError) await this.storage.uploads.abort(upload);
        throw error;
      });
    if (createdId === id && written) {
      this.#begun.set(written.session, written.asset);
      return written.session;
    }
    // An earlier call with the same idempotency key has begun another upload, so this one is not needed.
    await this.storage.uploads.abort(upload);
    return this.get(scope, createdId);
  }

  /** Runs the checks of `create`; writes and reserves nothing. */
  async validate(scope: Scope, input: Omit<CreateUpload, 'idempotencyKey'>): Promise<UploadVerdict> {
    authorize(scope, input.workspaceId, 'UPLOAD_ASSET');
    const { used, reserved, quota } = await scope.read((em) => storageOf(em, input.workspaceId));
    const room = Math.max(0, quota - used - reserved);
    const full = input.byteSize > room ? [{ path: 'byteSize', message: `The workspace has ${room} bytes of storage left.` }] : [];
    return { kind: announcedKind(input), problems: [...problemsOf(input), ...full] };
  }

  /** An upload by its id. @throws ReelwrightError NOT_FOUND for a missing upload and, identically, for one of another workspace */
  get(scope: Scope, id: string): Promise<UploadSessionRow> {
    return loadRow(scope, UploadSessionEntity, id, 'Upload');
  }

  /** The parts, with newly signed URLs. The store reports which of them exist. Empty when the upload has ended. */
  async parts(scope: Scope, session: UploadSessionRow, missingOnly: boolean): Promise<readonly UploadPart[]> {
    authorize(scope, session.workspaceId, 'UPLOAD_ASSET');
    if (session.status !== 'OPEN') return [];
    const upload = uploadOf(session);
    const begun = this.#begun.get(session);
    const planned = planParts((begun ?? (await this.#asset(scope, session.id))).byteSize, session.partSize);
    const stored = begun ? [] : await scope.outside(() => this.storage.uploads.parts(upload));
    const missing = new Set(compareParts(planned, stored ?? []).missing);
    const wanted = missingOnly ? planned.filter(({ number }) => missing.has(number)) : planned;
    return wanted.map(({ number, offset, byteSize }) => {
      const url = this.storage.uploads.presignPart(upload, { number, byteSize }, PART_URL_SECONDS);
      return { number, offset, byteSize, uploaded: !missing.has(number), url, headers: [] };
    });
  }

  /**
   * Completes an upload whose parts are all stored; its file is checked next. @throws ReelwrightError INVALID_STATE when the upload has
   * ended or parts are missing (`details.missingParts`); BAD_USER_INPUT for more bytes than announced, which ends the upload
   */
  async complete(scope: Scope, id: string): Promise<AssetRow> {
    const { session, byteSize } = await this.#withSize(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: completeUpload, workspaceId: session.workspaceId });
    const upload = await this.#join(scope, session, byteSize);
    try {
      return await this.mutations.runInTransaction(scope, call, async (em) => {
        const asset = await endUpload(em, id, 'COMPLETED');
        await this.onUploaded(em, scope, asset);
        return { subjectId: id, answer: asset, before: { status: 'OPEN' }, after: { status: 'COMPLETED', byteSize } };
      });
    } catch (error) {
      // The upload was aborted while its parts were joined, and the abort did not find the object yet.
      const { status } = await this.get(scope, id);
      if (status === 'ABORTED' || status === 'EXPIRED') await this.storage.remove([upload.key]);
      throw error;
    }
  }

  /** Ends an upload and deletes its parts. @throws ReelwrightError INVALID_STATE when it has ended */
  async abort(scope: Scope, id: string): Promise<void> {
    const session = await this.get(scope, id);
    const { workspaceId } = session;
    await this.mutations.update(scope, { mutation: abortUpload, workspaceId, subjectId: id }, async (em) => {
      await endUpload(em, id, 'ABORTED', ['CANCELED', 'The upload was aborted.']);
      return { before: { status: 'OPEN' }, after: { status: 'ABORTED' } };
    });
    await deleteUpload(this.storage, originalKey(session), session.storeId);
  }

  /** An upload with the announced size of its file. @throws ReelwrightError as `get` */
  async #withSize(scope: Scope, id: string): Promise<{ readonly session: UploadSessionRow; readonly byteSize: number }> {
    currentActor(scope);
    const found = isId(id) ? await scope.read((em) => findUpload(em, id)) : undefined;
    if (!found) throw notFound('Upload');
    return found;
  }

  #asset(scope: Scope, id: string): Promise<AssetRow> {
    return scope.read((em) => em.findOneOrFail(AssetEntity, { id }));
  }

  /** Joins the parts into one object, if they are exactly what was announced. */
  async #join(scope: Scope, session: UploadSessionRow, byteSize: number): Promise<DirectUpload> {
    const upload = uploadOf(session);
    const planned = planParts(byteSize, session.partSize);
    const stored = await this.storage.uploads.parts(upload);
    if (stored) {
      const { missing, tooMuch } = compareParts(planned, stored);
      if (tooMuch.length > 0) await this.#abortOversized(scope, session, upload, stored);
      if (missing.length > 0) throw incomplete(missing);
      const outcome = await this.storage.uploads.complete(upload, stored);
      if (outcome === 'DONE') return upload;
      if (outcome === 'CHANGED')
        throw new ReelwrightError('INVALID_STATE', 'A part was sent again in the meantime. Complete the upload when all parts are sent.');
    }
    // A concurrent or interrupted call has joined them already.
    if ((await this.storage.stat(upload.key))?.byteSize !== byteSize) throw incomplete(planned.map(({ number }) => number));
    return upload;
  }

  async #abortOversized(
    scope: Scope,
    { id, workspaceId }: UploadSessionRow,
    upload: DirectUpload,
    stored: readonly StoredPart[],
  ): Promise<never> {
    await this.mutations.runInTransaction(scope, { mutation: completeUpload, workspaceId }, async (em) => {
      await endUpload(em, id, 'ABORTED', ['SIZE_MISMATCH', 'More bytes were sent than announced.']);
      return { subjectId: id, answer: undefined, before: { status: 'OPEN' }, after: { status: 'ABORTED' } };
    });
    await this.storage.uploads.abort(upload);
    const sent = stored.reduce((sum, { byteSize }) => sum + byteSize, 0);
    throw badInput('id', `More bytes were sent than announced: ${sent} bytes are stored, or a part is too long. The upload has ended.`);
  }
}

/**
 * The upload in the store. @throws ReelwrightError INVALID_STATE when no parts can be sent, because it has ended or its start was
 * interrupted
 */
function uploadOf(session: UploadSessionRow): DirectUpload {
  if (session.status !== 'OPEN') throw hasEnded();
  if (!session.storeId)
    throw new ReelwrightError(
      'INVALID_STATE',
      'The upload has not begun. Call abortUpload, then createUpload with another idempotencyKey.',
    );
  return { key: originalKey(session), storeId: session.storeId };
}

const incomplete = (missingParts: readonly number[]): ReelwrightError =>
  new ReelwrightError('INVALID_STATE', `The upload is incomplete. Missing or short parts: ${summary(missingParts)}.`, {
    details: { missingParts },
  });

const MAX_NAMED_PARTS = 10;
const summary = (numbers: readonly number[]): string =>
  `part${numbers.length === 1 ? '' : 's'} ${numbers.slice(0, MAX_NAMED_PARTS).join(', ')}${numbers.length > MAX_NAMED_PARTS ? ' …' : ''}`;

function assertNoProblems(problems: readonly FieldError[]): void {
  const [first] = problems;
  if (!first) return;
  const fields = problems.map(({ path, message }) => ({ path: `input.${path}`, message }));
  throw new ReelwrightError('BAD_USER_INPUT', first.message, { fields });
}
