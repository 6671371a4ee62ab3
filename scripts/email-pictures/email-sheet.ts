import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Mail } from '../../src/platform/mail/mail.ts';
import type { Locale } from '../../src/platform/messages/locale.ts';

const { resolve } = createRequire(import.meta.url);
/** The fonts that come with Reelwright, so that the pictures are the same on every machine. */
const FONTS = ['noto-sans/400.css', 'noto-sans/700.css', 'noto-sans-sc/400.css', 'noto-sans-sc/700.css'].map(
  (file) => pathToFileURL(resolve(`@fontsource/${file}`)).href,
);

const CSS = `
  body { margin: 0; background: #e4e6ea; font: 14px/1.5 'Noto Sans', 'Noto Sans SC', sans-serif; color: #1c1e21 }
  main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; padding: 12px; width: 1236px }
  article { background: #fff; border-radius: 8px; padding: 16px 18px; min-width: 0 }
  h2 { font-size: 16px; line-height: 1.35; margin: 0 0 8px; overflow-wrap: anywhere }
  dl { margin: 0 0 12px; padding: 0 0 10px; border-bottom: 1px solid #d8dbe0; color: #5b616b; font-size: 12px }
  p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
  a { color: #0b57d0 }
  footer { margin-top: 12px; font-size: 12px; color: #5b616b }`;

/** A page with one email in each language, as a program for email shows plain text. */
export const emailSheet = (emails: readonly (readonly [Locale, Mail])[]): string =>
  `<!doctype html><meta charset="utf-8">${FONTS.map((href) => `<link rel="stylesheet" href="${href}">`).join('')}<style>${CSS}</style>
<main>${emails.map(([locale, mail]) => article(locale, mail)).join('')}</main>`;

const article = (locale: Locale, { to, subject, text, unsubscribeUrl, attachments = [] }: Mail): string =>
  `<article lang="${locale}"><h2>${escaped(subject)}</h2><dl>Reelwright → ${escaped(to)}${unsubscribeUrl === undefined ? '' : ' · List-Unsubscribe'}</dl>
<p>${escaped(text.trim()).replaceAll(/https:\S+/g, '<a href="$&">$&</a>')}</p>
${attachments.map(({ name }) => `<footer>Attachment: ${escaped(name)}</footer>`).join('')}</article>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
