import { createCanvas } from '@napi-rs/canvas';
import { ascii, exif, png, pngChunk, PNG_START, u32, withSegment } from '../hostile/parts.ts';
import { deflateSync } from 'node:zlib';
import { heic } from './heic.ts';
import type { Maker, Ordinary } from './ordinary.ts';

const frame = (size: string, source = 'testsrc'): string[] => ['-f', 'lavfi', '-i', `${source}=s=${size}`, '-frames:v', '1'];
const sizeOf = (size: string): readonly [number, number] => {
  const [width = 0, height = 0] = size.split('x').map(Number);
  return [width, height];
};

interface Recipe {
  readonly size?: string;
  readonly args?: readonly string[];
  readonly codec: string;
  readonly shown?: readonly [number, number];
  readonly after?: (bytes: Buffer) => Buffer;
}

function drawn(name: string, { size = '96x64', args = [], codec, shown, after }: Recipe): Ordinary {
  const [width, height] = shown ?? sizeOf(size);
  return {
    name,
    expected: { kind: 'IMAGE', width, height, codecs: [codec] },
    make: async ({ ffmpeg }) => {
      const bytes = await ffmpeg(name, ...frame(size), ...args);
      return after ? after(bytes) : bytes;
    },
  };
}

const JPEG = { codec: 'mjpeg', args: ['-pix_fmt', 'yuvj420p'] };
const pixels = (format: string): readonly string[] => ['-pix_fmt', format];

/** What a canvas in a browser saves. */
function saved(name: string, type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/avif', codec: string): Ordinary {
  const canvas = createCanvas(120, 80);
  const context = canvas.getContext('2d');
  context.fillStyle = '#3060c0';
  context.fillRect(0, 0, 120, 80);
  context.fillStyle = 'rgba(250, 200, 20, 0.5)';
  context.fillRect(20, 20, 50, 40);
  const encode = (): Promise<Buffer> =>
    type === 'image/png'
      ? canvas.encode('png')
      : type === 'image/jpeg'
        ? canvas.encode('jpeg')
        : type === 'image/webp'
          ? canvas.encode('webp')
          : canvas.encode('avif');
  return { name, expected: { kind: 'IMAGE', width: 120, height: 80, codecs: [codec] }, make: encode };
}

