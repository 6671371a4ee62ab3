/**
 * Draws every email in every language in docs/images/emails, and writes docs/reference/emails.md: `npm run docs:emails`. Look at them after
 * every change of a text.
 */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOCALES } from '../src/platform/messages/locale.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { emailSheet } from './email-pictures/email-sheet.ts';
import { ACCOUNT_KINDS, EMAIL_KINDS, sampleEmails } from './email-pictures/samples.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/images/emails' }, only: { type: 'string' } } });
const PAGE = 'docs/reference/emails.md';
/** Of WebP; the text stays sharp, and a sheet has less than 60 kB. */
const QUALITY = 80;

const emails = LOCALES.map((locale) => [locale, sampleEmails(locale)] as const);
const folder = await mkdtemp(join(tmpdir(), 'emails-'));
const browser = await launchBrowser();
try {
  await mkdir(values.out, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1260, height: 800 } });
  for (const kind of EMAIL_KINDS.filter((one) => values.only === undefined || one === values.only)) {
    const file = join(folder, 'sheet.html');
    const sheet = emails.flatMap(([locale, mails]) => (mails[kind] ? [[locale, mails[kind]] as const] : []));
    await writeFile(file, emailSheet(sheet));
    await page.goto(`file://${file}`);
    await page.evaluate('document.fonts.ready');
    const picture = await loadImage(await page.locator('main').screenshot());
    const canvas = createCanvas(picture.width, picture.height);
    canvas.getContext('2d').drawImage(picture, 0, 0);
    const bytes = await canvas.encode('webp', QUALITY);
    await writeFile(join(values.out, `${kind}.webp`), bytes);
    console.log(`${kind}: ${Math.round(bytes.length / 1_024)} kB`);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
await writeFile(PAGE, pageOf());

function pageOf(): string {
  const english = sampleEmails('en');
  const section = (kind: string): string =>
    `### \`${kind}\`\n\n![“${english[kind]?.subject}” in English, German and Chinese](../images/emails/${kind}.webp)\n`;
  const isAccount = (kind: string): boolean => (ACCOUNT_KINDS as readonly string[]).includes(kind);
  return [
    '# Emails',
    '',
    '`npm run docs:emails` draws these pictures and writes this page. Each email is written by the code that sends it, with sample values, in English, German and Chinese. Emails are plain text; programs for email show them in a font and width of their own.',
    '',
    'The texts are in `src/platform/messages`. Look at the pictures of an email after a change of its text, and commit them.',
    '',
    '## Accounts and invitations',
    '',
    ...EMAIL_KINDS.filter((kind) => isAccount(kind)).map(section),
    '## Notifications',
    '',
    'Who receives which of them by email is in [notifications](../notifications.md#kinds). An email about a slot has the slot as an iCalendar file, and every one can be ended by its kind (`List-Unsubscribe`).',
    '',
    ...EMAIL_KINDS.filter((kind) => !isAccount(kind)).map(section),
  ].join('\n');
}
