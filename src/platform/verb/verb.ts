import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../database/scope.ts';
import { claimIdempotencyKey } from '../idempotency/idempotency.ts';

export interface VerbCall {
  /** The mutation's name, as in the schema. */
  readonly name: string;
  readonly workspaceId: string;
  readonly input: object & { readonly idempotencyKey?: string | null | undefined };
}

export interface VerbDone extends VerbCall {
  readonly subjectId: string;
  /** An earlier call with the same idempotency key made the subject; this one changed nothing. */
  readonly repeated: boolean;
}

/** What happens round every verb, in one place: `before` may refuse (rate limits), `within` writes in the same transaction (audit). */
export interface VerbHooks {
  readonly before: readonly ((scope: Scope, call: VerbCall) => Promise<void>)[];
  readonly within: readonly ((em: EntityManager, scope: Scope, done: VerbDone) => Promise<void>)[];
}

/** Runs a verb that makes something: hooks, one transaction, at most once for an idempotency key. Returns the id of what was made. */
export type RunVerb = (scope: Scope, call: VerbCall, make: (em: EntityManager, subjectId: string) => Promise<void>) => Promise<string>;

export const verbRunner =
  (hooks: VerbHooks): RunVerb =>
  async (scope, call, make) => {
    for (const before of hooks.before) await before(scope, call);
    return scope.tx(async (em) => {
      const fresh = newId();
      const { idempotencyKey, ...input } = call.input;
      const subjectId = idempotencyKey
        ? await claimIdempotencyKey(em, { workspaceId: call.workspaceId, mutation: call.name, key: idempotencyKey, input }, fresh)
        : fresh;
      if (subjectId === fresh) await make(em, subjectId);
      for (const within of hooks.within) await within(em, scope, { ...call, subjectId, repeated: subjectId !== fresh });
      return subjectId;
    });
  };
