import type { EntityManager } from '@mikro-orm/postgresql';
import { contentHash } from '../../kernel/content-hash.ts';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../database/scope.ts';
import { claimIdempotencyKey } from '../idempotency/idempotency.ts';
import type { Encryption } from '../secrets/encryption.ts';

export interface VerbCall {
  /** The mutation's name, as in the schema. */
  readonly name: string;
  /** None for what a person does to their own account. */
  readonly workspaceId?: string;
  /** Whose account is tried by somebody who is not known yet: any text that is the same each time. */
  readonly account?: string;
  /** The device or network that signed in to that account before, if it did: any text that is the same each time. */
  readonly source?: string;
}

/** What a verb changed, for the trail it leaves: plain values, without secrets. */
export interface Changed {
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

export interface VerbDone extends VerbCall, Changed {
  readonly subjectId: string;
  /** An earlier call with the same idempotency key made the subject; this one changed nothing. */
  readonly repeated: boolean;
  /** Why it was refused, where a refusal is recorded too: nothing was changed then. */
  readonly refused?: string;
}

/** What happens round every verb: `before` may refuse (rate limits), `within` writes in the same transaction (audit). */
export interface VerbHooks {
  readonly before: readonly ((scope: Scope, call: VerbCall) => Promise<void>)[];
  readonly within: readonly ((em: EntityManager, scope: Scope, done: VerbDone) => Promise<void>)[];
}

export interface MakeCall extends VerbCall {
  readonly workspaceId: string;
  /** Everything the client sent. */
  readonly input: object & { readonly idempotencyKey?: string | null | undefined };
}

export interface ChangeCall extends VerbCall {
  readonly subjectId: string;
  /** Everything the client sent, where it may send a key. */
  readonly input?: object & { readonly idempotencyKey?: string | null | undefined };
}

/** The one way in which anything is changed on behalf of somebody: every mutation's verb passes here. */
export class Verbs {
  readonly #hooks: VerbHooks;
  readonly #encryption: Pick<Encryption, 'macs'>;

  constructor(hooks: VerbHooks, encryption: Pick<Encryption, 'macs'>) {
    this.#hooks = hooks;
    this.#encryption = encryption;
  }

  /** May refuse. For verbs that do costly things before they change anything; the others are asked by themselves. */
  async enter(scope: Scope, call: VerbCall): Promise<void> {
    for (const before of this.#hooks.before) await before(scope, call);
  }

  /** Writes what a verb that has entered changes, in one transaction; `work` returns the id of what it changed and the answer. */
  async write<T>(
    scope: Scope,
    call: VerbCall,
    work: (em: EntityManager) => Promise<{ readonly subjectId: string; readonly answer: T; readonly repeated?: boolean } & Changed>,
  ): Promise<T> {
    return scope.tx(async (em) => {
      const { subjectId, answer, repeated = false, before, after } = await work(em);
      await this.#within(em, scope, { ...call, subjectId, repeated, before, after });
      return answer;
    });
  }

  /** Records that a call was refused, and why, in a transaction of its own: what was refused is rolled back. */
  async recordRefusal(scope: Scope, call: VerbCall, refusal: { readonly subjectId: string; readonly refused: string }): Promise<void> {
    await scope.tx((em) => this.#within(em, scope, { ...call, ...refusal, repeated: false, after: { refused: refusal.refused } }));
  }

  /** Changes a thing that is there, at most once for an idempotency key; `work` may return what was changed. */
  async change(scope: Scope, call: ChangeCall, work: (em: EntityManager) => Promise<Changed | void>): Promise<void> {
    const { subjectId, input, ...rest } = call;
    await this.enter(scope, rest);
    await scope.tx(async (em) => {
      const repeated = await this.#isRepeated(em, call);
      const changed = repeated ? undefined : await work(em);
      await this.#within(em, scope, { ...rest, ...changed, subjectId, repeated });
    });
  }

  /** Makes a thing, at most once for an idempotency key. Returns the id of what was made, now or by the first call. */
  async make(
    scope: Scope,
    { input, ...call }: MakeCall,
    work: (em: EntityManager, subjectId: string) => Promise<Changed | void>,
  ): Promise<string> {
    await this.enter(scope, call);
    return scope.tx(async (em) => {
      const fresh = newId();
      const { idempotencyKey, ...rest } = input;
      const request = { workspaceId: call.workspaceId, mutation: call.name, inputHashes: this.#hashesOf(rest) };
      const subjectId = idempotencyKey ? await claimIdempotencyKey(em, { ...request, key: idempotencyKey }, fresh) : fresh;
      const changed = subjectId === fresh ? await work(em, subjectId) : undefined;
      await this.#within(em, scope, { ...call, after: rest, ...changed, subjectId, repeated: subjectId !== fresh });
      return subjectId;
    });
  }

  /** Each change claims its key with an id of its own: the subject's would not tell the first call from its repeat. */
  async #isRepeated(em: EntityManager, { name, workspaceId, subjectId, input }: ChangeCall): Promise<boolean> {
    const { idempotencyKey: key, ...rest } = input ?? {};
    if (!key || workspaceId === undefined) return false;
    const change = newId();
    const inputHashes = this.#hashesOf({ subjectId, ...rest });
    return (await claimIdempotencyKey(em, { workspaceId, mutation: name, key, inputHashes }, change)) !== change;
  }

  #hashesOf(input: object): readonly string[] {
    return this.#encryption.macs(contentHash(input));
  }

  async #within(em: EntityManager, scope: Scope, done: VerbDone): Promise<void> {
    for (const within of this.#hooks.within) await within(em, scope, done);
  }
}
