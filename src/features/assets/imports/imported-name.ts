import { UNWANTED } from '../../../platform/text/unwanted-characters.ts';

/** Bytes of UTF-8 that file systems allow for a name. */
const MAX_BYTES = 255;

/** A file name from the last part of a URL's path, without invalid characters; `file` when nothing remains. */
export function fileNameOfUrl(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  const name = decoded(last)
    .normalize('NFC')
    .replaceAll(new RegExp(UNWANTED, 'gu'), '')
    .replace(/[\n\t\u061C\u200E\u200F/\\]/gu, '')
    .replace(/^[\s.-]+|\s+$/g, '');
  return name === '' ? 'file' : shortened(name);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Shortens a name but keeps its extension, from which the kind is guessed. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = /\.[\w]{1,10}$/.exec(name)?.[0] ?? '';
  const characters = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(characters.join('') + extension) > MAX_BYTES) characters.pop();
  return characters.join('') + extension;
}
