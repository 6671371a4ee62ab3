import { randomBytes } from 'node:crypto';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput, notConfigured, unauthenticated } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { UNWANTED } from '../../../platform/text/unwanted-characters.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { OpenIdPerson, OpenIdProvider } from '../../../platform/openid/openid-provider.ts';
import { userIdOf } from '../../../kernel/actor.ts';
import type { Mailer } from '../../../platform/mail/mail.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { AddressProof } from '../account/address-proof.ts';
import type { LinkedAccountEntity } from '../credentials.entity.ts';
import { UserEntity } from '../identity.entity.ts';
import type { IdentityService } from '../session/identity.service.ts';
import type { SignedIn } from '../session/signed-in.type.ts';
import type { AccountEmails } from '../account/account-emails.ts';
import { loginWithGoogle, startGoogleSignIn } from './google-sign-in.mutations.ts';

/** Seconds in which a started sign-in must be completed. */
const SIGN_IN_SECONDS = 10 * 60;
/** Format of a code challenge (RFC 7636, 4.2): the SHA-256 of the verifier in base64url. */
const CODE_CHALLENGE = /^[\w-]{43}$/;
const RANDOM_BYTES = 32;
const MAX_NAME_LENGTH = 100;

export interface StartGoogleSignIn {
  readonly redirectUri: string;
  readonly codeChallenge: string;
}

export interface Started {
  /** URL that the browser opens. */
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
  readonly accountEmails: AccountEmails;
}

/** Sign-in with Google or another configured OpenID issuer. */
export class GoogleSignInService {
  constructor(
    private readonly provider: OpenIdProvider | undefined,
    private readonly redirectUris: readonly string[],
    private readonly mutations: Mutations,
    private readonly parts: GoogleSignInParts,
  ) {}

  /**
   * Starts a sign-in and returns the URL for the browser. The callback is valid once, for ten minutes, with the verifier of this challenge.
   */
  async start(scope: Scope, { redirectUri, codeChallenge }: StartGoogleSignIn): Promise<Started> {
    const provider = this.#configured();
    this.#assertAllowedRedirect(redirectUri);
    if (!CODE_CHALLENGE.test(codeChallenge))
      throw badInput('input.codeChallenge', 'Must be the SHA-256 of your code verifier in base64url.');
    await this.mutations.authorizeCall(scope, { mutation: startGoogleSignIn });
    const [state, nonce] = [random(), random()];
    const url = await provider.authorizationUrl({ redirectUri, state, nonce, codeChallenge });
    await scope.tx((em) =>
      em.execute('select create_oauth_state(?, ?, ?, ?, make_interval(secs => ?))', [
        tokenHash(state),
        nonce,
        redirectUri,
        codeChallenge,
        SIGN_IN_SECONDS,
      ]),
    );
    return { url, state };
  }

  /**
   * Signs in to the linked account, to the one with the same address, or to a new one. If the owner of the account did not link the
   * provider, everything that was created before its address was proven is ended, see `AddressProof.takeOver`. The second factor of an
   * account is required here too, because its owner enabled it without trusting the provider.
   */
  async login(scope: Scope, input: LoginWithGoogle): Promise<SignedIn> {
    const provider = this.#configured();
    this.#assertAllowedRedirect(input.redirectUri);
    const { redirectUri, code, state, codeVerifier, otp, invitationToken } = input;
    const nonce = await this.#finish(scope, input);
    const person = await provider.exchangeCode({ redirectUri, state, nonce, code, codeVerifier });
    const linked = await findLinked(scope, person);
    const { issuer, subject } = person;
    // The limit of attempts counts per person, after the provider has identified them. Otherwise an attacker with somebody's external
    // account could try codes of the second factor as often as they have IP addresses. Earlier steps are limited by the states that
    // `startGoogleSignIn` creates.
    await this.mutations.authorizeCall(scope, { mutation: loginWithGoogle, account: `${subject} at ${issuer}` });
    if (linked) return this.parts.identity.signIn(scope, { mutation: loginWithGoogle }, linked, { otp, invitationToken });
    return this.#firstTime(scope, person, { otp, invitationToken });
  }

