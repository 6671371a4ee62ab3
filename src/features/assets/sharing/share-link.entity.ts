import { defineEntity, p, type InferEntity, type Opt } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { AssetEntity } from '../asset.entity.ts';
import { changeStamps, revocationStamps } from '../../../platform/database/change-stamps.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** A URL that shows one asset to anyone who has it, without an account. */
export const ShareLinkEntity = defineEntity({
  name: 'ShareLink',
  tableName: 'share_links',
  uniques: [{ name: 'share_links_token', properties: ['tokenHash'] }],
  indexes: [{ name: 'share_links_of_asset', properties: ['assetId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    assetId: references(AssetEntity, 'asset_id'),
    /** SHA-256 of the token in hex. The token itself is not stored. */
    tokenHash: p.text(),
    /** Hash of the password (argon2id). The application can read it only by the function `find_share_link`. */
    passwordHash: p.text().nullable().lazy(),
    /** Whether there is a password; calculated by the database, because the application cannot read the hash. */
    hasPassword: p.boolean().$type<Opt<boolean>>().generated('(password_hash is not null) stored'),
    /** Whether people who open the link may comment and decide. */
    reviewEnabled: p.boolean().default(false),
    /** Null for a link that is valid until it is revoked. */
    expiresAt: timestamp().nullable(),
    revokedAt: timestamp().nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
    ...revocationStamps(),
  },
});
export type ShareLinkRow = InferEntity<typeof ShareLinkEntity>;
