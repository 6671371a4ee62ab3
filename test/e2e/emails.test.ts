import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gql, LOGIN, ME, REFRESH, refused, register, words, type Person, type Tokens } from '../support/client.ts';
import { newPerson } from '../support/factories.ts';
import { tokenIn } from '../support/emails.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openSmtp, type ReceivedLetter, type SmtpStandIn } from '../support/vendors/smtp.ts';

let smtp: SmtpStandIn;
let stack: Stack;

beforeAll(async () => {
  smtp = await openSmtp();
  stack = await startStack({
    env: { SMTP_URL: smtp.url, SMTP_FROM: 'Reelwright <studio@example.org>', APP_URL: 'https://studio.example.org/' },
  });
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await smtp?.close();
});

const NEW_PASSWORD = 'seventeen purple lanterns';
const VERIFY = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) }';
const ASK = 'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) }';
const RESET = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }';
const CHANGE = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }';
const SESSIONS = '{ sessions { id address userAgent current createdAt lastUsedAt expiresAt } }';

const about = (subject: string) => (letter: ReceivedLetter) => letter.headers['subject'] === subject;
const anybody = () => ({ url: stack.url });
const login = async ({ email, password }: Pick<Person, 'email' | 'password'>): Promise<Tokens> =>
  (await gql<{ login: Tokens }>(anybody(), LOGIN, { input: { email, password } })).login;

describe('letters, through a mail server', () => {
  it('verify the address of a new account', async () => {
    const person = await register(stack.url);
    const letter = await smtp.letterTo(person.email, about('Confirm your email address'));
    expect(letter).toMatchObject({ from: 'studio@example.org', to: [person.email] });
    expect(letter.text).toMatch(/^https:\/\/studio\.example\.org\/verify-email#token=[\w-]{43}$/m);
    const verified = async (): Promise<unknown> =>
      (await gql<{ me: { emailVerifiedAt: string | null } }>(person, '{ me { emailVerifiedAt } }')).me.emailVerifiedAt;
    expect(await verified()).toBeNull();
    expect((await refused(anybody(), VERIFY, { input: { token: tokenIn(letter.text) } })).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.password' }],
    });
    expect(await gql(person, VERIFY, { input: { token: tokenIn(letter.text) } })).toEqual({ verifyEmail: true });
    expect(await verified()).toEqual(expect.any(String));
    expect((await refused(anybody(), VERIFY, { input: { token: tokenIn(letter.text) } })).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.token' }],
    });
  });

  it('replace a lost password, once, and end every session', async () => {
    const person = await register(stack.url);
    const elsewhere = await login(person);
    expect(await gql(anybody(), ASK, { input: { email: person.email } })).toEqual({ requestPasswordReset: true });
    const letter = await smtp.letterTo(person.email, about('Choose a new password'));
    expect(letter.text).toContain('https://studio.example.org/reset-password#token=');
    const input = { token: tokenIn(letter.text), password: NEW_PASSWORD };
    expect(await gql(anybody(), RESET, { input })).toEqual({ resetPassword: true });

    for (const { accessToken, refreshToken } of [person, elsewhere]) {
      expect((await refused({ url: stack.url, accessToken }, ME)).extensions.details).toEqual({ reason: 'REVOKED' });
      expect((await refused(anybody(), REFRESH, { input: { refreshToken } })).extensions.details).toEqual({ reason: 'REVOKED' });
    }
    expect((await refused(anybody(), LOGIN, { input: { email: person.email, password: person.password } })).extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    await login({ ...person, password: NEW_PASSWORD });
    expect((await refused(anybody(), RESET, { input })).extensions.fields).toMatchObject([{ path: 'input.token' }]);
    await smtp.letterTo(person.email, about('Your password was changed'));
  });

  it('are not written to an address without an account, which is answered in the same words and about the same time', async () => {
    const person = await register(stack.url);
    const stranger = newPerson();
    /** The quickest of five, ms. */
    const time = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const began = performance.now();
        expect((await ask(anybody(), ASK, { input: { email } })).data).toEqual({ requestPasswordReset: true });
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const [unknown, known] = [await time(stranger.email), await time(person.email)];
    expect(Math.min(known, unknown)).toBeGreaterThan(Math.max(known, unknown) / 4);
    // The person was asked for last: when their letter is there, the stranger's would be.
    await smtp.letterTo(person.email, about('Choose a new password'));
    expect(smtp.accountEmails.filter(({ to }) => to.includes(stranger.email))).toEqual([]);
  });

  it('leave no token in the log', () => {
    const tokens = smtp.accountEmails.map(({ text }) => tokenIn(text)).filter(Boolean);
    expect(tokens.length).toBeGreaterThan(2);
    const said = `${stack.program.stdout()}${stack.program.stderr()}`;
    expect(tokens.filter((token) => said.includes(token))).toEqual([]);
  });
});

