import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { loadBatched, valuesOf } from '../../../platform/database/lists/load-batched.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { notFound } from '../../../kernel/errors.ts';

/** Bytes of a workspace in object storage. */
export interface StorageUse {
  /** Bytes of existing assets and their derived files; deleted assets count until they are purged. */
  readonly used: number;
  /** Bytes announced by open uploads. */
  readonly reserved: number;
  /** The plan's quota. Films may exceed it: what was paid for is always delivered. */
  readonly quota: number;
}

/** The storage of a workspace. @throws ReelwrightError NOT_FOUND for another actor's workspace */
export async function storageOf(em: EntityManager, workspaceId: string): Promise<StorageUse> {
  return useOf(await rowOf(em, 'storage_usage(?)', workspaceId));
}

/**
 * The storage of a workspace, including changes of the transaction of `em`. Locks the sums until it ends. @throws ReelwrightError NOT_FOUND
 */
export async function claimStorage(em: EntityManager, workspaceId: string): Promise<StorageUse> {
  return useOf(await rowOf(em, 'claim_storage(?)', workspaceId));
}

interface NewUpload {
  readonly id: string;
  readonly workspaceId: string;
  readonly partSize: number;
  readonly storeId: string;
}

/** Writes the session of an upload after its asset, and returns when it expires, with what `claimStorage` returns. */
export async function openUpload(
  em: EntityManager,
  { id, workspaceId, partSize, storeId }: NewUpload,
): Promise<StorageUse & { readonly openUploads: number; readonly expiresAt: Date }> {
  const row = await rowOf(em, 'open_upload(?, ?, ?, ?)', id, workspaceId, partSize, storeId);
  return { ...useOf(row), openUploads: Number(row['open_uploads']), expiresAt: new Date(row['expires_at'] ?? NaN) };
}

type Row = Readonly<Record<string, string | number>>;
type Call = 'storage_usage(?)' | 'claim_storage(?)' | 'open_upload(?, ?, ?, ?)';

async function rowOf(em: EntityManager, call: Call, ...values: readonly (string | number)[]): Promise<Row> {
  const [row] = await em.execute<Row[]>(`select * from ${call}`, [...values]);
  if (!row) throw notFound('Workspace');
  return row;
}

const useOf = (row: Row): StorageUse => ({ used: Number(row['used']), reserved: Number(row['reserved']), quota: Number(row['quota']) });

const owner = {};

/** Like `storageOf`, batched. */
export async function loadStorage(scope: Scope, workspaceId: string): Promise<StorageUse> {
  const use = await loadBatched(scope, { owner, question: 'storage', id: workspaceId }, (em, ids) =>
    valuesOf<StorageUse | null>(em, ids, (id) => sql`select row_to_json(one) as value from storage_usage(${id}) as one`),
  );
  if (!use) throw notFound('Workspace');
  return use;
}
