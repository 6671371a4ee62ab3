import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BLOCK } from './block-writer.ts';
import type { Md5Answer, Md5Request } from './md5-thread.ts';

const FILE = new URL(`./md5-thread${extname(import.meta.url)}`, import.meta.url);

/** An MD5 of bytes that come in blocks. Must end with `digest` or `drop`. */
export interface Md5 {
  /** The block may be changed when the result has resolved. Rejects when the thread that holds the hash has crashed. */
  update(block: Uint8Array): void | Promise<void>;
  /** Hex. Rejects like `update`. */
  digest(): string | Promise<string>;
  /** Ends it without a result. */
  drop(): void;
}

/**
 * A thread that hashes large bodies, while this one receives the next bytes: MD5 takes as long as receiving and writing them. When it
 * crashes, all hashes that it holds are lost, so each of them fails; another thread must never continue one.
 */
class Md5Thread {
  readonly #worker = new Worker(FILE);
  #lastId = 0;
  #crash: Error | undefined;
  /** Answers come in the order of the requests. */
  readonly #waiting: PromiseWithResolvers<string | undefined>[] = [];

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', ({ digest }: Md5Answer) => this.#waiting.shift()?.resolve(digest));
    this.#worker.on('error', (error: unknown) => this.#fail(error));
    // An exit may come without an error.
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

/** Started by the first large body, and by the first one after a crash. */
let thread: Md5Thread | undefined;

/** A body of one block is hashed before a thread could be asked. */
export function openMd5(byteSize: number): Md5 {
  if (byteSize > BLOCK) {
    if (!thread || thread.isCrashed) thread = new Md5Thread();
    return thread.open();
  }
  const hash = createHash('md5');
  return { update: (block) => void hash.update(block), digest: () => hash.digest('hex'), drop: () => undefined };
}
