import type { EntityManager } from '@mikro-orm/postgresql';
import { contentHash } from '../text/content-hash.ts';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../database/scope.ts';
import { claimIdempotencyKey } from '../idempotency/idempotency.ts';
import type { MutationDefinition } from './mutation.ts';
import type { Encryption } from '../secrets/encryption.ts';

export interface MutationCall {
  readonly mutation: MutationDefinition;
  /** Undefined for mutations of the caller's own account. */
  readonly workspaceId?: string;
  /** The account that an unauthenticated caller tries to use, as any stable text, for rate limits. */
  readonly account?: string;
  /** Identifies the device or network, as any stable text, when it has signed in to that account before; undefined otherwise. */
  readonly source?: string;
}

/** What a mutation changed, for the audit log: plain values without secrets. */
export interface Change {
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

export interface MutationDone extends MutationCall, Change {
  readonly subjectId: string;
  /** Whether an earlier call with the same idempotency key created the subject; this call then changed nothing. */
  readonly repeated: boolean;
  /** Why the call was refused, for refusals that are recorded; nothing was changed then. */
  readonly refused?: string;
}

/** Hooks of every mutation: `beforeRun` may refuse (role, rate limits), `inTransaction` writes in the same transaction (audit log). */
export interface MutationHooks {
  readonly beforeRun: readonly ((scope: Scope, call: MutationCall) => Promise<void>)[];
  readonly inTransaction: readonly ((em: EntityManager, scope: Scope, done: MutationDone) => Promise<void>)[];
}

export interface CreateCall extends MutationCall {
  readonly workspaceId: string;
  /** The client's complete input. */
  readonly input: object & { readonly idempotencyKey?: string | null | undefined };
  /** Id of the new subject, if something outside of the database already uses it. */
  readonly subjectId?: string;
}

export interface UpdateCall extends MutationCall {
  readonly subjectId: string;
  /** The client's input, which may contain an idempotency key. */
  readonly input?: object & { readonly idempotencyKey?: string | null | undefined };
}

/** Marks a call that has passed `beforeRun`, so that `create` and `update` do not count it twice. */
const AUTHORIZED = Symbol('authorized');

/** Every mutation runs here: authorization, rate limit, idempotency, transaction, audit. */
export class Mutations {
  constructor(
    private readonly hooks: MutationHooks,
    private readonly encryption: Pick<Encryption, 'macs'>,
  ) {}

  /**
   * Checks who calls and how often, and closes the scope's snapshot, so that later reads see the change. `create` and `update` do it
   * themselves. A mutation with validation or costly work before its transaction calls it first, and passes the returned call on.
   */
  async authorizeCall<Call extends MutationCall>(scope: Scope, call: Call): Promise<Call> {
    if (AUTHORIZED in call) return call;
    for (const before of this.hooks.beforeRun) await before(scope, call);
    return { ...call, [AUTHORIZED]: true };
  }

  /** Runs an authorized mutation in one transaction; `work` returns the subject's id and the answer. */
  async runInTransaction<T>(
    scope: Scope,
    call: MutationCall,
    work: (em: EntityManager) => Promise<{ readonly subjectId: string; readonly answer: T; readonly repeated?: boolean } & Change>,
  ): Promise<T> {
    return scope.tx(async (em) => {
      const { subjectId, answer, repeated = false, before, after } = await work(em);
      await this.#inTransaction(em, scope, { ...call, subjectId, repeated, before, after });
      return answer;
    });
  }

  /** Records in a transaction of its own that a call was refused, and why, because the refused transaction is rolled back. */
  async recordRefusal(scope: Scope, call: MutationCall, refusal: { readonly subjectId: string; readonly refused: string }): Promise<void> {
    await scope.tx((em) => this.#inTransaction(em, scope, { ...call, ...refusal, repeated: false, after: { refused: refusal.refused } }));
  }

  /** Updates an existing subject, at most once per idempotency key; `work` may return what changed. */
  async update(scope: Scope, call: UpdateCall, work: (em: EntityManager) => Promise<Change | void>): Promise<void> {
    const { subjectId, input: _, ...rest } = await this.authorizeCall(scope, call);
    await scope.tx(async (em) => {
      const repeated = await this.#isRepeated(em, call);
      const changed = repeated ? undefined : await work(em);
      await this.#inTransaction(em, scope, { ...rest, ...changed, subjectId, repeated });
    });
  }

  /** Creates a subject, at most once per idempotency key. Returns the id created by this or by the first call. */
  async create(scope: Scope, asked: CreateCall, work: (em: EntityManager, subjectId: string) => Promise<Change | void>): Promise<string> {
    const { input, subjectId: fresh = newId(), ...call } = await this.authorizeCall(scope, asked);
    return scope.tx(async (em) => {
      const { idempotencyKey: key, ...rest } = input;
      const request = { workspaceId: call.workspaceId, mutation: call.mutation.name };
      const subjectId = key ? await claimIdempotencyKey(em, { ...request, key, inputHashes: this.#hashesOf(rest) }, fresh) : fresh;
      const changed = subjectId === fresh ? await work(em, subjectId) : undefined;
      await this.#inTransaction(em, scope, { ...call, after: rest, ...changed, subjectId, repeated: subjectId !== fresh });
      return subjectId;
    });
  }

  /** Claims the key under a new id: the id of the subject is the same when the call is repeated, so it could not tell the calls apart. */
  async #isRepeated(em: EntityManager, { mutation, workspaceId, subjectId, input }: UpdateCall): Promise<boolean> {
    const { idempotencyKey: key, ...rest } = input ?? {};
    if (!key || workspaceId === undefined) return false;
    const change = newId();
    const inputHashes = this.#hashesOf({ subjectId, ...rest });
    return (await claimIdempotencyKey(em, { workspaceId, mutation: mutation.name, key, inputHashes }, change)) !== change;
  }

  #hashesOf(input: object): readonly string[] {
    return this.encryption.macs(contentHash(input));
  }

  async #inTransaction(em: EntityManager, scope: Scope, done: MutationDone): Promise<void> {
    for (const within of this.hooks.inTransaction) await within(em, scope, done);
  }
}
