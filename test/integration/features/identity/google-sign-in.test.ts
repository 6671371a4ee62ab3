import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoginWithGoogle } from '../../../../src/features/identity/sso/google-sign-in.service.ts';
import type { SignedIn } from '../../../../src/features/identity/session/signed-in.type.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { makeTenant, openEngine, request, scopeOf, type Engine } from '../../../support/engine.ts';
import { lettersTo, tokenIn } from '../../../support/emails.ts';
import { openOidc, type Oidc, type OidcFault, type OidcPerson } from '../../../support/vendors/oidc.ts';

const REDIRECT = 'https://app.example.test/signed-in';
const OTHER_REDIRECT = 'https://app.example.test/elsewhere';

let oidc: Oidc;
let engine: Engine;
beforeAll(async () => {
  oidc = await openOidc();
  engine = await openEngine({ openId: { ...oidc, emailDomains: ['example.test'] }, signInRedirectUris: [REDIRECT, OTHER_REDIRECT] });
});
afterAll(async () => {
  await engine.close();
  await oidc.close();
});

const nobody = (): Scope => scopeOf(engine, { kind: 'anonymous' });
const newVerifier = (): string => randomBytes(32).toString('base64url');
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
const somebody = (changed: Partial<OidcPerson> = {}): OidcPerson => ({
  sub: randomUUID(),
  email: `${randomUUID()}@example.test`,
  email_verified: true,
  name: 'Ada Lovelace',
  ...changed,
});

/** The way there and back of a browser; what the client has in hand then. */
async function comeBack(person: OidcPerson): Promise<LoginWithGoogle> {
  const codeVerifier = newVerifier();
  const { url, state } = await engine.googleSignIn.start(nobody(), { redirectUri: REDIRECT, codeChallenge: challengeOf(codeVerifier) });
  const back = await oidc.signIn(url, person);
  expect(back.searchParams.get('state')).toBe(state);
  return { code: back.searchParams.get('code') ?? '', state, codeVerifier, redirectUri: REDIRECT };
}

const login = (input: LoginWithGoogle): Promise<SignedIn> => engine.googleSignIn.login(nobody(), input);
const signIn = async (person: OidcPerson, otp?: string): Promise<SignedIn> => login({ ...(await comeBack(person)), otp });
const register = (email: string): Promise<SignedIn> =>
  engine.identity.register(nobody(), { email, password: 'correct horse battery staple', name: 'Ada' });
const verify = (userId: string): Promise<unknown> => engine.owner('update users set email_verified_at = now() where id = $1', [userId]);
const accounts = async (): Promise<number> => (await engine.owner('select id from users')).length;
const invalid = { code: 'UNAUTHENTICATED', details: { reason: 'INVALID' } };

