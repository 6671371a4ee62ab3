import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { register, type Person } from '../../support/client.ts';
import { generate } from '../../support/films.ts';
import { editScene, importProject } from '../../support/projects.ts';
import { PATIENT } from '../../support/postgres.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { openWebPage, signInPage } from '../../support/web-page.ts';

let stack: Stack;
let browser: Browser;
let person: Person;
let page: Page;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), launchBrowser()]);
});
beforeEach(async () => {
  person = await register(stack.url);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Opens a page whose socket brings nothing to the server until the returned function is called. */
async function openHeld(path: string): Promise<() => void> {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  ({ page } = await openWebPage(browser, `${stack.url}/showcase`));
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => void held.then(() => server.send(message)));
  });
  await signInPage(page, person.refreshToken);
  await page.goto(`${stack.url}${path}`);
  return release;
}

it('a project shows what was changed after it was read and before its changes were followed', async () => {
  const id = await importProject(person, 'Written meanwhile', [{ narration: 'Sunlight looks white.' }]);
  const follow = await openHeld(`/projects/${id}`);
  await page.getByRole('button', { name: /^Scene 1: Sunlight/ }).waitFor();
  await editScene(person, id, 0, { narration: 'It carries every colour.' });
  follow();
  await expect.poll(() => page.getByRole('button', { name: /^Scene 1: It carries/ }).count(), PATIENT).toBe(1);
});

it('the credits are those after a film that was begun before changes were followed', async () => {
  const follow = await openHeld('/files');
  const credits = page.getByRole('link', { name: /credits/ });
  await credits.waitFor();
  const before = await credits.innerText();
  await generate(person, { script: 'Sunlight looks white.', voice: 'NONE' });
  follow();
  await expect.poll(() => credits.innerText(), PATIENT).not.toBe(before);
});
