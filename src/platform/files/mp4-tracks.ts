import type { FileHandle } from 'node:fs/promises';
import { readFileBoxes, readInnerBoxes } from './mp4-boxes.ts';

/** A track of an MP4 file, as its tables describe it. */
export interface Mp4Track {
  readonly kind: 'video' | 'audio' | 'other';
  /** Ticks per second. */
  readonly timeScale: number;
  /** The first tick that is presented, and seconds from there. Without an edit list all samples are presented. */
  readonly edit: { readonly fromTick: number; readonly seconds: number } | undefined;
  /** Body of the box that configures the decoder, `avcC` or `esds`; empty for other codecs. */
  readonly config: Buffer;
  /** In decoding order. */
  readonly samples: readonly Mp4Sample[];
}

/** An encoded picture, or a frame of audio. */
export interface Mp4Sample {
  /** Position in the file. */
  readonly at: number;
  readonly bytes: number;
  /** When it is presented, in ticks from the start of the track. */
  readonly tick: number;
  /** Whether decoding can begin with it. */
  readonly isSync: boolean;
}

const MAX_INDEX_BYTES = 64 * 1024 * 1024;
/** Far more than a film of hours has; a damaged number must not fill the memory. */
const MAX_SAMPLES = 4_000_000;

/**
 * Reads the sample tables of a file whose index is not fragmented. Undefined when it has no tables, or when they contradict each other: the
 * file was cut short, or damaged.
 */
