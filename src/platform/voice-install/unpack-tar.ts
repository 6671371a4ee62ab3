import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Unpack } from 'tar';
import { unpackCounter } from './unpack-counter.ts';
import { VoiceTrouble } from './voice-trouble.ts';

/** Unpacks the files and folders of a tar archive, compressed by gzip or not. */
export async function unpackTar(archive: string | Readable, into: string, signal: AbortSignal): Promise<void> {
  const count = unpackCounter();
  let refused: Error | undefined;
  const unpacking = new Unpack({
    cwd: into,
    // Strict: a warning (a name that leads out of the folder, a damaged header) is an error.
    strict: true,
    preserveOwner: false,
    noMtime: true,
    filter: (path, entry) => {
      try {
        const type = 'type' in entry ? entry.type : 'File';
        if (!['File', 'OldFile', 'ContiguousFile', 'Directory'].includes(type))
          throw new VoiceTrouble(`The archive contains a ${type}: ${path}`);
        if (path.split('/').includes('..') || path.startsWith('/'))
          throw new VoiceTrouble(`The archive contains a name that leads out of it: ${path}`);
        count(entry.size ?? 0);
        return refused === undefined;
      } catch (error) {
        refused ??= error as Error;
        return false;
      }
    },
  });
  const source = typeof archive === 'string' ? createReadStream(archive) : archive;
  await pipeline(source, unpacking as unknown as NodeJS.WritableStream, { signal });
  if (refused) throw refused;
}
