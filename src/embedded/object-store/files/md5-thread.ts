import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** What the thread is sent: bytes of a hash, or its end. */
export interface Md5Request {
  readonly id: number;
  /** In shared memory; undefined at the end. */
  readonly bytes: Uint8Array | undefined;
}

/** The answer to each request, in order. */
export interface Md5Answer {
  readonly id: number;
  /** Hex; at the end. */
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
