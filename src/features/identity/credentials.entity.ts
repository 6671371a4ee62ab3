import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { UserEntity } from './identity.entity.ts';
import { timestamp } from '../../platform/database/timestamp.ts';

/** A person's second factor; effective from its confirmation. */
export const SecondFactorEntity = defineEntity({
  name: 'SecondFactor',
  tableName: 'second_factors',
  properties: {
    userId: references(UserEntity, 'user_id').primary(),
    /** Base32, encrypted for the person's row. */
    secret: p.text(),
    confirmedAt: timestamp().nullable(),
    /** The newest 30 s step whose code was used: neither it nor an older one is accepted again. */
    lastStep: p.integer().default(0),
    createdAt: timestamp().defaultRaw('now()'),
  },
});
export type SecondFactorRow = InferEntity<typeof SecondFactorEntity>;

/** SHA-256 of each code's 80 random bits. */
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

/** A sign-in that was begun at a provider. The application reaches it through `create_oauth_state` and `consume_oauth_state` alone. */
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
