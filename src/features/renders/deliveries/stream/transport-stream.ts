import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const PACKET_BYTES = 188;
const CHUNK_PACKETS = 4_096;
const EMPTY_PID = 0x1f_ff;

/** Joins parts of an MPEG transport stream whose packets were counted separately. */
export class StreamJoiner {
  readonly #counters = new Map<number, number>();
  #bytes = 0;

  constructor(private readonly output: FileHandle) {}

  /** Appends a part; returns its position. */
  async append(path: string, signal: AbortSignal): Promise<number> {
    const at = this.#bytes;
    const input = await open(path);
    try {
      const chunk = Buffer.alloc(PACKET_BYTES * CHUNK_PACKETS);
      for (let from = 0; ;) {
        signal.throwIfAborted();
        const { bytesRead } = await input.read(chunk, 0, chunk.length, from);
        if (bytesRead === 0) return at;
        if (bytesRead % PACKET_BYTES > 0) throw new Error('not whole packets of a transport stream');
        const packets = chunk.subarray(0, bytesRead);
        this.#count(packets);
        await this.output.writeFile(packets);
        from += bytesRead;
        this.#bytes += bytesRead;
      }
    } finally {
      await input.close();
    }
  }

  /** Continues the counters of the packets of each kind: a decoder takes a jump for lost data. */
  #count(packets: Buffer): void {
    for (let at = 0; at < packets.length; at += PACKET_BYTES) {
      const pid = packets.readUInt16BE(at + 1) & EMPTY_PID;
      const flags = packets[at + 3] ?? 0;
      const hasPayload = (flags & 0x10) !== 0;
      const before = this.#counters.get(pid) ?? 15;
      const counter = hasPayload ? (before + 1) & 15 : before;
      if (pid === EMPTY_PID) continue;
      packets[at + 3] = (flags & 0xf0) | counter;
      this.#counters.set(pid, counter);
    }
  }
}

/** Bytes at the start of a part in which the parameter sets of its first key frame are. */
const HEAD_BYTES = 16 * PACKET_BYTES;
const PARAMETER_SET = Buffer.from([0, 0, 1, 0x67]);

/** The name of the video codec (RFC 6381), from the first parameter set in a transport stream: profile, constraints and level. */
export async function codecOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const at = buffer.subarray(0, bytesRead).indexOf(PARAMETER_SET);
    if (at < 0) throw new Error('no parameter set at the start of the stream');
    return `avc1.${buffer.toString('hex', at + PARAMETER_SET.length, at + PARAMETER_SET.length + 3)}`;
  } finally {
    await file.close();
  }
}
