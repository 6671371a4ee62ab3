import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose';
import { noteSecret } from '../run-record.ts';

/** Somebody with an account at the provider. */
export interface OidcPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean | undefined;
  readonly name?: string;
}

/** What is wrong with the next ID token, or with the answer that should bring it. */
export type OidcFault =
  | { readonly claims: Readonly<Record<string, unknown>> }
  | { readonly signedBy: 'another key' | 'the client secret' | 'nobody' }
  | { readonly status: number; readonly body?: object }
  | { readonly noIdToken: true };

/** An OpenID provider on a port of its own: discovery, the authorization code flow with PKCE (S256), keys. */
export interface Oidc {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs somebody in, as the page of the provider does for a browser: where the browser is sent next. */
  signIn(authorizeUrl: string, person: OidcPerson): Promise<URL>;
  /** For the next request to the token endpoint alone. */
  fail(fault: OidcFault): void;
  /** Everything that asked for tokens. */
  readonly tokenRequests: readonly URLSearchParams[];
  /** How often it described itself. */
  readonly discoveries: () => number;
  close(): Promise<void>;
}

interface Grant {
  readonly person: OidcPerson;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly challenge: string;
}

const KEY_ID = 'key-1';

export async function openOidc(): Promise<Oidc> {
  const [ours, another] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const [clientId, clientSecret] = [`client-${randomUUID()}`, `secret-${randomUUID()}`];
  const grants = new Map<string, Grant>();
  const tokenRequests: URLSearchParams[] = [];
  let discoveries = 0;
  let fault: OidcFault | undefined;

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/.well-known/openid-configuration') {
      discoveries += 1;
      return json(response, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        code_challenge_methods_supported: ['S256'],
      });
    }
    if (url.pathname === '/jwks') return json(response, 200, { keys: [jwk] });
    if (url.pathname === '/token') return tokens(request, response);
    return json(response, 404, {});
  }

  async function tokens(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    tokenRequests.push(form);
    for (const name of ['code', 'code_verifier', 'client_secret']) noteSecret(name, form.get(name) ?? undefined);
    const wrong = fault;
    fault = undefined;
    if (wrong && 'status' in wrong) return json(response, wrong.status, wrong.body ?? {});
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return json(response, 401, { error: 'invalid_client' });
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant?.redirectUri !== form.get('redirect_uri') || grant.challenge !== challenge)
      return json(response, 400, { error: 'invalid_grant' });
    const idToken = await idTokenFor(grant, wrong);
    const accessToken = randomUUID();
    noteSecret('an ID token', idToken);
    noteSecret('an access token of the provider', accessToken);
    const rest = { access_token: accessToken, token_type: 'Bearer', expires_in: 3_600, scope: 'openid email profile' };
    return json(response, 200, wrong && 'noIdToken' in wrong ? rest : { ...rest, id_token: idToken });
  }

  async function idTokenFor({ person, nonce }: Grant, wrong: OidcFault | undefined): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const changed = wrong && 'claims' in wrong ? wrong.claims : {};
    const claims = { iss: issuer, aud: clientId, iat: now, exp: now + 3_600, nonce, ...person, ...changed };
    const signer = wrong && 'signedBy' in wrong ? wrong.signedBy : 'our key';
    if (signer === 'nobody') return new UnsecuredJWT(claims).encode();
    if (signer === 'the client secret') {
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: KEY_ID }).sign(new TextEncoder().encode(clientSecret));
    }
    const { privateKey } = signer === 'another key' ? another : ours;
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: KEY_ID }).sign(privateKey);
  }

  async function signIn(authorizeUrl: string, person: OidcPerson): Promise<URL> {
    const asked = new URL(authorizeUrl).searchParams;
    const must = { response_type: 'code', client_id: clientId, code_challenge_method: 'S256', scope: 'openid email profile' };
    for (const [name, value] of Object.entries(must)) {
      if (asked.get(name) !== value) throw new Error(`${name} is ${asked.get(name)}, not ${value}`);
    }
    const code = randomUUID();
    const [redirectUri, nonce, challenge] = ['redirect_uri', 'nonce', 'code_challenge'].map((name) => asked.get(name) ?? '');
    grants.set(code, { person, redirectUri: redirectUri ?? '', nonce: nonce ?? '', challenge: challenge ?? '' });
    const back = new URL(redirectUri ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    return back;
  }

  return {
    issuer,
    clientId,
    clientSecret,
    signIn,
    fail: (what) => (fault = what),
    tokenRequests,
    discoveries: () => discoveries,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const json = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return body;
}
