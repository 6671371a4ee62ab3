import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** A person. Outside of every workspace: memberships tie people to workspaces. */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    /** As the person wrote it. */
    email: p.text(),
    /** What two spellings of one address share; unique. */
    emailKey: p.text().unique(),
    /** How others see the person. */
    name: p.text(),
    firstName: p.text().nullable(),
    lastName: p.text().nullable(),
    /** BCP 47, in its canonical form. */
    locale: p.text().nullable(),
    emailVerifiedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** PHC string of argon2id; empty when the account has no password or is deleted. The application cannot read it: own-password.ts. */
    passwordHash: p.text().lazy(),
    /** Null when the account has no password: it signs in with an identity provider. */
    passwordSetAt: p.datetime().columnType('timestamptz(3)').nullable().defaultRaw('now()'),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    deletedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
export type UserRow = InferEntity<typeof UserEntity>;

/** One sign-in on one device; its refresh tokens are a family that ends with it. */
export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid().index('sessions_user'),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    expiresAt: p.datetime().columnType('timestamptz(3)'),
    revokedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** Where it was last used from: at the sign-in, or at the newest trade of a refresh token. */
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
    /** Of the sign-in, as `networkOf` writes it: later sign-ins from there have a budget of their own. Null when it counts no longer. */
    network: p.text().nullable(),
    lastUsedAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
  },
});
export type SessionRow = InferEntity<typeof SessionEntity>;

/** Refresh tokens are kept as SHA-256 of their 32 random bytes: a copy of the table signs nobody in. */
export const RefreshTokenEntity = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_tokens',
  properties: {
    hash: p.text().primary(),
    sessionId: p.uuid().index('refresh_tokens_session'),
    userId: p.uuid(),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    usedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});

/** What a letter opens, kept as SHA-256 of its 32 random bytes. */
export const AccountTokenEntity = defineEntity({
  name: 'AccountToken',
  tableName: 'account_tokens',
  properties: {
    hash: p.text().primary(),
    userId: p.uuid().index('account_tokens_user'),
    purpose: p.enum(['VERIFY_EMAIL', 'RESET_PASSWORD'] as const),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
    expiresAt: p.datetime().columnType('timestamptz(3)'),
    usedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});
