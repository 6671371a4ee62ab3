import { ascii, box, fullBox, u16, u32, zeros } from './parts.ts';

const FTYP = box('ftyp', ascii('heic'), u32(0), ascii('mif1heic'));
const fullBox2 = (name: string, ...body: Buffer[]): Buffer => box(name, u32(0x02000000), ...body);

/** A HEIC file with one HEVC item and this table of places, in front of its media. */
const placed = (iloc: Buffer, media: Buffer): Buffer =>
  Buffer.concat([
    FTYP,
    fullBox(
      'meta',
      0,
      fullBox('pitm', 0, u16(1)),
      fullBox('iinf', 0, u16(1), fullBox2('infe', u16(1), u16(0), ascii('hvc1\0'))),
      box(
        'iprp',
        box('ipco', box('hvcC', zeros(23)), fullBox('ispe', 0, u32(64), u32(64))),
        fullBox('ipma', 0, u32(1), u16(1), Buffer.from([2, 1, 2])),
      ),
      iloc,
    ),
    box('mdat', media),
  ]);

const MEDIA_BYTES = 1 << 20;
const EXTENTS = 4_000;

/** One item that is all of the media, four thousand times: 1 MB becomes 4 GB. */
export function overlappingHeic(): Buffer {
  const extents = Buffer.concat(Array.from({ length: EXTENTS }, () => Buffer.concat([u32(1_024), u32(MEDIA_BYTES)])));
  return placed(
    box('iloc', u32(0), Buffer.from([0x44, 0]), u16(1), u16(1), u16(0), u16(EXTENTS), extents),
    zeros(MEDIA_BYTES + (EXTENTS << 3)),
  );
}

/** Numbers of no bytes: four thousand items of 65,535 places each take 24 KB. */
export function emptyExtentsHeic(): Buffer {
  const items = Array.from({ length: EXTENTS }, (_, index) => Buffer.concat([u16(index + 1), u16(0), u16(0xffff)]));
  return placed(box('iloc', u32(0), Buffer.from([0, 0]), u16(EXTENTS), ...items), zeros(1_000));
}
