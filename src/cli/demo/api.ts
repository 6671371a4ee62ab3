import { createClient, type Client } from 'graphql-ws';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Document } from './documents.ts';
import { Problem, reason } from './problem.ts';

interface GraphqlError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly fields?: readonly { readonly path: string; readonly message: string }[] };
}

/** An error that the API returned. */
export class ApiProblem extends Problem {
  readonly code: string;

  constructor({ message, extensions = {} }: GraphqlError) {
    const fields = extensions.fields?.map(({ path, message: wrong }) => `${path.replace(/^input\./, '')}: ${wrong}`).join(' ');
    super(fields !== undefined && fields !== '' ? `Invalid input: ${fields}` : message);
    this.code = extensions.code ?? 'INTERNAL';
  }
}

/** Milliseconds: long enough for a server under load, short enough to report an unreachable one soon. */
const ANSWER_LIMIT_MS = 30_000;
const RECONNECT_ATTEMPTS = 8;
const RECONNECT_MAX_MS = 5_000;

/** The API over HTTP and WebSocket, as any client uses it. */
export class Api {
  readonly url: string;
  /** Returns the current bearer token; undefined before sign-in. */
  token: () => Promise<string | undefined> = () => Promise.resolve(undefined);

  constructor(url: string) {
    this.url = url;
  }

  /** Sends one operation. Throws `ApiProblem` when it is refused, `Problem` when the server does not answer. */
  async send<Data, Variables>(document: Document<Data, Variables>, variables: Variables, token?: string): Promise<Data> {
    const answer = await this.#post(JSON.stringify({ query: document.text, variables }), token);
    if (answer.errors?.[0] !== undefined) throw new ApiProblem(answer.errors[0]);
    return answer.data as Data;
  }

  async #post(body: string, token: string | undefined): Promise<{ data?: unknown; errors?: readonly GraphqlError[] }> {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    try {
      const response = await fetch(`${this.url}/graphql`, {
        method: 'POST',
        headers: { ...headers, ...authorization },
        body,
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      return (await response.json()) as { data?: unknown; errors?: readonly GraphqlError[] };
    } catch (error) {
      throw new Problem(`The server at ${this.url} does not answer: ${reason(error)}.`, [], error);
    }
  }

  /**
   * Follows a subscription. A lost connection is reopened automatically, with the current token. The variables are read again each time, so
   * a caller that advances `after` misses nothing and receives nothing twice.
   */
  subscribe<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables & Record<string, unknown>,
    onLost: () => void,
  ): Following<Data> {
    const client = this.#socket(onLost);
    // `dispose` waits for a connection in progress and rejects if that fails. Nobody waits for the result any longer.
    const close = (): void => void Promise.resolve(client.dispose()).catch(() => undefined);
    return { events: this.#events<Data>(client, document.text, variables), close };
  }

  #socket(onLost: () => void): Client {
    return createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: async () => ({ authorization: `Bearer ${(await this.token()) ?? ''}` }),
      retryAttempts: RECONNECT_ATTEMPTS,
      retryWait: (attempt) => setTimeout(Math.min(250 * 2 ** attempt, RECONNECT_MAX_MS)),
      on: {
        closed: (event) => {
          if ((event as { code?: number }).code !== 1000) onLost();
        },
      },
    });
  }

  async *#events<Data>(client: Client, query: string, variables: Record<string, unknown>): AsyncGenerator<Data> {
    try {
      for await (const { data, errors } of client.iterate<Data>({ query, variables })) {
        if (errors?.[0] !== undefined) throw new ApiProblem(errors[0]);
        if (data !== undefined && data !== null) yield data;
      }
    } catch (error) {
      throw asProblem(error, this.url);
    }
  }
}

export interface Following<Data> {
  readonly events: AsyncIterable<Data>;
  close(): void;
}

/** Describes what graphql-ws throws: a list of GraphQL errors, or the event that closed the socket permanently. */
function asProblem(error: unknown, url: string): Problem {
  if (error instanceof Problem) return error;
  if (Array.isArray(error)) return new ApiProblem(error[0] as GraphqlError);
  const closed = typeof error === 'object' && error !== null && 'code' in error ? error : undefined;
  // When a socket cannot be opened, graphql-ws passes an event without a message.
  const why =
    closed === undefined
      ? error instanceof Error
        ? reason(error)
        : 'the server no longer answers'
      : `closed with code ${String(closed.code)}`;
  return new Problem(`The connection to ${url} is lost: ${why}.`, [], error);
}
