import { sql } from 'kysely';
import { ById } from '../../../platform/database/lists/by-id.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { ChannelEntity } from './channel.entity.ts';
import type { ChannelRow } from './channel.entity.ts';

const HIDDEN = ['credentials', 'refreshingUntil'] as const satisfies readonly (keyof ChannelRow)[];

/** A channel without its credentials. */
export type ListedChannel = Omit<ChannelRow, (typeof HIDDEN)[number]>;

const shape = new RowMapper<ListedChannel>(ChannelEntity, { hidden: HIDDEN });

/** Channels by id, including disconnected ones, for publications. */
export const channelsById = new ById<ListedChannel>(shape);

/** The connected channels of a workspace, oldest first. */
export const channelsOfWorkspace = new PagedQuery<ListedChannel>({
  shape,
  parent: 'workspaceId',
  where: () => [sql`channels.deleted_at is null`],
});