export async function readMp4Tracks(file: FileHandle): Promise<readonly Mp4Track[] | undefined> {
  const { size: fileBytes } = await file.stat();
  for await (const { at, box } of readFileBoxes(file, fileBytes)) {
    if (box?.name !== 'moov' || at + box.bytes > fileBytes || box.bytes > MAX_INDEX_BYTES) continue;
    const index = Buffer.alloc(box.bytes - box.headBytes);
    await file.read(index, 0, index.length, at + box.headBytes);
    try {
      return tracksIn(index);
    } catch (error) {
      // Reading outside of a table, or of a box that is missing.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return undefined;
}

const childrenOf = (bytes: Buffer, name: string): Buffer[] =>
  [...readInnerBoxes(bytes)].flatMap((box) => (box.name === name && box.body ? [box.body] : []));

const boxIn = (bytes: Buffer, ...path: readonly string[]): Buffer | undefined =>
  path.reduce<Buffer | undefined>((within, name) => within && childrenOf(within, name)[0], bytes);

function boxOf(bytes: Buffer, ...path: readonly string[]): Buffer {
  const found = boxIn(bytes, ...path);
  if (!found) throw new RangeError(`The box ${path.join('/')} is missing.`);
  return found;
}

const scaleIn = (header: Buffer): number => header.readUInt32BE(header[0] === 1 ? 20 : 12);

const KINDS: Readonly<Record<string, Mp4Track['kind']>> = { vide: 'video', soun: 'audio' };

function tracksIn(movie: Buffer): Mp4Track[] {
  const movieScale = scaleIn(boxOf(movie, 'mvhd'));
  return childrenOf(movie, 'trak').map((track): Mp4Track => {
    const tables = boxOf(track, 'mdia', 'minf', 'stbl');
    const edits = boxIn(track, 'edts', 'elst');
    return {
      kind: KINDS[boxOf(track, 'mdia', 'hdlr').toString('latin1', 8, 12)] ?? 'other',
      timeScale: scaleIn(boxOf(track, 'mdia', 'mdhd')),
      edit: edits && editIn(edits, movieScale),
      config: configIn(boxOf(tables, 'stsd')),
      samples: samplesIn(tables),
    };
  });
}

/** The only edit of a track. Players treat several differently. */
function editIn(list: Buffer, movieScale: number): NonNullable<Mp4Track['edit']> {
  if (list.readUInt32BE(4) !== 1) throw new RangeError('An edit list with several entries.');
  return list[0] === 1
    ? { seconds: Number(list.readBigUInt64BE(8)) / movieScale, fromTick: Number(list.readBigInt64BE(16)) }
    : { seconds: list.readUInt32BE(8) / movieScale, fromTick: list.readInt32BE(12) };
}

/** Bytes of fields before the inner boxes: of the table, of the entry of a picture, of that of audio. */
const [TABLE_BYTES, PICTURE_BYTES, AUDIO_BYTES] = [8, 78, 28];

function configIn(descriptions: Buffer): Buffer {
  const entry = [...readInnerBoxes(descriptions.subarray(TABLE_BYTES))][0];
  if (entry?.name === 'avc1' && entry.body) return boxOf(entry.body.subarray(PICTURE_BYTES), 'avcC');
  if (entry?.name === 'mp4a' && entry.body) return boxOf(entry.body.subarray(AUDIO_BYTES), 'esds');
  return Buffer.alloc(0);
}

function samplesIn(tables: Buffer): Mp4Sample[] {
  const sizes = sizesIn(boxOf(tables, 'stsz'));
  const lengths = runsIn(boxOf(tables, 'stts'));
  const shiftTable = boxIn(tables, 'ctts');
  const shifts = shiftTable ? runsIn(shiftTable) : [];
  const syncTable = boxIn(tables, 'stss');
  const syncs = syncTable && new Set(numbersIn(syncTable, 8, syncTable.readUInt32BE(4)));
  const places = placesIn(tables, sizes);
  if (lengths.length !== sizes.length || places.length !== sizes.length) throw new RangeError('The tables have different lengths.');
  let decodedAt = 0;
  return sizes.map((bytes, index): Mp4Sample => {
    // Version 1 of the table has signed numbers.
    const tick = decodedAt + ((shifts[index] ?? 0) | 0);
    decodedAt += lengths[index] ?? 0;
    return { at: places[index] ?? 0, bytes, tick, isSync: syncs?.has(index + 1) ?? true };
  });
}

const numbersIn = (table: Buffer, from: number, count: number): number[] => {
  if (from + 4 * count > table.length) throw new RangeError('A table is cut short.');
  return Array.from({ length: count }, (_, index) => table.readUInt32BE(from + 4 * index));
};

const repeated = (value: number, times: number): number[] => {
  if (times > MAX_SAMPLES) throw new RangeError('A table has too many samples.');
  return Array.from({ length: times }, () => value);
};

const sizesIn = (table: Buffer): number[] => {
  const [same = 0, count = 0] = numbersIn(table, 4, 2);
  return same > 0 ? repeated(same, count) : numbersIn(table, 12, count);
};

/** A table of pairs, how often and what, as one value for each sample. */
const runsIn = (table: Buffer): number[] => {
  const pairs = numbersIn(table, 8, 2 * table.readUInt32BE(4));
  return pairs.flatMap((times, index) => (index % 2 === 0 ? repeated(pairs[index + 1] ?? 0, times) : []));
};

/** Where each sample begins: chunks have places, and the samples of a chunk follow each other. */
function placesIn(tables: Buffer, sizes: readonly number[]): number[] {
  const short = boxIn(tables, 'stco');
  const table = short ?? boxOf(tables, 'co64');
  const count = table.readUInt32BE(4);
  const chunks = short
    ? numbersIn(short, 8, count)
    : Array.from({ length: count }, (_, index) => Number(table.readBigUInt64BE(8 + 8 * index)));
  const map = boxOf(tables, 'stsc');
  const entries = numbersIn(map, 8, 3 * map.readUInt32BE(4));
  const places: number[] = [];
  let entry = 0;
  for (const [chunk, begin] of chunks.entries()) {
    while ((entries[3 * (entry + 1)] ?? Infinity) <= chunk + 1) entry += 1;
    let at = begin;
    for (let left = entries[3 * entry + 1] ?? 0; left > 0 && places.length < sizes.length; left -= 1) {
      const bytes = sizes[places.length] ?? 0;
      places.push(at);
      at += bytes;
    }
  }
  return places;
}
