import type { ErrorRequestHandler, Request, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { REFUSAL_MS } from '../../platform/graphql/caller-turns.ts';
import type { CallerTurns, EndTurn } from '../../platform/graphql/caller-turns.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { callerOf } from '../../platform/graphql/documents/guarded-documents.ts';
import { networkOf } from '../../platform/ratelimit/network.ts';
import { tokenHash } from '../../platform/secrets/token-hash.ts';
import { lookedUpToken } from './request-context.ts';
import type { RequestContexts } from './request-context.ts';
import { requestIdOf, untilClosed } from './request-parts.ts';

/** Tokens that are remembered as valid ones. */
const MAX_KNOWN = 10_000;

/** How requests wait for the turn of their caller. */
export class RequestTurns {
  /** Hashes of API keys and tokens of reviewers that were valid when they were looked up last. */
  readonly #known = new LRUCache<string, true>({ max: MAX_KNOWN });

  constructor(
    private readonly turns: CallerTurns,
    private readonly contexts: Pick<RequestContexts, 'clientOf' | 'ofRequest'>,
    private readonly operationSeconds: number,
  ) {}

  /** Opens the context of an operation, whose turn ends with its response. */
  readonly open = async (request: Request, response: Response): Promise<Context> => {
    const token = lookedUpToken(request.headers.authorization);
    const hash = token === undefined ? undefined : tokenHash(token);
    const isNew = hash !== undefined && !this.#known.has(hash);
    // Until the token has been looked up, its bearer counts as anybody of the network: keys can be made up.
    const end = isNew ? await this.#take(response, this.#networkOf(request)) : undefined;
    try {
      const context = await this.contexts.ofRequest(request, requestIdOf(response), untilClosed(response, this.operationSeconds * 1_000));
      const isAnonymous = context.scope.actor.kind === 'anonymous' && !context.unidentified;
      if (hash !== undefined && isAnonymous) this.#known.delete(hash);
      // Answered with an error for each field.
      if (end && isAnonymous) {
        response.prependOnceListener('close', () => end(REFUSAL_MS));
        return context;
      }
      if (hash !== undefined && !isAnonymous) this.#known.set(hash, true);
      end?.();
      await this.#take(response, callerOf(context));
      return context;
    } catch (error) {
      end?.();
      await this.#refusal(request, response);
      throw error;
    }
  };

  /** Passes errors of bodies on when it is their turn. Express recognizes a handler of errors by its four parameters. */
  readonly refuse: ErrorRequestHandler = async (error, request, response, _next) => {
    await this.#refusal(request, response);
    throw error;
  };

  /** Refusals of one network wait for each other, without their bodies; beyond the limit they are sent at once. */
  async #refusal(request: Request, response: Response): Promise<void> {
    request.body = undefined;
    await this.#take(response, `refused ${this.#networkOf(request)}`).catch(() => undefined);
  }

  /** @throws ReelwrightError RATE_LIMITED when too many operations of the caller wait */
  async #take(response: Response, caller: string): Promise<EndTurn> {
    const end = await this.turns.take(caller, () => response.closed);
    if (response.closed) end();
    else response.once('close', () => end(response.statusCode < 400 ? 0 : REFUSAL_MS));
    return end;
  }

  #networkOf(request: Request): string {
    return networkOf(this.contexts.clientOf(request).address);
  }
}
