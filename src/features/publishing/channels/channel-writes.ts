import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf } from '../../../kernel/actor.ts';
import { assertQuota } from '../../../kernel/errors.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { ChannelEntity } from './channel.entity.ts';
import type { ChannelRow } from './channel.entity.ts';

const MAX_CHANNELS = 50;

type Connected = Pick<ChannelRow, 'workspaceId' | 'target' | 'name' | 'externalId' | 'features' | 'settings'> & {
  readonly url: string | null;
};

/**
 * Writes a channel: a new one, or new credentials of one that is connected already. `encrypt` binds the credentials to the id. Returns the
 * id. @throws ReelwrightError QUOTA_EXCEEDED
 */
export async function writeChannel(
  em: EntityManager,
  scope: Scope,
  freshId: string,
  connected: Connected,
  encrypt: (id: string) => string,
): Promise<string> {
  const { workspaceId, target, externalId } = connected;
  // Two completions at the same time would otherwise both find none.
  await lockRow(em, WorkspaceEntity, workspaceId);
  const found = await em.findOne(ChannelEntity, { workspaceId, target, externalId, deletedAt: null });
  const id = found?.id ?? freshId;
  const row = {
    ...connected,
    credentials: encrypt(id),
    ...({ status: 'CONNECTED', reconnectReason: null, refreshingUntil: null, uploadsBlockedUntil: null } as const),
  };
  if (found) em.assign(found, row);
  else {
    const channels = await em.count(ChannelEntity, { workspaceId, deletedAt: null });
    assertQuota(channels + 1, MAX_CHANNELS, `A workspace can have at most ${MAX_CHANNELS} channels. Disconnect one first.`);
    em.create(ChannelEntity, { id, ...row, createdBy: authorOf(scope.actor) ?? null });
  }
  await em.flush();
  return id;
}
