import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  gql,
  LOGIN,
  ME,
  REFRESH,
  refused,
  register,
  watchWorkspace,
  type Api,
  type Following,
  type Person,
  type Tokens,
  type WorkspaceEvent,
} from '../support/client.ts';
import { newPerson } from '../support/factories.ts';
import { tokenIn } from '../support/emails.ts';
import { endPrograms, launch } from '../support/program.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { secretsSoFar } from '../support/run-record.ts';
import { leaksIn } from '../support/secrets.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';
import { openOidc, type Oidc } from '../support/vendors/oidc.ts';
import { openSmtp, type SmtpStandIn } from '../support/vendors/smtp.ts';

const REDIRECT = 'https://app.example.org/signed-in';

let smtp: SmtpStandIn;
let oidc: Oidc;
let receiver: Receiver;
let stack: Stack;
/** More API processes on the same data, where one registers by invitation alone, or not at all. */
let inviting: Api;
let closed: Api;
let owner: Person;

beforeAll(async () => {
  [smtp, oidc, receiver] = await Promise.all([openSmtp(), openOidc(), openReceiver()]);
  const env = {
    SMTP_URL: smtp.url,
    GOOGLE_CLIENT_ID: oidc.clientId,
    GOOGLE_CLIENT_SECRET: oidc.clientSecret,
    GOOGLE_ISSUER: oidc.issuer,
    SIGN_IN_REDIRECT_URIS: REDIRECT,
    SIGN_IN_EMAIL_DOMAINS: 'example.org',
    WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32',
    IMPORT_ALLOW_CIDRS: '127.0.0.1/32',
  };
  stack = await startStack({ env });
  [inviting, closed] = (await Promise.all(['invite', 'closed'].map(anotherApi))) as [Api, Api];
  owner = await register(stack.url);
  const { text } = await smtp.letterTo(owner.email, (letter) => letter.text.includes('/verify-email#'));
  await gql(owner, 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) }', { input: { token: tokenIn(text) } });
});

afterAll(async () => {
  await endPrograms();
  await stack?.stop();
  await Promise.all([smtp, oidc, receiver].map((stand) => stand?.close()));
});

async function anotherApi(registration: string): Promise<Api> {
  const port = String(await freePort());
  const api = launch(['api'], { ...stack.secrets(), HOST: '127.0.0.1', PORT: port, REGISTRATION: registration, RATE_LIMIT_REGISTER: '0' });
  await api.heard(({ msg }) => msg === 'API is ready');
  return { url: `http://127.0.0.1:${port}` };
}

const INVITE = 'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { id } }';
const ACCEPT = 'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { id viewerRole } }';
const DECLINE = 'mutation ($input: DeclineInvitationInput!) { declineInvitation(input: $input) }';
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id emailVerifiedAt } workspace { id viewerRole } } }`;
const VERIFY = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) }';
const RESET = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }';
const MEMBERS = 'query ($id: ID!) { workspace(id: $id) { members { nodes { role user { email } } } } }';

/** Invites and reads the email. */
async function invite(email: string, role = 'EDITOR'): Promise<string> {
  const before = smtp.accountEmails.length;
  await gql(owner, INVITE, { input: { workspaceId: owner.workspaceId, email, role } });
  const letter = await smtp.letterTo(email, (one) => one.text.includes('/invitation#token=') && smtp.accountEmails.indexOf(one) >= before);
  expect(letter.headers['subject']).toContain('Invitation');
  expect(letter.text).toContain(`${stack.url}/invitation#token=`);
  return tokenIn(letter.text);
}

const roleOf = async (email: string): Promise<string | undefined> => {
  const { workspace } = await gql<{ workspace: { members: { nodes: { role: string; user: { email: string } }[] } } }>(owner, MEMBERS, {
    id: owner.workspaceId,
  });
  return workspace.members.nodes.find(({ user }) => user.email === email)?.role;
};

