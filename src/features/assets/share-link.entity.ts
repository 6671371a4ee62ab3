import { defineEntity, p, type InferEntity, type Opt } from '@mikro-orm/core';

const at = () => p.datetime().columnType('timestamptz(3)');

/** An address at which one asset is shown to whoever has it, without an account. */
export const ShareLinkEntity = defineEntity({
  name: 'ShareLink',
  tableName: 'share_links',
  uniques: [{ name: 'share_links_token', properties: ['tokenHash'] }],
  indexes: [{ name: 'share_links_of_asset', properties: ['assetId', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    workspaceId: p.uuid(),
    assetId: p.uuid(),
    /** SHA-256, hex. The token itself is known to whoever was given the address, and to nobody else. */
    tokenHash: p.text(),
    /** argon2id. The application cannot read it but by `find_share_link`. */
    passwordHash: p.text().nullable().lazy(),
    /** Computed by the database, since the hash is not readable. */
    hasPassword: p.boolean().$type<Opt<boolean>>().generated('(password_hash is not null) stored'),
    /** None: until it is revoked. */
    expiresAt: at().nullable(),
    revokedAt: at().nullable(),
    createdBy: p.uuid().nullable(),
    createdAt: at().defaultRaw('now()'),
  },
});
export type ShareLinkRow = InferEntity<typeof ShareLinkEntity>;
