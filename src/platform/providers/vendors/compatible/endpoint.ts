/** A server that speaks OpenAI's protocol: of the operator's own, or one that is paid for. */
export interface Endpoint {
  /** With or without `/v1`. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly model: string;
}

/** `http://localhost:11434` and `http://localhost:11434/v1/` are the same server. Empty paths get `/v1`, others stay as they are. */
export function apiBase(url: string): string {
  const base = new URL(url);
  const path = base.pathname.replace(/\/+$/, '');
  return `${base.origin}${path === '' ? '/v1' : path}`;
}

/**
 * What calls carry. Only a key of the operator goes to a server of the operator: a key of a workspace is for a cloud. Without a key nothing
 * is charged, so that a call whose answer is lost may be repeated.
 */
export const authorization = ({ apiKey }: Pick<Endpoint, 'apiKey'>): Readonly<Record<string, string>> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

/** Milliseconds between looks at a server that is loading its model, and how long it may take. */
export interface Patience {
  readonly pauseMs: number;
  readonly maxMs: number;
}

export const LOADING_PATIENCE: Patience = { pauseMs: 5_000, maxMs: 600_000 };
