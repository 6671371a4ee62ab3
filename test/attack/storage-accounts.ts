import type { Storage } from '../../src/platform/storage/storage.ts';
import type { Engine } from '../support/engine.ts';

interface AssetBytes {
  readonly id: string;
  readonly workspace_id: string;
  readonly status: string;
  readonly rejection: string | null;
  readonly bytes: number;
  readonly keys: readonly string[];
}

/**
 * What store and rows say differently: bytes that no quota counts, rows whose file is gone, sums that do not add up, a quota that is exceeded.
 * Everything is counted here again from the rows, not by the functions of the database that are attacked.
 */
export async function faultsOfStorage(engine: Engine, storage: Storage): Promise<string[]> {
  const faults: string[] = [];
  const assets = await engine.owner<AssetBytes>(
    `select id, workspace_id, status, rejection, (byte_size + derived_bytes)::int as bytes,
       array[storage_key] || array(select substring(storage_key from '^.*/') || leaf from unnest(derived) as leaf) as keys from assets`,
  );
  const counted = assets.filter(
    ({ status, rejection }) => ['PENDING', 'PROCESSING', 'READY', 'DELETED', 'REJECTED'].includes(status) && keeps(status, rejection),
  );
  const objects = new Map<string, number>();
  for await (const { key, byteSize } of storage.list('')) if (/^[0-9a-f-]{36}\//.test(key)) objects.set(key, byteSize);

  const named = new Set(counted.flatMap(({ keys }) => keys));
  for (const [key, byteSize] of objects) if (!named.has(key)) faults.push(`no quota counts the ${byteSize} bytes of ${key}`);
  for (const { status, keys } of assets)
    if (status === 'READY') for (const key of keys) if (!objects.has(key)) faults.push(`READY, and its object is gone: ${key}`);

  const stored = new Map<string, number>();
  const add = (workspaceId: string, bytes: number): unknown => stored.set(workspaceId, (stored.get(workspaceId) ?? 0) + bytes);
  for (const [key, byteSize] of objects) add(key.slice(0, 36), byteSize);
  const open = await engine.owner<{ workspace_id: string; storage_key: string; store_id: string; byte_size: number }>(
    `select a.workspace_id, a.storage_key, u.store_id, a.byte_size::int from upload_sessions u join assets a on a.id = u.id
     where u.status = 'OPEN' and u.store_id is not null`,
  );
  for (const { workspace_id, storage_key, store_id, byte_size } of open) {
    const parts = (await storage.uploads.parts({ key: storage_key, storeId: store_id })) ?? [];
    const bytes = parts.reduce((sum, { byteSize }) => sum + byteSize, 0);
    if (bytes > byte_size) faults.push(`${bytes} bytes of parts where ${byte_size} were announced: ${storage_key}`);
    add(workspace_id, bytes);
  }

  const sums = await engine.owner<{ workspace_id: string; used: number; reserved: number; quota: number }>(
    `select s.workspace_id, s.used::int, s.reserved::int, p.storage_bytes::int as quota
     from workspace_storage s join workspace_plans w using (workspace_id) join plans p on p.name = w.plan`,
  );
  for (const { workspace_id, used, reserved, quota } of sums) {
    const own = counted.filter((asset) => asset.workspace_id === workspace_id);
    const sum = (isPending: boolean): number =>
      own.filter(({ status }) => (status === 'PENDING') === isPending).reduce((total, { bytes }) => total + bytes, 0);
    if (used !== sum(false) || reserved !== sum(true))
      faults.push(`sums are ${used} + ${reserved}, rows have ${sum(false)} + ${sum(true)}: ${workspace_id}`);
    if (used + reserved > quota) faults.push(`${used} + ${reserved} bytes are counted, ${quota} are allowed: ${workspace_id}`);
    if ((stored.get(workspace_id) ?? 0) > used + reserved)
      faults.push(`${stored.get(workspace_id)} bytes are stored, ${used} + ${reserved} are counted: ${workspace_id}`);
  }
  return faults;
}

/** A refused file is deleted; one whose check failed without a verdict waits for a retry, also after its deletion. */
const keeps = (status: string, rejection: string | null): boolean => (rejection ? rejection === 'INGEST_FAILED' : status !== 'REJECTED');
