import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** A message to the thread: bytes of a hash, or the end of it. */
export interface Md5Request {
  readonly id: number;
  /** In shared memory; undefined at the end. */
  readonly bytes: Uint8Array | undefined;
}

/** The answer to each request, in order. */
export interface Md5Answer {
  readonly id: number;
  /** The hash in hex; set in the answer to the end. */
  readonly digest: string | undefined;
}

const hashes = new Map<number, Hash>();

parentPort?.on('message', ({ id, bytes }: Md5Request) => {
  const hash = hashes.get(id) ?? createHash('md5');
  if (bytes) hashes.set(id, hash.update(bytes));
  else hashes.delete(id);
  const answer: Md5Answer = { id, digest: bytes ? undefined : hash.digest('hex') };
  parentPort?.postMessage(answer);
});
