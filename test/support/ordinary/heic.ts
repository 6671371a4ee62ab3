import { ascii, box, fullBox, u16, u32 } from '../hostile/parts.ts';

interface Tile {
  readonly configuration: Buffer;
  readonly data: Buffer;
}

export interface HeicRecipe {
  readonly brand?: string;
  /** HEVC byte streams of one frame each. */
  readonly tiles: readonly Buffer[];
  readonly tileSize: readonly [width: number, height: number];
  readonly columns: number;
  /** Of the whole picture. */
  readonly size: readonly [width: number, height: number];
  /** What is shown of it, from the upper left corner on. */
  readonly shown?: readonly [width: number, height: number];
  /** Quarter turns counterclockwise. */
  readonly turns?: number;
}

/** Splits a byte stream at its start codes. */
function unitsOf(stream: Buffer): readonly Buffer[] {
  const starts: number[] = [];
  for (let at = stream.indexOf('\0\0\x01', 0, 'latin1'); at >= 0; at = stream.indexOf('\0\0\x01', at + 3, 'latin1')) starts.push(at + 3);
  return starts.map((start, index) => {
    const next = starts[index + 1];
    const end = next === undefined ? stream.length : next - 3;
    return stream.subarray(start, stream[end - 1] === 0 && next !== undefined ? end - 1 : end);
  });
}

const kindOf = (unit: Buffer): number => ((unit[0] ?? 0) >> 1) & 63;

/** Parameter sets go into `hvcC`, slices into the item, each behind its length. */
function tileOf(stream: Buffer): Tile {
  const units = unitsOf(stream);
  const arrays = [32, 33, 34].map((kind) => {
    const sets = units.filter((unit) => kindOf(unit) === kind);
    return Buffer.concat([Buffer.from([0x80 | kind]), u16(sets.length), ...sets.flatMap((set) => [u16(set.length), set])]);
  });
  const head = Buffer.from([1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, arrays.length]);
  const slices = units.filter((unit) => kindOf(unit) < 32);
  return {
    configuration: box('hvcC', head, ...arrays),
    data: Buffer.concat(slices.flatMap((unit) => [u32(unit.length), unit])),
  };
}

const infe = (id: number, kind: string): Buffer => fullBox2('infe', u16(id), u16(0), ascii(kind), ascii('\0'));
/** A full box of version 2. */
const fullBox2 = (name: string, ...body: Buffer[]): Buffer => box(name, u32(0x02000000), ...body);
const ispe = ([width, height]: readonly [number, number]): Buffer => fullBox('ispe', 0, u32(width), u32(height));

/** A HEIC file as phones write it: one picture, or tiles of which the first item is the grid. */
export function heic({ brand = 'heic', tiles, tileSize, columns, size, shown = size, turns = 0 }: HeicRecipe): Buffer {
  const made = tiles.map(tileOf);
  const isGrid = made.length > 1;
  const [width, height] = size;
  const grid = Buffer.concat([Buffer.from([0, 0, made.length / columns - 1, columns - 1]), u16(width), u16(height)]);
  const firstTile = isGrid ? 2 : 1;
  const configuration = made[0]?.configuration ?? Buffer.alloc(0);
  const clap = box('clap', u32(shown[0]), u32(1), u32(shown[1]), u32(1), u32(shown[0] - size[0]), u32(2), u32(shown[1] - size[1]), u32(2));
  const properties = [configuration, ispe(tileSize), ispe(size), box('irot', Buffer.from([turns])), clap];
  const owners = [
    ...(isGrid ? [Buffer.concat([u16(1), Buffer.from([3, 3, 0x85, 0x84])])] : []),
    ...made.map((_, index) => Buffer.concat([u16(firstTile + index), Buffer.from(isGrid ? [2, 0x81, 2] : [4, 0x81, 2, 0x85, 0x84])])),
  ];
  const ftyp = box('ftyp', ascii(brand), u32(0), ascii('mif1heic'));
  const meta = (mediaAt: number): Buffer => {
    let at = mediaAt;
    const place = (id: number, method: number, offset: number, length: number): Buffer =>
      Buffer.concat([u16(id), u16(method), u16(0), u16(1), u32(offset), u32(length)]);
    const places = made.map(({ data }, index) => {
      at += data.length;
      return place(firstTile + index, 0, at - data.length, data.length);
    });
    const all = [...(isGrid ? [place(1, 1, 0, grid.length)] : []), ...places];
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), ascii('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(1)),
      fullBox('iinf', 0, u16(all.length), ...(isGrid ? [infe(1, 'grid')] : []), ...made.map((_, index) => infe(firstTile + index, 'hvc1'))),
      ...(isGrid ? [fullBox('iref', 0, box('dimg', u16(1), u16(made.length), ...made.map((_, index) => u16(firstTile + index))))] : []),
      box('iprp', box('ipco', ...properties), fullBox('ipma', 0, u32(owners.length), ...owners)),
      box('iloc', u32(0x01000000), Buffer.from([0x44, 0]), u16(all.length), ...all),
      ...(isGrid ? [box('idat', grid)] : []),
    );
  };
  const mediaAt = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(mediaAt), box('mdat', ...made.map(({ data }) => data))]);
}
