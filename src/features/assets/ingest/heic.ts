import { Rejection, damaged } from '../rejections.ts';
import { readHeifItems } from './probe/structure/heif-items.ts';
import type { HeifItems } from './probe/structure/heif-items.ts';

/** A HEIC picture as ffmpeg decodes it: its tiles, one frame each, and their arrangement. Sizes in pixels, before the picture is turned. */
export interface HeicPicture {
  readonly width: number;
  readonly height: number;
  /** Position of the upper left corner of the picture in the joined tiles. */
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
  /** HEVC as a byte stream (ISO 23008-2, annex B). */
  readonly stream: Buffer;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const MAX_TILES = 1_024;
const START = Buffer.from([0, 0, 0, 1]);

/** Assembles the coded picture of a HEIC file from its tiles. Throws a Rejection for a damaged file and for an unsupported arrangement. */
export function readHeic(file: Buffer): HeicPicture {
  const items = readHeifItems(file);
  const { primary } = items;
  const type = items.typeOf(primary);
  if (type !== 'grid' && type !== 'hvc1')
    throw new Rejection('UNSUPPORTED_ENCODING', 'The parts of the picture are combined in a way that is not supported.');
  if (type === 'hvc1')
    return { ...shownOf(items, sizeOf(items, primary)), columns: 1, rows: 1, stream: Buffer.concat(streamOf(items, [primary])) };
  const grid = readGrid(items.dataOf(primary));
  const tiles = items.partsOf(primary);
  if (tiles.length !== grid.columns * grid.rows) throw damaged('tiles are missing');
  if (tiles.length > MAX_TILES) throw new Rejection('TOO_COMPLEX', 'The picture has too many tiles.');
  if (tiles.some((tile) => items.typeOf(tile) !== 'hvc1'))
    throw new Rejection('UNSUPPORTED_ENCODING', 'The encoding of the tiles of the picture is not supported.');
  return { ...grid, ...shownOf(items, grid), stream: Buffer.concat(streamOf(items, tiles)) };
}

/**
 * The displayed part of the picture: all of it, or the part that a clean aperture cuts out (`clap`, ISO 14496-12, 12.1.4), which encoders
 * write for odd sizes. It has eight numbers, which are four fractions: width, height, and the distance of its centre from the centre of the
 * picture in both directions.
 */
function shownOf(items: HeifItems, { width, height }: Size): Size & Pick<HeicPicture, 'x' | 'y'> {
  const [clap] = items.propertiesOf(items.primary, 'clap');
  if (!clap) return { width, height, x: 0, y: 0 };
  const fraction = (at: number): number => clap.readInt32BE(at) / Math.max(1, clap.readUInt32BE(at + 4));
  const [shownWidth, shownHeight] = [Math.round(fraction(0)), Math.round(fraction(8))];
  const x = Math.round((width - shownWidth) / 2 + fraction(16));
  const y = Math.round((height - shownHeight) / 2 + fraction(24));
  const isWithin = shownWidth > 0 && shownHeight > 0 && x >= 0 && y >= 0 && x + shownWidth <= width && y + shownHeight <= height;
  if (!isWithin) throw damaged('what is shown lies beside the picture');
  return { width: shownWidth, height: shownHeight, x, y };
}

function sizeOf(items: HeifItems, item: number): Size {
  const [size] = items.propertiesOf(item, 'ispe');
  if (!size) throw damaged('the picture has no size');
  return { width: size.readUInt32BE(4), height: size.readUInt32BE(8) };
}

/** Reads a grid: version, flags, rows - 1, columns - 1, and the size in 16 or 32 bits each. */
function readGrid(data: Buffer): Size & Pick<HeicPicture, 'columns' | 'rows'> {
  const isWide = (data.readUInt8(1) & 1) === 1;
  const [width, height] = isWide ? [data.readUInt32BE(4), data.readUInt32BE(8)] : [data.readUInt16BE(4), data.readUInt16BE(6)];
  return { rows: data.readUInt8(2) + 1, columns: data.readUInt8(3) + 1, width, height };
}

function streamOf(items: HeifItems, tiles: readonly number[]): readonly Buffer[] {
  let before: Buffer | undefined;
  return tiles.flatMap((tile) => {
    const [configuration] = items.propertiesOf(tile, 'hvcC');
    if (!configuration) throw damaged('the decoder configuration is missing');
    const sets = before?.equals(configuration) ? [] : parameterSets(configuration);
    before = configuration;
    const lengthBytes = (configuration.readUInt8(21) & 3) + 1;
    return [...sets, ...units(items.dataOf(tile), lengthBytes)].flatMap((unit) => [START, unit]);
  });
}

/** Reads the parameter sets of `hvcC` (ISO 14496-15, 8.3.3.1), which are in arrays after 22 bytes. */
function parameterSets(configuration: Buffer): readonly Buffer[] {
  const sets: Buffer[] = [];
  let at = 23;
  for (let arrays = configuration.readUInt8(22); arrays > 0; arrays -= 1) {
    const count = configuration.readUInt16BE(at + 1);
    at += 3;
    for (let index = 0; index < count; index += 1) {
      const length = configuration.readUInt16BE(at);
      sets.push(configuration.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return sets;
}

function units(data: Buffer, lengthBytes: number): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + lengthBytes <= data.length;) {
    const length = data.readUIntBE(at, lengthBytes);
    at += lengthBytes;
    if (length === 0 || at + length > data.length) throw damaged('a part of the picture is cut off');
    found.push(data.subarray(at, at + length));
    at += length;
  }
  return found;
}
