import { open } from 'node:fs/promises';

/** Bytes that are enough to recognize a file. */
const HEAD_BYTES = 12;

/**
 * Classifies a file by its first bytes, because ffmpeg reports the same error for a truncated film, an empty file and a file that is not
 * media.
 */
export async function headOf(path: string): Promise<'empty' | 'mp4' | 'other'> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return 'other';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    if (bytesRead === 0) return 'empty';
    return buffer.toString('latin1', 4, 8) === 'ftyp' ? 'mp4' : 'other';
  } finally {
    await file.close();
  }
}
