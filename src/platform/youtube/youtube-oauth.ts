import {
  ClientError,
  ClientSecretPost,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  refreshTokenGrant,
  tokenRevocation,
} from 'openid-client';
import type { Configuration } from 'openid-client';
import { ReelwrightError, badInput, notConfigured } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { YOUTUBE_SCOPES } from './youtube-settings.ts';
import type { YouTubeSettings } from './youtube-settings.ts';

const REQUEST_SECONDS = 10;
/** Milliseconds that Google's metadata is cached. */
const DISCOVERY_KEPT_MS = 3_600_000;
/** Seconds that a token counts as valid when Google does not say. */
const DEFAULT_EXPIRY_SECONDS = 300;

export interface YouTubeTokens {
  readonly refreshToken: string;
  readonly accessToken: string;
  /** By the clock of this process, in milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface YouTubeGrant extends Omit<YouTubeTokens, 'refreshToken'> {
  /** Undefined when Google returned none. */
  readonly refreshToken: string | undefined;
  /** The scopes that the owner granted, which may be fewer than Reelwright asked for. */
  readonly scopes: readonly string[];
}

interface Authorization {
  readonly redirectUri: string;
  readonly state: string;
  readonly verifier: string;
}

/** The owner has withdrawn the grant, or Google has ended it. */
export class GrantEndedError extends Error {
  override readonly name = 'GrantEndedError';
}

/** Grants of channel owners at Google: the authorization code flow with PKCE, apart from the sign-in. */
export class YouTubeOAuth {
  #known: { readonly until: number; readonly configuration: Configuration } | undefined;

  constructor(
    private readonly settings: YouTubeSettings,
    private readonly log: Log,
  ) {}

  /** URL of the consent screen. `prompt=consent`, because Google returns a refresh token only after that screen. */
  async authorizationUrl({ redirectUri, state, verifier }: Authorization): Promise<string> {
    const { href } = buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: redirectUri,
      scope: Object.values(YOUTUBE_SCOPES).join(' '),
      state,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: 'true',
    });
    return href;
  }

  /** Exchanges a code. @throws ReelwrightError BAD_USER_INPUT for a code that Google refuses, UNAVAILABLE, NOT_CONFIGURED */
  async exchangeCode(code: string, { redirectUri, state, verifier }: Authorization): Promise<YouTubeGrant> {
    const configuration = await this.#discover();
    const back = new URL(redirectUri);
    const { issuer, authorization_response_iss_parameter_supported: isNamed } = configuration.serverMetadata();
    back.search = String(new URLSearchParams({ code, state, ...(isNamed && { iss: issuer }) }));
    const checks = { expectedState: state, pkceCodeVerifier: verifier };
    const tokens = await authorizationCodeGrant(configuration, back, checks).catch((error: unknown) => {
      throw this.#explain(error, BAD_CODE, () => badInput('input.code', 'Google refuses this code. Start again with connectYouTube.'));
    });
    const scopes = (tokens.scope ?? '').split(' ').filter(Boolean);
    return { refreshToken: tokens.refresh_token, ...accessOf(tokens.access_token, tokens.expires_in), scopes };
  }

  /** A new access token. @throws GrantEndedError; ReelwrightError UNAVAILABLE, NOT_CONFIGURED */
  async refresh(refreshToken: string): Promise<YouTubeTokens> {
    const tokens = await refreshTokenGrant(await this.#discover(), refreshToken).catch((error: unknown) => {
      throw this.#explain(error, ['invalid_grant'], () => new GrantEndedError('Google refuses the refresh token.'));
    });
    return { refreshToken: tokens.refresh_token ?? refreshToken, ...accessOf(tokens.access_token, tokens.expires_in) };
  }

  /** Ends a grant with all its scopes. A grant that has ended already is no error. */
  async revoke(refreshToken: string): Promise<void> {
    await tokenRevocation(await this.#discover(), refreshToken).catch((error: unknown) => {
      const explained = this.#explain(error, ['invalid_token', 'invalid_grant'], () => undefined);
      if (explained) throw explained;
    });
  }

  async #discover(): Promise<Configuration> {
    if (this.#known && Date.now() < this.#known.until) return this.#known.configuration;
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    const configuration = await discovery(url, clientId, undefined, ClientSecretPost(clientSecret), {
      timeout: REQUEST_SECONDS,
      execute: url.protocol === 'http:' ? [allowInsecureRequests] : [],
    }).catch((error: unknown) => {
      throw this.#explain(error, WRONG_ISSUER, () => notConfigured('YOUTUBE_ISSUER is the address of another server.', ['YOUTUBE_ISSUER']));
    });
    this.#known = { until: Date.now() + DISCOVERY_KEPT_MS, configuration };
    return configuration;
  }

  /**
   * Logs only the code of an error, because errors contain tokens. `refused` makes the error of the codes in `refusals`; every other answer,
   * such as the HTML page of a proxy, is an outage and proves nothing about a grant.
   */
  #explain<T>(error: unknown, refusals: readonly string[], refused: () => T): T | ReelwrightError {
    const code = codeOf(error);
    this.log.warn({ event: 'youtube_authorization_failed', code }, 'YouTube authorization failed');
    if (code !== undefined && UNKNOWN_CLIENT.includes(code))
      return notConfigured('Google does not know this installation.', ['YOUTUBE_CLIENT_ID', 'YOUTUBE_CLIENT_SECRET']);
    if (code !== undefined && refusals.includes(code)) return refused();
    return new ReelwrightError('UNAVAILABLE', 'Google does not answer. Try again in a moment.');
  }
}

/** Google's words for a client id or secret that it does not accept. */
const UNKNOWN_CLIENT = ['invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client'];
/** The last one is that of openid-client for an empty code. */
const BAD_CODE = ['invalid_grant', 'invalid_request', 'OAUTH_INVALID_RESPONSE'];
const WRONG_ISSUER = ['OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'];

/** Google's word of an answer with status 4xx, or the code of openid-client; undefined for an overload and a broken connection. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof WWWAuthenticateChallengeError) return error.status === 401 ? 'invalid_client' : undefined;
  if (error instanceof ResponseBodyError) return error.status < 500 && error.status !== 429 ? error.error : undefined;
  return error instanceof ClientError ? error.code : undefined;
}

const accessOf = (accessToken: string, seconds: number | undefined) => ({
  accessToken,
  expiresAt: Date.now() + (seconds ?? DEFAULT_EXPIRY_SECONDS) * 1_000,
});
