import type { CorpusOptions, Hostile } from './corpus.ts';
import { emptyExtentsHeic, overlappingHeic } from './heic.ts';
import {
  ascii,
  bomb,
  box,
  exif,
  fullBox,
  made,
  png,
  pngChunk,
  PNG_START,
  pngHeader,
  riff,
  u16,
  u32,
  u32le,
  withSegment,
  zeros,
} from './parts.ts';

const FRAME = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:d=1', '-frames:v', '1'];

const gif = (width: number, height: number, frames: number): Buffer => {
  const size = (value: number): Buffer => Buffer.from([value & 255, value >>> 8]);
  const frame = Buffer.concat([ascii('\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0')]);
  const screen = Buffer.concat([ascii('GIF89a'), size(width), size(height), ascii('\x80\0\0\0\0\0\xff\xff\xff')]);
  return Buffer.concat([screen, ...Array.from({ length: frames }, () => frame), ascii('\x3b')]);
};

/** Where the size stands in a JPEG. */
const withSize = (jpeg: Buffer, width: number, height: number): Buffer => {
  const at = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const changed = Buffer.from(jpeg);
  u16(height).copy(changed, at + 5);
  u16(width).copy(changed, at + 7);
  return changed;
};

const heic = (side: number): Buffer =>
  Buffer.concat([
    box('ftyp', ascii('heic'), u32(0), ascii('mif1heic')),
    fullBox('meta', 0, box('iprp', box('ipco', fullBox('ispe', 0, u32(side), u32(side))))),
  ]);

/** Pictures that are too large, cut off, or more than they seem. */
export async function pictures({ ffmpegPath, folder }: CorpusOptions): Promise<readonly Hostile[]> {
  const jpeg = await made(ffmpegPath, folder, 'honest.jpg', ...FRAME, '-pix_fmt', 'yuvj420p');
  const webp = await made(ffmpegPath, folder, 'honest.webp', ...FRAME);
  const honest = png(64, 48);
  const zip = Buffer.concat([ascii('PK\x03\x04'), zeros(40)]);
  const vp8x = Buffer.concat([ascii('\x10\0\0\0'), ascii('\xff\xff\xff\xff\xff\xff')]);
  const badPixels = Buffer.concat([PNG_START, pngHeader(64, 48), pngChunk('IDAT', ascii('no zlib at all')), pngChunk('IEND', zeros(0))]);
  const files: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    [
      '64k.png',
      Buffer.concat([PNG_START, pngHeader(65_535, 65_535), pngChunk('IDAT', zeros(64)), pngChunk('IEND', zeros(0))]),
      'TOO_MANY_PIXELS',
    ],
    ['ribbon.png', png(30_000, 1), 'TOO_MANY_PIXELS'],
    ['no-size.png', png(0, 0), 'DAMAGED'],
    ['cut.png', honest.subarray(0, -20), 'DAMAGED'],
    ['lying-chunk.png', Buffer.concat([PNG_START, pngHeader(64, 48), u32(0xffffffff), ascii('IDAT'), zeros(100)]), 'DAMAGED'],
    ['bad-pixels.png', badPixels, 'DAMAGED'],
    ['profile-bomb.png', png(64, 48, pngChunk('iCCP', Buffer.concat([ascii('p\0\0'), bomb()]))), 'EXPANDS_TOO_MUCH'],
    ['text-bomb.png', png(64, 48, pngChunk('zTXt', Buffer.concat([ascii('t\0\0'), bomb()]))), 'EXPANDS_TOO_MUCH'],
    ['world-text-bomb.png', png(64, 48, pngChunk('iTXt', Buffer.concat([ascii('t\0\x01\0en\0t\0'), bomb()]))), 'EXPANDS_TOO_MUCH'],
    ['archive-behind.png', Buffer.concat([honest, zip]), 'POLYGLOT'],
    ['cut.jpg', jpeg.subarray(0, jpeg.length >> 1), 'DAMAGED'],
    ['head-only.jpg', jpeg.subarray(0, 20), 'DAMAGED'],
    ['archive-behind.jpg', Buffer.concat([jpeg, zip]), 'POLYGLOT'],
    ['page-behind.jpg', Buffer.concat([jpeg, ascii('<html><script>alert(1)</script>')]), 'POLYGLOT'],
    ['65k.jpg', withSize(jpeg, 65_500, 65_500), 'TOO_MANY_PIXELS'],
    ['with-place.jpg', withSegment(jpeg, 0xe1, exif(1)), 'READY'],
    ['on-its-side.jpg', withSegment(jpeg, 0xe1, exif(6)), 'READY'],
    ['broken-exif.jpg', withSegment(jpeg, 0xe1, ascii('Exif\0\0MM\0*\xff\xff\xff\xff\xff\xff')), 'READY'],
    ['30000-frames.gif', gif(1, 1, 30_000), 'TOO_MANY_FRAMES'],
    ['65k.gif', gif(65_535, 65_535, 1), 'TOO_MANY_PIXELS'],
    ['cut.gif', gif(4, 4, 3).subarray(0, -5), 'DAMAGED'],
    ['script-behind.gif', Buffer.concat([gif(4, 4, 1), ascii('<?php system($_GET[0]);')]), 'POLYGLOT'],
    ['script-before.gif', ascii('GIF89a=1;/*comment*/alert(1)//'), 'DAMAGED'],
    [
      'animated.webp',
      riff('WEBP', ['VP8X', Buffer.concat([ascii('\x02\0\0\0'), zeros(6)])], ['ANIM', zeros(6)], ['ANMF', zeros(40)]),
      'UNSUPPORTED_ENCODING',
    ],
    ['cut.webp', webp.subarray(0, -40), 'DAMAGED'],
    ['archive-behind.webp', Buffer.concat([webp, zip]), 'POLYGLOT'],
    ['16m.webp', riff('WEBP', ['VP8X', vp8x], ['VP8 ', zeros(20)]), 'TOO_MANY_PIXELS'],
    ['bad-pixels.webp', riff('WEBP', ['VP8L', Buffer.concat([ascii('\x2f'), u32le(0x00ffc03f), zeros(20)])]), 'DAMAGED'],
    ['no-picture.avif', box('ftyp', ascii('avif'), u32(0), ascii('avifmif1')), 'DAMAGED'],
    ['60k.heic', heic(60_000), 'TOO_MANY_PIXELS'],
    ['no-pixels.heic', heic(64), 'DAMAGED'],
    ['overlapping-places.heic', overlappingHeic(), 'TOO_COMPLEX'],
    ['empty-places.heic', emptyExtentsHeic(), 'TOO_COMPLEX'],
  ];
  return files.map(([name, bytes, ends]) => ({ name, kind: 'IMAGE', bytes, ends }));
}
