import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rejection } from '../../rejections.ts';
import { inputOf } from '../formats.ts';
import type { FormatName, GuardedInput } from '../formats.ts';
import { readHeic } from '../heic.ts';

/** A picture as ffmpeg reads it. */
export interface OpenedPicture {
  readonly input: GuardedInput;
  /** Number of frames that make the picture, and the filters that join them. */
  readonly frames: number;
  readonly filters: readonly string[];
  /** Size as stored, before the picture is turned; undefined where another reader determines it. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Prepares a picture for ffmpeg. The tiles of a HEIC are written into `workDir` as a stream. */
export async function openPicture(format: FormatName, path: string, workDir: string): Promise<OpenedPicture> {
  if (format !== 'heic') return { input: inputOf(format, path), frames: 1, filters: [] };
  const { width, height, x, y, columns, rows, stream } = decodable(await readFile(path));
  const tiles = join(workDir, 'tiles.hevc');
  await writeFile(tiles, stream);
  const filters = [
    ...(columns * rows > 1 ? [`tile=${columns}x${rows}`] : []),
    'format=yuv444p',
    `crop=${width}:${height}:${x}:${y}:exact=1`,
  ];
  return { input: inputOf('heic', tiles), frames: columns * rows, filters, size: { width, height } };
}

function decodable(file: Buffer): ReturnType<typeof readHeic> {
  try {
    return readHeic(file);
  } catch (error) {
    throw error instanceof RangeError ? new Rejection('DAMAGED', 'The picture is truncated or damaged.') : error;
  }
}
