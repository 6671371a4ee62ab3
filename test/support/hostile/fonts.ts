import { brotliCompressSync, constants } from 'node:zlib';
import type { Hostile } from './corpus.ts';
import { ascii, u16, u32, zeros } from './parts.ts';

/** A WOFF2 of one table, with whatever behind it. */
const woff2 = (stream: Buffer, unpacked: number): Buffer => {
  const table = Buffer.from([0x3f, ...ascii('abcd'), 0x0a]);
  const head = Buffer.concat([u16(1), u16(0), u32(unpacked), u32(stream.length), u16(1), u16(0), zeros(20)]);
  const length = 4 + 4 + 4 + head.length + table.length + stream.length;
  return Buffer.concat([ascii('wOF2'), u32(0x00010000), u32(length), head, table, stream]);
};

const ttf = (...tables: Buffer[]): Buffer => Buffer.concat([u32(0x00010000), u16(tables.length), zeros(6), ...tables]);

/** Fonts that unpack for ever, or are none. */
export function fonts(): readonly Hostile[] {
  const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  const bomb = brotliCompressSync(zeros(64 << 20), fast);
  const files: readonly (readonly [string, Buffer, Hostile['ends']])[] = [
    ['bomb-within.woff2', woff2(bomb, 1_000), 'EXPANDS_TOO_MUCH'],
    ['announced-bomb.woff2', woff2(brotliCompressSync(zeros(100)), 0xffffffff), 'EXPANDS_TOO_MUCH'],
    ['noise.woff2', woff2(Buffer.alloc(500, 'noise'), 1_000), 'FONT_INVALID'],
    ['nothing.woff2', woff2(brotliCompressSync(zeros(10)), 10), 'FONT_INVALID'],
    ['no-tables.ttf', ttf(), 'FONT_INVALID'],
    ['255-tables.ttf', Buffer.concat([u32(0x00010000), u16(255), zeros(6), zeros(2_000)]), 'FONT_INVALID'],
    ['beyond-its-end.ttf', ttf(Buffer.concat([ascii('glyf'), u32(0), u32(12), u32(0x7fffffff)])), 'FONT_INVALID'],
    [
      'noise.otf',
      Buffer.concat([ascii('OTTO'), u16(1), zeros(6), ascii('CFF '), u32(0), u32(28), u32(100), Buffer.alloc(100, 'noise')]),
      'FONT_INVALID',
    ],
  ];
  return files.map(([name, bytes, ends]) => ({ name, kind: 'FONT', bytes, ends }));
}
