import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { UserEntity } from './identity.entity.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/** A person's second factor. It is required once it was confirmed. */
export const SecondFactorEntity = defineEntity({
  name: 'SecondFactor',
  tableName: 'second_factors',
  properties: {
    userId: references(UserEntity, 'user_id').primary(),
    /** The shared secret in base32, encrypted for the person's row. */
    secret: p.text(),
    confirmedAt: timestamp().nullable(),
    /** Number of the newest 30 s period whose code was used: neither its code nor an older one is accepted again. */
    lastStep: p.integer().default(0),
    createdAt: timestamp().defaultRaw('now()'),
  },
});
export type SecondFactorRow = InferEntity<typeof SecondFactorEntity>;

/** Recovery codes, each stored as the SHA-256 of its 80 random bits. */
export const RecoveryCodeEntity = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  properties: {
    userId: references(SecondFactorEntity, 'user_id').primary(),
    hash: p.text().primary(),
    usedAt: timestamp().nullable(),
  },
});

/** A person's account at an OpenID provider, identified by its stable subject. */
export const LinkedAccountEntity = defineEntity({
  name: 'LinkedAccount',
  tableName: 'linked_accounts',
  properties: {
    issuer: p.text().primary(),
    subject: p.text().primary(),
    userId: references(UserEntity, 'user_id').index('linked_accounts_user'),
    createdAt: timestamp().defaultRaw('now()'),
  },
});

/** A sign-in that was begun at a provider. The application can use it only by `create_oauth_state` and `consume_oauth_state`. */
export const OAuthStateEntity = defineEntity({
  name: 'SignInElsewhere',
  tableName: 'oauth_states',
  properties: {
    stateHash: p.text().primary(),
    nonce: p.text(),
    redirectUri: p.text(),
    codeChallenge: p.text(),
    expiresAt: timestamp().index('oauth_states_expiry'),
  },
});
