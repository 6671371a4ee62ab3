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
import { emailKey } from '../../kernel/email-key.ts';
import { ReelwrightError, notConfigured, unauthenticated } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';

/** For each request to the provider. */
const PROVIDER_SECONDS = 10;
/** What a provider says about itself is believed this long. */
const DISCOVERY_KEPT_MS = 3_600_000;

export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Domains of email addresses for which `email_verified` is believed; `*` for all. Google's own are known. */
  readonly emailDomains: readonly string[];
}

/** What is sent along when somebody goes to the provider. */
export interface Departure {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** S256. */
  readonly codeChallenge: string;
}

/** What they bring back, beside what must be the same as at the departure. */
export interface Return {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly code: string;
  readonly codeVerifier: string;
}

/** Who the provider says it is. */
export interface OpenIdPerson {
  readonly issuer: string;
  /** Never changes, unlike the address. */
  readonly subject: string;
  readonly email: string | undefined;
  /** The provider says that it has verified the address. */
  readonly emailVerified: boolean;
  /** It has, and it is the authority for addresses of that domain: they are this person's now. */
  readonly emailProven: boolean;
  readonly name: string | undefined;
}

/** Signs in at one OpenID Connect issuer, by the authorization code flow with PKCE. */
export class OpenIdProvider {
  readonly #settings: OpenIdSettings;
  readonly #log: Log;
  #known: { readonly until: number; readonly configuration: Configuration } | undefined;

  constructor(settings: OpenIdSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Where the browser goes. UNAVAILABLE when the provider does not answer. */
  async departure({ redirectUri, state, nonce, codeChallenge }: Departure): Promise<string> {
    return buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    }).href;
  }

  /** Trades the code for an ID token and believes it when signature, issuer, audience, nonce and time are right. UNAUTHENTICATED when not. */
  async redeem({ redirectUri, state, nonce, code, codeVerifier }: Return): Promise<OpenIdPerson> {
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
      // Without the first, ID tokens from the token endpoint would be believed for the sake of TLS alone.
      execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      if (isOutage(error)) return this.#explain(error);
      this.#log.warn({ issuer, code: codeOf(error) }, 'GOOGLE_ISSUER does not describe itself as an OpenID issuer');
      throw notConfigured('Signing in with this provider does not work on this installation.', ['GOOGLE_ISSUER']);
    });
    this.#known = { until: Date.now() + DISCOVERY_KEPT_MS, configuration };
    return configuration;
  }

  /** Codes alone go to the log: the errors themselves carry tokens and addresses. */
  #explain(error: unknown): never {
    const code = codeOf(error);
    this.#log.warn({ issuer: this.#settings.issuer, code }, 'the OpenID provider did not sign somebody in');
    if (isOutage(error)) throw new ReelwrightError('UNAVAILABLE', 'The sign-in provider does not answer. Try again in a moment.');
    if (code === 'invalid_client' || code === 'unauthorized_client')
      throw notConfigured('The sign-in provider does not know this installation.', ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET']);
    if (error instanceof ClientError || error instanceof ResponseBodyError) throw refused();
    throw error;
  }
}

const GOOGLE = new Set(['https://accounts.google.com', 'accounts.google.com']);

/**
 * Whether the issuer decides who owns this address. Google does for gmail.com and for Workspace accounts, which carry `hd`
 * (developers.google.com/identity/gsi/web/guides/verify-google-id-token); of other addresses it knows only who owned them once.
 */
export function isAuthority(issuer: string, email: string, hostedDomain: unknown, domains: readonly string[]): boolean {
  const domain = emailKey(email).split('@').at(-1) ?? '';
  if (domains.includes('*') || domains.includes(domain)) return true;
  return GOOGLE.has(issuer) && (domain === 'gmail.com' || domain === 'googlemail.com' || textOf(hostedDomain) !== undefined);
}

const refused = (): ReelwrightError => unauthenticated('INVALID', 'The sign-in provider did not vouch for you. Start again.');

/** As the provider wants it; by body where it says so (Google), else as the specification has it by default. */
const proof =
  (secret: string): ClientAuth =>
  (server, ...rest) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_post') ? ClientSecretPost : ClientSecretBasic)(secret)(
      server,
      ...rest,
    );

/**
 * Providers that name themselves in the redirect (RFC 9207) guard clients of several providers. Clients of ours pass code and state
 * alone, and there is one provider, whose token endpoint takes no code of another.
 */
const issIn = (configuration: Configuration): Record<string, string> => {
  const { issuer, authorization_response_iss_parameter_supported: named } = configuration.serverMetadata();
  return named ? { iss: issuer } : {};
};

const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined);

const codeOf = (error: unknown): string | undefined =>
  error instanceof ResponseBodyError ? error.error : error instanceof ClientError ? error.code : undefined;

/** Answers that are none: nobody there, too late, a page of a proxy. Such a sign-in may go well later. */
const OUTAGES = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

function isOutage(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500;
  if (error instanceof ClientError) return error.code === undefined || OUTAGES.has(error.code);
  // What fetch throws when there is no line, or it breaks.
  return error instanceof TypeError && error.cause instanceof Error;
}
