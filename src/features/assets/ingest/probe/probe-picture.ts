import { open, readFile } from 'node:fs/promises';
import { Rejection } from '../../rejections.ts';
import type { MediaInfo } from '../media-info.ts';
import { contentTypeOf } from '../formats.ts';
import type { FormatName } from '../formats.ts';
import { readIso } from './structure/iso-structure.ts';
import { INGEST_LIMITS } from '../limits.ts';
import type { ProbeContext } from './probe-context.ts';
import { openPicture } from '../pictures/open-picture.ts';
import { isSideways } from '../derive/orientation.ts';
import { readGif, readJpeg, readPng, readWebp } from './structure/picture-structure.ts';
import type { PictureStructure } from './structure/picture-structure.ts';
import { bitsOf, colourOf } from './stream-info.ts';

const READERS: Readonly<Partial<Record<FormatName, (bytes: Buffer) => PictureStructure>>> = {
  png: readPng,
  jpeg: readJpeg,
  gif: readGif,
  webp: readWebp,
};

/** Parses a picture's structure, checks the limits, and only then lets ffmpeg decode it once. */
export async function probePicture(format: FormatName, { path, media, call }: ProbeContext): Promise<MediaInfo> {
  const found = await readStructure(format, path);
  checkSize(found);
  const { input, frames: tiles, size } = await openPicture(format, path, call.workDir);
  const structure = { ...found, ...size };
  checkSize(structure);
  const probe = await media.probe(input, { ...call, countPackets: false });
  const stream = probe.streams.find(({ kind }) => kind === 'video');
  if (!stream) throw new Rejection('DAMAGED', 'The file has no picture.');
  const bits = Math.max(structure.bits, bitsOf(stream.pixelFormat));
  if (bits > INGEST_LIMITS.imageBits) throw new Rejection('BIT_DEPTH_TOO_HIGH', `The picture has ${bits} bits per channel.`);
  await media.run(
    {
      inputs: [input],
      outputOptions: ['-map', '0:v:0', '-frames:v', String(tiles), '-abort_on', 'empty_output', '-f', 'null'],
      output: '-',
      threads: 1,
      timeoutMs: 30_000,
    },
    call,
  );
  const [width, height] = isSideways(structure.orientation) ? [structure.height, structure.width] : [structure.width, structure.height];
  const { frames, orientation } = structure;
  return {
    format,
    kind: 'IMAGE',
    contentType: contentTypeOf(format, 'IMAGE'),
    width,
    height,
    codecs: [stream.codec],
    orientation,
    metadata: { format, ...colourOf(stream), bits, ...(frames > 1 ? { frames } : {}) },
  };
}

/** Size and orientation as stored, read without a decoder. @throws Rejection DAMAGED */
export async function readStructure(format: FormatName, path: string): Promise<PictureStructure> {
  const reader = READERS[format];
  if (reader) {
    try {
      return reader(await readFile(path));
    } catch (error) {
      throw error instanceof RangeError ? new Rejection('DAMAGED', 'The picture is truncated or damaged.') : error;
    }
  }
  const file = await open(path);
  try {
    const { hasIndex, ...structure } = await readIso(file, (await file.stat()).size);
    if (!hasIndex) throw new Rejection('DAMAGED', 'The file has no picture.');
    return { ...structure, bits: 8, frames: 1 };
  } finally {
    await file.close();
  }
}

function checkSize({ width, height }: PictureStructure): void {
  if (width < 1 || height < 1) throw new Rejection('DAMAGED', 'The width or height of the picture is 0.');
  if (width > INGEST_LIMITS.side || height > INGEST_LIMITS.side || width * height > INGEST_LIMITS.imagePixels) {
    throw new Rejection('TOO_MANY_PIXELS', `The picture has ${width} × ${height} pixels.`);
  }
}
