import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { newPerson, type NewPerson } from './factories.ts';
import { keepRefusal, noteSecret, noteSecretsIn } from './run-record.ts';

/** The API as an outside client meets it: fetch for requests, graphql-ws for subscriptions; nothing of our own code. */
export interface Api {
  /** Scheme, host and port. */
  readonly url: string;
  readonly accessToken?: string | undefined;
}

export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly requestId: string;
    readonly timestamp: string;
    readonly fields?: readonly { readonly path: string; readonly message: string }[];
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data | null | undefined;
  readonly errors: readonly ApiError[];
}

export type Variables = Readonly<Record<string, unknown>>;

const JSON_TYPES = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };

const bearer = ({ accessToken }: Api): Record<string, string> =>
  accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };

/** Sends a body as it is; what comes back must be JSON in the shape of GraphQL, whatever was sent. */
export async function post<Data>(api: Api, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<Data>> {
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { ...JSON_TYPES, ...bearer(api), ...headers }, body });
  return readAnswer(response);
}

export async function readAnswer<Data>(response: Response): Promise<Answer<Data>> {
  const { data, errors = [] } = (await response.json()) as { data?: Data | null; errors?: readonly ApiError[] };
  noteSecretsIn(data);
  if (errors.length > 0) keepRefusal(errors);
  return { status: response.status, headers: response.headers, data, errors };
}

export const ask = <Data>(api: Api, query: string, variables: Variables = {}): Promise<Answer<Data>> => {
  noteSecretsIn(variables);
  noteSecret('the bearer token', api.accessToken);
  return post(api, JSON.stringify({ query, variables }));
};

/** Asks and expects no error. */
export async function gql<Data>(api: Api, query: string, variables: Variables = {}): Promise<Data> {
  const { data, errors } = await ask<Data>(api, query, variables);
  if (errors.length > 0 || !data) throw new Error(`Refused: ${JSON.stringify(errors)}`);
  return data;
}

/** Asks and expects to be refused: the one error, which by then is known to be well-formed and to give nothing away. */
export async function refused(api: Api, query: string, variables: Variables = {}): Promise<ApiError> {
  return refusalIn(await ask(api, query, variables));
}

/** What nobody outside must read: paths, stacks, SQL and names of the database. */
const INSIDE =
  /node_modules|\.[cm]?[jt]s:\d|\n\s+at |\/(?:tmp|home|root|usr|var|proc)\/|\bselect .+ from\b|\binsert into\b|\bset_config\b|relation "|constraint "/i;

export function refusalIn({ data, errors, status }: Pick<Answer<unknown>, 'data' | 'errors' | 'status'>): ApiError {
  expect(errors.length, JSON.stringify({ data, errors })).toBeGreaterThan(0);
  expect(status).toBeLessThan(500);
  for (const error of errors) expectClean(error);
  return errors[0]!;
}

export function expectClean(error: ApiError): void {
  const { code, requestId, timestamp } = error.extensions;
  expect(code).toMatch(/^[A-Z_]+$/);
  expect(code, error.message).not.toBe('INTERNAL');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(Date.parse(timestamp)).toBeGreaterThan(0);
  expect(JSON.stringify(error)).not.toMatch(INSIDE);
}

/** What a refusal says, without what differs from one request to the next: for "word for word the same". */
export const words = ({ message, path, extensions: { requestId: _, timestamp: __, ...extensions } }: ApiError): object => ({
  message,
  path,
  extensions,
});

/** Somebody with an account, a workspace and tokens. */
export interface Person extends Required<Api>, NewPerson {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly userId: string;
  readonly workspaceId: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly workspace: { readonly id: string; readonly name: string; readonly viewerRole: string };
}

const TOKENS = '{ accessToken refreshToken expiresIn user { id email name } workspace { id name viewerRole } }';
export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) ${TOKENS} }`;
export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) ${TOKENS} }`;
export const REFRESH = `mutation ($input: RefreshTokenInput!) { refreshToken(input: $input) ${TOKENS} }`;
export const ME = '{ me { id email name } }';

export async function register(url: string, person: NewPerson = newPerson()): Promise<Person> {
  const { register: tokens } = await gql<{ register: Tokens }>({ url }, REGISTER, { input: person });
  return { ...person, url, ...tokens, userId: tokens.user.id, workspaceId: tokens.workspace.id };
}

export interface JobEvent {
  readonly cursor: string;
  readonly sequence: number;
  readonly type: 'SNAPSHOT' | 'STATUS' | 'STEP' | 'PROGRESS' | 'LOG';
  readonly status: string;
  readonly progress: number;
  readonly step: string | null;
  readonly sceneId: string | null;
  readonly message: string | null;
}

const EVENT = 'cursor sequence type status progress step sceneId message';
const WATCH = `subscription ($jobId: ID!, $after: String) { jobProgress(jobId: $jobId, after: $after) { ${EVENT} job { status progress } } }`;

/** How a subscription ended: completed by the server, refused, or cut off with the code of the closed socket. */
export type StreamEnd = 'completed' | { readonly refused: readonly ApiError[] } | { readonly closed: number };

