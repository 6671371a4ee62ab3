import { join } from 'node:path';
import type { FfmpegCommand, Media, MediaCall } from '../../../../platform/media/media.ts';
import { Rejection } from '../../rejections.ts';
import type { RejectionCode } from '../../rejections.ts';
import { squareThumbnail } from '../derive/derive-commands.ts';
import { DERIVE_MEMORY_BYTES } from '../limits.ts';
import { openPicture } from './open-picture.ts';
import { formatOfFile, probeFile } from '../probe/probe-file.ts';

/** Formats of which squares are made. Animations and formats that few programs write are refused before they are decoded. */
const FORMATS_OF_SQUARES = ['jpeg', 'png', 'webp'] as const;
const CPU_SECONDS = 30;

/** The file of a square JPEG, or why the picture was rejected. */
export type SquareResult = { readonly path: string } | { readonly rejection: RejectionCode; readonly message: string };

/** Checks an untrusted picture like an upload, and makes a JPEG of its middle square. Errors that the file did not cause are thrown. */
export async function makeSquare(media: Media, path: string, side: number, call: MediaCall): Promise<SquareResult> {
  try {
    const found = await formatOfFile(path);
    const format = FORMATS_OF_SQUARES.find((name) => name === found);
    if (!format) return { rejection: 'TYPE_MISMATCH', message: 'The picture must be a JPEG, PNG or WebP.' };
    const { width = 0, height = 0, orientation = 1, metadata } = await probeFile('IMAGE', { path, media, call });
    if (Number(metadata['frames'] ?? 1) > 1) return { rejection: 'TOO_MANY_FRAMES', message: 'The picture must not be an animation.' };
    const output = join(call.workDir, 'square.jpg');
    const opened = await openPicture(format, path, call.workDir);
    const command: FfmpegCommand = squareThumbnail(opened, { width, height, orientation }, { side, output });
    await media.run(command, { ...call, limits: { cpuSeconds: CPU_SECONDS, memoryBytes: DERIVE_MEMORY_BYTES } });
    return { path: output };
  } catch (error) {
    if (error instanceof Rejection) return { rejection: error.code, message: error.message };
    throw error;
  }
}
