import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/** A person. Belongs to no workspace: memberships connect people and workspaces. */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  indexes: [
    {
      name: 'users_avatar',
      expression: `create index "users_avatar" on "users" ("avatar_key" collate "C") where avatar_key is not null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    /** The address as the person wrote it. */
    email: p.text(),
    /** Canonical form shared by all spellings of an address; unique. */
    emailKey: p.text().unique(),
    /** Display name. */
    name: p.text(),
    firstName: p.text().nullable(),
    lastName: p.text().nullable(),
    /** BCP 47 tag in canonical form. */
    locale: p.text().nullable(),
    emailVerifiedAt: timestamp().nullable(),
    /** The key of their picture in the object store; null without one. */
    avatarKey: p.text().nullable(),
    /**
     * Hash of the password as a PHC string of argon2id; empty when the account has no password or is deleted. The application cannot read
     * it directly (own-password.ts).
     */
    passwordHash: p.text().lazy(),
    /** Null for an account without a password, which signs in with an identity provider. */
    passwordSetAt: timestamp().nullable().defaultRaw('now()'),
    createdAt: timestamp().defaultRaw('now()'),
    deletedAt: timestamp().nullable(),
  },
});
export type UserRow = InferEntity<typeof UserEntity>;

/** One sign-in on one device; its refresh tokens form a family that ends with it. */
export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.uuid().primary(),
    userId: references(UserEntity, 'user_id').index('sessions_user'),
    createdAt: timestamp().defaultRaw('now()'),
    expiresAt: timestamp(),
    revokedAt: timestamp().nullable(),
    /** IP address of the last use: the sign-in or the newest token refresh. */
    address: p.text().nullable(),
    userAgent: p.text().nullable(),
    /**
     * Network of the sign-in, as `networkOf` writes it: later sign-ins from it have a budget of their own. Null when it no longer counts.
     */
    network: p.text().nullable(),
    lastUsedAt: timestamp().defaultRaw('now()'),
  },
});
export type SessionRow = InferEntity<typeof SessionEntity>;

/** Refresh tokens are stored as SHA-256 of their 32 random bytes, so that a copy of the table is useless. */
export const RefreshTokenEntity = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_tokens',
  properties: {
    hash: p.text().primary(),
    sessionId: references(SessionEntity, 'session_id').index('refresh_tokens_session'),
    userId: references(UserEntity, 'user_id'),
    createdAt: timestamp().defaultRaw('now()'),
    usedAt: timestamp().nullable(),
  },
});

/** Tokens in emails, stored as SHA-256 of their 32 random bytes. */
export const AccountTokenEntity = defineEntity({
  name: 'AccountToken',
  tableName: 'account_tokens',
  properties: {
    hash: p.text().primary(),
    userId: references(UserEntity, 'user_id').index('account_tokens_user'),
    purpose: p.enum(['VERIFY_EMAIL', 'RESET_PASSWORD'] as const),
    createdAt: timestamp().defaultRaw('now()'),
    expiresAt: timestamp(),
    usedAt: timestamp().nullable(),
  },
});
