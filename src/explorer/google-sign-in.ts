import { send } from './request.ts';
import { Refusal, type GoogleReturn } from './session.ts';

interface Pending {
  readonly state: string;
  readonly codeVerifier: string;
  readonly otp?: string;
}

/**
 * Key of the pending sign-in, which this tab stores until it returns or closes. The verifier is useless without the code. A recovery code
 * that was typed for the second factor is stored here too.
 */
const PENDING = 'reelwright:google';

const OFFERED = 'query SignInMethods { capabilities { signIn } }';
const START = 'mutation StartGoogleSignIn($input: StartGoogleSignInInput!) { start: startGoogleSignIn(input: $input) { url state } }';

/** The address of the explorer, to which the provider redirects. The operator allows it in SIGN_IN_REDIRECT_URIS. */
const redirectUri = (): string => `${location.origin}${location.pathname}`;

/** Whether the installation has Google or another OpenID issuer configured; false when the server does not answer. */
export async function isGoogleOffered(): Promise<boolean> {
  const answer = await send<{ capabilities: { signIn: readonly string[] } }>({ query: OFFERED }).catch(() => undefined);
  return answer?.data?.capabilities.signIn.includes('GOOGLE') ?? false;
}

/** Returns the provider's URL to open. @throws Refusal when the redirect URI is not allowed or the provider does not answer */
export async function startGoogleSignIn(otp?: string): Promise<string> {
  const codeVerifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
  const input = { redirectUri: redirectUri(), codeChallenge: base64url(new Uint8Array(digest)) };
  const answer = await send<{ start: { url: string; state: string } }>({ query: START, variables: { input } });
  const start = answer.data?.start;
  if (!start) throw new Refusal(answer);
  const pending: Pending = { state: start.state, codeVerifier, ...(otp && { otp }) };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  return start.url;
}

/**
 * The sign-in that this page load completes. Works once: code and state are removed from the address bar. Undefined for any other load, and
 * for a redirect whose state this tab did not start.
 */
export function takeGoogleReturn(): GoogleReturn | undefined {
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get('code'), query.get('state')];
  if (code === null || state === null) return undefined;
  const kept = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, '', redirectUri());
  const pending = kept === null ? undefined : (JSON.parse(kept) as Pending);
  if (pending?.state !== state) return undefined;
  return { ...pending, code, redirectUri: redirectUri() };
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
