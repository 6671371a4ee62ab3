import { newId } from '../../src/kernel/id.ts';
import type { Engine } from './engine.ts';

/** The row of a file without bytes. */
export async function makeAsset(
  engine: Engine,
  workspaceId: string,
  { kind = 'IMAGE', status = 'READY', name = 'A file' }: { readonly kind?: string; readonly status?: string; readonly name?: string } = {},
): Promise<string> {
  const id = newId();
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, rejection, deleted_at)
     values ($1::uuid, $2, $3, $4, $5, 'a.bin', 'application/octet-stream', 1, $1::text,
       case when $4 = 'REJECTED' then 'DAMAGED' end, case when $4 = 'DELETED' then now() end)`,
    [id, workspaceId, kind, status, name],
  );
  return id;
}
