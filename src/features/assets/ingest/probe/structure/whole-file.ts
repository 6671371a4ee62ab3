import type { FileHandle } from 'node:fs/promises';
import { Rejection } from '../../../rejections.ts';

const cutOff = (): Rejection => new Rejection('DAMAGED', 'The file is truncated: it states a larger size.');

const SEGMENT = 0x18538067;

/** Checks that a Matroska file contains its whole segment, if it states a size (browser recorders leave it open). */
export async function readMatroskaEnd(file: FileHandle, fileBytes: number): Promise<void> {
  const head = Buffer.alloc(32);
  await file.read(head, 0, 32, 0);
  const header = readLength(head, 4);
  if (!header) throw cutOff();
  const at = 4 + header.bytes + header.value;
  await file.read(head, 0, 32, at);
  if (at + 12 > fileBytes || head.readUInt32BE(0) !== SEGMENT) throw new Rejection('DAMAGED', 'The file has no segment.');
  const segment = readLength(head, 4);
  if (segment && at + 4 + segment.bytes + segment.value > fileBytes) throw cutOff();
}

/**
 * Reads a length of EBML: the leading zeros of the first byte tell how many bytes follow. Undefined when all bits are set, which means that
 * the length is unknown.
 */
function readLength(bytes: Buffer, at: number): { readonly bytes: number; readonly value: number } | undefined {
  const first = bytes[at] ?? 0;
  const count = Math.clz32(first) - 23;
  if (count > 8) return undefined;
  let value = BigInt(first) & ((1n << BigInt(8 - count)) - 1n);
  for (let index = 1; index < count; index += 1) value = (value << 8n) | BigInt(bytes[at + index] ?? 0);
  return value === (1n << BigInt(7 * count)) - 1n ? undefined : { bytes: count, value: Number(value) };
}

/** Maximum number of chunks before the samples, which hold properties and metadata of studios. */
const MAX_CHUNKS = 1_000;

/** Checks that a WAV file contains all its samples. Programs that could not seek back write a size of 0, or with all bits set. */
export async function readWavEnd(file: FileHandle, fileBytes: number): Promise<void> {
  const head = Buffer.alloc(8);
  for (let [at, left] = [12, MAX_CHUNKS]; at + 8 <= fileBytes && left > 0; left -= 1) {
    await file.read(head, 0, 8, at);
    const size = head.readUInt32LE(4);
    if (head.toString('latin1', 0, 4) === 'data') {
      if (size !== 0 && size !== 0xffffffff && at + 8 + size > fileBytes) throw cutOff();
      return;
    }
    at += 8 + size + (size % 2);
  }
  throw new Rejection('DAMAGED', 'The file has no audio.');
}
