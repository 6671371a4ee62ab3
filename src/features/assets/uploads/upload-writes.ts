import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { authorOf } from '../../../kernel/actor.ts';
import { ReelwrightError, assertQuota } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { DirectUpload } from '../../../platform/storage/direct-uploads.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';
import { openUpload } from '../library/storage.read.ts';
import type { RejectionCode } from '../rejections.ts';
import { announcedKind, bareType } from './upload-check.ts';
import type { AnnouncedFile } from './upload-check.ts';
import { partSizeOf } from './upload-plan.ts';
import { UploadSessionEntity } from './upload.entity.ts';
import type { UploadSessionRow, UploadStatus } from './upload.entity.ts';

/** Maximum open uploads of a workspace. Each occupies a place in the store and the database, even if it has one byte. */
const MAX_OPEN_UPLOADS = 500;
const TOO_MANY_OPEN = `The workspace has ${MAX_OPEN_UPLOADS} open uploads, which is the maximum. Complete or abort some of them first.`;

export interface CreateUpload extends AnnouncedFile {
  readonly workspaceId: string;
  /** The project that the file is for. */
  readonly projectId?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface WrittenUpload {
  readonly session: UploadSessionRow;
  readonly asset: AssetRow;
}

/** An upload with the announced size of its file. */
export async function findUpload(
  em: EntityManager,
  id: string,
): Promise<{ readonly session: UploadSessionRow; readonly byteSize: number } | undefined> {
  const row = await em
    .getKysely<InferKyselyDB<typeof UploadSessionEntity> & InferKyselyDB<typeof AssetEntity>>()
    .selectFrom('upload_sessions as s')
    .innerJoin('assets as a', 'a.id', 's.id')
    .selectAll('s')
    .select('a.byte_size')
    .where('s.id', '=', id)
    .executeTakeFirst();
  // The driver returns a bigint as text.
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion
  return row && { session: em.map(UploadSessionEntity, row), byteSize: Number(row.byte_size) };
}

/** Writes asset and session, and reserves the bytes. @throws ReelwrightError QUOTA_EXCEEDED */
export async function writeUpload(
  em: EntityManager,
  scope: Scope,
  id: string,
  input: CreateUpload,
  upload: DirectUpload,
): Promise<WrittenUpload> {
  const { workspaceId, projectId, fileName, contentType, byteSize, sha256 } = input;
  const kind = announcedKind(input);
  if (!kind) throw new Error('a file without a kind has been refused before');
  const asset = em.create(AssetEntity, {
    id,
    workspaceId,
    projectId: projectId ?? null,
    kind,
    status: 'PENDING',
    name: fileName.normalize('NFC'),
    fileName: fileName.normalize('NFC'),
    contentType: bareType(contentType),
    byteSize,
    sha256: sha256?.toLowerCase() ?? null,
    storageKey: upload.key,
    createdBy: authorOf(scope.actor) ?? null,
  });
  await em.flush();
  const [partSize, { storeId }] = [partSizeOf(byteSize), upload];
  const { expiresAt, used, reserved, quota, openUploads } = await openUpload(em, { id, workspaceId, partSize, storeId });
  assertQuota(used + reserved, quota, `The workspace has no storage left for this file; its plan allows ${quota} bytes.`);
  assertQuota(openUploads, MAX_OPEN_UPLOADS, TOO_MANY_OPEN);
  return { session: { id, workspaceId, partSize, storeId, status: 'OPEN', expiresAt, endedAt: null }, asset };
}

/**
 * Ends an upload: the first caller succeeds, every later one gets INVALID_STATE. The asset of an upload without a file has the reason as
 * its rejection.
 */
export async function endUpload(
  em: EntityManager,
  id: string,
  status: UploadStatus,
  rejection?: readonly [RejectionCode, string],
): Promise<AssetRow> {
  const [row] = await em.execute<object[]>(
    `update upload_sessions s set status = ?, ended_at = clock_timestamp()
     from assets a where s.id = ? and s.status = 'OPEN' and a.id = s.id returning a.*`,
    [status, id],
  );
  if (!row) throw hasEnded();
  const asset = em.map(AssetEntity, row);
  if (rejection) [asset.rejection, asset.rejectionHint, asset.status] = [...rejection, 'REJECTED'];
  await em.flush();
  return asset;
}

export const hasEnded = (): ReelwrightError =>
  new ReelwrightError('INVALID_STATE', 'The upload has ended: it was completed, aborted or expired. See its status.');
