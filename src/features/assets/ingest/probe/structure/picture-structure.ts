import { inflateSync } from 'node:zlib';
import { Rejection, damaged } from '../../../rejections.ts';
import { checkBehindEnd } from './trailing-data.ts';
import { INGEST_LIMITS } from '../../limits.ts';
import { readOrientation } from '../../derive/orientation.ts';
import type { Orientation } from '../../derive/orientation.ts';

/**
 * Properties of a picture, from its structure, which is read to the last byte without decoding a pixel. Sizes as stored, before rotation.
 */
export interface PictureStructure {
  readonly width: number;
  readonly height: number;
  /** Bits per channel. */
  readonly bits: number;
  readonly frames: number;
  readonly orientation: Orientation;
}

const latin = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);

/** Reads the chunks of a PNG. All that ffmpeg would unpack, except pixel data, is unpacked within the limit. */
export function readPng(bytes: Buffer): PictureStructure {
  let orientation: Orientation = 1;
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw damaged('it has no end');
    const length = bytes.readUInt32BE(at);
    const name = latin(bytes, at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length < length) throw damaged('it has no end');
    if (at === 8 && (name !== 'IHDR' || length !== 13)) throw damaged('it has no header');
    if (name === 'iCCP' || name === 'zTXt') unpack(data.subarray(data.indexOf(0) + 2));
    if (name === 'iTXt') unpackText(data);
    if (name === 'eXIf') orientation = readOrientation(data);
    at += 12 + length;
    if (name !== 'IEND') continue;
    checkBehindEnd(bytes.subarray(at));
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), bits: bytes[24] ?? 0, frames: 1, orientation };
  }
}

/** Unpacks a text chunk: keyword, 0, flag, method, language, 0, translated keyword, 0, text (PNG 11.3.3.4). */
function unpackText(data: Buffer): void {
  const flag = data.indexOf(0) + 1;
  if (data[flag] !== 1) return;
  const afterLanguage = data.indexOf(0, flag + 2) + 1;
  unpack(data.subarray(data.indexOf(0, afterLanguage) + 1));
}

/** Unpacks extras within the limit, because decoders unpack them completely. Damage in them is harmless. */
function unpack(packed: Buffer): void {
  try {
    inflateSync(packed, { maxOutputLength: INGEST_LIMITS.unpackedBytes });
  } catch (error) {
    if (error instanceof RangeError)
      throw new Rejection('EXPANDS_TOO_MUCH', 'A profile or text in the picture is too large when unpacked.');
  }
}

/** Reads the blocks of a GIF and counts its frames. */
export function readGif(bytes: Buffer): PictureStructure {
  if (bytes.length < 13) throw damaged('it has no header');
  const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + tableBytes(bytes[10] ?? 0);
  let frames = 0;
  const skipBlocks = (): void => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    at += 1;
  };
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) {
      checkBehindEnd(bytes.subarray(at + 1));
      if (frames === 0) throw damaged('it has no picture');
      return { ...size, bits: 8, frames, orientation: 1 };
    }
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) {
      frames += 1;
      if (frames > INGEST_LIMITS.gifFrames)
        throw new Rejection('TOO_MANY_FRAMES', `The animation has more than ${INGEST_LIMITS.gifFrames} frames.`);
      at += 11 + tableBytes(bytes[at + 9] ?? 0);
    } else throw damaged('a block is of no known kind');
    skipBlocks();
  }
  throw damaged('it has no end');
}

/** Reads the segments of a JPEG to its end. */
export function readJpeg(bytes: Buffer): PictureStructure {
  let orientation: Orientation = 1;
  let frame: Pick<PictureStructure, 'width' | 'height' | 'bits'> | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw damaged('a segment is missing');
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    const data = bytes.subarray(at + 4, at + 2 + length);
    if (length < 2 || data.length < length - 2) throw damaged('it has no end');
    if (marker === 0xe1 && latin(data, 0, 4) === 'Exif') orientation = readOrientation(data);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && data.length >= 5) {
      frame = { bits: data[0] ?? 0, height: data.readUInt16BE(1), width: data.readUInt16BE(3) };
    }
    at += 2 + length;
    if (marker !== 0xda) continue;
    at = endOfScan(bytes, at);
    if (bytes[at + 1] !== 0xd9) continue;
    if (!frame) throw damaged('it has no frame');
    checkBehindEnd(bytes.subarray(at + 2));
    return { ...frame, frames: 1, orientation };
  }
  throw damaged('it has no end');
}

/** Position of the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw damaged('it has no end');
}

/** Reads the chunks of a WebP. Animated ones are rejected: ffmpeg cannot read them. */
export function readWebp(bytes: Buffer): PictureStructure {
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw damaged('it has no end');
  checkBehindEnd(bytes.subarray(end));
  let orientation: Orientation = 1;
  let size: { width: number; height: number } | undefined;
  for (let at = 12; at + 8 <= end;) {
    const name = latin(bytes, at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length < length) throw damaged('it has no end');
    if (name === 'ANIM' || name === 'ANMF') throw new Rejection('UNSUPPORTED_ENCODING', 'The WebP is animated.');
    if (name === 'EXIF') orientation = readOrientation(data);
    size ??= webpSize(name, data);
    at += 8 + length + (length % 2);
  }
  if (!size) throw damaged('it has no picture');
  return { ...size, bits: 8, frames: 1, orientation };
}

function webpSize(name: string, data: Buffer): { width: number; height: number } | undefined {
  if (name === 'VP8X' && data.length >= 10) return { width: 1 + data.readUIntLE(4, 3), height: 1 + data.readUIntLE(7, 3) };
  if (name === 'VP8 ' && data.length >= 10) return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  if (name !== 'VP8L' || data.length < 5) return undefined;
  const packed = data.readUInt32LE(1);
  return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
}