describe('an invitation, by letter', () => {
  it('makes a member of somebody who registers with it, where nobody else can', async () => {
    const guest = newPerson();
    for (const [api, words] of [
      [inviting, 'Registration requires an invitation.'],
      [closed, 'Registration is closed.'],
    ] as const) {
      expect(await refused(api, REGISTER, { input: guest })).toMatchObject({ message: words, extensions: { code: 'FORBIDDEN' } });
    }
    const invitationToken = await invite(guest.email);
    expect((await refused(closed, REGISTER, { input: { ...guest, invitationToken } })).extensions.code).toBe('FORBIDDEN');
    const other = { ...newPerson(), invitationToken };
    expect((await refused(inviting, REGISTER, { input: other })).extensions.code).toBe('FORBIDDEN');

    const { register: joined } = await gql<{ register: { accessToken: string } }>(inviting, REGISTER, {
      input: { ...guest, invitationToken },
    });
    // The email went to this address: it needs no second proof.
    expect(joined).toMatchObject({
      user: { emailVerifiedAt: expect.any(String) },
      workspace: { id: owner.workspaceId, viewerRole: 'EDITOR' },
    });
    expect(await roleOf(guest.email)).toBe('EDITOR');
    expect(
      (await refused(inviting, REGISTER, { input: { ...newPerson(), email: `x${guest.email}`, invitationToken } })).extensions.code,
    ).toBe('FORBIDDEN');
    const again = { ...stack, accessToken: joined.accessToken };
    expect((await refused(again, ACCEPT, { input: { token: invitationToken } })).extensions.code).toBe('INVALID_STATE');
  });

  it('makes a member of somebody who has an account, once, and of nobody who declines or is another', async () => {
    const [guest, other] = await Promise.all([register(stack.url), register(stack.url)]);
    const declined = await invite(guest.email);
    expect((await refused(other, ACCEPT, { input: { token: declined } })).extensions.code).toBe('FORBIDDEN');
    expect(await gql(guest, DECLINE, { input: { token: declined } })).toEqual({ declineInvitation: true });
    expect((await refused(guest, ACCEPT, { input: { token: declined } })).extensions.code).toBe('INVALID_STATE');
    expect(await roleOf(guest.email)).toBeUndefined();

    const token = await invite(guest.email, 'VIEWER');
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => gql(guest, ACCEPT, { input: { token } })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toMatchObject([
      { value: { acceptInvitation: { id: owner.workspaceId, viewerRole: 'VIEWER' } } },
    ]);
    expect(await roleOf(guest.email)).toBe('VIEWER');
  });
});

describe('a secret in the wrong place', () => {
  it('opens nothing: what is good for one thing is good for no other', async () => {
    const person = await register(stack.url);
    const verify = tokenIn((await smtp.letterTo(person.email, ({ text }) => text.includes('/verify-email#'))).text);
    const { accessToken, refreshToken } = person;
    const secrets = { accessToken, refreshToken, verify, invitation: await invite(newPerson().email), key: (await newKey()).secret };
    const doors: Readonly<Record<string, (token: string) => Promise<string>>> = {
      refreshToken: async (token) => (await refused(person, REFRESH, { input: { refreshToken: token } })).extensions.code,
      verify: async (token) => (await refused(person, VERIFY, { input: { token } })).extensions.code,
      reset: async (token) => (await refused(person, RESET, { input: { token, password: newPerson().password } })).extensions.code,
      invitation: async (token) => (await refused(person, ACCEPT, { input: { token } })).extensions.code,
      bearer: async (token) => (await refused({ url: stack.url, accessToken: token }, ME)).extensions.code,
    };
    const fits = (door: string, secret: string): boolean =>
      door === secret ||
      (door === 'bearer' && (secret === 'accessToken' || secret === 'key')) ||
      (door === 'invitation' && secret === 'invitation');
    for (const [door, open] of Object.entries(doors)) {
      for (const [secret, token] of Object.entries(secrets)) {
        if (fits(door, secret)) continue;
        expect(['UNAUTHENTICATED', 'BAD_USER_INPUT', 'NOT_FOUND'], `${secret} at ${door}`).toContain(await open(token));
      }
    }
    // And each is still good for what it is good for.
    await gql(person, VERIFY, { input: { token: verify } });
    await refresh(refreshToken);
  });

  it('is not repeated by the refusal, however wrong the rest of the input is', async () => {
    const { email, password } = newPerson();
    for (const input of [{ email, password }, { email, password, name: 7 }, { email, password, name: 'Ada', more: true }, [password]]) {
      const { message, extensions } = await refused({ url: stack.url }, REGISTER, { input });
      expect(extensions.code).toBe('BAD_USER_INPUT');
      expect(message + JSON.stringify(extensions)).not.toContain(password);
    }
  });
});

