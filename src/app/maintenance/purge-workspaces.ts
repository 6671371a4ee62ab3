import type { ChannelService } from '../../features/publishing/channels/channel.service.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';

type Objects = Pick<Storage, 'list' | 'remove'>;

interface Purge {
  readonly storage: Objects;
  readonly channels: Pick<ChannelService, 'revokeGrants'>;
}

/** Objects per request to the store. */
const DELETE_BATCH_SIZE = 1_000;

/**
 * Deletes what is left of workspaces that can no longer be restored: grants at Google first, then objects, then rows. The workspace's own row
 * goes last, so an interrupted purge is resumed by the next run. Audit log and ledger are kept.
 */
export async function purgeWorkspaces(scope: Scope, { storage, channels }: Purge, log: Log): Promise<void> {
  const due = await scope.tx((em) =>
    em.execute<{ workspace_id: string; is_overdue: boolean }[]>('select workspace_id, is_overdue from workspaces_to_purge()'),
  );
  for (const { workspace_id: workspaceId, is_overdue: isOverdue } of due) {
    if (scope.signal.aborted) return;
    try {
      await channels.revokeGrants(scope.as({ kind: 'worker', workspaceId }), workspaceId).catch((error: unknown) => {
        if (!isOverdue) throw error;
        log.warn(
          { event: 'grants_not_ended', workspaceId, err: error },
          'could not end the grants of a deleted workspace within a week; its owner can end them',
        );
      });
      const objects = await removeObjects(scope, storage, workspaceId);
      // The rows stay as well, so that a backup that runs has rows and objects, and the next run purges both.
      if (objects === undefined) continue;
      if (await removeRows(scope, workspaceId)) log.info({ event: 'workspace_purged', workspaceId, objects }, 'purged a deleted workspace');
    } catch (error) {
      log.warn({ event: 'workspace_purge_failed', workspaceId, err: error }, 'failed to purge a deleted workspace; retrying');
    }
  }
}

/** Deletes all objects of a workspace, whose keys begin with its id. Returns their number; undefined when deletions are held back. */
async function removeObjects(scope: Scope, storage: Objects, workspaceId: string): Promise<number | undefined> {
  let removed = 0;
  let keys: string[] = [];
  const remove = async (): Promise<boolean> => {
    const isRemoved = await storage.remove(keys);
    removed += keys.length;
    keys = [];
    return isRemoved;
  };
  for await (const { key } of storage.list(`${workspaceId}/`)) {
    scope.signal.throwIfAborted();
    if (keys.push(key) === DELETE_BATCH_SIZE && !(await remove())) return undefined;
  }
  return keys.length === 0 || (await remove()) ? removed : undefined;
}

/** Deletes the rows of a workspace in short transactions. Returns false when it was stopped in between. */
async function removeRows(scope: Scope, workspaceId: string): Promise<boolean> {
  while (!scope.signal.aborted) {
    const [answer] = await scope.tx((em) => em.execute<{ gone: number }[]>('select purge_workspace(?) as gone', [workspaceId]));
    if (!answer?.gone) return true;
  }
  return false;
}
