import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { create } from 'fontkit';

/** A request to the process that reads one font, with little memory. It answers with the properties of the font, or exits. */

export interface FontOrder {
  readonly path: string;
  readonly unpackedAtMost: number;
  readonly tablesAtMost: number;
}

export type FontAnswer =
  | {
      readonly kind: 'info';
      readonly glyphs: number;
      readonly characters: number;
      readonly weight: number | undefined;
      readonly variable: boolean;
    }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'expands' };

process.once('message', (order: FontOrder) => {
  process.send?.(read(order), () => process.disconnect());
});

function read({ path, unpackedAtMost, tablesAtMost }: FontOrder): FontAnswer {
  const bytes = readFileSync(path);
  try {
    const isPacked = bytes.toString('latin1', 0, 4) === 'wOF2';
    const tables = bytes.readUInt16BE(isPacked ? 12 : 4);
    if (tables < 1 || tables > tablesAtMost) return { kind: 'invalid', reason: `it has ${tables} tables` };
    if (isPacked && expands(bytes, unpackedAtMost)) return { kind: 'expands' };
    if (!isPacked) checkTables(bytes, tables);
    return info(bytes);
  } catch {
    return { kind: 'invalid', reason: 'its tables cannot be read' };
  }
}

/**
 * Whether a WOFF2 unpacks to more than `atMost` bytes. It is one brotli stream after a table directory, and is unpacked here once with a
 * bound, before a reader does so without one.
 */
function expands(bytes: Buffer, atMost: number): boolean {
  if (bytes.readUInt32BE(16) > atMost) return true;
  const packed = bytes.readUInt32BE(20);
  // The start of the stream depends on fields of variable length, so the stream is located from its end: only optional blocks follow it.
  const end = [bytes.readUInt32BE(28), bytes.readUInt32BE(40)]
    .filter((offset) => offset > 0)
    .reduce((a, b) => Math.min(a, b), bytes.length);
  for (const padding of [0, 1, 2, 3]) {
    try {
      brotliDecompressSync(bytes.subarray(end - padding - packed, end - padding), { maxOutputLength: atMost });
      return false;
    } catch (error) {
      if (error instanceof RangeError) return true;
    }
  }
  throw new Error('it cannot be unpacked');
}

function checkTables(bytes: Buffer, tables: number): void {
  for (let index = 0; index < tables; index += 1) {
    const at = 12 + index * 16;
    if (bytes.readUInt32BE(at + 8) + bytes.readUInt32BE(at + 12) > bytes.length) throw new Error('a table ends beyond the file');
  }
}

function info(bytes: Buffer): FontAnswer {
  const font = create(bytes);
  if (!('characterSet' in font)) return { kind: 'invalid', reason: 'it is a collection' };
  const characters = font.characterSet;
  const [first] = characters;
  if (font.numGlyphs < 1 || first === undefined) return { kind: 'invalid', reason: 'it has no characters' };
  if (!(font.unitsPerEm >= 16 && font.unitsPerEm <= 16_384)) return { kind: 'invalid', reason: 'its measure is out of bounds' };
  // Outlines are parsed lazily: reading a few proves that they exist.
  for (const character of characters.slice(0, 50)) void font.glyphForCodePoint(character).path.commands.length;
  const weight = font['OS/2']?.usWeightClass;
  return {
    kind: 'info',
    glyphs: font.numGlyphs,
    characters: characters.length,
    weight,
    variable: Object.keys(font.variationAxes).length > 0,
  };
}
