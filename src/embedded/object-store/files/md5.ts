import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BLOCK } from './block-writer.ts';
import type { Md5Answer, Md5Request } from './md5-thread.ts';

const FILE = new URL(`./md5-thread${extname(import.meta.url)}`, import.meta.url);

/** An MD5 of bytes that come in blocks. */
export interface Md5 {
  /** The block may be changed when the result has resolved. */
  update(block: Uint8Array): void | Promise<void>;
  /** Hex. */
  digest(): string | Promise<string>;
  /** Ends it without a result. */
  drop(): void;
}

/**
 * A thread that hashes large bodies, while this one receives the next bytes: MD5 takes as long as receiving and writing them. Started by
 * the first large body.
 */
class Md5Thread {
  #worker: Worker | undefined;
  #lastId = 0;
  /** Answers come in the order of the requests. */
  readonly #waiting: PromiseWithResolvers<string | undefined>[] = [];

  open(): Md5 {
    this.#lastId += 1;
    const id = this.#lastId;
    return {
      update: async (bytes) => void (await this.#ask({ id, bytes })),
      digest: async () => (await this.#ask({ id, bytes: undefined })) ?? '',
      drop: () => void this.#ask({ id, bytes: undefined }).catch(() => undefined),
    };
  }

  #ask(request: Md5Request): Promise<string | undefined> {
    this.#worker ??= this.#start();
    const answer = Promise.withResolvers<string | undefined>();
    this.#waiting.push(answer);
    this.#worker.postMessage(request);
    return answer.promise;
  }

  #start(): Worker {
    const worker = new Worker(FILE);
    worker.unref();
    worker.on('message', ({ digest }: Md5Answer) => this.#waiting.shift()?.resolve(digest));
    worker.on('error', (error) => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
    return worker;
  }
}

const thread = new Md5Thread();

/** A body of one block is hashed before a thread could be asked. */
export function openMd5(byteSize: number): Md5 {
  if (byteSize > BLOCK) return thread.open();
  const hash = createHash('md5');
  return { update: (block) => void hash.update(block), digest: () => hash.digest('hex'), drop: () => undefined };
}
