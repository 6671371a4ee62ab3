import type { Size } from './decode.ts';

/** The size in the frame header of a JPEG. @throws Error when there is none. */
export function jpegSize(file: Buffer): Size {
  if (file.readUInt16BE(0) !== 0xffd8) throw new Error('no JPEG');
  for (let at = 2; at + 9 < file.length;) {
    const marker = file.readUInt16BE(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    at += 2 + file.readUInt16BE(at + 2);
  }
  throw new Error('a JPEG without a frame');
}
