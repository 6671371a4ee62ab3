import type { MutationRateLimit } from '../ratelimit/rate-limit-settings.ts';

/** Who may call a mutation: SELF is a signed-in user for what is their own, PUBLIC is anyone, or the members whose role may do the action. */
export type MutationAccess =
  | 'SELF'
  | 'PUBLIC'
  | {
      readonly action: string;
      /** API keys are refused, whatever their role. */
      readonly usersOnly?: true;
      /** Administrators of the installation may call it too, in every workspace. */
      readonly administratorsToo?: true;
    };

/** Everything about a mutation except what it does. Roles, limits and docs/reference/mutations.md are derived from it. */
export interface MutationDefinition {
  /** As in the schema; it is also the action of the audit event. */
  readonly name: string;
  readonly access: MutationAccess;
  /** Counted against this limit for the actor and the IP address; every operation counts against the API's own limit besides. */
  readonly rateLimit?: MutationRateLimit;
  /** Counts the account or actor against this limit instead; `rateLimit` is then that of the IP address. */
  readonly accountRateLimit?: MutationRateLimit;
  /** Counts failed calls only: for what tries a password or a code. */
  readonly countsFailuresOnly?: true;
  /** A device or network that signed in to the account before is counted apart from all others. Counts failed calls only. */
  readonly knowsSources?: true;
  /** Accepts an idempotency key: a repeat within 24 hours answers with the same subject. */
  readonly idempotencyKey?: true;
  /** What the audit event holds. Secrets are redacted in any case. */
  readonly audit: string;
}

/** Checks the definition's shape and keeps its literal types. */
export const defineMutation = <const Definition extends MutationDefinition>(definition: Definition): Definition => definition;
