import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A private folder that goes away with `await using`. */
export const temporaryFolder = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'reelwright-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
};