  async #firstTime(scope: Scope, person: OpenIdPerson, rest: Pick<LoginWithGoogle, 'otp' | 'invitationToken'>): Promise<SignedIn> {
    const { identity, proof } = this.parts;
    const { email, emailVerified, emailProven, name } = person;
    if (email === undefined || !emailVerified)
      throw unauthenticated('INVALID', 'The provider has not verified your email address. Verify it there, or sign in with a password.');
    const known = await identity.find(scope, email);
    if (!known) {
      const account = { email: email.trim(), name: nameOf(name ?? email), verified: emailProven, invitationToken: rest.invitationToken };
      return identity.openAccount(scope, loginWithGoogle, account, (em, userId) => link(em, person, userId));
    }
    if (userIdOf(scope.actor) === known.user_id) {
      const add = async (em: EntityManager, userId: string): Promise<undefined> => {
        if (emailProven) await proof.verify(em, userId);
        return link(em, person, userId);
      };
      return identity.signIn(scope, { mutation: loginWithGoogle }, known.user_id, { ...rest, also: add });
    }
    if (!emailProven) throw unproven();
    return identity.signIn(scope, { mutation: loginWithGoogle }, known.user_id, {
      ...rest,
      also: (em, userId) => this.#takeOver(em, person, userId),
    });
  }

  /** Ends what somebody else may have created in the account, who registered the address of this person. Returns what was ended. */
  async #takeOver(em: EntityManager, person: OpenIdPerson, userId: string): Promise<object> {
    const { proof, mailer, accountEmails } = this.parts;
    const user = await em.findOneOrFail(UserEntity, { id: userId });
    if (!user.emailVerifiedAt) user.name = nameOf(person.name ?? user.email);
    await em.flush();
    const ended = await proof.takeOver(em, userId);
    await link(em, person, userId);
    await mailer.post(em, accountEmails.accessReset(user, ended));
    return ended;
  }

  /** The nonce of the started sign-in. Its state is consumed even if the rest is wrong, so that guessing has one attempt. */
  async #finish(scope: Scope, { state, redirectUri, codeVerifier }: LoginWithGoogle): Promise<string> {
    const [begun] = await scope.tx((em) => em.execute<Begun[]>('select * from consume_oauth_state(?)', [tokenHash(state)]));
    if (!begun) throw unauthenticated('INVALID', 'This sign-in was already completed or has expired. Start again.');
    if (begun.redirect_uri !== redirectUri)
      throw badInput('input.redirectUri', 'Differs from the redirectUri of the started sign-in. Start again.');
    if (begun.code_challenge !== codeChallengeOf(codeVerifier))
      throw badInput('input.codeVerifier', 'Does not match the codeChallenge of the started sign-in. Start again.');
    return begun.nonce;
  }

  #configured(): OpenIdProvider {
    if (this.provider) return this.provider;
    throw notConfigured('Signing in with Google is off on this installation.', ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET']);
  }

  #assertAllowedRedirect(redirectUri: string): void {
    if (this.redirectUris.includes(redirectUri)) return;
    throw badInput('input.redirectUri', 'This redirect URI is not allowed; see SIGN_IN_REDIRECT_URIS.');
  }
}

const random = (): string => randomBytes(RANDOM_BYTES).toString('base64url');

/** The S256 challenge of a PKCE verifier (RFC 7636, 4.2) is computed like the hash of a token. */
const codeChallengeOf = tokenHash;

/** A valid display name from the claims of the provider. */
const nameOf = (text: string): string =>
  [...text.replaceAll(new RegExp(UNWANTED, 'gu'), '').replaceAll(/\s+/g, ' ').trim()].slice(0, MAX_NAME_LENGTH).join('');

async function findLinked(scope: Scope, { issuer, subject }: OpenIdPerson): Promise<string | undefined> {
  const [found] = await scope.tx((em) => em.execute<{ user_id: string }[]>('select * from find_linked_account(?, ?)', [issuer, subject]));
  return found?.user_id;
}

async function link(em: EntityManager, { issuer, subject }: OpenIdPerson, userId: string): Promise<undefined> {
  await em
    .getKysely<InferKyselyDB<typeof LinkedAccountEntity>>()
    .insertInto('linked_accounts')
    .values({ issuer, subject, user_id: userId })
    .onConflict((there) => there.doNothing())
    .execute();
}

/**
 * Refuses the address of a provider that does not prove addresses: anybody may have an account there that names the address of somebody
 * else.
 */
const unproven = (): ReelwrightError =>
  new ReelwrightError(
    'CONFLICT',
    'An account with this email address exists, and this provider does not prove that the address is yours. Sign in to that account, then send its access token with loginWithGoogle to add the provider.',
  );
