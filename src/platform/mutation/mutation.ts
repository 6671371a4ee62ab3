import type { MutationRateLimit } from '../ratelimit/rate-limit-settings.ts';

/**
 * Who may call a mutation: PUBLIC is anyone, SELF any signed-in user for their own objects, ADMINISTRATOR the administrators of the
 * installation, in any workspace or in none, otherwise the members whose role allows the action.
 */
export type MutationAccess =
  | 'SELF'
  | 'PUBLIC'
  | 'ADMINISTRATOR'
  | {
      readonly action: string;
      /** API keys are refused, whatever their role. */
      readonly usersOnly?: true;
      /** Administrators of the installation may call it too, in every workspace. */
      readonly administratorsToo?: true;
      /** Reviewers of a share link may call it too. */
      readonly reviewersToo?: true;
    };

/** Everything about a mutation except its code. Roles, limits and docs/reference/mutations.md are derived from it. */
export interface MutationDefinition {
  /** Name in the schema, also the action of the audit event. */
  readonly name: string;
  readonly access: MutationAccess;
  /** The limit that counts calls of the actor and of the IP address. Every operation also counts against the limit of the API. */
  readonly rateLimit?: MutationRateLimit;
  /** The limit that counts calls of the account or actor instead; `rateLimit` then only counts those of the IP address. */
  readonly accountRateLimit?: MutationRateLimit;
  /** Whether only failed calls count, for mutations that check a password or a code. */
  readonly countsFailuresOnly?: true;
  /** Whether devices and networks that signed in to the account before are counted separately. Only failed calls count. */
  readonly knowsSources?: true;
  /** Accepts an idempotency key: a repeat within 24 hours answers with the same subject. */
  readonly idempotencyKey?: true;
  /** Content of the audit event. Secrets are always hidden. */
  readonly audit: string;
}

/** Checks the definition's shape and keeps its literal types. */
export const defineMutation = <const Definition extends MutationDefinition>(definition: Definition): Definition => definition;