/** A subscription with a cursor, as a client keeps it. */
export interface Following<Event> {
  readonly events: readonly Event[];
  readonly ended: Promise<StreamEnd>;
  /** The first event that fits, past or to come; rejects when the stream ends without it. */
  until(fits: (event: Event) => boolean): Promise<Event>;
  /** Cuts the connection, as a pulled plug would; false when there is none. */
  cut(): boolean;
  /** Leaves as clients do. */
  leave(): void;
}

export interface FollowOptions<Event> {
  readonly after?: string;
  /** Come back after every cut, with `after` moved on to the last event that was read. */
  readonly reconnect?: boolean;
  readonly onEvent?: (event: Event, following: Following<Event>) => void;
  /** At every new connection. */
  readonly onOpened?: (following: Following<Event>) => void;
  /** The name under which `connection_init` carries the token. */
  readonly parameter?: string;
}

export type Watching = Following<JobEvent & { readonly job: { readonly status: string; readonly progress: number } }>;

export interface WatchOptions extends FollowOptions<Watching['events'][number]> {
  readonly jobId: string;
}

/** The same person with an API key: an access token ends after 15 minutes, and its sockets with it. */
export async function withApiKey(person: Person): Promise<Person> {
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { createApiKey } = await gql<{ createApiKey: { secret: string } }>(
    person,
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { workspaceId: person.workspaceId, name: 'Proof', role: 'EDITOR', expiresAt } },
  );
  return { ...person, accessToken: createApiKey.secret };
}

/** Subscribes to a job. */
export const watch = (api: Api, { jobId, ...options }: WatchOptions): Watching => follow(api, WATCH, { jobId }, options);

export interface WorkspaceEvent {
  readonly cursor: string;
  readonly type: string;
  readonly action: string | null;
  readonly subjectId: string | null;
  readonly actor: { readonly id: string } | null;
  readonly job: { readonly id: string; readonly status: string } | null;
  readonly asset: { readonly id: string; readonly job: { readonly id: string } | null } | null;
}

const WATCH_WORKSPACE = `subscription ($workspaceId: ID!, $after: String, $types: [WorkspaceEventType!]) {
  workspaceEvents(workspaceId: $workspaceId, after: $after, types: $types) {
    cursor type action subjectId actor { id } job { id status } asset { id job { id } }
  }
}`;

/** Subscribes to what changes in a workspace. */
export const watchWorkspace = (
  api: Api,
  { workspaceId, types, ...options }: FollowOptions<WorkspaceEvent> & { readonly workspaceId: string; readonly types?: readonly string[] },
): Following<WorkspaceEvent> => follow(api, WATCH_WORKSPACE, { workspaceId, ...(types && { types }) }, options);

/** Subscribes with the client that graphql-ws publishes. */
export function follow<Event extends { readonly cursor: string }>(
  api: Api,
  query: string,
  ids: Variables,
  { after, reconnect = false, onEvent, onOpened, parameter = 'authorization' }: FollowOptions<Event>,
): Following<Event> {
  const events: Event[] = [];
  const listeners = new Set<() => void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<StreamEnd>();
  let socket: WebSocket | undefined;
  const client = createClient({
    url: `${api.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { [parameter]: `Bearer ${api.accessToken ?? ''}` },
    retryAttempts: reconnect ? 1_000 : 0,
    // While nobody listens (a restart) the attempts must last.
    retryWait: () => pause(10),
    shouldRetry: () => reconnect,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
        onOpened?.(following);
      },
    },
  });
  // graphql-ws sends the same object again when it comes back: this is the recipe for missing nothing.
  const variables: Record<string, unknown> = { ...ids, ...(after === undefined ? {} : { after }) };
  const following: Following<Event> = {
    events,
    ended,
    cut: () => {
      const isOpen = socket?.readyState === WebSocket.OPEN;
      socket?.terminate();
      return isOpen;
    },
    leave: () => void client.dispose(),
    until: async (fits) => {
      const { promise, resolve } = Promise.withResolvers<Event>();
      const listen = (): void => {
        const found = events.find(fits);
        if (found) resolve(found);
      };
      listeners.add(listen);
      listen();
      const over = ended.then((how) => Promise.reject(new Error(`The stream ended before: ${JSON.stringify(how)}`)));
      return Promise.race([promise, over]);
    },
  };
  client.subscribe<Record<string, Event>>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) keepRefusal(errors);
        if (errors) return end({ refused: errors as unknown as ApiError[] });
        const [event] = Object.values(data ?? {});
        if (!event) return;
        if (reconnect) variables['after'] = event.cursor;
        events.push(event);
        for (const listen of listeners) listen();
        onEvent?.(event, following);
      },
      error: (problem) => {
        if (Array.isArray(problem)) keepRefusal(problem);
        if (Array.isArray(problem)) end({ refused: problem as ApiError[] });
        else end({ closed: (problem as { code: number }).code });
      },
      complete: () => {
        end('completed');
        void client.dispose();
      },
    },
  );
  return following;
}
