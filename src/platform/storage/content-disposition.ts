import { extname } from 'node:path';
import type { PresignOptions } from './storage.ts';

/** Maximum characters; file systems allow 255 bytes, and the name is part of a URL. */
const MAX_NAME = 120;
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\\/]/g;

/** Shortens a name in the middle, which keeps its extension, and never inside a character. */
function shorten(name: string): string {
  const ending = Array.from(extname(name)).slice(0, 12).join('');
  const stem = Array.from(name.slice(0, name.length - extname(name).length));
  return stem.length <= MAX_NAME ? stem.join('') + ending : stem.slice(0, MAX_NAME).join('') + ending;
}

/** Encodes a name by RFC 8187, 3.2.1: `encodeURIComponent` leaves four characters that must be escaped. */
const extendedValue = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * A `Content-Disposition` (RFC 6266) for any file name: an ASCII form for old clients and the UTF-8 form. Path separators, control
 * characters and direction overrides become underscores.
 */
export function contentDisposition(disposition: PresignOptions['disposition'], fileName: string): string {
  const name = shorten(fileName.toWellFormed().replace(UNFIT, '_').trim()) || 'download';
  const ascii = name.replace(/[^\x20-\x7e]|["%]/g, '_');
  const plain = `${disposition.toLowerCase()}; filename="${ascii}"`;
  return ascii === name ? plain : `${plain}; filename*=UTF-8''${extendedValue(name)}`;
}
