/** Headers that a page of another site cannot send without a preflight: a GET with one of them is not a forged request. */
export const PREFLIGHT_HEADERS = ['authorization', 'graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** Messages of Apollo Server that name its product or its settings or have several sentences, and the messages that replace them. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [
    /^This operation has been blocked as a potential Cross-Site Request Forgery/,
    'Send the operation by POST with content-type application/json, or a query by GET with the header Authorization or graphql-require-preflight.',
  ],
  [/^Operation batching disabled/, 'Send one operation per request; batches are not supported.'],
  [/^PersistedQueryNot/, 'Persisted queries are not supported; send the document as `query`.'],
  [/^POST body missing/, 'The body must be a JSON object with `query`, sent as application/json.'],
  [/^GraphQL operations must contain a non-empty/, '`query` is missing or empty.'],
  [/^GraphQL queries must be strings/, '`query` must be a string.'],
  [/^`variables` in a POST body/, '`variables` must be an object.'],
  [/^`extensions` in a POST body/, '`extensions` must be an object.'],
  [/^`operationName` in a POST body/, '`operationName` must be a string.'],
  [/^GET requests only support query operations/, 'GET runs queries only; send mutations by POST.'],
  [/^An 'accept' header was provided/, 'The accept header must allow application/json or application/graphql-response+json.'],
  [/^GraphQL introspection /, 'Introspection is disabled.'],
];

export const inOwnWords = (message: string): string => MESSAGES.find(([theirs]) => theirs.test(message))?.[1] ?? message;
