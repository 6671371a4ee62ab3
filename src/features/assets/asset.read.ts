import { sql } from 'kysely';
import { Listing } from '../../platform/database/listing.ts';
import { Shape } from '../../platform/database/shape.ts';
import { AssetEntity } from './asset.entity.ts';
import type { AssetRow } from './asset.entity.ts';
import { ShareLinkEntity } from './share-link.entity.ts';
import type { ShareLinkRow } from './share-link.entity.ts';

/** Of an asset what is only shown: a list reads of it what is asked for. */
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

/** What is surely there of an asset that was read from a list. */
export type ListedAsset = Omit<AssetRow, (typeof SHOWN)[number]>;

/** What a job made, oldest first. */
export const outputsOfJob = new Listing<ListedAsset>({ shape: new Shape(AssetEntity, { shown: SHOWN }), parent: 'jobId' });

export type ListedShareLink = Omit<ShareLinkRow, 'tokenHash' | 'passwordHash'>;

/** Those that work, newest first. */
export const linksOfAsset = new Listing<ListedShareLink>({
  shape: new Shape(ShareLinkEntity, { hidden: ['tokenHash', 'passwordHash'] }),
  parent: 'assetId',
  descending: true,
  where: () => [sql`share_links.revoked_at is null and (share_links.expires_at is null or share_links.expires_at > now())`],
});
