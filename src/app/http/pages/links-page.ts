import { createHash } from 'node:crypto';
import type { Locale } from '../../../platform/messages/locale.ts';
import { messageText } from '../../../platform/messages/messages.ts';
import { escapedHtml } from '../../../platform/pages/escaped-html.ts';
import { PAGE_TOKENS } from '../../../platform/pages/page-tokens.ts';

const STYLE = `${PAGE_TOKENS}
:root { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { box-sizing: border-box; width: min(100%, 32rem); padding: 1.5rem }
h1 { font-size: 1.75rem; color: var(--accent) }
a { color: var(--accent) }
li { margin: .5rem 0 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }`;

/** The Content-Security-Policy of the page: its own style and icon, and nothing else. */
export const LINKS_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  // The empty icon, without which browsers ask for /favicon.ico.
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What an installation serves. */
interface Served {
  readonly explorer: boolean;
  readonly showcase: boolean;
}

/**
 * The page at `/` of an installation without the studio, in the language of the browser: links to what it serves, and to nothing that is
 * switched off.
 */
export function linksPage(locale: Locale, { explorer, showcase }: Served): string {
  const say = (key: Parameters<typeof messageText>[1]): string => escapedHtml(messageText(locale, key));
  const links = [
    ...(explorer ? [link('/graphql', say('links.explorer')), link('/schema.graphql', say('links.schema'))] : []),
    ...(showcase ? [link('/showcase', say('links.showcase'))] : []),
  ];
  const body = links.length > 0 ? `<ul>${links.join('')}</ul>` : '';
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Reelwright</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main><h1>Reelwright</h1><p>${say('links.api')}</p>${body}</main></body></html>
`;
}

const link = (address: string, text: string): string => `<li><a href="${address}">${text}</a></li>`;
