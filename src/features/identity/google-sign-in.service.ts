import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, notConfigured, unauthenticated } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { OpenIdPerson, OpenIdProvider } from '../../platform/openid/openid-provider.ts';
import { userIdOf } from '../../kernel/scope.ts';
import type { Mailer } from '../../platform/mail/mail.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import type { AddressProof } from './address-proof.ts';
import { UserEntity } from './identity.entity.ts';
import type { IdentityService, SignedIn } from './identity.service.ts';
import type { AccountLetters } from './letters.ts';

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
  readonly invitationToken?: string | null | undefined;
}

interface Begun {
  readonly nonce: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
}

interface GoogleSignInParts {
  readonly identity: IdentityService;
  readonly proof: AddressProof;
  readonly mailer: Mailer;
  readonly letters: AccountLetters;
}

/** Signing in with Google, or with whatever OpenID issuer the installation names. */
export class GoogleSignInService {
  readonly #provider: OpenIdProvider | undefined;
  readonly #redirectUris: readonly string[];
  readonly #verbs: Verbs;
  readonly #parts: GoogleSignInParts;

  constructor(provider: OpenIdProvider | undefined, redirectUris: readonly string[], verbs: Verbs, parts: GoogleSignInParts) {
    this.#provider = provider;
    this.#redirectUris = redirectUris;
    this.#verbs = verbs;
    this.#parts = parts;
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
   * Ends in a session: of the account that is linked, of the one with the same address, or of a new one. An account that did not add the
   * provider itself loses what was made before its address was proven, see `AddressProof.takeOver`. The second factor of an account is asked for here too, since its owner switched it on without trusting the provider.
   */
  async login(scope: Scope, input: LoginWithGoogle): Promise<SignedIn> {
    const provider = this.#configured();
    this.#refuseForeign(input.redirectUri);
    const { redirectUri, code, state, codeVerifier, otp, invitationToken } = input;
    const nonce = await this.#finish(scope, input);
    const person = await provider.redeem({ redirectUri, state, nonce, code, codeVerifier });
    const linked = await findLinked(scope, person);
    const { issuer, subject } = person;
    // Not before it is known who comes: whoever has come to somebody's account there must not try the second factor here as often as
    // they have addresses. What comes before costs a state, of which `startGoogleSignIn` gives so many and no more.
    await this.#verbs.enter(scope, { name: VERB, account: `${subject} at ${issuer}` });
    if (linked) return this.#parts.identity.signIn(scope, { name: VERB }, linked, { otp, invitationToken });
    return this.#firstTime(scope, person, { otp, invitationToken });
  }

  async #firstTime(scope: Scope, person: OpenIdPerson, rest: Pick<LoginWithGoogle, 'otp' | 'invitationToken'>): Promise<SignedIn> {
    const { identity, proof } = this.#parts;
    const { email, emailVerified, emailProven, name } = person;
    if (email === undefined || !emailVerified)
      throw unauthenticated('INVALID', 'The provider has not verified your e-mail address. Verify it there, or sign in with a password.');
    const known = await identity.find(scope, email);
    if (!known) {
      const account = { email: email.trim(), name: nameOf(name ?? email), verified: emailProven, invitationToken: rest.invitationToken };
      return identity.openAccount(scope, VERB, account, (em, userId) => link(em, person, userId));
    }
    if (userIdOf(scope.actor) === known.user_id) {
      const add = async (em: EntityManager, userId: string): Promise<undefined> => {
        if (emailProven) await proof.verify(em, userId);
        return link(em, person, userId);
      };
      return identity.signIn(scope, { name: VERB }, known.user_id, { ...rest, also: add });
    }
    if (!emailProven) throw unproven();
    return identity.signIn(scope, { name: VERB }, known.user_id, { ...rest, also: (em, userId) => this.#takeOver(em, person, userId) });
  }

  /** The account may be of somebody who registered the address of this person. Returns what was ended. */
  async #takeOver(em: EntityManager, person: OpenIdPerson, userId: string): Promise<object> {
    const { proof, mailer, letters } = this.#parts;
    const user = await em.findOneOrFail(UserEntity, { id: userId });
    if (!user.emailVerifiedAt) await em.execute('update users set name = ? where id = ?', [nameOf(person.name ?? user.email), userId]);
    const ended = await proof.takeOver(em, userId);
    await link(em, person, userId);
    await mailer.post(em, letters.accessReset(user, ended));
    return ended;
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
    throw notConfigured('Signing in with Google is off on this installation.', ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET']);
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

async function link(em: EntityManager, { issuer, subject }: OpenIdPerson, userId: string): Promise<undefined> {
  await em.execute('insert into linked_accounts (issuer, subject, user_id) values (?, ?, ?) on conflict do nothing', [
    issuer,
    subject,
    userId,
  ]);
}

/** Anybody may have an account at such a provider that names the address of somebody else. */
const unproven = (): ReelwrightError =>
  new ReelwrightError(
    'CONFLICT',
    'An account with this email address exists, and this provider does not prove that the address is yours. Sign in to that account, then send its access token with loginWithGoogle to add the provider.',
  );
