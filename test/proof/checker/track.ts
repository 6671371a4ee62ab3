import { boxAt, boxesIn, numbersAt } from './boxes.ts';
import type { Box } from './boxes.ts';

/** A track of an MP4 file, as its tables describe it. Times are in ticks, of which a second has `timescale`. */
export interface Track {
  readonly kind: 'video' | 'audio' | 'other';
  /** The name of its codec: `avc1`, `mp4a`. */
  readonly codec: string;
  readonly timescale: number;
  /** What is presented, in seconds: the edit list where there is one, else all samples. */
  readonly seconds: number;
  /** The media time that is presented first. */
  readonly firstTick: number;
  readonly samples: readonly Sample[];
  readonly video?: VideoFormat | undefined;
  readonly audio?: AudioFormat | undefined;
}

export interface Sample {
  readonly at: number;
  readonly bytes: number;
  readonly decodeTick: number;
  readonly ticks: number;
  readonly presentTick: number;
  /** Listed as one that decoding can begin with. */
  readonly isSync: boolean;
}

interface VideoFormat {
  readonly width: number;
  readonly height: number;
  /** `profile_idc` of H.264: 100 is High. */
  readonly profile: number;
  /** 1 is 4:2:0. */
  readonly chroma: number;
  readonly bitDepth: number;
  /** Bytes of the length before each NAL unit. */
  readonly lengthBytes: number;
  /** Primaries, transfer and matrix of the colour box, and whether it claims full range. */
  readonly color: string;
  /** Width of a pixel by its height. */
  readonly pixelAspect: number;
}

interface AudioFormat {
  readonly channels: number;
  readonly sampleRate: number;
  /** MPEG-4 audio object type: 2 is AAC-LC. */
  readonly objectType: number;
}

/** All tracks of a file. @throws Error for a file whose tables contradict each other. */
export function tracksIn(file: Buffer): Track[] {
  const movie = boxAt(file, whole(file), 'moov') ?? missing('moov');
  const header = boxAt(file, movie, 'mvhd') ?? missing('mvhd');
  const movieScale = file.readUInt32BE(header.start + (file[header.start] === 1 ? 20 : 12));
  return boxesIn(file, movie.start, movie.end)
    .filter(({ name }) => name === 'trak')
    .map((box) => trackOf(file, box, movieScale));
}

const whole = (file: Buffer): Pick<Box, 'start' | 'end'> => ({ start: 0, end: file.length });

function trackOf(file: Buffer, track: Box, movieScale: number): Track {
  const at = (...path: string[]): Box => boxAt(file, track, ...path) ?? missing(path.join('/'));
  const header = at('mdia', 'mdhd');
  const timescale = file.readUInt32BE(header.start + (file[header.start] === 1 ? 20 : 12));
  const handler = file.toString('latin1', at('mdia', 'hdlr').start + 8, at('mdia', 'hdlr').start + 12);
  const description = boxesIn(file, at('mdia', 'minf', 'stbl', 'stsd').start + 8, at('mdia', 'minf', 'stbl', 'stsd').end)[0];
  if (!description) return missing('a sample description');
  const samples = samplesOf(file, at('mdia', 'minf', 'stbl'));
  const ticks = samples.reduce((sum, sample) => sum + sample.ticks, 0);
  const edit = editOf(file, boxAt(file, track, 'edts', 'elst'));
  const kind = handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other';
  return {
    ...{ kind, codec: description.name, timescale, samples },
    seconds: edit ? edit.duration / movieScale : ticks / timescale,
    firstTick: edit?.mediaTick ?? 0,
    ...(description.name === 'avc1' && { video: videoFormat(file, description) }),
    ...(description.name === 'mp4a' && { audio: audioFormat(file, description) }),
  };
}

/** The only edit of a track. @throws Error for more: players handle them differently. */
function editOf(file: Buffer, list: Box | undefined): { readonly duration: number; readonly mediaTick: number } | undefined {
  if (!list) return undefined;
  const isLong = file[list.start] === 1;
  const entries = file.readUInt32BE(list.start + 4);
  if (entries !== 1) throw new Error(`an edit list with ${entries} entries`);
  const first = list.start + 8;
  return isLong
    ? { duration: Number(file.readBigUInt64BE(first)), mediaTick: Number(file.readBigInt64BE(first + 8)) }
    : { duration: file.readUInt32BE(first), mediaTick: file.readInt32BE(first + 4) };
}

function samplesOf(file: Buffer, tables: Box): Sample[] {
  const table = (name: string): Box | undefined => boxAt(file, tables, name);
  const sizes = sizesOf(file, table('stsz') ?? missing('stsz'));
  const ticks = runs(file, table('stts') ?? missing('stts'));
  const shift = table('ctts');
  const shifts = shift ? runs(file, shift).map((value) => value | 0) : [];
  const sync = table('stss');
  const syncs = sync ? new Set(numbersAt(file, sync.start + 8, file.readUInt32BE(sync.start + 4))) : undefined;
  const places = placesOf(file, { sizes, table });
  if (ticks.length !== sizes.length) throw new Error(`${sizes.length} samples, and times of ${ticks.length}`);
  let decodeTick = 0;
  return sizes.map((bytes, index): Sample => {
    const own = ticks[index] ?? 0;
    const sample = { at: places[index] ?? missing('the place of a sample'), bytes, decodeTick, ticks: own };
    decodeTick += own;
    return { ...sample, presentTick: sample.decodeTick + (shifts[index] ?? 0), isSync: syncs?.has(index + 1) ?? true };
  });
}