type Watch = Following<WorkspaceEvent>;

/** The same subscription to the owner's workspace in two processes, both under way. */
async function watchTwice(accessToken: string): Promise<Watch[]> {
  const watches = [stack.url, inviting.url].map((url) => watchWorkspace({ url, accessToken }, { workspaceId: owner.workspaceId }));
  await Promise.all(watches.map((watch) => watch.until(({ type }) => type === 'READY')));
  return watches;
}
const ends = (watches: readonly Watch[]) => Promise.all(watches.map(({ ended }) => ended));
const both = (code: number) => [{ closed: code }, { closed: code }];

const login = async ({ email, password }: Pick<Person, 'email' | 'password'>, otp?: string): Promise<Tokens> =>
  (await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email, password, otp } })).login;
const refresh = async (refreshToken: string): Promise<Tokens> =>
  (await gql<{ refreshToken: Tokens }>({ url: stack.url }, REFRESH, { input: { refreshToken } })).refreshToken;

/** As the owner of the tables, in the name of somebody. */
async function asOwner<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as Row[];
  } finally {
    await client.end();
  }
}

describe('sockets in two API processes', () => {
  it('are closed permanently when a used refresh token comes back after the grace: its whole family has ended', async () => {
    const first = await login(owner);
    const second = await refresh(first.refreshToken);
    const [stolen, steady] = [await watchTwice(second.accessToken), await watchTwice(owner.accessToken)];
    // The clock cannot be turned, so what was used is made to have been used earlier.
    await asOwner(`update refresh_tokens set used_at = used_at - interval '31 seconds' where used_at is not null`);
    expect((await refused(inviting, REFRESH, { input: { refreshToken: first.refreshToken } })).extensions.details).toEqual({
      reason: 'REVOKED',
    });
    expect(await ends(stolen)).toEqual(both(4401));
    expect((await refused({ url: stack.url }, REFRESH, { input: { refreshToken: second.refreshToken } })).extensions.details).toEqual({
      reason: 'REVOKED',
    });
    // Another session of the same person goes on.
    await gql(owner, 'mutation ($id: ID!) { updateWorkspace(id: $id, input: { name: "Still here" }) { id } }', { id: owner.workspaceId });
    for (const watch of steady) watch.cut();
    expect(await ends(steady)).toEqual(both(1006));
  });

  it('are closed to come back when the role of a member changes, and when a member is removed', async () => {
    const guest = await register(stack.url);
    await gql(guest, ACCEPT, { input: { token: await invite(guest.email) } });
    const editing = await watchTwice(guest.accessToken);
    const input = { workspaceId: owner.workspaceId, userId: guest.userId };
    await gql(owner, 'mutation ($input: ChangeMemberRoleInput!) { changeMemberRole(input: $input) { role } }', {
      input: { ...input, role: 'VIEWER' },
    });
    expect(await ends(editing)).toEqual(both(4403));
    const viewing = await watchTwice(guest.accessToken);
    await gql(owner, 'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) }', { input });
    expect(await ends(viewing)).toEqual(both(4403));
    for (const url of [stack.url, inviting.url]) {
      const again = watchWorkspace({ url, accessToken: guest.accessToken }, { workspaceId: owner.workspaceId });
      expect(await again.ended).toMatchObject({ refused: [{ extensions: { code: 'NOT_FOUND' } }] });
    }
  });

  it('of an API key are closed when it expires, and those that come back with it too', async () => {
    const { apiKey, secret } = await newKey();
    await asOwner(`update api_keys set expires_at = now() + interval '3 seconds' where id = $1`, [apiKey.id]);
    expect(await ends(await watchTwice(secret))).toEqual(both(4403));
    const again = watchWorkspace({ url: inviting.url, accessToken: secret }, { workspaceId: owner.workspaceId });
    expect(await again.ended).toEqual({ closed: 4403 });
    expect((await refused({ url: stack.url, accessToken: secret }, '{ workspaces { nodes { id } } }')).extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { reason: 'EXPIRED' },
    });
  });
});

async function newKey(): Promise<{ secret: string; apiKey: { id: string } }> {
  const input = {
    workspaceId: owner.workspaceId,
    name: 'a robot',
    role: 'VIEWER',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const CREATE = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }';
  return (await gql<{ createApiKey: { secret: string; apiKey: { id: string } } }>(owner, CREATE, { input })).createApiKey;
}

