import { createHash } from 'node:crypto';
import type { Locale } from '../../../platform/messages/locale.ts';
import { PAGE_TOKENS } from '../../../platform/pages/page-tokens.ts';
import { messageText } from '../../../platform/messages/messages.ts';

const STYLE = `${PAGE_TOKENS}
:root { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { box-sizing: border-box; width: min(100%, 32rem); padding: 1.5rem }
h1 { font-size: 1.25rem }
button { font: inherit; padding: .5rem .75rem; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent);
  color: var(--on-accent); cursor: pointer }
.brand { color: var(--accent); font-weight: 600 }
`;

/** The Content-Security-Policy of the page: its own style, and its form to this server. */
export const UNSUBSCRIBE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  // The empty icon, without which browsers ask for /favicon.ico.
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** ASK has the button; mail programs press it by themselves, so the page never unsubscribes when it is only opened. */
export type UnsubscribeState = 'ASK' | 'DONE' | 'INVALID';

/** The page behind the link of an email, in the language of the browser. It contains texts of the catalogue only. */
export function unsubscribePage(locale: Locale, state: UnsubscribeState): string {
  const say = (key: Parameters<typeof messageText>[1]): string => escaped(messageText(locale, key));
  const content = {
    ASK: `<p>${say('unsubscribe.question')}</p><form method="post"><button>${say('unsubscribe.button')}</button></form>`,
    DONE: `<p role="status">${say('unsubscribe.done')}</p>`,
    INVALID: `<p role="alert">${say('unsubscribe.invalid')}</p>`,
  }[state];
  const title = say('unsubscribe.title');
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main><p class="brand">Reelwright</p><h1>${title}</h1>${content}</main></body></html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
