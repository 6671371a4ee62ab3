import type { FileHandle } from 'node:fs/promises';
import { Writable, type Readable } from 'node:stream';

/** Bytes per block: large enough for the disk; the blocks of a few transfers still fit in the cache of a processor. */
export const BLOCK = 256 * 1024;

/** Bytes to be written to a file. */
export interface Body {
  readonly bytes: Readable | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Their number, when it is known in advance: small bodies then take no whole block. */
  readonly byteSize?: number;
  /** Receives all bytes in order, while they are written. A block is used again as soon as the result resolves. */
  hash?(block: Uint8Array): void | Promise<void>;
  /** Called when the bytes did not come to their end. */
  drop?(): void;
}

/** Writes everything: `write` may write less than it was given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done)).bytesWritten;
}

/** Blocks that are not in use. Without them, a part of 8 MiB made the garbage collector run several times. */
const idleBlocks: Buffer[] = [];
const MAX_IDLE = 64;

/** In shared memory, so that another thread can hash it. */
const takeBlock = (): Buffer => idleBlocks.pop() ?? Buffer.from(new SharedArrayBuffer(BLOCK));

function returnBlock(block: Buffer | undefined): void {
  if (block?.length === BLOCK && idleBlocks.length < MAX_IDLE) idleBlocks.push(block);
}

/**
 * Collects bytes in blocks. While one block is written and hashed, the next one is filled; the sender waits when both are full. A stream
 * and no generator, because a generator costs several promises for each chunk of 64 KiB.
 */
export class BlockWriter extends Writable {
  readonly #handle: FileHandle;
  readonly #body: Body;
  #filling: Buffer;
  #other: Buffer | undefined;
  #filled = 0;
  #emptying: Promise<unknown> = Promise.resolve();
  byteSize = 0;

  constructor(handle: FileHandle, body: Body) {
    super({ highWaterMark: BLOCK });
    this.#handle = handle;
    this.#body = body;
    this.#filling = body.byteSize === undefined || body.byteSize > BLOCK ? takeBlock() : Buffer.allocUnsafe(body.byteSize);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.byteSize += chunk.length;
    const fits = Math.min(chunk.length, this.#filling.length - this.#filled);
    chunk.copy(this.#filling, this.#filled, 0, fits);
    this.#filled += fits;
    if (fits === chunk.length) done();
    else this.#takeRest(chunk.subarray(fits)).then(() => done(), done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#emptyBlock()
      .then(() => this.#emptying)
      .then(() => done(), done);
  }

  /** Resolves when nothing is being written. Only then may the file be closed. Call it once, after the last byte or a failure. */
  async release(): Promise<void> {
    try {
      await this.#emptying;
    } catch {
      // The other half of a failed write may still use a block.
      return;
    }
    returnBlock(this.#filling);
    returnBlock(this.#other);
  }

  async #takeRest(chunk: Buffer): Promise<void> {
    for (let rest = chunk; rest.length > 0; rest = rest.subarray(this.#filled)) {
      await this.#emptyBlock();
      this.#filled = Math.min(rest.length, this.#filling.length);
      rest.copy(this.#filling, 0, 0, this.#filled);
    }
  }

  async #emptyBlock(): Promise<void> {
    await this.#emptying;
    const block = this.#filling;
    const bytes = block.subarray(0, this.#filled);
    this.#emptying = Promise.all([writeAll(this.#handle, bytes), this.#body.hash?.(bytes)]);
    // Awaited by the next block, by the end or by `release`, whichever comes first.
    this.#emptying.catch(() => undefined);
    this.#filling = this.#other ?? takeBlock();
    this.#other = block;
    this.#filled = 0;
  }
}