function sizesOf(file: Buffer, { start }: Box): number[] {
  const [same = 0, count = 0] = numbersAt(file, start + 4, 2);
  return same > 0 ? Array.from({ length: count }, () => same) : numbersAt(file, start + 12, count);
}

/** A table of pairs, how often and what, as one value for each sample. */
function runs(file: Buffer, { start }: Box): number[] {
  const pairs = numbersAt(file, start + 8, 2 * file.readUInt32BE(start + 4));
  return pairs.flatMap((count, index) => (index % 2 === 0 ? Array.from({ length: count }, () => pairs[index + 1] ?? 0) : []));
}

/** Where each sample begins: chunks have places, and samples follow each other in a chunk. */
function placesOf(file: Buffer, { sizes, table }: { sizes: readonly number[]; table: (name: string) => Box | undefined }): number[] {
  const [short, long] = [table('stco'), table('co64')];
  const box = short ?? long ?? missing('stco');
  const count = file.readUInt32BE(box.start + 4);
  const chunks = short
    ? numbersAt(file, box.start + 8, count)
    : Array.from({ length: count }, (_, index) => Number(file.readBigUInt64BE(box.start + 8 + 8 * index)));
  const map = table('stsc') ?? missing('stsc');
  const entries = numbersAt(file, map.start + 8, 3 * file.readUInt32BE(map.start + 4));
  const places: number[] = [];
  let entry = 0;
  for (const [chunk, begin] of chunks.entries()) {
    while ((entries[3 * (entry + 1)] ?? Infinity) <= chunk + 1) entry += 1;
    let at = begin;
    for (let index = 0; index < (entries[3 * entry + 1] ?? 0); index += 1) {
      const size = sizes[places.length] ?? 0;
      places.push(at);
      at += size;
    }
  }
  return places;
}

/** Bytes of a visual sample entry before its boxes. */
const VISUAL_BYTES = 78;
const AUDIO_BYTES = 28;

function videoFormat(file: Buffer, { start, end }: Box): VideoFormat {
  const inner = { start: start + VISUAL_BYTES, end };
  const config = boxAt(file, inner, 'avcC') ?? missing('avcC');
  const byte = (index: number): number => file[config.start + index] ?? 0;
  const extension = afterParameterSets(file, config);
  const colour = boxAt(file, inner, 'colr');
  const color = colour
    ? `${file.toString('latin1', colour.start, colour.start + 4)} ${[4, 6, 8].map((place) => file.readUInt16BE(colour.start + place)).join(' ')} ${(file[colour.start + 10] ?? 0) >= 128 ? 'full' : 'limited'}`
    : 'none';
  const aspect = boxAt(file, inner, 'pasp');
  const [across = 1, down = 1] = aspect ? numbersAt(file, aspect.start, 2) : [];
  return {
    width: file.readUInt16BE(start + 24),
    height: file.readUInt16BE(start + 26),
    profile: byte(1),
    chroma: extension < config.end ? (file[extension] ?? 0) & 3 : 1,
    bitDepth: 8 + (extension < config.end ? (file[extension + 1] ?? 0) & 7 : 0),
    lengthBytes: (byte(4) & 3) + 1,
    color,
    pixelAspect: across / down,
  };
}

/** The place behind the sequence and picture parameter sets, where High profiles have their chroma format. */
function afterParameterSets(file: Buffer, { start, end }: Box): number {
  let at = start + 5;
  for (const mask of [31, 255]) {
    const count = (file[at] ?? 0) & mask;
    at += 1;
    for (let index = 0; index < count && at + 2 <= end; index += 1) at += 2 + file.readUInt16BE(at);
  }
  return at;
}

const SAMPLE_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000];

/** From the decoder's own configuration in `esds`: the fields of the entry itself are only hints. */
function audioFormat(file: Buffer, { start, end }: Box): AudioFormat {
  const { start: at, end: until } = boxAt(file, { start: start + AUDIO_BYTES, end }, 'esds') ?? missing('esds');
  const config = descriptorIn(file, at + 4, until);
  const bits = file.readUInt16BE(config);
  return { objectType: bits >> 11, sampleRate: SAMPLE_RATES[(bits >> 7) & 15] ?? 0, channels: (bits >> 3) & 15 };
}

/** Bytes of fields before the inner descriptors, by tag: of the stream, of the decoder. */
const DESCRIPTOR_FIELDS: Readonly<Record<number, number>> = { 3: 3, 4: 13 };

/** The place of the decoder's configuration (tag 5). */
function descriptorIn(file: Buffer, from: number, to: number): number {
  for (let at = from; at < to;) {
    const tag = file[at] ?? 0;
    let size = 0;
    for (at += 1; ; at += 1) {
      const part = file[at] ?? 0;
      size = size * 128 + (part & 127);
      if (part < 128) break;
    }
    at += 1;
    if (tag === 5) return at;
    at += DESCRIPTOR_FIELDS[tag] ?? size;
  }
  return missing('the configuration of the decoder');
}

function missing(what: string): never {
  throw new Error(`${what} is missing`);
}
