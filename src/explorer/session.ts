import { send, type Answer } from './request.ts';
import { createStore, type Store } from './store.ts';

export interface SignedIn {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly workspace: { readonly id: string; readonly name: string } | undefined;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * One sign-in for requests and socket. The tokens live in this closure and nowhere else: not in storage, not in the
 * editors, not in React's state. Reloading the page signs out, which is the price of leaving nothing behind.
 */
export interface Session {
  readonly signedIn: Store<SignedIn | undefined>;
  signUp(input: Credentials & { readonly name: string }): Promise<void>;
  signIn(input: Credentials): Promise<void>;
  signOut(): Promise<void>;
  /** `Bearer …` that is still good for a while, renewed first when it is not; undefined when nobody is signed in. */
  authorization(): Promise<string | undefined>;
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. The access token's lifetime is counted from its arrival: the browser's clock may be wrong. */
  readonly expiresIn: number;
}

interface AuthPayload extends Tokens {
  readonly user: SignedIn['user'];
  readonly workspace: SignedIn['workspace'] | null;
}

const TOKENS = 'accessToken refreshToken expiresIn';
const PAYLOAD = `${TOKENS} user { id email name } workspace { id name }`;
const SIGN_UP = `mutation SignUp($input: RegisterInput!) { auth: register(input: $input) { ${PAYLOAD} } }`;
const SIGN_IN = `mutation SignIn($input: LoginInput!) { auth: login(input: $input) { ${PAYLOAD} } }`;
const RENEW = `mutation Renew($input: RefreshTokenInput!) { auth: refreshToken(input: $input) { ${TOKENS} } }`;
const SIGN_OUT = 'mutation SignOut { logout }';
const FIRST_WORKSPACE = 'query FirstWorkspace { workspaces(first: 1) { nodes { id name } } }';

/** Renewed this long before it ends, so that a slow request still arrives in time. */
const MARGIN_MS = 60_000;

export function createSession(): Session {
  const signedIn = createStore<SignedIn | undefined>(undefined);
  let tokens: Tokens | undefined;
  let renewAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewing: Promise<void> | undefined;

  function keep(next: Tokens): void {
    const life = next.expiresIn * 1000;
    const wait = Math.max(life - MARGIN_MS, life / 2);
    tokens = next;
    renewAt = Date.now() + wait;
    clearTimeout(timer);
    timer = setTimeout(() => void renew().catch(() => undefined), wait);
  }

  function forget(): void {
    clearTimeout(timer);
    tokens = undefined;
    signedIn.set(undefined);
  }

  /** Requests that find the token too old at the same time share one renewal: a refresh token can be used once. */
  function renew(): Promise<void> {
    renewing ??= renewOnce().finally(() => (renewing = undefined));
    return renewing;
  }

  async function renewOnce(): Promise<void> {
    const used = tokens;
    if (!used) return;
    const answer = await send<{ auth: Tokens }>({ query: RENEW, variables: { input: { refreshToken: used.refreshToken } } });
    // Signed out, or signed in as somebody else, while the answer was on its way.
    if (tokens !== used) return;
    if (answer.data?.auth) keep(answer.data.auth);
    else if (codeOf(answer) === 'UNAUTHENTICATED') forget();
    else throw new Error(messageOf(answer));
  }

  async function enter(query: string, input: object): Promise<void> {
    const answer = await send<{ auth: AuthPayload }>({ query, variables: { input } });
    const auth = answer.data?.auth;
    if (!auth) throw new Error(messageOf(answer));
    keep(auth);
    const workspace = auth.workspace ?? (await firstWorkspace(auth.accessToken));
    signedIn.set({ user: auth.user, workspace });
  }

  async function authorization(): Promise<string | undefined> {
    if (tokens && Date.now() >= renewAt) await renew();
    return tokens && `Bearer ${tokens.accessToken}`;
  }

  return {
    signedIn,
    signUp: (input) => enter(SIGN_UP, input),
    signIn: (input) => enter(SIGN_IN, input),
    authorization,
    async signOut() {
      const last = await authorization().catch(() => undefined);
      forget();
      if (last) await send({ query: SIGN_OUT }, last);
    },
  };
}

async function firstWorkspace(accessToken: string): Promise<SignedIn['workspace']> {
  const answer = await send<{ workspaces: { nodes: { id: string; name: string }[] } }>({ query: FIRST_WORKSPACE }, `Bearer ${accessToken}`);
  return answer.data?.workspaces.nodes[0];
}

const codeOf = (answer: Answer<unknown>): string | undefined => answer.errors?.[0]?.extensions?.code;

const messageOf = (answer: Answer<unknown>): string => answer.errors?.[0]?.message ?? 'The server gave no answer.';
