import { acceptSignIn } from './access.ts';
import { client } from './client.ts';
import { SignInWithGoogleDocument, StartGoogleDocument } from './session.generated.ts';
import type { CombinedError } from 'urql';

interface Pending {
  readonly state: string;
  readonly codeVerifier: string;
  readonly otp?: string;
}

/** A return from the identity provider. */
export interface GoogleReturn {
  readonly code: string;
  readonly pending: Pending;
}

/** Key of the pending sign-in, which this tab stores until its next page. */
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
  // A browser that goes back may show this page again without loading it.
  addEventListener('pageshow', () => sessionStorage.removeItem(PENDING), { once: true });
  location.assign(data.start.url);
  return undefined;
}

/**
 * The return that this load of the page is, if it is one. Code and state leave the address bar, and the verifier and the second factor leave
 * the storage, whether the person returns, was refused, or has gone back.
 */
export function takeGoogleReturn(): GoogleReturn | undefined {
  const kept = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get('code'), query.get('state')];
  if (state === null || (code === null && !query.has('error'))) return undefined;
  history.replaceState(null, '', location.pathname);
  const pending = kept === null ? undefined : (JSON.parse(kept) as Pending);
  return code !== null && pending?.state === state ? { code, pending } : undefined;
}

/** Completes the sign-in of a return. */
export async function finishGoogle({ code, pending }: GoogleReturn): Promise<CombinedError | undefined> {
  const { state, codeVerifier, otp } = pending;
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
