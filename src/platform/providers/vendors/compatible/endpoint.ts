/** A server with OpenAI's protocol: the operator's own, or a paid one. */
export interface Endpoint {
  /** Address with or without `/v1`. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly model: string;
}

/**
 * The base URL of a server. `http://localhost:11434` and `http://localhost:11434/v1/` are the same server: empty paths get `/v1`, others
 * stay as they are.
 */
export function apiBase(url: string): string {
  const base = new URL(url);
  const path = base.pathname.replace(/\/+$/, '');
  return `${base.origin}${path === '' ? '/v1' : path}`;
}

/**
 * Headers with the key of a call. Only a key of the operator is sent to the operator's server; a key of a workspace is for a cloud. Without
 * a key nothing is charged, so that a call whose answer is lost may be repeated.
 */
export const authorization = ({ apiKey }: Pick<Endpoint, 'apiKey'>): Readonly<Record<string, string>> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

/** Milliseconds between attempts to call a server that is loading its model, and the maximum in all. */
export interface Patience {
  readonly pauseMs: number;
  readonly maxMs: number;
}

export const LOADING_PATIENCE: Patience = { pauseMs: 5_000, maxMs: 600_000 };
