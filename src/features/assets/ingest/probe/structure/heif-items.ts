import { readInnerBoxes } from '../../../../../platform/files/mp4-boxes.ts';
import { Rejection, damaged } from '../../../rejections.ts';
import { MAX_FILE_BYTES } from '../../../uploads/upload-limits.ts';

/** The items of a HEIF file (ISO 23008-12), read from its bytes without decoding. Reading beyond the end throws a RangeError. */
export interface HeifItems {
  readonly primary: number;
  /** Type of an item, in four letters: `hvc1`, `grid`. */
  typeOf(item: number): string;
  dataOf(item: number): Buffer;
  /** Bodies of an item's properties of one name, in order. */
  propertiesOf(item: number, name: string): readonly Buffer[];
  /** The items that a grid consists of, in order. */
  partsOf(item: number): readonly number[];
}

interface Box {
  readonly name: string;
  readonly body: Buffer;
}

const MAX_PARTS = 4_096;
const tooComplex = (): Rejection => new Rejection('TOO_COMPLEX', 'The picture has too many parts.');
function boxesIn(bytes: Buffer): readonly Box[] {
  const boxes: Box[] = [];
  for (const { name, body } of readInnerBoxes(bytes)) {
    if (!body) break;
    boxes.push({ name, body });
    if (boxes.length > MAX_PARTS * 2) throw tooComplex();
  }
  return boxes;
}

const bodyOf = (boxes: readonly Box[], name: string): Buffer => {
  const found = boxes.find((box) => box.name === name);
  if (!found) throw damaged(`the box ${name} is missing`);
  return found.body;
};

/** Reads consecutive numbers from a buffer. */
class Reader {
  #at: number;

  constructor(
    private readonly bytes: Buffer,
    at = 0,
  ) {
    this.#at = at;
  }

  /** The next number, of 0, 1, 2, 4 or 8 bytes. */
  number(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    if (bytes === 0) return 0;
    return bytes === 8 ? Number(this.bytes.readBigUInt64BE(at)) : this.bytes.readUIntBE(at, bytes);
  }
}

export function readHeifItems(file: Buffer): HeifItems {
  const meta = boxesIn(bodyOf(boxesIn(file), 'meta').subarray(4));
  const types = readTypes(bodyOf(meta, 'iinf'));
  const places = readPlaces(bodyOf(meta, 'iloc'), { file, inner: meta.find(({ name }) => name === 'idat')?.body });
  const iprp = boxesIn(bodyOf(meta, 'iprp'));
  const properties = boxesIn(bodyOf(iprp, 'ipco'));
  const owned = readOwners(iprp);
  const parts = readParts(meta.find(({ name }) => name === 'iref')?.body);
  const pitm = bodyOf(meta, 'pitm');
  return {
    primary: pitm[0] === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4),
    typeOf: (item) => types.get(item) ?? '',
    dataOf: (item) => {
      const data = places.get(item)?.();
      if (!data?.length) throw damaged('a part has no data');
      return data;
    },
    propertiesOf: (item, name) =>
      (owned.get(item) ?? []).flatMap((index) => properties[index - 1] ?? []).flatMap((box) => (box.name === name ? [box.body] : [])),
    partsOf: (item) => parts.get(item) ?? [],
  };
}

/** Types of the items by id. `infe` of version 2 has ids of 16 bits, of version 3 of 32; an index of protection precedes the type. */
function readTypes(iinf: Buffer): ReadonlyMap<number, string> {
  const entries = boxesIn(iinf.subarray(iinf[0] === 0 ? 6 : 8)).filter(({ name }) => name === 'infe');
  return new Map(
    entries.map(({ body }) => {
      const isWide = (body[0] ?? 0) >= 3;
      const at = isWide ? 10 : 8;
      return [isWide ? body.readUInt32BE(4) : body.readUInt16BE(4), body.toString('latin1', at, at + 4)];
    }),
  );
}

function readPlaces(
  iloc: Buffer,
  { file, inner }: { readonly file: Buffer; readonly inner: Buffer | undefined },
): ReadonlyMap<number, () => Buffer> {
  const version = iloc[0] ?? 0;
  const [sizes, moreSizes] = [iloc.readUInt8(4), iloc.readUInt8(5)];
  const reader = new Reader(iloc, 6);
  const count = reader.number(version < 2 ? 2 : 4);
  if (count > MAX_PARTS) throw tooComplex();
  const places = new Map<number, () => Buffer>();
  // Numbers may have no bytes, and ranges may overlap, so a small file can describe any number of ranges and bytes. These totals limit
  // them.
  let [placesLeft, bytesLeft]: [number, number] = [MAX_PARTS * 2, MAX_FILE_BYTES.IMAGE];
  for (let index = 0; index < count; index += 1) {
    const item = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.number(2) & 15;
    if (reader.number(2) !== 0) throw new Rejection('EXTERNAL_REFERENCE', 'A part of the picture lies in another file.');
    const base = reader.number(moreSizes >> 4);
    const extentCount = reader.number(2);
    placesLeft -= extentCount;
    if (placesLeft < 0) throw tooComplex();
    const extents = Array.from({ length: extentCount }, () => {
      if (version > 0) reader.number(moreSizes & 15);
      return { offset: base + reader.number(sizes >> 4), length: reader.number(sizes & 15) };
    });
    places.set(item, () => {
      const source = method === 0 ? file : method === 1 ? inner : undefined;
      if (!source) throw new Rejection('UNSUPPORTED_ENCODING', 'A part of the picture is stored in a way that is not supported.');
      return Buffer.concat(
        extents.map(({ offset, length }) => {
          if (offset + length > source.length) throw damaged('a part lies beyond its end');
          const part = source.subarray(offset, length === 0 ? source.length : offset + length);
          bytesLeft -= part.length;
          if (bytesLeft < 0) throw tooComplex();
          return part;
        }),
      );
    });
  }
  return places;
}

/**
 * Properties of the items: one-based indexes into `ipco`, of 7 or 15 bits after a bit that tells whether the property must be understood.
 */
function readOwners(iprp: readonly Box[]): ReadonlyMap<number, readonly number[]> {
  const owners = new Map<number, readonly number[]>();
  for (const { body } of iprp.filter(({ name }) => name === 'ipma')) {
    const reader = new Reader(body, 4);
    const [idBytes, isWide] = [body[0] === 0 ? 2 : 4, ((body[3] ?? 0) & 1) === 1];
    const count = Math.min(reader.number(4), MAX_PARTS);
    for (let index = 0; index < count; index += 1) {
      const item = reader.number(idBytes);
      const indexes = Array.from({ length: reader.number(1) }, () => (isWide ? reader.number(2) & 0x7fff : reader.number(1) & 0x7f));
      owners.set(item, indexes);
    }
  }
  return owners;
}

function readParts(iref: Buffer | undefined): ReadonlyMap<number, readonly number[]> {
  if (!iref) return new Map();
  const idBytes = iref[0] === 0 ? 2 : 4;
  return new Map(
    boxesIn(iref.subarray(4))
      .filter(({ name }) => name === 'dimg')
      .map(({ body }) => {
        const reader = new Reader(body);
        const item = reader.number(idBytes);
        return [item, Array.from({ length: Math.min(reader.number(2), MAX_PARTS) }, () => reader.number(idBytes))];
      }),
  );
}
