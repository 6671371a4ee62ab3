import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, LOGIN, ME, refused, register, watch, type Person, type Tokens } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { generate } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openOidc, type Oidc } from '../support/vendors/oidc.ts';

const REDIRECT = 'https://app.example.org/signed-in';

let oidc: Oidc;
let stack: Stack;
let owner: Person;

beforeAll(async () => {
  oidc = await openOidc();
  stack = await startStack({
    env: {
      GOOGLE_CLIENT_ID: oidc.clientId,
      GOOGLE_CLIENT_SECRET: oidc.clientSecret,
      GOOGLE_ISSUER: oidc.issuer,
      SIGN_IN_REDIRECT_URIS: REDIRECT,
      SIGN_IN_EMAIL_DOMAINS: 'example.org',
    },
  });
  owner = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await oidc?.close();
  await endPrograms();
});

const CREATE_KEY =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id name role prefix lastUsedAt createdBy { id } } } }';

async function newKey(role: string): Promise<{ id: string; api: Person }> {
  const input = { workspaceId: owner.workspaceId, name: 'a robot', role, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const { createApiKey } = await gql<{ createApiKey: { secret: string; apiKey: { id: string } } }>(owner, CREATE_KEY, { input });
  expect(createApiKey.apiKey).toMatchObject({ name: 'a robot', role, lastUsedAt: null, createdBy: { id: owner.userId } });
  return { id: createApiKey.apiKey.id, api: { ...owner, accessToken: createApiKey.secret } };
}

describe('an API key', () => {
  it('makes a film and follows it, until it is revoked: then its socket is closed permanently', async () => {
    const { id, api } = await newKey('EDITOR');
    const jobId = await generate(api, { script: newScript(1, 8) });
    const watching = watch(api, { jobId });
    await watching.until(({ type }) => type === 'SNAPSHOT');
    const { job } = await gql<{ job: object }>(api, 'query ($id: ID!) { job(id: $id) { createdBy { id } workspace { viewerRole } } }', {
      id: jobId,
    });
    expect(job).toEqual({ createdBy: { id: owner.userId }, workspace: { viewerRole: 'EDITOR' } });
    expect((await refused(api, ME)).extensions.code).toBe('FORBIDDEN');

    await gql(owner, 'mutation ($id: ID!) { revokeApiKey(id: $id) }', { id });
    expect(await watching.ended).toEqual({ closed: 4401 });
    expect((await refused(api, '{ workspaces { nodes { id } } }')).extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { reason: 'REVOKED' },
    });
    expect(await watch(api, { jobId }).ended).toEqual({ closed: 4401 });
  });
});

describe('a second factor', () => {
  it('is asked for at the next sign-in', async () => {
    const person = await register(stack.url);
    const { email, password } = person;
    const { enableTotp } = await gql<{ enableTotp: { secret: string } }>(
      person,
      'mutation ($input: EnableTotpInput!) { enableTotp(input: $input) { secret url } }',
      { input: { password } },
    );
    const device = new TOTP({ secret: Secret.fromBase32(enableTotp.secret) });
    const { confirmTotp } = await gql<{ confirmTotp: { recoveryCodes: string[] } }>(
      person,
      'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }',
      { input: { code: device.generate() } },
    );
    const login = { url: stack.url };
    expect((await refused(login, LOGIN, { input: { email, password } })).extensions.code).toBe('OTP_REQUIRED');
    const input = { email, password, otp: confirmTotp.recoveryCodes[0] };
    const { user } = (await gql<{ login: Tokens }>(login, LOGIN, { input })).login;
    expect(user.id).toBe(person.userId);
    expect(await gql(person, '{ totp { enabled recoveryCodesLeft } }')).toEqual({ totp: { enabled: true, recoveryCodesLeft: 9 } });
  });
});

describe('signing in with Google', () => {
  it('goes there and back, and ends in an account with a workspace', async () => {
    const codeVerifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const { startGoogleSignIn } = await gql<{ startGoogleSignIn: { url: string; state: string } }>(
      { url: stack.url },
      'mutation ($input: StartGoogleSignInInput!) { startGoogleSignIn(input: $input) { url state } }',
      { input: { redirectUri: REDIRECT, codeChallenge } },
    );
    const person = { sub: randomUUID(), email: 'ada@example.org', email_verified: true, name: 'Ada' };
    const back = (await oidc.signIn(startGoogleSignIn.url, person)).searchParams;
    expect(back.get('state')).toBe(startGoogleSignIn.state);
    const input = { code: back.get('code'), state: back.get('state'), codeVerifier, redirectUri: REDIRECT };
    const LOGIN_WITH_GOOGLE = `mutation ($input: LoginWithGoogleInput!) { loginWithGoogle(input: $input) { accessToken user { email } workspace { viewerRole } } }`;
    const { loginWithGoogle } = await gql<{ loginWithGoogle: { accessToken: string } }>({ url: stack.url }, LOGIN_WITH_GOOGLE, { input });
    expect(loginWithGoogle).toMatchObject({ user: { email: 'ada@example.org' }, workspace: { viewerRole: 'OWNER' } });
    await gql({ url: stack.url, accessToken: loginWithGoogle.accessToken }, ME);
    expect((await refused({ url: stack.url }, LOGIN_WITH_GOOGLE, { input })).extensions.code).toBe('UNAUTHENTICATED');
  });
});

it('none of the secrets is in the log', () => {
  const log = stack.program.stdout() + stack.program.stderr();
  expect(log).toContain('createApiKey');
  expect(log).not.toMatch(/rwk_[\w-]{20}/);
  for (const secret of [
    oidc.clientSecret,
    ...oidc.tokenRequests.flatMap((form) => ['code', 'code_verifier'].map((name) => form.get(name) ?? '-')),
  ])
    expect(log).not.toContain(secret);
});
