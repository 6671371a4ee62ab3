import { createHash } from 'node:crypto';
import { escapedHtml as escaped } from '../../../platform/pages/escaped-html.ts';
import type { Locale } from '../../../platform/messages/locale.ts';
import { messageText } from '../../../platform/messages/messages.ts';
import type { MessageKey, MessageParams } from '../../../platform/messages/messages.ts';
import { PAGE_TOKENS } from '../../../platform/pages/page-tokens.ts';
import type { SharedAsset } from './share.service.ts';

/**
 * The pages of share links, in the language of the browser: complete documents that contain the captions and load nothing except the shared
 * file.
 */

const STYLE = `${PAGE_TOKENS}
:root { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { box-sizing: border-box; width: min(100%, 64rem); padding: 1.5rem }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; unicode-bidi: isolate }
video, img { display: block; max-width: 100%; max-height: 75vh; margin: 0 auto }
audio { width: 100% }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
label { display: grid; gap: .25rem }
input, button, .button { font: inherit; padding: .5rem .75rem; border: 1px solid var(--accent); border-radius: .4rem }
input { background: none; color: inherit }
button, .button { background: var(--accent); color: var(--on-accent); text-decoration: none; cursor: pointer }
.brand { color: var(--accent); font-weight: 600 }
`;

/**
 * The Content-Security-Policy of a page: allows only the shared file from the origin of the store, and the password form to this server.
 */
export const sharePolicy = (mediaOrigin: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    `img-src data: ${mediaOrigin}`,
    `media-src data: ${mediaOrigin}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** `reviewUrl`: the page for comments; undefined where the link allows none. */
export function assetPage(locale: Locale, asset: SharedAsset, reviewUrl?: string): string {
  const link = (key: MessageKey, url: string, more = ''): string =>
    `<a class="button" href="${escaped(url)}"${more}>${say(locale, key)}</a>`;
  const links = [
    link('share.download', asset.downloadUrl, ' rel="noreferrer"'),
    ...(reviewUrl === undefined ? [] : [link('share.review', reviewUrl)]),
  ];
  const body = `<h1 dir="auto">${escaped(asset.name)}</h1>${stage(locale, asset)}<p>${links.join(' ')}</p>`;
  return page(locale, escaped(asset.name), body, shareTags(asset));
}

const OPEN_GRAPH_TYPES: Readonly<Record<string, string>> = { VIDEO: 'video.other', AUDIO: 'music.song' };

/** Meta tags by which messengers preview the link. Pages that ask for a password, and those of ended links, have none. */
function shareTags({ kind, name, inlineUrl, posterUrl }: SharedAsset): string {
  const picture = posterUrl ?? (kind === 'IMAGE' ? inlineUrl : undefined);
  const tags: readonly (readonly [string, string | undefined])[] = [
    ['og:site_name', 'Reelwright'],
    ['og:title', name],
    ['og:type', OPEN_GRAPH_TYPES[kind] ?? 'website'],
    ['og:image', picture],
    ['twitter:card', picture && 'summary_large_image'],
  ];
  return tags.map(([property, content]) => (content ? `<meta property="${property}" content="${escaped(content)}">` : '')).join('');
}

/** The form for the password. `wrong`: a wrong one was submitted. */
export function passwordPage(locale: Locale, wrong: boolean): string {
  const label = say(locale, 'share.password.label');
  return page(
    locale,
    label,
    `<h1>${say(locale, 'share.password.title')}</h1>${wrong ? `<p role="alert">${say(locale, 'share.password.wrong')}</p>` : ''}
<form method="post"><label>${label} <input type="password" name="password" required maxlength="128" autocomplete="off" autofocus></label><button>${say(locale, 'share.password.open')}</button></form>`,
  );
}

/** The page of an expired, revoked or unknown link, which is the same for all of them. */
export const nothingPage = (locale: Locale): string => notePage(locale, 'share.nothing');

export const laterPage = (locale: Locale, seconds: number): string => notePage(locale, 'share.later', { seconds });

function notePage(locale: Locale, note: 'share.nothing' | 'share.later', params?: MessageParams): string {
  const title = say(locale, `${note}.title`);
  return page(locale, title, `<h1>${title}</h1><p>${say(locale, `${note}.text`, params)}</p>`);
}

const say = (locale: Locale, key: MessageKey, params?: MessageParams): string => escaped(messageText(locale, key, params));

function stage(locale: Locale, { kind, inlineUrl, posterUrl, captionsUrl, name }: SharedAsset): string {
  if (!inlineUrl) return '';
  const url = escaped(inlineUrl);
  if (kind === 'VIDEO')
    return `<video src="${url}" ${posterUrl ? `poster="${escaped(posterUrl)}" ` : ''}controls playsinline preload="metadata">${trackOf(locale, captionsUrl)}</video>`;
  if (kind === 'AUDIO') return `<audio src="${url}" controls preload="metadata"></audio>`;
  return kind === 'IMAGE' ? `<img src="${url}" alt="${escaped(name)}">` : '';
}

const trackOf = (locale: Locale, url: string | undefined): string =>
  url ? `<track kind="captions" label="${say(locale, 'share.captions')}" src="${escaped(url)}">` : '';

/** A complete HTML page with an escaped title. The empty icon keeps browsers from requesting one. */
const page = (locale: Locale, title: string, body: string, head = ''): string => `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style>${head}</head>
<body><main><p class="brand">Reelwright</p>${body}</main></body></html>
`;
