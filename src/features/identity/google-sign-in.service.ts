import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, unauthenticated } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { OpenIdPerson, OpenIdProvider } from '../../platform/openid/openid-provider.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import type { AlsoWritten, IdentityService, SignedIn } from './identity.service.ts';

/** From the departure to the return. */
const SIGN_IN_SECONDS = 10 * 60;
/** RFC 7636, 4.2: the SHA-256 of the verifier in base64url. */
const CODE_CHALLENGE = /^[\w-]{43}$/;
const RANDOM_BYTES = 32;
const NAME_AT_MOST = 100;

export interface StartGoogleSignIn {
  readonly redirectUri: string;
  readonly codeChallenge: string;
}

export interface Started {
  /** Where the browser goes. */
  readonly url: string;
  readonly state: string;
}

export interface LoginWithGoogle {
  readonly code: string;
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly otp?: string | null | undefined;
}

interface Begun {
  readonly nonce: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
}

/** Signing in with Google, or with whatever OpenID issuer the installation names. */
export class GoogleSignInService {
  readonly #provider: OpenIdProvider | undefined;
  readonly #redirectUris: readonly string[];
  readonly #verbs: Verbs;
  readonly #identity: IdentityService;

  constructor(provider: OpenIdProvider | undefined, redirectUris: readonly string[], verbs: Verbs, identity: IdentityService) {
    this.#provider = provider;
    this.#redirectUris = redirectUris;
    this.#verbs = verbs;
    this.#identity = identity;
  }

  /** The address to send the browser to. What comes back is good once, for ten minutes, with the verifier of this challenge. */
  async start(scope: Scope, { redirectUri, codeChallenge }: StartGoogleSignIn): Promise<Started> {
    const provider = this.#configured();
    this.#refuseForeign(redirectUri);
    if (!CODE_CHALLENGE.test(codeChallenge)) throw badInput('input.codeChallenge', 'Send the SHA-256 of your code verifier in base64url.');
    await this.#verbs.enter(scope, { name: 'startGoogleSignIn' });
    const [state, nonce] = [random(), random()];
    const url = await provider.departure({ redirectUri, state, nonce, codeChallenge });
    await scope.tx((em) =>
      em.execute('select create_oauth_state(?, ?, ?, ?, make_interval(secs => ?))', [
        hashOf(state),
        nonce,
        redirectUri,
        codeChallenge,
        SIGN_IN_SECONDS,
      ]),
    );
    return { url, state };
  }

  /**
   * Ends in a session: of the account that is linked, of the one with the same address when both sides have verified it, or of a new
   * one. The second factor of an account is asked for here too, since its owner switched it on without trusting the provider.
   */
  async login(scope: Scope, input: LoginWithGoogle): Promise<SignedIn> {
    const provider = this.#configured();
    this.#refuseForeign(input.redirectUri);
    const { redirectUri, code, state, codeVerifier, otp } = input;
    const nonce = await this.#finish(scope, input);
    const person = await provider.redeem({ redirectUri, state, nonce, code, codeVerifier });
    const linked = await findLinked(scope, person);
    const { issuer, subject } = person;
    // Not before it is known who comes: whoever has come to somebody's account there must not try the second factor here as often as
    // they have addresses. What comes before costs a state, of which `startGoogleSignIn` gives so many and no more.
    await this.#verbs.enter(scope, { name: VERB, account: `${subject} at ${issuer}` });
    return linked ? this.#identity.signIn(scope, VERB, linked, { otp }) : this.#firstTime(scope, person, otp);
  }

  async #firstTime(scope: Scope, person: OpenIdPerson, otp: string | null | undefined): Promise<SignedIn> {
    const { email, emailVerified, name } = person;
    if (email === undefined || !emailVerified)
      throw unauthenticated('INVALID', 'The provider has not verified your e-mail address. Verify it there, or sign in with a password.');
    const known = await this.#identity.find(scope, email);
    if (known) {
      const also: AlsoWritten = async (em, userId) => {
        await refuseUnverified(em, userId);
        await link(em, person, userId);
      };
      return this.#identity.signIn(scope, VERB, known.user_id, { otp, also });
    }
    // Nobody knows this password. Who wants one asks for a reset.
    const account = { email: email.trim(), name: nameOf(name ?? email), password: random(), verified: true };
    return this.#identity.openAccount(scope, VERB, account, (em, userId) => link(em, person, userId));
  }

  /** The nonce of the departure. Whatever is wrong, the state is used up: who guesses has one try. */
  async #finish(scope: Scope, { state, redirectUri, codeVerifier }: LoginWithGoogle): Promise<string> {
    const [begun] = await scope.tx((em) => em.execute<Begun[]>('select * from consume_oauth_state(?)', [hashOf(state)]));
    if (!begun) throw unauthenticated('INVALID', 'This sign-in was finished already, or ten minutes have passed. Start again.');
    if (begun.redirect_uri !== redirectUri) throw badInput('input.redirectUri', 'The sign-in began with another one. Start again.');
    if (begun.code_challenge !== hashOf(codeVerifier))
      throw badInput('input.codeVerifier', 'It does not fit the codeChallenge with which the sign-in began. Start again.');
    return begun.nonce;
  }

  #configured(): OpenIdProvider {
    if (this.#provider) return this.#provider;
    throw new ReelwrightError('NOT_CONFIGURED', 'Signing in with Google is not set up here (GOOGLE_CLIENT_ID). Tell the operator.');
  }

  #refuseForeign(redirectUri: string): void {
    if (this.#redirectUris.includes(redirectUri)) return;
    throw badInput('input.redirectUri', 'This installation sends nobody there. Its operator lists the pages in SIGN_IN_REDIRECT_URIS.');
  }
}

const VERB = 'loginWithGoogle';

const random = (): string => randomBytes(RANDOM_BYTES).toString('base64url');

/** Of states, which are kept by it, and of verifiers, whose challenge it is. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** A name as accounts have them, of whatever the provider says. */
const nameOf = (text: string): string => [...text.replaceAll(/\p{Cc}/gu, '')].slice(0, NAME_AT_MOST).join('');

async function findLinked(scope: Scope, { issuer, subject }: OpenIdPerson): Promise<string | undefined> {
  const [found] = await scope.tx((em) => em.execute<{ user_id: string }[]>('select * from find_linked_account(?, ?)', [issuer, subject]));
  return found?.user_id;
}

async function link(em: EntityManager, { issuer, subject }: OpenIdPerson, userId: string): Promise<void> {
  await em.execute('insert into linked_accounts (issuer, subject, user_id) values (?, ?, ?) on conflict do nothing', [
    issuer,
    subject,
    userId,
  ]);
}

/**
 * Somebody may have registered with an address that is not theirs: until it is verified, its owner must not be led into that account.
 */
async function refuseUnverified(em: EntityManager, userId: string): Promise<void> {
  const [user] = await em.execute<{ verified: boolean }[]>('select email_verified_at is not null as verified from users where id = ?', [
    userId,
  ]);
  if (user?.verified === true) return;
  throw new ReelwrightError(
    'CONFLICT',
    'An account here has this e-mail address, but has not verified it. Sign in with its password, verify the address, and come back.',
  );
}
