import { acceptSignIn } from './access.ts';
import { client } from './client.ts';
import { SignInWithGoogleDocument, StartGoogleDocument } from './session.generated.ts';
import type { CombinedError } from 'urql';

interface Pending {
  readonly state: string;
  readonly codeVerifier: string;
  readonly otp?: string;
}

/** Key of the pending sign-in, which this tab stores until it returns. The verifier is useless without the code. */
const PENDING = 'reelwright:google';
/** The address of the studio, which the installation accepts as redirect URI. */
const redirectUri = (): string => `${location.origin}/`;

/** Opens the page of the identity provider. Resolves with the error when it cannot. */
export async function startGoogle(otp?: string): Promise<CombinedError | undefined> {
  const codeVerifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
  const input = { redirectUri: redirectUri(), codeChallenge: base64url(new Uint8Array(digest)) };
  const { data, error } = await client.mutation(StartGoogleDocument, { input });
  if (!data) return error;
  const pending: Pending = { state: data.start.state, codeVerifier, ...(otp && { otp }) };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  location.assign(data.start.url);
  return undefined;
}

/** Completes the sign-in that this load of the page returns from, if any. Code and state leave the address bar at once. */
export async function finishGoogle(): Promise<CombinedError | undefined> {
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get('code'), query.get('state')];
  if (code === null || state === null) return undefined;
  const kept = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', location.pathname);
  const pending = kept === null ? undefined : (JSON.parse(kept) as Pending);
  if (pending?.state !== state) return undefined;
  const { codeVerifier, otp } = pending;
  const input = { code, state, codeVerifier, redirectUri: redirectUri(), ...(otp && { otp }) };
  const { data, error } = await client.mutation(SignInWithGoogleDocument, { input });
  if (data) await acceptSignIn(data.auth.refreshToken);
  return error;
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
