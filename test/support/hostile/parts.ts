import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';

/** Pieces that hostile files are put together from. */

export const u16 = (value: number): Buffer => Buffer.from([(value >>> 8) & 255, value & 255]);
export const u32 = (value: number): Buffer => Buffer.from([(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
export const u32le = (value: number): Buffer => u32(value).reverse();
export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
export const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);

/** A box of an MP4 file. */
export const box = (name: string, ...body: Buffer[]): Buffer => {
  const content = Buffer.concat(body);
  return Buffer.concat([u32(content.length + 8), ascii(name), content]);
};

export const fullBox = (name: string, flags: number, ...body: Buffer[]): Buffer => box(name, u32(flags), ...body);

export const pngChunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([ascii(name), data]);
  return Buffer.concat([u32(data.length), named, u32(crc32(named))]);
};

export const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export const pngHeader = (width: number, height: number): Buffer =>
  pngChunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])]));

/** A PNG of these pixels' count, with further chunks before them. */
export const png = (width: number, height: number, ...chunks: Buffer[]): Buffer =>
  Buffer.concat([
    PNG_START,
    pngHeader(width, height),
    ...chunks,
    pngChunk('IDAT', deflateSync(zeros(Math.min(1 << 20, (width * 3 + 1) * height)))),
    pngChunk('IEND', zeros(0)),
  ]);

/** What 16 MiB of nothing are packed to. */
export const bomb = (): Buffer => deflateSync(zeros(16 * 1024 * 1024));

export const riff = (kind: string, ...chunks: (readonly [string, Buffer])[]): Buffer => {
  const body = Buffer.concat(chunks.flatMap(([name, data]) => [ascii(name), u32le(data.length), data, zeros(data.length % 2)]));
  return Buffer.concat([ascii('RIFF'), u32le(body.length + 4), ascii(kind), body]);
};

/** An EXIF block with one orientation, and a place on earth. */
export const exif = (orientation: number): Buffer => {
  const entry = (tag: number, type: number, count: number, value: Buffer): Buffer =>
    Buffer.concat([u16(tag), u16(type), u32(count), value, zeros(4 - value.length)]);
  const gpsAt = 8 + 2 + 3 * 12 + 4;
  const make = ascii('CANARY-CAMERA\0');
  const makeAt = gpsAt + 2 + 12 + 4;
  return Buffer.concat([
    ascii('Exif\0\0MM\0*'),
    u32(8),
    u16(3),
    entry(0x010f, 2, make.length, u32(makeAt)),
    entry(0x0112, 3, 1, u16(orientation)),
    entry(0x8825, 4, 1, u32(gpsAt)),
    u32(0),
    u16(1),
    entry(1, 2, 2, ascii('N\0')),
    u32(0),
    make,
  ]);
};

/** Puts a segment behind the start of a JPEG. */
export const withSegment = (jpeg: Buffer, marker: number, data: Buffer): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, marker]), u16(data.length + 2), data, jpeg.subarray(2)]);

const run = promisify(execFile);

/** Has ffmpeg make a file; returns its bytes. */
export async function made(ffmpegPath: string, folder: string, name: string, ...args: string[]): Promise<Buffer> {
  const path = join(folder, name);
  await run(ffmpegPath, ['-v', 'error', '-y', ...args, path]);
  return readFile(path);
}
