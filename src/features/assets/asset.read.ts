import { sql } from 'kysely';
import { PagedQuery } from '../../platform/database/paged-query.ts';
import { RowMapper } from '../../platform/database/row-mapper.ts';
import { AssetEntity } from './asset.entity.ts';
import type { AssetRow } from './asset.entity.ts';
import { ShareLinkEntity } from './sharing/share-link.entity.ts';
import type { ShareLinkRow } from './sharing/share-link.entity.ts';

/** Columns that are only shown: lists read them when selected. */
const SHOWN = [
  'name',
  'sha256',
  'width',
  'height',
  'durationMs',
  'fps',
  'codecs',
  'tags',
  'byteSize',
  'createdAt',
] as const satisfies readonly (keyof AssetRow)[];

/** Columns that every listed asset has. */
export type ListedAsset = Omit<AssetRow, (typeof SHOWN)[number]>;

/** A job's outputs, oldest first. */
export const outputsOfJob = new PagedQuery<ListedAsset>({ shape: new RowMapper(AssetEntity, { shown: SHOWN }), parent: 'jobId' });

export type ListedShareLink = Omit<ShareLinkRow, 'tokenHash' | 'passwordHash'>;

/** Active share links of the asset, newest first. */
export const linksOfAsset = new PagedQuery<ListedShareLink>({
  shape: new RowMapper(ShareLinkEntity, { hidden: ['tokenHash', 'passwordHash'] }),
  parent: 'assetId',
  descending: true,
  where: () => [sql`share_links.revoked_at is null and (share_links.expires_at is null or share_links.expires_at > now())`],
});
