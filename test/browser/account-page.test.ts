import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, NARROW } from '../support/browser.ts';
import { gql, LOGIN, register, type Person, type Tokens } from '../support/client.ts';
import { newPerson } from '../support/factories.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { openSmtp, type SmtpStandIn } from '../support/vendors/smtp.ts';
import { expectGood } from '../support/web-page.ts';

const PASSWORD = 'nine quiet accordions';
let smtp: SmtpStandIn;
let stack: Stack;
let browser: Browser;
let owner: Person;

beforeAll(async () => {
  smtp = await openSmtp();
  stack = await startStack({ env: { SMTP_URL: smtp.url } });
  browser = await launchBrowser();
  owner = await register(stack.url);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await endPrograms();
  await smtp?.close();
});

/** Where the newest email with such a link leads. */
async function linkTo(address: string, page: string): Promise<string> {
  const { text } = await smtp.letterTo(address, (letter) => letter.text.includes(`/${page}#`));
  return /^http\S+$/m.exec(text)?.[0] ?? '';
}

interface Seen {
  readonly addresses: string[];
  readonly complaints: string[];
}

async function open(link: string, seen: Seen): Promise<Page> {
  const page = await browser.newPage();
  page.on('request', (request) => seen.addresses.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && seen.complaints.push(message.text()));
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  await page.goto(link);
  const path = new URL(link).pathname;
  if (!good.has(path)) {
    await expectGood(page, path);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(NARROW);
    await expectGood(page, `${path} at 375 px, dark`);
    good.add(path);
  }
  return page;
}

/** Pages that have passed axe. */
const good = new Set<string>();

/** Ends the page, which has said that by then, and nothing of its token to any address. */
async function says(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: words }).waitFor();
  expect(page.url()).not.toContain('token');
  await page.close();
}

const login = async (email: string, password: string): Promise<Tokens> =>
  (await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email, password } })).login;

const invite = async (email: string): Promise<string> => {
  const INVITE = 'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { id } }';
  await gql(owner, INVITE, { input: { workspaceId: owner.workspaceId, email, role: 'EDITOR' } });
  return linkTo(email, 'invitation');
};

it('the links of emails lead to a page that confirms, sets a password, and answers an invitation, and that keeps the token to itself', async () => {
  const seen: Seen = { addresses: [], complaints: [] };
  const verify = await linkTo(owner.email, 'verify-email');
  const confirming = await open(verify, seen);
  await confirming.getByLabel('Password of your account').fill('not the password');
  await confirming.getByRole('button', { name: 'Confirm' }).click();
  await confirming.getByRole('alert').filter({ hasText: 'Wrong password' }).waitFor();
  expect(await confirming.getByRole('link', { name: 'Set a new password' }).getAttribute('href')).toBe('reset-password');
  await confirming.getByLabel('Password of your account').fill(owner.password);
  await confirming.getByRole('button', { name: 'Confirm' }).click();
  await says(confirming, 'is confirmed');
  expect(await gql(owner, '{ me { emailVerifiedAt } }')).not.toEqual({ me: { emailVerifiedAt: null } });

  const asking = await open(`${stack.url}/reset-password`, seen);
  await asking.locator('#ask-reset').getByLabel('Email').fill(owner.email);
  await asking.getByRole('button').click();
  await says(asking, 'an email was sent to it');
  const resetting = await open(await linkTo(owner.email, 'reset-password'), seen);
  await resetting.getByLabel('New password').fill('password1234');
  await resetting.getByRole('button').click();
  await resetting
    .getByRole('alert')
    .filter({ hasText: /too easy to guess/i })
    .waitFor();
  await resetting.getByLabel('New password').fill(PASSWORD);
  // What a password manager keeps beside the password.
  expect(await resetting.locator('#reset input[autocomplete=username]').count()).toBe(1);
  await resetting.getByRole('button').click();
  await resetting.getByRole('link', { name: 'Sign in' }).waitFor();
  await says(resetting, 'Your password is changed');
  owner = { ...owner, ...(await login(owner.email, PASSWORD)) };

  const guest = newPerson();
  const joining = await open(await invite(guest.email), seen);
  const isNew = joining.locator('#register');
  await isNew.getByLabel('Name').fill(guest.name);
  await isNew.getByLabel('Email').fill(guest.email);
  await isNew.getByLabel('Password').fill(guest.password);
  await isNew.getByRole('button').click();
  await says(joining, /you are a member of/);
  expect((await login(guest.email, guest.password)).workspace).toMatchObject({ id: owner.workspaceId, viewerRole: 'EDITOR' });

  for (const [answer, words] of [
    ['Decline', 'You have declined'],
    ['Accept', /You are a member of/],
  ] as const) {
    const somebody = await register(stack.url);
    const answering = await open(await invite(somebody.email), seen);
    const known = answering.locator('#answer');
    await known.getByLabel('Email').fill(somebody.email);
    await known.getByLabel('Password').fill(somebody.password);
    await known.getByRole('button', { name: answer }).click();
    await says(answering, words);
    // The page signed in for this alone.
    const { sessions } = await gql<{ sessions: object[] }>(somebody, '{ sessions { id } }');
    expect(sessions).toHaveLength(1);
  }

  const spent = await open(verify, seen);
  await spent.getByLabel('Password of your account').fill(PASSWORD);
  await spent.getByRole('button').click();
  await spent.getByRole('alert').filter({ hasText: 'already used' }).waitFor();
  await spent.getByRole('link', { name: 'Request another email' }).click();
  const again = spent.locator('#ask-verify');
  await again.getByLabel('Email').fill(owner.email);
  await again.getByLabel('Password').fill(PASSWORD);
  await again.getByRole('button').click();
  await spent
    .getByRole('alert')
    .filter({ hasText: /verified|confirmed/i })
    .waitFor();
  await spent.close();

  const hosts = new Set(seen.addresses.filter((address) => !address.startsWith('data:')).map((address) => new URL(address).host));
  expect(hosts).toEqual(new Set([new URL(stack.url).host]));
  // Browsers keep fragments to themselves; the page asks for /graphql and nothing else, with the token in the body.
  expect(seen.addresses.filter((address) => address.includes('token=') && !address.includes('#token='))).toEqual([]);
  expect(seen.complaints).toEqual([]);
});