describe('somebody who is signed in', () => {
  it('sees where, ends one of their sessions and changes the password', async () => {
    const person = await register(stack.url);
    const elsewhere = await login(person);
    const { sessions } = await gql<{ sessions: { id: string; current: boolean; address: string; userAgent: string }[] }>(person, SESSIONS);
    expect(sessions.map(({ current }) => current)).toEqual([false, true]);
    for (const { address, userAgent } of sessions) {
      expect(address).toContain('127.0.0.1');
      expect(userAgent).toBe('node');
    }
    await gql(person, 'mutation ($id: ID!) { revokeSession(id: $id) }', { id: sessions[0]?.id });
    expect((await refused({ url: stack.url, accessToken: elsewhere.accessToken }, ME)).extensions.details).toEqual({ reason: 'REVOKED' });

    const change = (currentPassword: string, newPassword: string) => ({ input: { currentPassword, newPassword } });
    expect((await refused(person, CHANGE, change('not this one', NEW_PASSWORD))).extensions.fields).toMatchObject([
      { path: 'input.currentPassword' },
    ]);
    await gql(person, CHANGE, change(person.password, NEW_PASSWORD));
    await gql(person, ME);
  });

  it('takes their data along and deletes the account', async () => {
    const person = await register(stack.url);
    const { updateProfile } = await gql<{ updateProfile: object }>(
      person,
      'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { name firstName lastName locale } }',
      { input: { firstName: 'Ada', locale: 'en-gb' } },
    );
    expect(updateProfile).toEqual({ name: person.name, firstName: 'Ada', lastName: null, locale: 'en-GB' });
    const { exportMyData } = await gql<{ exportMyData: object }>(person, 'mutation { exportMyData }');
    expect(exportMyData).toMatchObject({ profile: { email: person.email, firstName: 'Ada' }, memberships: [{ role: 'OWNER' }] });
    await gql(person, 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) }', { input: { password: person.password } });
    expect((await refused(person, ME)).extensions.details).toEqual({ reason: 'REVOKED' });
    const unknown = words(await refused(anybody(), LOGIN, { input: { email: newPerson().email, password: person.password } }));
    expect(words(await refused(anybody(), LOGIN, { input: { email: person.email, password: person.password } }))).toEqual(unknown);
    await register(stack.url, { email: person.email, password: person.password, name: person.name });
  });
});

describe('bad input', () => {
  const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }';

  it.each([
    ['a common password', { password: 'password1234' }, 'input.password'],
    ['a short password', { password: 'xk3j9f2mq' }, 'input.password'],
    ['a password of 900 kB', { password: 'x'.repeat(900_000) }, 'input.password'],
    ['no address', { email: 'nobody' }, 'input.email'],
    ['two addresses', { email: 'a@example.org, b@example.org' }, 'input.email'],
    ['an address with a line break', { email: 'a@example.org\r\nBcc: b@example.org' }, 'input.email'],
    ['a name of spaces', { name: '   ' }, 'input.name'],
  ])('%s is refused at its field', async (_, changed, path) => {
    const { extensions } = await refused(anybody(), REGISTER, { input: { ...newPerson(), ...changed } });
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });

  it('does not count an address in another script as bad', async () => {
    const email = 'zoë.müller@bücher.example';
    const person = await register(stack.url, { ...newPerson(), email });
    expect((await login({ ...person, email: 'ZOË.MÜLLER@xn--bcher-kva.example' })).user.id).toBe(person.userId);
  });
});
