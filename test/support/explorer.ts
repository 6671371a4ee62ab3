import type { Page } from 'playwright-core';

/** What a person does in the explorer. */
export async function openExplorer(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/graphql`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
}

export async function signUp(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Examples' }).waitFor();
}

export async function makeFilm(page: Page): Promise<void> {
  await openExample(page, 'Make a film', 'workspaceId');
  await run(page);
  await page.locator('.graphiql-response .view-line', { hasText: 'generateVideo' }).waitFor();
}

export async function watchFilm(page: Page): Promise<void> {
  await openExample(page, 'Watch it live', 'jobId');
  await run(page);
  await page.getByRole('table', { name: /Events/ }).waitFor();
}

/** Opens an example and waits until the id that it needs is among its variables. */
export async function openExample(page: Page, title: string, id: string): Promise<void> {
  await page.getByRole('button', { name: title }).first().click();
  const filled = new RegExp(`"${id}":\\s*"[0-9a-f]{8}-`);
  await page.getByRole('region', { name: 'Variables' }).filter({ hasText: filled }).waitFor();
}

export const run = (page: Page): Promise<void> => page.getByRole('button', { name: /Execute query/ }).click();

export const percent = async (page: Page): Promise<number> => Number(await page.getByRole('progressbar').getAttribute('value'));
