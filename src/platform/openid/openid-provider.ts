import {
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  ResponseBodyError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client';
import type { ClientAuth, Configuration } from 'openid-client';
import { emailKey } from '../text/email-key.ts';
import { ReelwrightError, notConfigured, unauthenticated } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';

/** Seconds that a request to the provider may take. */
const PROVIDER_SECONDS = 10;
/** Milliseconds that the provider's metadata is cached. */
const DISCOVERY_KEPT_MS = 3_600_000;

export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Domains of email addresses for which `email_verified` proves the address; `*` for all. Google's own are built in. */
  readonly emailDomains: readonly string[];
}

/** Parameters of the redirect to the provider. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** SHA-256 of the verifier, which the client keeps (PKCE, method S256). */
  readonly codeChallenge: string;
}

/** Parameters of the callback, and those of the request that must be equal. */
export interface Callback {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly code: string;
  readonly codeVerifier: string;
}

/** The identity that the provider asserts. */
export interface OpenIdPerson {
  readonly issuer: string;
  /** The provider's id of the person, which is stable, unlike the email address. */
  readonly subject: string;
  readonly email: string | undefined;
  /** Whether the provider states that it has verified the address. */
  readonly emailVerified: boolean;
  /** Whether, besides, the provider decides who owns addresses of that domain, so that the address belongs to this person now. */
  readonly emailProven: boolean;
  readonly name: string | undefined;
}

/** Sign-in at one OpenID Connect issuer by the authorization code flow with PKCE. */
export class OpenIdProvider {
  readonly #settings: OpenIdSettings;
  readonly #log: Log;
  #known: { readonly until: number; readonly configuration: Configuration } | undefined;

  constructor(settings: OpenIdSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** URL of the authorization request. @throws ReelwrightError UNAVAILABLE when the provider does not answer */
  async authorizationUrl({ redirectUri, state, nonce, codeChallenge }: AuthorizationRequest): Promise<string> {
    return buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    }).href;
  }

  /**
   * Exchanges the code for an ID token and verifies signature, issuer, audience, nonce and time. @throws ReelwrightError UNAUTHENTICATED
   */
  async exchangeCode({ redirectUri, state, nonce, code, codeVerifier }: Callback): Promise<OpenIdPerson> {
    const configuration = await this.#discover();
    const back = new URL(redirectUri);
    back.search = String(new URLSearchParams({ code, state, ...issIn(configuration) }));
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true };
    const claims = (await authorizationCodeGrant(configuration, back, checks).catch((error: unknown) => this.#explain(error))).claims();
    if (!claims) throw refused();
    const { iss: issuer, sub: subject, name } = claims;
    const email = textOf(claims['email']);
    const emailVerified = claims['email_verified'] === true;
    const emailProven = emailVerified && email !== undefined && isAuthority(issuer, email, claims['hd'], this.#settings.emailDomains);
    return { issuer, subject, email, emailVerified, emailProven, name: textOf(name) };
  }

  async #discover(): Promise<Configuration> {
    if (this.#known && Date.now() < this.#known.until) return this.#known.configuration;
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    const configuration = await discovery(url, clientId, undefined, proof(clientSecret), {
      timeout: PROVIDER_SECONDS,
      // Without this check, ID tokens from the token endpoint would be trusted because of TLS only.
      execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      if (isTransient(error)) return this.#explain(error);
      this.#log.warn(
        { event: 'openid_metadata_unavailable', issuer, code: oauthCodeOf(error) },
        'GOOGLE_ISSUER does not serve OpenID metadata',
      );
      throw notConfigured('Signing in with this provider does not work on this installation.', ['GOOGLE_ISSUER']);
    });
    this.#known = { until: Date.now() + DISCOVERY_KEPT_MS, configuration };
    return configuration;
  }

  /** Converts an error and logs only its code, because the errors contain tokens and addresses. */
  #explain(error: unknown): never {
    const code = oauthCodeOf(error);
    this.#log.warn({ event: 'openid_sign_in_failed', issuer: this.#settings.issuer, code }, 'OpenID sign-in failed');
    if (isTransient(error)) throw new ReelwrightError('UNAVAILABLE', 'The sign-in provider does not answer. Try again in a moment.');
    if (code === 'invalid_client' || code === 'unauthorized_client')
      throw notConfigured('The sign-in provider does not know this installation.', ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET']);
    if (error instanceof ClientError || error instanceof ResponseBodyError) throw refused();
    throw error;
  }
}

const GOOGLE = new Set(['https://accounts.google.com', 'accounts.google.com']);

/**
 * Whether the issuer decides who owns this address. Google does for gmail.com and for Workspace accounts, which have `hd`
 * (developers.google.com/identity/gsi/web/guides/verify-google-id-token); for other addresses it only knows who owned them once.
 */
export function isAuthority(issuer: string, email: string, hostedDomain: unknown, domains: readonly string[]): boolean {
  const domain = emailKey(email).split('@').at(-1) ?? '';
  if (domains.includes('*') || domains.includes(domain)) return true;
  return GOOGLE.has(issuer) && (domain === 'gmail.com' || domain === 'googlemail.com' || textOf(hostedDomain) !== undefined);
}

const refused = (): ReelwrightError => unauthenticated('INVALID', 'Sign-in with the identity provider failed. Start again.');

/** Client authentication in the body where the metadata names it (Google), else by the specification's default. */
const proof =
  (secret: string): ClientAuth =>
  (server, ...rest) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? ClientSecretPost : ClientSecretBasic)(secret)(
      server,
      ...rest,
    );

/**
 * Fills in RFC 9207's parameter `iss`, which protects clients of several providers. Clients of Reelwright return only code and state. There
 * is one provider, whose token endpoint accepts no other provider's code.
 */
const issIn = (configuration: Configuration): Record<string, string> => {
  const { issuer, authorization_response_iss_parameter_supported: named } = configuration.serverMetadata();
  return named ? { iss: issuer } : {};
};

const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined);

const oauthCodeOf = (error: unknown): string | undefined =>
  error instanceof ResponseBodyError ? error.error : error instanceof ClientError ? error.code : undefined;

/** Codes of transient failures (no connection, a timeout, a proxy's error page), after which a retry may succeed. */
const OUTAGES = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

function isTransient(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500;
  if (error instanceof ClientError) return error.code === undefined || OUTAGES.has(error.code);
  // fetch throws this for a failed connection.
  return error instanceof TypeError && error.cause instanceof Error;
}
