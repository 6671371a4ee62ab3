/** Bytes that every file system takes, with room for an ending. */
const AT_MOST = 80;

/** A file name from a title: any script, no character that a file system or a shell stumbles over. */
export function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll('\uFE0F', '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  let short = name;
  while (Buffer.byteLength(short) > AT_MOST) short = [...short].slice(0, -1).join('');
  return short.replace(/-+$/, '') || 'film';
}
