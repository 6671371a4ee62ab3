import { open } from 'node:fs/promises';

/** Enough to know a file by. */
const HEAD_BYTES = 12;

/** What a file is by its first bytes: ffmpeg says the same of a film without its end, of an empty file, and of what never was a film. */
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
