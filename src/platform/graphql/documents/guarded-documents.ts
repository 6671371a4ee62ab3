import { setImmediate as yielding } from 'node:timers/promises';
import type { ApolloServerOptions, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { DocumentNode, GraphQLSchema, ValidationRule } from 'graphql';
import { LRUCache } from 'lru-cache';
import { keyIdOf, userIdOf } from '../../../kernel/actor.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { ClientInfo } from '../../database/scope.ts';
import { networkOf } from '../../ratelimit/network.ts';
import { rateLimited } from '../../ratelimit/rate-limiter.ts';
import type { Context } from '../context.ts';
import type { DocumentTurns, EndTurn } from './document-turns.ts';
import { LIMITS, limitErrors } from '../limits.ts';

/** Number of documents that are cached, and of characters in all of them. */
const [KEPT, KEPT_CHARACTERS] = [500, 1_000_000];
/** Hexadecimal digits of the hash at the end of Apollo's keys. */
const HASH_LENGTH = 64;

export type DocumentHooks = Required<Pick<GraphQLRequestListener<Context>, 'didResolveSource' | 'parsingDidStart' | 'validationDidStart'>>;

/** Lets Apollo read documents that are not known in turns, and keeps those beyond the limits from GraphQL's own rules. */
export class GuardedDocuments {
  readonly #valid = new LRUCache<string, DocumentNode>({
    ...{ max: KEPT, maxSize: KEPT_CHARACTERS },
    sizeCalculation: ({ loc }) => Math.max(1, loc?.end ?? 1),
  });
  /** Apollo's cache, so that a document is known to both or to none. Long ones are read each time: each may take many times its size. */
  readonly store: NonNullable<ApolloServerOptions<Context>['documentStore']> = {
    get: async (key) => this.#valid.get(key.slice(-HASH_LENGTH)),
    set: async (key, document) => {
      if ((document.loc?.end ?? 0) <= LIMITS.keptDocumentCharacters) this.#valid.set(key.slice(-HASH_LENGTH), document);
    },
    delete: async (key) => this.#valid.delete(key.slice(-HASH_LENGTH)),
  };
  readonly #refusals = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly turns: DocumentTurns,
  ) {}

  /** Reports what was found before Apollo validates. */
  readonly rule: ValidationRule = (context) => {
    for (const error of this.#refusals.get(context.getDocument()) ?? []) context.reportError(error);
    return {};
  };

  /** The hooks of one request. Its turn ends with the first error, or when `end` is called. */
  begin(): { readonly hooks: DocumentHooks; readonly end: EndTurn } {
    let turn: EndTurn | undefined;
    const end = (): void => turn?.();
    const hooks: DocumentHooks = {
      didResolveSource: async ({ source, queryHash, contextValue }) => {
        turn = await this.turns.take(callerOf(contextValue), source, () => this.#valid.has(queryHash));
      },
      parsingDidStart: async (request) => async (error) => {
        const { document } = request as { document?: DocumentNode };
        if (error || !document) return end();
        const errors = turn ? limitErrors(this.schema, document) : [tooManyWaiting()];
        if (errors.length > 0) this.#refuse(document, errors);
        // Reading a large document takes long enough for others to be served between its parts.
        await yielding();
      },
      validationDidStart: async () => async (errors) => {
        if (errors) end();
        else await yielding();
      },
    };
    return { hooks, end };
  }

  /** Empties the document: Apollo has no way to refuse it before all rules have run, which then have nothing to check. */
  #refuse(document: DocumentNode, errors: readonly GraphQLError[]): void {
    this.#refusals.set(document, errors);
    Object.assign(document, { definitions: [] });
  }
}

/** The error for a caller of whose documents too many wait. */
export function tooManyWaiting(): GraphQLError {
  const originalError = rateLimited(1);
  return new GraphQLError(originalError.message, { originalError });
}

/** Who takes turns: a person, a key or a reviewer, else a network. */
export const callerOf = ({ scope: { actor, client }, unidentified }: Context): string => unidentified?.userId ?? nameOf(actor, client);

export const nameOf = (actor: Actor, client: ClientInfo | undefined): string =>
  userIdOf(actor) ?? keyIdOf(actor) ?? (actor.kind === 'reviewer' ? actor.sessionId : networkOf(client?.address ?? ''));
