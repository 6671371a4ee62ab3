/** A request, and what the API must answer to it. */
export interface RequestAttack {
  readonly what: string;
  readonly path?: string;
  readonly init: RequestInit;
  readonly status: number;
  /** Of the first error; none when the request is answered. */
  readonly code?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const posted = (body: unknown, headers: Readonly<Record<string, string>> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const asked = (query: string): string => `/graphql?query=${encodeURIComponent(query)}`;

const TYPENAME = '{ __typename }';
const LOGOUT = 'mutation { logout }';
const SHARED = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };

/** Requests that are odd, forged or far too much, each small enough to be sent a thousand times. */
export const requestAttacks = (accessToken: string): readonly RequestAttack[] => {
  const authorization = `Bearer ${accessToken}`;
  return [
    { what: 'a query by GET with Authorization', path: asked('{ me { id } }'), init: { headers: { authorization } }, status: 200 },
    {
      what: 'a query by GET with a header of its own',
      path: asked(TYPENAME),
      init: { headers: { 'graphql-require-preflight': '1' } },
      status: 200,
    },
    { what: 'a query by GET that a page could have forged', path: asked(TYPENAME), init: {}, status: 400, code: 'BAD_USER_INPUT' },
    { what: 'a mutation by GET', path: asked(LOGOUT), init: { headers: { authorization } }, status: 405, code: 'BAD_USER_INPUT' },
    {
      what: 'a form',
      init: posted('query=x', { 'content-type': 'application/x-www-form-urlencoded' }),
      status: 400,
      code: 'BAD_USER_INPUT',
    },
    { what: 'text', init: posted({ query: TYPENAME }, { 'content-type': 'text/plain' }), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'a batch', init: posted([{ query: TYPENAME }, { query: TYPENAME }]), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'a persisted query', init: posted({ extensions: SHARED }), status: 200, code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
    {
      what: 'a persisted query with its document',
      init: posted({ query: TYPENAME, extensions: SHARED }),
      status: 200,
      code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    },
    { what: 'an empty object', init: posted({}), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'an empty query', init: posted({ query: '' }), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'a query that is a number', init: posted({ query: 1 }), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'variables in a string', init: posted({ query: TYPENAME, variables: '{}' }), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'variables in a list', init: posted({ query: TYPENAME, variables: [] }), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'a name that is a number', init: posted({ query: TYPENAME, operationName: 1 }), status: 400, code: 'BAD_USER_INPUT' },
    { what: 'no JSON', init: posted('{"query":'), status: 400, code: 'BAD_USER_INPUT' },
    {
      what: 'an answer that is no JSON',
      init: posted({ query: TYPENAME }, { ...JSON_TYPE, accept: 'text/html' }),
      status: 406,
      code: 'BAD_USER_INPUT',
    },
    { what: 'two megabytes', init: posted({ query: `#${'x'.repeat(2_000_000)}\n${TYPENAME}` }), status: 413, code: 'BAD_USER_INPUT' },
    { what: 'another method', init: { method: 'DELETE', headers: JSON_TYPE }, status: 405, code: 'BAD_USER_INPUT' },
    { what: 'another path', path: '/nowhere', init: {}, status: 404, code: 'NOT_FOUND' },
    {
      what: 'thirty directives that do not exist',
      init: posted({ query: `{ __typename ${Array.from({ length: 30 }, (_, index) => `@d${index}`).join(' ')} }` }),
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      what: 'fifty variables of the wrong type',
      init: posted({
        query: `query (${Array.from({ length: 50 }, (_, index) => `$v${index}: Int`).join(' ')}) { __typename }`,
        variables: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`v${index}`, 'x'])),
      }),
      status: 400,
      // The variables are not used, which is found first.
      code: 'GRAPHQL_VALIDATION_FAILED',
    },
    {
      what: 'an input with hundreds of fields that do not exist',
      init: posted({
        query: 'mutation ($input: LoginInput!) { login(input: $input) { expiresIn } }',
        variables: { input: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, 'x'])) },
      }),
      status: 400,
      code: 'BAD_USER_INPUT',
    },
  ];
};

/** What no answer may name: the libraries that the API is made of, their options, a stack. */
export const VENDORS = /apollo(?!-require)|csrf|express|graphql-js|node_modules|\n\s+at /i;
