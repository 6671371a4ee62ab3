/** A GraphQL response; `data` contains the selected fields. */
export interface Answer<Data = Record<string, unknown>> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown> | undefined;
  readonly operationName?: string | null | undefined;
}

export const ENDPOINT = '/graphql';

/** Sends one operation by POST. Rejects only without a GraphQL response; GraphQL errors are part of the response. */
export async function send<Data = Record<string, unknown>>(operation: Operation, authorization?: string): Promise<Answer<Data>> {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
      ...(authorization && { authorization }),
    },
    body: JSON.stringify(operation),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer<Data>;
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText} without JSON.`);
  }
}