describe('signing in with an OpenID provider', () => {
  test('makes an account with a workspace the first time, and finds it again', async () => {
    const person = somebody();
    const first = await signIn(person);
    const actor = await engine.identity.authenticate(nobody(), first.accessToken);
    expect(actor).toMatchObject({ kind: 'user', userId: first.userId });
    expect(actor.kind === 'user' && [...actor.memberships.values()]).toEqual(['OWNER']);
    const me = await engine.identity.me(first.scope);
    await first.scope.close();
    expect(me).toMatchObject({ email: person.email, name: 'Ada Lovelace' });
    // Anyone who they are called and wherever they are written to by now: the subject is the same.
    const again = await signIn({ ...person, email: 'another@example.test', name: 'Ada King' });
    expect(again.userId).toBe(first.userId);
    await engine.identity.refresh(nobody(), again.refreshToken);
  });

  test('sends scope, state, nonce and challenge there, and the verifier with the code', async () => {
    const codeVerifier = newVerifier();
    const { url, state } = await engine.googleSignIn.start(nobody(), { redirectUri: REDIRECT, codeChallenge: challengeOf(codeVerifier) });
    const asked = new URL(url);
    expect(asked.origin).toBe(oidc.issuer);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: oidc.clientId,
      redirect_uri: REDIRECT,
      state,
      code_challenge: challengeOf(codeVerifier),
      code_challenge_method: 'S256',
    });
    expect(asked.searchParams.get('nonce')).toMatch(/^[\w-]{43}$/);
    const back = await oidc.signIn(url, somebody());
    await login({ code: back.searchParams.get('code') ?? '', state, codeVerifier, redirectUri: REDIRECT });
    expect(oidc.tokenRequests.at(-1)?.get('code_verifier')).toBe(codeVerifier);
    expect(oidc.discoveries()).toBe(1);
  });

  test('links to an account of the same address, in any spelling; a password that was set after the proof stays', async () => {
    const person = somebody();
    const { userId } = await register(person.email ?? '');
    await verify(userId);
    await engine.owner(`update users set password_set_at = email_verified_at where id = $1`, [userId]);
    const linked = await signIn({ ...person, email: person.email?.toUpperCase() ?? '' });
    expect(linked.userId).toBe(userId);
    expect((await signIn(person)).userId).toBe(userId);
    await engine.identity.login(nobody(), { email: person.email ?? '', password: 'correct horse battery staple' });
  });

  test('links to the account of the session that it is sent with, which loses nothing', async () => {
    const person = somebody();
    const { userId, scope, accessToken } = await register(person.email ?? '');
    const added = await engine.googleSignIn.login(scope, await comeBack(person));
    expect(added.userId).toBe(userId);
    await engine.identity.authenticate(nobody(), accessToken);
    await engine.identity.login(nobody(), { email: person.email ?? '', password: 'correct horse battery staple' });
    expect((await signIn(person)).userId).toBe(userId);
  });

  test('does not believe a provider about addresses of a domain that is not its own', async () => {
    const person = somebody({ email: `${randomUUID()}@elsewhere.test` });
    const { userId } = await register(person.email ?? '');
    await verify(userId);
    await expect(signIn(person)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await engine.owner('select 1 from linked_accounts where subject = $1', [person.sub])).toEqual([]);
    const unproven = await signIn(somebody({ email: `${randomUUID()}@elsewhere.test` }));
    expect(await engine.owner('select email_verified_at from users where id = $1', [unproven.userId])).toEqual([
      { email_verified_at: null },
    ]);
  });

  test('joins the workspace of an invitation, with a new account and with one that exists', async () => {
    const owner = await makeTenant(engine);
    for (const exists of [false, true]) {
      const person = somebody();
      if (exists) await signIn(person);
      await request(engine, owner.actor, (scope) =>
        engine.invitations.invite(scope, { workspaceId: owner.workspaceId, email: person.email ?? '', role: 'EDITOR' }),
      );
      const invitationToken = tokenIn((await lettersTo(engine, person.email ?? '')).at(-1)?.text ?? '');
      await expect(login({ ...(await comeBack(somebody())), invitationToken })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const joined = await login({ ...(await comeBack(person)), invitationToken });
      const actor = await engine.identity.authenticate(nobody(), joined.accessToken);
      const roles = actor.kind === 'user' ? [...actor.memberships.values()].toSorted() : [];
      expect(roles).toEqual(exists ? ['EDITOR', 'OWNER'] : ['EDITOR']);
    }
  });

  test('has no password to ask for: a fresh sign-in confirms a second factor and the deletion of the account', async () => {
    const person = somebody();
    const { scope, userId } = await signIn(person);
    await engine.owner(`update sessions set created_at = now() - interval '11 minutes' where user_id = $1`, [userId]);
    await expect(engine.totp.enable(scope, {})).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(engine.profiles.deleteAccount(scope, {})).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const change = engine.passwords.change(scope, { currentPassword: '', newPassword: 'seventeen purple lanterns' });
    await expect(change).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await scope.close();
    const fresh = await signIn(person);
    const { secret } = await engine.totp.enable(fresh.scope, {});
    const device = new TOTP({ secret: Secret.fromBase32(secret) });
    const [recovery = ''] = await engine.totp.confirm(fresh.scope, { code: device.generate() });
    await expect(engine.profiles.deleteAccount(fresh.scope, {})).rejects.toMatchObject({ code: 'OTP_REQUIRED' });
    await expect(engine.profiles.deleteAccount(fresh.scope, { otp: 'AAAA-BBBB' })).rejects.toMatchObject({
      fields: [{ path: 'input.otp' }],
    });
    await engine.profiles.deleteAccount(fresh.scope, { otp: recovery });
    expect(await engine.owner('select name from users where id = $1', [userId])).toEqual([{ name: 'Deleted account' }]);
    await fresh.scope.close();
  });

  test.each<[string, Partial<OidcPerson>]>([
    ['the provider has not verified', { email_verified: false }],
    ['the provider says nothing about', { email_verified: undefined }],
    ['that only looks verified', { email_verified: 'true' as never }],
    ['that is none', { email: ' ' }],
  ])('neither links nor registers with an address %s', async (_what, changed) => {
    const person = somebody();
    const { userId } = await register(person.email ?? '');
    await verify(userId);
    const before = await accounts();
    await expect(signIn({ ...person, ...changed })).rejects.toMatchObject(invalid);
    await expect(signIn({ ...somebody(), ...changed })).rejects.toMatchObject(invalid);
    expect(await accounts()).toBe(before);
  });

  test('asks for the second factor too', async () => {
    const person = somebody();
    const { userId } = await signIn(person);
    await engine.owner(`insert into second_factors (user_id, secret, confirmed_at) values ($1, 'encrypted', now())`, [userId]);
    await engine.owner('insert into recovery_codes (user_id, hash) values ($1, $2)', [userId, challengeOf('AAAABBBBCCCCDDDD')]);
    await expect(signIn(person)).rejects.toMatchObject({ code: 'OTP_REQUIRED' });
    await expect(signIn(person, 'AAAA-BBBB-CCCC-EEEE')).rejects.toMatchObject(invalid);
    expect((await signIn(person, 'aaaa-bbbb-cccc-dddd')).userId).toBe(userId);
  });

  test('may be tried five times a minute for one person, from however many addresses: the second factor is guessed no faster', async () => {
    const urls = engine.urls;
    const strict = await openEngine({
      urls: { ...urls, drop: async () => undefined },
      openId: { ...oidc, emailDomains: ['example.test'] },
      signInRedirectUris: [REDIRECT],
      limits: { login: 5 },
    });
    const person = somebody();
    const { userId } = await signIn(person);
    await engine.owner(`insert into second_factors (user_id, secret, confirmed_at) values ($1, 'encrypted', now())`, [userId]);
    const guess = async (address: string): Promise<unknown> => {
      const input = { ...(await comeBack(person)), otp: 'AAAA-BBBB-CCCC-EEEE' };
      const scope = strict.database.scope({ ...nobody(), client: { address, userAgent: undefined } });
      return strict.googleSignIn.login(scope, input).catch((error: unknown) => error);
    };
    const told: unknown[] = [];
    for (let time = 1; time <= 6; time += 1) told.push(await guess(`192.0.2.${time}`));
    await strict.close();
    expect(told.slice(0, 5)).toMatchObject(Array.from({ length: 5 }, () => invalid));
    expect(told[5]).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('gives a name that accounts may have, whatever the provider says', async () => {
    const { scope } = await signIn(somebody({ name: `A\u0007da ${'x'.repeat(300)}` }));
    const { name } = await engine.identity.me(scope);
    await scope.close();
    expect(name).toMatch(/^Ada x{96}$/);
  });
});

describe('is refused', () => {
  test('with a redirect that the operator does not list', async () => {
    for (const redirectUri of ['https://evil.example/', `${REDIRECT}/`, `${REDIRECT}?x=1`, REDIRECT.toUpperCase(), '']) {
      const start = engine.googleSignIn.start(nobody(), { redirectUri, codeChallenge: challengeOf('x') });
      await expect(start, redirectUri).rejects.toMatchObject({ fields: [{ path: 'input.redirectUri' }] });
    }
    await expect(login({ ...(await comeBack(somebody())), redirectUri: 'https://evil.example/' })).rejects.toMatchObject({
      fields: [{ path: 'input.redirectUri' }],
    });
  });

  test('with another redirect than the one it began with', async () => {
    await expect(login({ ...(await comeBack(somebody())), redirectUri: OTHER_REDIRECT })).rejects.toMatchObject({
      fields: [{ path: 'input.redirectUri' }],
    });
  });

  test.each(['', 'plain', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`])('with the challenge %j', async (codeChallenge) => {
    await expect(engine.googleSignIn.start(nobody(), { redirectUri: REDIRECT, codeChallenge })).rejects.toMatchObject({
      fields: [{ path: 'input.codeChallenge' }],
    });
  });

  test('with a verifier that does not fit, and then also with the right one', async () => {
    const input = await comeBack(somebody());
    const asked = oidc.tokenRequests.length;
    await expect(login({ ...input, codeVerifier: newVerifier() })).rejects.toMatchObject({ fields: [{ path: 'input.codeVerifier' }] });
    await expect(login(input)).rejects.toMatchObject(invalid);
    expect(oidc.tokenRequests).toHaveLength(asked);
  });

  test('with a state that was never given, was used, is another one’s or is too old', async () => {
    const input = await comeBack(somebody());
    await expect(login({ ...input, state: newVerifier() })).rejects.toMatchObject(invalid);
    const other = await comeBack(somebody());
    await expect(login({ ...input, state: other.state })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const [one, two] = await Promise.allSettled([login(input), login(input)]);
    expect([one.status, two.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(login(input)).rejects.toMatchObject(invalid);
    const late = await comeBack(somebody());
    await engine.owner(`update oauth_states set expires_at = now() - interval '1 second'`);
    await expect(login(late)).rejects.toMatchObject(invalid);
  });

  test('with a code that was used, or was given for another authorizationUrl', async () => {
    const person = somebody();
    const [used, fresh, other] = [await comeBack(person), await comeBack(person), await comeBack(person)];
    await login(used);
    await expect(login({ ...fresh, code: used.code })).rejects.toMatchObject(invalid);
    const foreign = await comeBack(person);
    await expect(login({ ...other, code: foreign.code })).rejects.toMatchObject(invalid);
  });

  const past = Math.floor(Date.now() / 1_000) - 3_600;
  test.each<[string, OidcFault]>([
    ['of another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['of another issuer', { claims: { iss: 'https://accounts.example' } }],
    ['for another audience', { claims: { aud: 'another-client' } }],
    ['for several, by somebody else', { claims: { aud: ['another-client', 'x'], azp: 'another-client' } }],
    ['that has expired', { claims: { iat: past - 60, exp: past } }],
    ['of nobody', { claims: { sub: undefined } }],
    ['signed with another key', { signedBy: 'another key' }],
    ['signed with the client secret (HS256)', { signedBy: 'the client secret' }],
    ['signed by nobody (alg none)', { signedBy: 'nobody' }],
    ['that did not come', { noIdToken: true }],
  ])('with an ID token %s', async (_what, fault) => {
    const input = await comeBack(somebody());
    const before = await accounts();
    oidc.fail(fault);
    await expect(login(input)).rejects.toMatchObject(invalid);
    expect(await accounts()).toBe(before);
  });

  test('in words for the operator when the provider does not know the client, for later when it is away', async () => {
    const attempt = async (fault: OidcFault): Promise<SignedIn> => {
      const input = await comeBack(somebody());
      oidc.fail(fault);
      return login(input);
    };
    await expect(attempt({ status: 401, body: { error: 'invalid_client' } })).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await expect(attempt({ status: 503 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(attempt({ status: 500, body: { error: 'server_error' } })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('where nothing is set up, and where the issuer is not there', async () => {
    const plain = await openEngine();
    const start = { redirectUri: REDIRECT, codeChallenge: challengeOf('x') };
    const input = { code: 'c', state: 's', codeVerifier: 'v', redirectUri: REDIRECT };
    await expect(plain.googleSignIn.start(scopeOf(plain, { kind: 'anonymous' }), start)).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
      message: expect.stringMatching(/^Signing in with Google is off/) as string,
      details: { variables: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'] },
    });
    await expect(plain.googleSignIn.login(scopeOf(plain, { kind: 'anonymous' }), input)).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await plain.close();
    const gone = await openOidc();
    await gone.close();
    const lonely = await openEngine({ openId: { ...gone, emailDomains: [] }, signInRedirectUris: [REDIRECT] });
    await expect(lonely.googleSignIn.start(scopeOf(lonely, { kind: 'anonymous' }), start)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await lonely.close();
  });
});

test('neither states nor secrets are kept in the clear', async () => {
  const input = await comeBack(somebody());
  const rows = await engine.owner<{ line: string }>('select row_to_json(s)::text as line from oauth_states s');
  expect(rows.length).toBeGreaterThan(0);
  for (const secret of [input.state, input.code, input.codeVerifier, oidc.clientSecret])
    for (const { line } of rows) expect(line).not.toContain(secret);
});

test('a sign-in that nobody finished is deleted by later ones', async () => {
  await comeBack(somebody());
  await engine.owner(`update oauth_states set expires_at = now() - interval '1 second'`);
  await comeBack(somebody());
  expect(await engine.owner('select 1 from oauth_states')).toHaveLength(1);
});
