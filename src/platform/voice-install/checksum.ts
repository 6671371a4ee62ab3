import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { VoiceTrouble } from './voice-trouble.ts';

/** SHA-256 of a file in hexadecimal digits. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, signal ? { signal } : {});
  return hash.digest('hex');
}

/** Compares two checksums. @throws VoiceTrouble that names both */
export function assertChecksum(found: string, expected: string | undefined, what: string): void {
  if (expected === undefined || found === expected.toLowerCase()) return;
  throw new VoiceTrouble(`${what} is not what was expected, and was not used.\n  expected SHA-256 ${expected}\n  found           ${found}`);
}
