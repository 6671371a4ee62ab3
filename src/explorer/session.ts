import { send, type Answer } from './request.ts';
import { createStore, type Store } from './store.ts';

export interface Workspace {
  readonly id: string;
  readonly name: string;
}

export interface SignedIn {
  /** The user; undefined for an API key, which belongs to a workspace. */
  readonly user: { readonly id: string; readonly email: string; readonly name: string } | undefined;
  readonly workspaces: readonly Workspace[];
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The code of the second factor, or a recovery code. */
  readonly otp?: string;
}

/** The input of `loginWithGoogle`, from the redirect and from what this tab stored. */
export interface GoogleReturn {
  readonly code: string;
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly otp?: string;
}

/**
 * One sign-in for requests and socket. Tokens and API keys are kept in this closure only, not in storage, editors or React's state, so
 * reloading the page signs out.
 */
export interface Session {
  readonly signedIn: Store<SignedIn | undefined>;
  /** The workspace that examples use; changing it keeps the sign-in and the socket. */
  readonly workspace: Store<Workspace | undefined>;
  /** Whether the server ended the last session; false again after the next sign-in. */
  readonly wasEnded: Store<boolean>;
  signUp(input: Credentials & { readonly name: string }): Promise<void>;
  /** Rejects with `Refusal` `OTP_REQUIRED` when the account has a second factor. */
  signIn(input: Credentials): Promise<void>;
  /** Rejects with `Refusal` `OTP_REQUIRED` when the account has a second factor: start again with its code. */
  signInWithGoogle(input: GoogleReturn): Promise<void>;
  useApiKey(key: string): Promise<void>;
  signOut(): Promise<void>;
  /** Ends the session because the server no longer accepts the sign-in. */
  end(): void;
  /** The header value `Bearer …`, renewed first if it expires soon; undefined without a sign-in. */
  authorization(): Promise<string | undefined>;
}

/** A response without data, with the message of the server. */
export class Refusal extends Error {
  readonly code: string | undefined;

  constructor(answer: Answer<unknown>) {
    super(answer.errors?.[0]?.message ?? 'The server sent no response.');
    this.code = firstCode(answer);
  }
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. The access token's lifetime is counted from its arrival, because the browser's clock may be wrong. */
  readonly expiresIn: number;
}

interface AuthPayload extends Tokens {
  readonly user: SignedIn['user'];
  readonly workspace: Workspace | null;
}

const TOKENS = 'accessToken refreshToken expiresIn';
const PAYLOAD = `${TOKENS} user { id email name } workspace { id name }`;
const SIGN_UP = `mutation SignUp($input: RegisterInput!) { auth: register(input: $input) { ${PAYLOAD} } }`;
const SIGN_IN = `mutation SignIn($input: LoginInput!) { auth: login(input: $input) { ${PAYLOAD} } }`;
const GOOGLE = `mutation SignInWithGoogle($input: LoginWithGoogleInput!) { auth: loginWithGoogle(input: $input) { ${PAYLOAD} } }`;
const RENEW = `mutation Renew($input: RefreshTokenInput!) { auth: refreshToken(input: $input) { ${TOKENS} } }`;
const SIGN_OUT = 'mutation SignOut { logout }';
const WORKSPACES = 'query Workspaces { workspaces(first: 100) { nodes { id name } } }';

/** Milliseconds before its expiry at which a token is renewed, so that a slow request still arrives in time. */
const MARGIN_MS = 60_000;

export function createSession(): Session {
  const signedIn = createStore<SignedIn | undefined>(undefined);
  const workspace = createStore<Workspace | undefined>(undefined);
  const wasEnded = createStore(false);
  let tokens: Tokens | undefined;
  let apiKey: string | undefined;
  let renewAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewing: Promise<void> | undefined;

  function keep(next: Tokens): void {
    const wait = renewalDelay(next.expiresIn * 1000);
    tokens = next;
    renewAt = Date.now() + wait;
    clearTimeout(timer);
    timer = setTimeout(() => void renew().catch(() => undefined), wait);
  }

  function clear(): void {
    clearTimeout(timer);
    tokens = undefined;
    apiKey = undefined;
    signedIn.set(undefined);
    workspace.set(undefined);
  }

  function end(): void {
    if (!signedIn.get()) return;
    clear();
    wasEnded.set(true);
  }

  /** Renews the tokens. Concurrent requests share one renewal, because a refresh token can be used once. */
  function renew(): Promise<void> {
    renewing ??= renewOnce().finally(() => (renewing = undefined));
    return renewing;
  }

  async function renewOnce(): Promise<void> {
    const used = tokens;
    if (!used) return;
    const answer = await send<{ auth: Tokens }>({ query: RENEW, variables: { input: { refreshToken: used.refreshToken } } });
    // The user signed out, or another person signed in, before the response arrived.
    if (tokens !== used) return;
    if (answer.data?.auth) keep(answer.data.auth);
    else if (firstCode(answer) === 'UNAUTHENTICATED') end();
    else throw new Refusal(answer);
  }

  async function enter(query: string, input: object): Promise<void> {
    const answer = await send<{ auth: AuthPayload }>({ query, variables: { input } });
    const auth = answer.data?.auth;
    if (!auth) throw new Refusal(answer);
    const workspaces = await workspacesOf(auth.accessToken);
    keep(auth);
    show(auth.user, workspaces, auth.workspace);
  }

  function show(user: SignedIn['user'], workspaces: readonly Workspace[], first: Workspace | null): void {
    wasEnded.set(false);
    signedIn.set({ user, workspaces });
    workspace.set(workspaces.find(({ id }) => id === first?.id) ?? workspaces[0]);
  }

  async function authorization(): Promise<string | undefined> {
    if (apiKey !== undefined) return `Bearer ${apiKey}`;
    if (tokens && Date.now() >= renewAt) await renew();
    return tokens && `Bearer ${tokens.accessToken}`;
  }

  return {
    signedIn,
    workspace,
    wasEnded,
    signUp: (input) => enter(SIGN_UP, input),
    signIn: (input) => enter(SIGN_IN, input),
    signInWithGoogle: (input) => enter(GOOGLE, input),
    async useApiKey(key) {
      const workspaces = await workspacesOf(key);
      apiKey = key;
      show(undefined, workspaces, null);
    },
    end,
    authorization,
    async signOut() {
      // An API key belongs to a program and stays valid.
      const last = apiKey === undefined ? await authorization().catch(() => undefined) : undefined;
      clear();
      if (last) await send({ query: SIGN_OUT }, last);
    },
  };
}

async function workspacesOf(token: string): Promise<readonly Workspace[]> {
  const answer = await send<{ workspaces: { nodes: Workspace[] } }>({ query: WORKSPACES }, `Bearer ${token}`);
  if (!answer.data) throw new Refusal(answer);
  return answer.data.workspaces.nodes;
}

const firstCode = (answer: Answer<unknown>): string | undefined => answer.errors?.[0]?.extensions?.code;

const renewalDelay = (lifeMs: number): number => Math.max(lifeMs - MARGIN_MS, lifeMs / 2);
