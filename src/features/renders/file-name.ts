/** Maximum bytes, which every file system accepts, with space for an extension. */
const MAX_BYTES = 80;

/** A file name from a title: letters of any script, but no character that is special to file systems or shells. */
export function filmFileName(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll('\uFE0F', '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  let short = name;
  while (Buffer.byteLength(short) > MAX_BYTES) short = [...short].slice(0, -1).join('');
  return short.replace(/-+$/, '') || 'film';
}
