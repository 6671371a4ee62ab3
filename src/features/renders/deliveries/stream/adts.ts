import { AAC_SAMPLES, STREAM_START } from './segments.ts';

const HEAD_BYTES = 7;

/** Frames of a raw AAC file (ADTS, ISO 13818-7), without copies. @throws Error for anything else */
export function adtsFrames(bytes: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const [sync = 0, version = 0, , high = 0, middle = 0, low = 0] = bytes.subarray(at, at + HEAD_BYTES);
    const length = ((high & 0x03) << 11) | (middle << 3) | (low >> 5);
    if (sync !== 0xff || (version & 0xf6) !== 0xf0 || length < HEAD_BYTES || at + length > bytes.length)
      throw new Error('not a whole ADTS file');
    frames.push(bytes.subarray(at, at + length));
    at += length;
  }
  return frames;
}

/** Ticks per second of the clock of MPEG transport streams. */
const CLOCK = 90_000;
const CLOCK_BITS = 33;
/** Ticks of an AAC frame at 48 kHz; a whole number. */
const BLOCK_TICKS = (AAC_SAMPLES * CLOCK) / 48_000;
const OWNER = Buffer.from('com.apple.streaming.transportStreamTimestamp\0', 'latin1');

/** ID3 tag with the time of a segment of raw AAC (RFC 8216, 3.4). `block`: its first AAC frame, counted from the start of the film. */
export function timestampTag(block: number): Buffer {
  const body = Buffer.alloc(OWNER.length + 8);
  OWNER.copy(body);
  body.writeBigUInt64BE(BigInt.asUintN(CLOCK_BITS, BigInt(STREAM_START * CLOCK + block * BLOCK_TICKS)), OWNER.length);
  const frame = Buffer.concat([Buffer.from('PRIV', 'latin1'), synchsafe(body.length), Buffer.alloc(2), body]);
  return Buffer.concat([Buffer.from('ID3', 'latin1'), Buffer.from([4, 0, 0]), synchsafe(frame.length), frame]);
}

/** Seven bits in each byte, so that a size never looks like the head of an audio frame. */
const synchsafe = (value: number): Buffer => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 0x7f));
