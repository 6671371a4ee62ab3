import { sql } from 'kysely';
import { ById } from '../../platform/database/lists/by-id.ts';
import { hasAll, includesText, oneOf, references, timeRange } from '../../platform/database/lists/list-filter.ts';
import type { TimeRange } from '../../platform/database/lists/list-filter.ts';
import { Newest } from '../../platform/database/lists/newest.ts';
import { PagedQuery } from '../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import { AssetEntity } from './asset.entity.ts';
import type { AssetKind, AssetRow, AssetStatus } from './asset.entity.ts';
import { cleanTags } from './library/asset-names.ts';
import { ShareLinkEntity } from './sharing/share-link.entity.ts';
import type { ShareLinkRow } from './sharing/share-link.entity.ts';

/** Columns that lists read only when their field is selected. */
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
  'synthetic',
  'attribution',
  'provenance',
] as const satisfies readonly (keyof AssetRow)[];

/** Columns that every listed asset has. */
export type ListedAsset = Omit<AssetRow, (typeof SHOWN)[number]>;

export interface AssetFilter extends TimeRange {
  readonly kind?: readonly AssetKind[] | null | undefined;
  /** All except deleted ones when omitted. */
  readonly status?: readonly AssetStatus[] | null | undefined;
  /** Case-insensitive substring of the name or file name. */
  readonly text?: string | null | undefined;
  /** Only assets that have all of these tags. */
  readonly tags?: readonly string[] | null | undefined;
  readonly createdBy?: string | null | undefined;
  readonly jobId?: string | null | undefined;
}
export type AssetOrderField = 'CREATED_AT' | 'NAME' | 'BYTE_SIZE';

const tagged = hasAll('tags');

/**
 * Newest first by default. Kind, order and position use an index. Text and tags are filtered among the rows of the parent, because
 * row-level security prevents the use of their indexes (ADR 3).
 */
const assetsOf = (parent: 'workspaceId' | 'projectId') =>
  new PagedQuery<AssetRow, AssetFilter, AssetOrderField>({
    shape: new RowMapper(AssetEntity),
    parent,
    descending: true,
    orders: {
      CREATED_AT: { property: 'id', type: 'uuid' },
      NAME: { property: 'nameKey', type: 'text' },
      BYTE_SIZE: { property: 'byteSize', type: 'bigint' },
    },
    where: ({ status }) => (status ? [] : [sql`assets.status <> 'DELETED'`]),
    filters: {
      kind: oneOf('kind'),
      status: oneOf('status'),
      text: (text, path, columns) => includesText(columns.column('nameKey'), text, path),
      tags: (tags, path, columns) => tagged(cleanTags(path, tags), path, columns),
      createdBy: references('createdBy'),
      jobId: references('jobId'),
      ...timeRange('createdAt'),
    },
  });

export const assetsOfWorkspace = assetsOf('workspaceId');
/** Files that were uploaded for the project, and outputs of its jobs. */
export const assetsOfProject = assetsOf('projectId');

/** Assets by id, for rows that reference them. */
export const assetsById = new ById<AssetRow>(new RowMapper(AssetEntity));

/** The film that a job of the project made last, in its first format. */
export const newestFilmOfProject = new Newest<AssetRow>(
  new RowMapper(AssetEntity),
  'projectId',
  sql`assets.role = 'VIDEO' and assets.format = 0 and assets.status = 'READY'`,
);

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
