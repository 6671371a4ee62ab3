import type { Tenant } from './tenant.ts';

/** Replaced by another number in each request, so that no document is known from the one before. */
export const NUMBER = '__number__';

/** What the attacker does without pause until its time is over. */
export type Load =
  | { readonly kind: 'requests'; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** Operations on four sockets, twenty at once on each; a subscription is completed at its first event. */
  | { readonly kind: 'operations'; readonly payload: object }
  | { readonly kind: 'sockets' }
  | { readonly kind: 'slow bodies' };

export interface Attack {
  readonly name: string;
  /** An outcome that must be among the attacker's, so that the bench attacks what its name says: an HTTP status, or what happened on a socket. */
  readonly outcome: string;
  readonly load: (attacker: Tenant) => Load;
}

const MEBIBYTE = 1024 ** 2;
/** Nested lists in a body that is within its size. */
const LISTS = 100_000;
const DEEP = 'jobs(first: 1) { nodes { workspace { ';

const repeated = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const json = (query: string, variables: object = {}): string =>
  JSON.stringify({ query: query.replace('{', `{ a${NUMBER}: __typename `), variables });
const requests = (body: string, headers?: Readonly<Record<string, string>>): Load => ({
  kind: 'requests',
  body,
  ...(headers && { headers }),
});

const SMALL = '{ me { id } }';
const LARGE = `{ ${repeated(29, (index) => `w${index}: workspaces(first: 1) { nodes { id name jobs(first: 2) { nodes { id title status progress createdAt createdBy { id name } } } } }`)} }`;
const LISTED = 'id title status progress createdAt createdBy { id name } events(last: 1) { nodes { sequence type at } }';
const LIST = `query ($id: ID!, $text: String) { workspace(id: $id) { jobs(first: 100, filter: { text: $text }) { nodes { ${LISTED} } } } }`;
const FILM = 'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }';
const UPLOAD = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id } }';
const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
const SUBSCRIPTION = 'subscription ($id: ID!) { workspaceEvents(workspaceId: $id) { cursor type } }';

/** Everything that the limits of one operation and of its caller (docs/limits.md) are for. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'documents that are too deep',
    outcome: '400',
    load: () => requests(json(`{ workspaces(first: 1) { nodes { ${DEEP.repeat(4)}id${' } } }'.repeat(4)} } } }`)),
  },
  {
    name: 'documents with 600 aliases',
    outcome: '400',
    load: () => requests(json(`{ ${repeated(600, (index) => `b${index}: __typename`)} }`)),
  },
  { name: 'documents with one field 480 times', outcome: '400', load: () => requests(json(`{ ${repeated(480, () => 'me { id }')} }`)) },
  {
    name: 'documents with 1,900 unknown fields',
    outcome: '400',
    load: () => requests(json(`{ ${repeated(1_900, (index) => `field${index}`)} }`)),
  },
  { name: 'small documents, each another one', outcome: '200', load: () => requests(json(SMALL)) },
  { name: 'large documents, each another one', outcome: '200', load: () => requests(json(LARGE)) },
  {
    name: 'large documents over sockets, each another one',
    outcome: 'next',
    load: () => ({ kind: 'operations', payload: { query: LARGE.replace('{', `{ a${NUMBER}: __typename `) } }),
  },
  {
    name: 'pages of 100 jobs',
    outcome: '200',
    load: ({ workspaceId }) => requests(JSON.stringify({ query: LIST, variables: { id: workspaceId } })),
  },
  {
    name: 'searches that match nothing',
    outcome: '200',
    load: ({ workspaceId }) => requests(JSON.stringify({ query: LIST, variables: { id: workspaceId, text: '%_a%_'.repeat(40) } })),
  },
  { name: 'bodies of 1 MiB, and longer ones', outcome: '413', load: () => requests(json(SMALL, { padding: 'x'.repeat(MEBIBYTE) })) },
  {
    name: 'variables of 100,000 nested lists',
    outcome: '422',
    load: () => requests(`{"query":"${SMALL}","variables":{"id":${'['.repeat(LISTS)}${']'.repeat(LISTS)}}}`),
  },
  { name: 'bodies that come byte by byte', outcome: 'sent', load: () => ({ kind: 'slow bodies' }) },
  { name: 'sockets opened and closed', outcome: 'acknowledged', load: () => ({ kind: 'sockets' }) },
  {
    name: 'subscriptions begun and completed',
    outcome: 'next',
    load: ({ workspaceId }) => ({ kind: 'operations', payload: { query: SUBSCRIPTION, variables: { id: workspaceId } } }),
  },
  {
    name: 'films requested',
    outcome: '200',
    load: ({ workspaceId }) => requests(JSON.stringify({ query: FILM, variables: { input: { workspaceId, prompt: 'A film' } } })),
  },
  {
    name: 'uploads begun',
    outcome: '200',
    load: ({ workspaceId }) =>
      requests(JSON.stringify({ query: UPLOAD, variables: { input: { workspaceId, fileName: 'film.mp4', byteSize: 1_000_000 } } })),
  },
  {
    name: 'forged tokens',
    outcome: '200',
    load: () => requests(JSON.stringify({ query: SMALL }), { authorization: `Bearer rwk_${NUMBER}${'a'.repeat(40)}` }),
  },
  {
    name: 'wrong passwords from many addresses',
    outcome: '200',
    load: () =>
      requests(
        JSON.stringify({ query: LOGIN, variables: { input: { email: `nobody${NUMBER}@example.com`, password: 'not the password' } } }),
        { authorization: '', 'x-forwarded-for': `2001:db8:${NUMBER}::1` },
      ),
  },
];