/** Pixels of one colour, as the smallest of programs write them. */
const redPixel = (): Buffer =>
  Buffer.concat([
    PNG_START,
    pngChunk('IHDR', Buffer.concat([u32(1), u32(1), Buffer.from([8, 2, 0, 0, 0])])),
    pngChunk('IDAT', deflateSync(Buffer.from([0, 255, 0, 0]))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);

interface PhonePicture {
  readonly tile: string;
  readonly columns: number;
  readonly rows: number;
  readonly size: string;
  /** What a clean aperture shows of it. */
  readonly shown?: string;
  readonly turns?: number;
  readonly pixels?: string;
  readonly brand?: string;
}

function phonePicture(name: string, artifactKey: PhonePicture): Ordinary {
  const { tile, columns, rows, size, shown = size, turns = 0, pixels: format = 'yuv420p', brand = 'heic' } = artifactKey;
  const [width, height] = sizeOf(shown);
  const encode = ({ ffmpeg }: Maker, index: number): Promise<Buffer> =>
    ffmpeg(
      `tile-${index}.hevc`,
      ...['-f', 'lavfi', '-i', `color=c=${index % 2 ? 'red' : 'blue'}:s=${tile}`, '-frames:v', '1', '-pix_fmt', format],
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:info=0', '-f', 'hevc'],
    );
  return {
    name,
    expected: { kind: 'IMAGE', codecs: ['hevc'], ...(turns % 2 ? { width: height, height: width } : { width, height }) },
    make: async (maker) => {
      const tiles = await Promise.all(Array.from({ length: columns * rows }, (_, index) => encode(maker, index)));
      return heic({ brand, tiles, tileSize: sizeOf(tile), columns, size: sizeOf(size), shown: sizeOf(shown), turns });
    },
  };
}

export const pictures = (): readonly Ordinary[] => [
  drawn('photo.jpg', JPEG),
  drawn('photo-444.jpg', { codec: 'mjpeg', args: pixels('yuvj444p') }),
  drawn('photo-422.jpg', { codec: 'mjpeg', args: pixels('yuvj422p') }),
  drawn('grey.jpg', { codec: 'mjpeg', args: pixels('gray') }),
  drawn('odd.jpg', { ...JPEG, size: '97x53' }),
  drawn('large.jpg', { ...JPEG, size: '6000x4000' }),
  drawn('dot.jpg', { ...JPEG, size: '1x1' }),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) =>
    drawn(`turned-${orientation}.jpg`, {
      ...JPEG,
      shown: orientation >= 5 ? [64, 96] : [96, 64],
      after: (bytes) => withSegment(bytes, 0xe1, exif(orientation)),
    }),
  ),
  drawn('with-preview.jpg', { ...JPEG, after: (bytes) => Buffer.concat([bytes, bytes]) }),
  drawn('zeros-behind.jpg', { ...JPEG, after: (bytes) => Buffer.concat([bytes, Buffer.alloc(512)]) }),
  drawn('screen.png', { codec: 'png', args: pixels('rgb24') }),
  drawn('screen-alpha.png', { codec: 'png', args: pixels('rgba') }),
  drawn('grey.png', { codec: 'png', args: pixels('gray') }),
  drawn('grey-alpha.png', { codec: 'png', args: pixels('ya8') }),
  drawn('palette.png', { codec: 'png', args: pixels('pal8') }),
  drawn('scan.png', { codec: 'png', args: pixels('monob') }),
  drawn('deep.png', { codec: 'png', args: pixels('rgb48be') }),
  drawn('deep-grey.png', { codec: 'png', args: pixels('gray16be') }),
  drawn('interlaced.png', { codec: 'png', args: ['-flags', '+ildct+ilme', ...pixels('rgb24')] }),
  drawn('zeros-behind.png', { codec: 'png', after: (bytes) => Buffer.concat([bytes, Buffer.alloc(9)]) }),
  drawn('line-behind.png', { codec: 'png', after: (bytes) => Buffer.concat([bytes, Buffer.from('\r\n')]) }),
  drawn('ribbon.png', { codec: 'png', size: '4000x3' }),
  drawn('column.png', { codec: 'png', size: '3x4000' }),
  { name: 'red-pixel.png', expected: { kind: 'IMAGE', width: 1, height: 1, codecs: ['png'] }, make: () => Promise.resolve(redPixel()) },
  {
    name: 'described.png',
    expected: { kind: 'IMAGE', width: 64, height: 48, codecs: ['png'] },
    make: () => Promise.resolve(png(64, 48, pngChunk('tEXt', ascii('Software\0Editor 1.0')), pngChunk('eXIf', exif(1)))),
  },
  drawn('web.webp', { codec: 'webp', args: ['-lossless', '0'] }),
  drawn('web-lossless.webp', { codec: 'webp', args: ['-lossless', '1'] }),
  drawn('web-alpha.webp', { codec: 'webp', args: pixels('yuva420p') }),
  drawn('zero-behind.webp', { codec: 'webp', after: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) }),
  drawn('still.gif', { codec: 'gif' }),
  drawn('moving.gif', { codec: 'gif', args: ['-frames:v', '12'] }),
  drawn('zero-behind.gif', { codec: 'gif', after: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) }),
  drawn('modern.avif', { codec: 'av1', args: ['-c:v', 'libaom-av1', '-still-picture', '1', '-cpu-used', '8', ...pixels('yuv420p')] }),
  drawn('modern-10-bit.avif', {
    codec: 'av1',
    args: ['-c:v', 'libaom-av1', '-still-picture', '1', '-cpu-used', '8', ...pixels('yuv420p10le')],
  }),
  saved('canvas.png', 'image/png', 'png'),
  saved('canvas.jpg', 'image/jpeg', 'mjpeg'),
  saved('canvas.webp', 'image/webp', 'webp'),
  saved('canvas.avif', 'image/avif', 'av1'),
  phonePicture('phone.heic', { tile: '96x64', columns: 1, rows: 1, size: '96x64' }),
  phonePicture('phone-upright.heic', { tile: '96x64', columns: 1, rows: 1, size: '96x64', turns: 3 }),
  phonePicture('phone-tiles.heic', { tile: '64x64', columns: 3, rows: 2, size: '180x120' }),
  phonePicture('phone-tiles-upright.heic', { tile: '64x64', columns: 3, rows: 2, size: '180x120', turns: 1 }),
  phonePicture('camera.hif', { tile: '128x80', columns: 1, rows: 1, size: '128x80', pixels: 'yuv422p10le', brand: 'heix' }),
  phonePicture('odd.heic', { tile: '96x64', columns: 1, rows: 1, size: '96x64', shown: '95x63' }),
  phonePicture('odd-upright.heic', { tile: '64x64', columns: 2, rows: 1, size: '128x64', shown: '101x61', turns: 3 }),
  phonePicture('other.heif', { tile: '64x64', columns: 2, rows: 1, size: '127x63', brand: 'mif1' }),
];
