import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, LOGIN, register, type Person, type Tokens } from '../../support/client.ts';
import { newPerson } from '../../support/factories.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { openWebPage, signIn, signInPage, signUp } from '../../support/web-page.ts';

let stack: Stack;
let browser: Browser;
let owner: Person;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
  owner = await register(stack.url);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A page of a person, in a browser of its own. */
async function openAs(person: Person, path: string): Promise<Page> {
  const { page } = await openWebPage(browser, `${stack.url}/showcase`);
  await signInPage(page, person.refreshToken);
  await page.goto(stack.url + path);
  await page.locator('.credits').waitFor();
  return page;
}

it('spaces at the ends of a password belong to it', async () => {
  const person = { ...newPerson(), password: '  a sentence that ends with a space ' };
  const { page } = await openWebPage(browser, stack.url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'I am new here' }).click();
  await signUp(page, person);
  const { login } = await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email: person.email, password: person.password } });
  expect(login.user.email).toBe(person.email);
  await page.context().clearCookies();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signIn(page, person);
  await page.context().close();
});

it('the next person in the tab finds nothing of the first one', async () => {
  const page = await openAs(owner, '/');
  await page.locator('#words').fill('Words of the first person.');
  await signInPage(page, (await register(stack.url)).refreshToken);
  await page.reload();
  await page.locator('.credits').waitFor();
  expect(await page.locator('#words').inputValue()).toBe('');
  await page.context().close();
});
