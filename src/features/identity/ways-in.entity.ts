import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

/** A person's second factor; it counts from the moment when it was confirmed. */
export const SecondFactorEntity = defineEntity({
  name: 'SecondFactor',
  tableName: 'second_factors',
  properties: {
    userId: p.uuid().primary(),
    /** Base32, sealed for the person's row. */
    secret: p.text(),
    confirmedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** The newest 30 s step whose code was used: neither it nor an older one is taken again. */
    lastStep: p.integer().default(0),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
  },
});
export type SecondFactorRow = InferEntity<typeof SecondFactorEntity>;

/** SHA-256 of the 80 random bits of each code. */
export const RecoveryCodeEntity = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  properties: {
    userId: p.uuid().primary(),
    hash: p.text().primary(),
    usedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
});

/** A person's account at an OpenID provider, by what never changes there. */
export const LinkedAccountEntity = defineEntity({
  name: 'LinkedAccount',
  tableName: 'linked_accounts',
  properties: {
    issuer: p.text().primary(),
    subject: p.text().primary(),
    userId: p.uuid().index('linked_accounts_user'),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('now()'),
  },
});

/** A sign-in that was begun at a provider. The application reaches it through `create_oauth_state` and `consume_oauth_state` alone. */
export const SignInElsewhereEntity = defineEntity({
  name: 'SignInElsewhere',
  tableName: 'oauth_states',
  properties: {
    stateHash: p.text().primary(),
    nonce: p.text(),
    redirectUri: p.text(),
    codeChallenge: p.text(),
    expiresAt: p.datetime().columnType('timestamptz(3)').index('oauth_states_expiry'),
  },
});
