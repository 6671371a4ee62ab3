import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { gql, register, watch, type Person } from '../../support/client.ts';
import { generate, readJob } from '../../support/films.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import {
  expectGood,
  expectPlaysWhenAsked,
  openWebPage,
  signInPage,
  takePicture,
  VIEWS,
  type View,
  type WebPage,
} from '../../support/web-page.ts';

const SHARE = 'mutation ($input: CreateShareLinkInput!) { createShareLink(input: $input) { id url } }';
const COMMENT = 'mutation ($input: CreateCommentInput!) { createComment(input: $input) { id } }';
const LIST =
  'query ($id: ID!) { asset(id: $id) { reviewStatus } comments(assetId: $id, first: 50) { nodes { text atMs decision authorName } } }';
const HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> https://evil.test/';

let stack: Stack;
let browser: Browser;
let owner: Person;
let assetId: string;

beforeAll(async () => {
  stack = await startStack();
  browser = await launchBrowser('--autoplay-policy=user-gesture-required');
  owner = await register(stack.url);
  const jobId = await generate(owner, { script: 'The sky is blue because air scatters light.' });
  await watch(owner, { jobId }).ended;
  assetId = (await readJob(owner, jobId)).video?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

interface Link {
  readonly id: string;
  readonly url: string;
}
const share = async (input: object = {}): Promise<Link> =>
  (await gql<{ createShareLink: Link }>(owner, SHARE, { input: { assetId, ...input } })).createShareLink;

async function begin({ url }: Link, name: string, view?: View): Promise<WebPage> {
  const opened = await openWebPage(browser, url, view);
  await expectGood(opened.page, 'the page of the link');
  await opened.page.getByRole('link', { name: 'Comment and approve' }).click();
  await opened.page.getByLabel('Your name').fill(name);
  await opened.page.getByRole('button', { name: 'Begin' }).click();
  await opened.page.locator('.review').waitFor();
  return opened;
}

it.each(VIEWS)('a person with a share link comments on a moment and approves, %s', async (name, view) => {
  const link = await share();
  const { page, complaints } = await begin(link, 'Ada', view);
  const video = page.locator('video');
  await expect.poll(() => video.evaluate((element) => (element as unknown as { videoWidth: number }).videoWidth)).toBeGreaterThan(0);
  await expectPlaysWhenAsked(page);
  await video.evaluate((element) => Object.assign(element, { currentTime: 1.5 }));
  await page.getByText('At 0:01').waitFor();
  await page.getByLabel('Write a comment').fill(HOSTILE);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  const entry = page.getByRole('article', { name: 'Comment by Ada' }).filter({ hasText: 'window.hacked' }).first();
  await entry.waitFor();
  expect(await entry.locator('p').innerText()).toBe(HOSTILE);
  expect(await entry.locator('img, script, a').count()).toBe(0);

  await gql(owner, COMMENT, { input: { assetId, text: `Thank you, ${name}.` } });
  await page.getByText(`Thank you, ${name}.`).waitFor();
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  await page
    .getByRole('button', { name: /Go to 0:01/ })
    .first()
    .click();
  expect(await video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime)).toBeGreaterThanOrEqual(1);
  await expectGood(page);
  await takePicture(page, `review ${name}`);

  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/Words about it/)
    .fill('Lovely.');
  await expectGood(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('.review-decision').getByText('Approved').waitFor();
  const { asset, comments } = await gql<{ asset: object; comments: { nodes: { decision: string | null }[] } }>(owner, LIST, {
    id: assetId,
  });
  expect(asset).toEqual({ reviewStatus: 'APPROVED' });
  expect(comments.nodes).toContainEqual({ text: HOSTILE, atMs: 1_500, decision: null, authorName: 'Ada' });
  expect(comments.nodes.at(-1)).toEqual({ text: 'Lovely.', atMs: null, decision: 'APPROVED', authorName: 'Ada' });

  await page.reload();
  await entry.waitFor();
  await gql(owner, 'mutation ($id: ID!) { revokeShareLink(id: $id) }', { id: link.id });
  await page.getByRole('heading', { name: 'This review has ended' }).waitFor();
  expect(await page.locator('video').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('asks for the password of the link, and a link without reviews leads nowhere', async () => {
  const { page, complaints } = await openWebPage(browser, (await share({ password: 'péché mignon' })).url.replace('/share/', '/review/'));
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('Password of the link').fill('wrong one');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('The password is wrong.').waitFor();
  await expectGood(page);
  await page.getByLabel('Password of the link').fill('péché mignon');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.locator('.review').waitFor();
  const off = await share({ reviewEnabled: false });
  await page.goto(off.url);
  await page.getByRole('link', { name: 'Download' }).waitFor();
  expect(await page.getByRole('link', { name: 'Comment and approve' }).count()).toBe(0);
  await expectPlaysWhenAsked(page);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('a member resolves a comment, and the reviewer sees it at once', async () => {
  const { page: theirs } = await begin(await share(), 'Bea');
  await theirs.getByLabel('Write a comment').fill('The end is too loud.');
  await theirs.getByRole('button', { name: 'Comment', exact: true }).click();
  const { page, complaints } = await openWebPage(browser, `${stack.url}/showcase`);
  await signInPage(page, owner.refreshToken);
  await page.goto(`${stack.url}/assets/${assetId}/review`);
  const thread = page.locator('.review-thread').filter({ hasText: 'The end is too loud.' });
  await thread.getByRole('button', { name: 'Reply' }).click();
  await thread.getByLabel('Reply').fill('Better now?');
  await thread.getByRole('button', { name: 'Comment', exact: true }).click();
  const seen = theirs.locator('.review-thread').filter({ hasText: 'The end is too loud.' });
  await seen.getByText('Better now?').waitFor();
  await seen.getByText('Member', { exact: true }).waitFor();
  await thread.getByRole('button', { name: 'Resolve' }).click();
  await seen.getByText('Resolved').waitFor();
  expect(await theirs.getByRole('button', { name: 'Resolve' }).count()).toBe(0);
  await expectGood(page);
  expect(complaints).toEqual([]);
  await Promise.all([page.context().close(), theirs.context().close()]);
});

it('a comment of 10,000 characters and a name of 200 are refused with words, and nothing is lost', async () => {
  const { page } = await openWebPage(browser, (await share()).url.replace('/share/', '/review/'));
  await page
    .getByLabel('Your name')
    .evaluate((input) => (input as unknown as { removeAttribute(name: string): void }).removeAttribute('maxlength'));
  await page.getByLabel('Your name').fill('長'.repeat(200));
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText(/at most 100 characters/).waitFor();
  await page.getByLabel('Your name').fill('長'.repeat(100));
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByLabel('Write a comment').fill('x'.repeat(10_000));
  await page.getByText('10,000 of 4,000 characters').waitFor();
  expect(await page.getByRole('button', { name: 'Comment', exact: true }).isDisabled()).toBe(true);
  await page.getByLabel('Write a comment').fill('x'.repeat(4_000));
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByText('x'.repeat(4_000)).waitFor();
  await expectGood(page);
  await page.context().close();
});
