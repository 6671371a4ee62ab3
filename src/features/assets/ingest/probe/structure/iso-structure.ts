import type { FileHandle } from 'node:fs/promises';
import { readFileBoxes, readInnerBoxes } from '../../../../../platform/files/mp4-boxes.ts';
import { Rejection, damaged } from '../../../rejections.ts';
import { checkBehindEnd } from './trailing-data.ts';
import { INGEST_LIMITS } from '../../limits.ts';
import type { Orientation } from '../../derive/orientation.ts';

/** Properties from the boxes of an MP4, MOV, AVIF or HEIC file (ISO 14496-12), without a decoder. */
export interface IsoStructure {
  readonly hasIndex: boolean;
  /** Pixels; for still pictures the largest stated size. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  /** Duration of the film by its header, in milliseconds; 0 when it is not stated. Versions of ffprobe differ in whether they use it. */
  readonly durationMs: number;
  /** Whether frames are described fragment by fragment beside them, and not in the index. */
  readonly isFragmented: boolean;
}

/** Names of boxes that contain boxes, with the number of bytes before the first. */
const HOLDERS: ReadonlyMap<string, number> = new Map([
  ...['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl', 'edts', 'udta', 'mvex', 'iprp', 'ipco'].map((name) => [name, 0] as const),
  ['meta', 4],
  ['dref', 8],
]);
const MAX_TOP_LEVEL_BOXES = 100_000;
const MAX_INDEX_BYTES = 64 * 1024 ** 2;
const MAX_BOXES = 20_000;
const MAX_DEPTH = 12;
/** The flag of a data reference that means: the media is in this file. */
const SELF_CONTAINED = 1;

interface Walk {
  boxes: number;
  tracks: number;
  width: number;
  height: number;
  turns: number;
  mirror: number | undefined;
  durationMs: number;
}

/** Walks all boxes. Throws a Rejection for a file that is truncated, endless, or references external media. */
export async function readIso(file: FileHandle, fileBytes: number): Promise<IsoStructure> {
  const walk: Walk = { boxes: 0, tracks: 0, width: 0, height: 0, turns: 0, mirror: undefined, durationMs: 0 };
  let hasIndex = false;
  let isFragmented = false;
  let outermost = 0;
  for await (const { at, box: head } of readFileBoxes(file, fileBytes)) {
    outermost += 1;
    if (outermost > MAX_TOP_LEVEL_BOXES) throw damaged('it has too many parts');
    if (hasIndex && !(head && isBoxName(head.name))) {
      checkBehindEnd(await readRest(file, at, fileBytes));
      break;
    }
    if (!head) throw damaged('it ends within a box');
    const { name, bytes } = head;
    if (bytes < 8 || !isBoxName(name)) throw damaged('a box has no size or no name');
    if (at + bytes > fileBytes) throw damaged('it ends within a box');
    if (name === 'moov' || name === 'meta') {
      if (bytes > MAX_INDEX_BYTES) throw new Rejection('TOO_COMPLEX', 'The index of the file is too large.');
      const box = Buffer.alloc(bytes);
      await file.read(box, 0, bytes, at);
      walkBoxes(box, walk, 0);
      hasIndex ||= name === 'moov' || walk.width > 0;
    }
    isFragmented ||= name === 'moof';
  }
  const { width, height, durationMs } = walk;
  return { hasIndex, width, height, orientation: orientationOf(walk), durationMs, isFragmented };
}

const isBoxName = (name: string): boolean => /^[\x20-\x7e\xa9]{4}$/.test(name);

/** Maximum bytes of data that is not in a box. */
const MAX_REST_BYTES = 16 * 1024 ** 2;

async function readRest(file: FileHandle, from: number, fileBytes: number): Promise<Buffer> {
  const rest = Buffer.alloc(Math.min(MAX_REST_BYTES, fileBytes - from));
  const { bytesRead } = await file.read(rest, 0, rest.length, from);
  return rest.subarray(0, bytesRead);
}

function walkBoxes(bytes: Buffer, walk: Walk, depth: number): void {
  if (depth > MAX_DEPTH) throw damaged('its boxes lie too deep in each other');
  for (const { name, body } of readInnerBoxes(bytes)) {
    walk.boxes += 1;
    if (walk.boxes > MAX_BOXES) throw new Rejection('TOO_MANY_STREAMS', 'The index of the file has too many parts.');
    if (!body) throw damaged('a box is larger than what it lies in');
    visit(name, body, walk, depth);
  }
}

function visit(name: string, body: Buffer, walk: Walk, depth: number): void {
  if (name === 'trak') {
    walk.tracks += 1;
    if (walk.tracks > INGEST_LIMITS.streams) throw new Rejection('TOO_MANY_STREAMS', `The file exceeds ${INGEST_LIMITS.streams} tracks.`);
  }
  if (isReference(name) && ((body[3] ?? 0) & SELF_CONTAINED) === 0) {
    throw new Rejection('EXTERNAL_REFERENCE', 'A track’s media is in another file.');
  }
  if (name === 'rmra' || name === 'rmda') throw new Rejection('EXTERNAL_REFERENCE', 'The film only references another one.');
  if (name === 'ispe' && body.length >= 12) {
    walk.width = Math.max(walk.width, body.readUInt32BE(4));
    walk.height = Math.max(walk.height, body.readUInt32BE(8));
  }
  if (name === 'mvhd') walk.durationMs = Math.max(walk.durationMs, headerDuration(body));
  if (name === 'irot') walk.turns = (body[0] ?? 0) & 3;
  if (name === 'imir') walk.mirror = (body[0] ?? 0) & 1;
  const before = HOLDERS.get(name);
  if (before === undefined) return;
  // The `meta` box of QuickTime has no version before its boxes.
  const skip = name === 'meta' && body.toString('latin1', 4, 8) === 'hdlr' ? 0 : before;
  walkBoxes(body.subarray(skip), walk, depth + 1);
}

/**
 * Duration in an `mvhd` box: times have 32 bits in version 0 and 64 bits in version 1; all bits are set when the duration was not known.
 */
function headerDuration(body: Buffer): number {
  const isLong = body[0] === 1;
  if (body.length < (isLong ? 32 : 20)) return 0;
  const scale = body.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? body.readBigUInt64BE(24) : BigInt(body.readUInt32BE(16));
  const isUnknown = duration === (isLong ? 2n ** 64n - 1n : 2n ** 32n - 1n);
  return isUnknown || scale === 0 ? 0 : (Number(duration) * 1_000) / scale;
}

const isReference = (name: string): boolean => ['url ', 'urn ', 'alis', 'rsrc', 'cios'].includes(name);

/** The EXIF orientation of a picture that is rotated counterclockwise in quarter turns (`irot`) and then mirrored (`imir`). */
function orientationOf({ turns, mirror }: Walk): Orientation {
  const turned = ([1, 8, 3, 6] as const)[turns] ?? 1;
  if (mirror === undefined) return turned;
  const mirrored = mirror === 1 ? { 1: 2, 8: 7, 3: 4, 6: 5 } : { 1: 4, 8: 5, 3: 2, 6: 7 };
  return mirrored[turned] as Orientation;
}
