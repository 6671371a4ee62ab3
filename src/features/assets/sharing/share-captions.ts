import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from '../../../platform/storage/storage.ts';

/** Bytes. Larger captions are left out, because captions are part of the page. */
const MAX_BYTES = 512 * 1024;

/**
 * The WebVTT file as a data URL; undefined when it cannot be read, because a film plays without captions. Browsers load a track from
 * another origin only with CORS, which stores may lack, and a URL of this server would have to ask for the link's password again.
 */
export async function captionsAsUrl(
  storage: Pick<Storage, 'getFile'>,
  key: string,
  byteSize: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (byteSize > MAX_BYTES) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-captions-'));
  const path = join(folder, 'captions.vtt');
  try {
    await storage.getFile(key, path, { signal });
    return `data:text/vtt;base64,${await readFile(path, 'base64')}`;
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
