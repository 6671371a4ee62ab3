import { createHash } from 'node:crypto';
import type { SharedAsset } from './share.service.ts';

/** The pages behind a share link: whole documents that load nothing but the shared file itself. */

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { box-sizing: border-box; width: min(100%, 64rem); padding: 1.5rem }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; unicode-bidi: isolate }
video, img { display: block; max-width: 100%; max-height: 75vh; margin: 0 auto }
audio { width: 100% }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
label { display: grid; gap: .25rem }
input, button { font: inherit; padding: .5rem .75rem }
`;

/** Nothing may be loaded, run, framed or sent anywhere, but the file shown, from where it is stored, and the password to ourselves. */
export const sharePolicy = (mediaOrigin: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    `img-src data: ${mediaOrigin}`,
    `media-src ${mediaOrigin}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

export const assetPage = (asset: SharedAsset): string =>
  page(
    asset.name,
    `<h1>${escaped(asset.name)}</h1>${stage(asset)}<p><a href="${escaped(asset.downloadUrl)}" rel="noreferrer">Download</a></p>`,
  );

/** `wrong`: a password was given and it was not the one. */
export const passwordPage = (wrong: boolean): string =>
  page(
    'Password',
    `<h1>This file has a password</h1>${wrong ? '<p role="alert">That was not the password.</p>' : ''}
<form method="post"><label>Password <input type="password" name="password" required maxlength="128" autocomplete="off" autofocus></label><button>Open</button></form>`,
  );

/** The same words for a link that ended, was revoked or never was. */
export const nothingPage = (): string =>
  page('Nothing here', '<h1>There is nothing here</h1><p>The link has ended, or its address is not complete.</p>');

export const laterPage = (seconds: number): string => page('Too often', `<h1>Too many tries</h1><p>Try again in ${seconds} seconds.</p>`);

function stage({ kind, inlineUrl, posterUrl, name }: SharedAsset): string {
  if (!inlineUrl) return '';
  const url = escaped(inlineUrl);
  if (kind === 'VIDEO')
    return `<video src="${url}" ${posterUrl ? `poster="${escaped(posterUrl)}" ` : ''}controls playsinline preload="metadata"></video>`;
  if (kind === 'AUDIO') return `<audio src="${url}" controls preload="metadata"></audio>`;
  return kind === 'IMAGE' ? `<img src="${url}" alt="${escaped(name)}">` : '';
}

/** The empty icon keeps browsers from asking for one. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
