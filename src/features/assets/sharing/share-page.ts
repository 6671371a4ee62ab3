import { createHash } from 'node:crypto';
import { escapedHtml as escaped } from '../../../platform/pages/escaped-html.ts';
import { PAGE_TOKENS } from '../../../platform/pages/page-tokens.ts';
import { counted } from '../../../platform/text/counted.ts';
import type { SharedAsset } from './share.service.ts';

/** The pages of share links: complete documents that contain the captions and load nothing except the shared file. */

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
export const assetPage = (asset: SharedAsset, reviewUrl?: string): string =>
  page(
    asset.name,
    `<h1>${escaped(asset.name)}</h1>${stage(asset)}<p><a class="button" href="${escaped(asset.downloadUrl)}" rel="noreferrer">Download</a>${reviewUrl === undefined ? '' : ` <a class="button" href="${escaped(reviewUrl)}">Comment and approve</a>`}</p>`,
    shareTags(asset),
  );

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
export const passwordPage = (wrong: boolean): string =>
  page(
    'Password',
    `<h1>This file has a password</h1>${wrong ? '<p role="alert">The password is wrong.</p>' : ''}
<form method="post"><label>Password <input type="password" name="password" required maxlength="128" autocomplete="off" autofocus></label><button>Open</button></form>`,
  );

/** The page of an expired, revoked or unknown link, which is the same for all of them. */
export const nothingPage = (): string =>
  page(
    'Nothing here',
    '<h1>There is nothing here</h1><p>The link has expired, or its address is incomplete. Ask the person who sent it for a new one.</p>',
  );

export const laterPage = (seconds: number): string =>
  page('Too many attempts', `<h1>Too many attempts</h1><p>Reload this page in ${counted(seconds, 'second')}.</p>`);

function stage({ kind, inlineUrl, posterUrl, captionsUrl, name }: SharedAsset): string {
  if (!inlineUrl) return '';
  const url = escaped(inlineUrl);
  if (kind === 'VIDEO')
    return `<video src="${url}" ${posterUrl ? `poster="${escaped(posterUrl)}" ` : ''}controls playsinline preload="metadata">${trackOf(captionsUrl)}</video>`;
  if (kind === 'AUDIO') return `<audio src="${url}" controls preload="metadata"></audio>`;
  return kind === 'IMAGE' ? `<img src="${url}" alt="${escaped(name)}">` : '';
}

const trackOf = (url: string | undefined): string => (url ? `<track kind="captions" label="Captions" src="${escaped(url)}">` : '');

/** A complete HTML page. The empty icon keeps browsers from requesting one. */
const page = (title: string, body: string, head = ''): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style>${head}</head>
<body><main><p class="brand">Reelwright</p>${body}</main></body></html>
`;