describe('the database, after every flow with a secret', () => {
  /** Signs somebody in at the provider and comes back. */
  async function signInElsewhere(): Promise<void> {
    const codeVerifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const START = 'mutation ($input: StartGoogleSignInInput!) { startGoogleSignIn(input: $input) { url } }';
    const start = { input: { redirectUri: REDIRECT, codeChallenge } };
    const { startGoogleSignIn } = await gql<{ startGoogleSignIn: { url: string } }>({ url: stack.url }, START, start);
    const person = { sub: randomUUID(), email: newPerson().email, email_verified: true, name: 'Ada' };
    const back = (await oidc.signIn(startGoogleSignIn.url, person)).searchParams;
    const input = { code: back.get('code'), state: back.get('state'), codeVerifier, redirectUri: REDIRECT };
    await gql(
      { url: stack.url },
      'mutation ($input: LoginWithGoogleInput!) { loginWithGoogle(input: $input) { accessToken refreshToken } }',
      { input },
    );
  }

  async function useEverySecret(): Promise<Person> {
    const person = await register(stack.url);
    const verify = await smtp.letterTo(person.email, ({ text }) => text.includes('/verify-email#'));
    await gql(person, VERIFY, { input: { token: tokenIn(verify.text) } });
    await gql({ url: stack.url }, 'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) }', {
      input: { email: person.email },
    });
    const reset = await smtp.letterTo(person.email, ({ text }) => text.includes('/reset-password#'));
    const password = newPerson().password;
    await gql({ url: stack.url }, RESET, {
      input: { token: tokenIn(reset.text), password },
    });
    const signedIn = { ...person, password, ...(await login({ ...person, password })) };
    const ENABLE = 'mutation ($input: EnableTotpInput!) { enableTotp(input: $input) { secret } }';
    const CONFIRM = 'mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes } }';
    const { enableTotp } = await gql<{ enableTotp: { secret: string } }>(signedIn, ENABLE, { input: { password } });
    const code = new TOTP({ secret: Secret.fromBase32(enableTotp.secret) }).generate();
    const { confirmTotp } = await gql<{ confirmTotp: { recoveryCodes: string[] } }>(signedIn, CONFIRM, { input: { code } });
    await refresh((await login(signedIn, confirmTotp.recoveryCodes[0])).refreshToken);
    const { secret } = await newKey();
    await gql({ url: stack.url, accessToken: secret }, '{ workspaces { nodes { id } } }');
    await signInElsewhere();
    const { createWebhook } = await gql<{ createWebhook: { webhook: { id: string } } }>(
      owner,
      'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }',
      { input: { workspaceId: owner.workspaceId, url: receiver.url } },
    );
    const { id } = createWebhook.webhook;
    await gql(owner, 'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', { id });
    await gql(owner, 'mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id });
    await receiver.have(1);
    await gql(signedIn, ME);
    return signedIn;
  }

  it('holds none of them in the clear, in no table of no schema', async () => {
    const person = await useEverySecret();
    const secrets = secretsSoFar();
    const used = [
      'password',
      'secret',
      'recoveryCodes',
      'accessToken',
      'refreshToken',
      'codeVerifier',
      'a token in a letter',
      'an ID token',
      'code',
    ];
    const given = ['JWT_SECRET', 'ENCRYPTION_KEY', 'S3_SECRET_KEY', 'GOOGLE_CLIENT_SECRET'];
    expect([...new Set(secrets.values())]).toEqual(expect.arrayContaining([...used, ...given]));

    const tables = await asOwner<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' order by 1`,
    );
    const dump: string[] = [];
    for (const { name } of tables) {
      const rows = await asOwner<{ row: string }>(`select t::text as row from ${name} t`);
      dump.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    const text = dump.join('\n');
    // What the dump would show: what is no secret stands in it, and the emails that went through the queue do, encrypted.
    for (const seen of ['users (', '"encrypted"', 'pgboss.', 'audit_events (']) expect(text).toContain(seen);
    expect(leaksIn(text, new Map([[person.email, 'an address']])).length).toBeGreaterThan(0);
    expect(leaksIn(text, secrets)).toEqual([]);
  });
});
