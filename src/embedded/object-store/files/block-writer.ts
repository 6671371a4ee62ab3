import type { FileHandle } from 'node:fs/promises';
import { Writable, type Readable } from 'node:stream';

/** Bytes per block: large enough for the disk, and small enough that the blocks of a few transfers fit into the cache of a processor. */
export const BLOCK = 256 * 1024;

/** Bytes to be written to a file. */
export interface Body {
  readonly bytes: Readable | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Their number, if it is known in advance: a small body then needs no whole block. */
  readonly byteSize?: number;
  /** Receives all bytes in order, while they are written. The block is reused as soon as the result resolves. */
  hash?(block: Uint8Array): void | Promise<void>;
  /** Called when the bytes did not arrive completely; `hash` is not called afterwards. */
  drop?(): void;
}

/** Writes all bytes; a single `write` may write fewer than it was given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Blocks that can be reused. Without reuse, a part of 8 MiB made the garbage collector run several times. */
const idleBlocks: Buffer[] = [];
const MAX_IDLE = 64;

/** A block in shared memory, so that another thread can hash it. */
const takeBlock = (): Buffer => idleBlocks.pop() ?? Buffer.from(new SharedArrayBuffer(BLOCK));

function returnBlock(block: Buffer): void {
  if (block.length === BLOCK && idleBlocks.length < MAX_IDLE) idleBlocks.push(block);
}

/** Number of full blocks of one body. With fewer, a busy machine spends its time waking the threads that write and hash. */
const MAX_FULL = 8;

/**
 * Collects bytes in blocks, which are written and hashed while the next ones are filled. It is a stream rather than a generator, because a
 * generator costs several promises for each chunk of 64 KiB.
 */
export class BlockWriter extends Writable {
  readonly #handle: FileHandle;
  readonly #body: Body;
  #filling: Buffer;
  #filled = 0;
  /** Position in the file of the block that is being filled. */
  #position = 0;
  /** Full blocks that are being written and hashed, oldest first. A block is removed when both have settled. */
  readonly #full = new Set<Promise<void>>();
  /** Set while a chunk that did not fit waits for a full block to settle. */
  #waiting: Promise<void> | undefined;
  #isStopped = false;

  constructor(handle: FileHandle, body: Body) {
    super({ highWaterMark: BLOCK });
    this.#handle = handle;
    this.#body = body;
    this.#filling = body.byteSize === undefined || body.byteSize >= BLOCK ? takeBlock() : Buffer.allocUnsafe(body.byteSize);
  }

  get byteSize(): number {
    return this.#position + this.#filled;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    const fits = chunk.copy(this.#filling, this.#filled);
    this.#filled += fits;
    if (fits === chunk.length) done();
    else {
      this.#waiting = this.#takeRest(chunk.subarray(fits));
      this.#waiting.then(() => done(), done);
    }
  }

  override _final(done: (error?: Error) => void): void {
    this.#empty();
    Promise.all(this.#full).then(() => done(), done);
  }

  /** Starts no further block, and resolves when no block is in use. Only then may the file be closed and the hash be dropped. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled([this.#waiting, ...this.#full]);
  }

  async #takeRest(chunk: Buffer): Promise<void> {
    for (let rest = chunk; rest.length > 0; rest = rest.subarray(this.#filled)) {
      const [oldest] = this.#full;
      if (this.#full.size >= MAX_FULL) await oldest;
      if (this.#isStopped) return;
      this.#empty();
      this.#filling = takeBlock();
      this.#filled = rest.copy(this.#filling);
    }
  }

  #empty(): void {
    const full = this.#writeAndHash(this.#filling, this.#filled, this.#position);
    this.#full.add(full);
    full.then(
      () => this.#full.delete(full),
      // A failed block stays in the set, so that a later block or the end reports its error.
      () => undefined,
    );
    this.#position += this.#filled;
    this.#filled = 0;
  }

  /** Settles, also after a failure, when neither writing nor hashing uses the block any longer. */
  async #writeAndHash(block: Buffer, filled: number, position: number): Promise<void> {
    const bytes = block.subarray(0, filled);
    const hash = async (): Promise<void> => this.#body.hash?.(bytes);
    const [written, hashed] = await Promise.allSettled([writeAll(this.#handle, bytes, position), hash()]);
    returnBlock(block);
    if (written.status === 'rejected') throw written.reason;
    if (hashed.status === 'rejected') throw hashed.reason;
  }
}
