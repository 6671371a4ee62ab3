import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BLOCK } from './block-writer.ts';
import type { Md5Answer, Md5Request } from './md5-thread.ts';

const FILE = new URL(`./md5-thread${extname(import.meta.url)}`, import.meta.url);

/** Calculates the MD5 of bytes that arrive in blocks. Must end with `digest` or `drop`. */
export interface Md5 {
  /** The block may be changed once the result resolves. Rejects when the thread that holds the hash has crashed. */
  update(block: Uint8Array): void | Promise<void>;
  /** Returns the hash in hex. Rejects like `update`. */
  digest(): string | Promise<string>;
  /** Ends the hash without a result. */
  drop(): void;
}

/**
 * A thread that hashes large bodies while the main thread receives the next bytes: MD5 takes as long as receiving and writing them. When it
 * crashes, all hashes that it holds are lost and fail; another thread must never continue one.
 */
class Md5Thread {
  readonly #worker = new Worker(FILE);
  #lastId = 0;
  #crash: Error | undefined;
  /** Promises of the requests that wait for an answer; answers come in the order of the requests. */
  readonly #waiting: PromiseWithResolvers<string | undefined>[] = [];

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', ({ digest }: Md5Answer) => this.#waiting.shift()?.resolve(digest));
    this.#worker.on('error', (error: unknown) => this.#fail(error));
    // The thread may exit without an error event.
    this.#worker.on('exit', (code) => this.#fail(new Error(`The MD5 thread exited with code ${code}.`)));
  }

  get isCrashed(): boolean {
    return this.#crash !== undefined;
  }

  open(): Md5 {
    this.#lastId += 1;
    const id = this.#lastId;
    return {
      update: async (bytes) => void (await this.#ask({ id, bytes })),
      digest: async () => {
        const digest = await this.#ask({ id, bytes: undefined });
        if (digest === undefined) throw new Error('The MD5 thread returned no hash.');
        return digest;
      },
      drop: () => void this.#ask({ id, bytes: undefined }).catch(() => undefined),
    };
  }

  async #ask(request: Md5Request): Promise<string | undefined> {
    if (this.#crash) throw this.#crash;
    const answer = Promise.withResolvers<string | undefined>();
    this.#waiting.push(answer);
    this.#worker.postMessage(request);
    return answer.promise;
  }

  #fail(error: unknown): void {
    this.#crash ??= error instanceof Error ? error : new Error(String(error));
    for (const { reject } of this.#waiting.splice(0)) reject(this.#crash);
  }
}

/** The running thread. It is started by the first large body, and again after a crash. */
let thread: Md5Thread | undefined;

/** Starts a hash. A body of one block is hashed here: that is faster than asking a thread. */
export function openMd5(byteSize: number): Md5 {
  if (byteSize > BLOCK) {
    if (!thread || thread.isCrashed) thread = new Md5Thread();
    return thread.open();
  }
  const hash = createHash('md5');
  return { update: (block) => void hash.update(block), digest: () => hash.digest('hex'), drop: () => undefined };
}
