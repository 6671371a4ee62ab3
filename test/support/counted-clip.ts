import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Media } from '../../src/platform/media/media.ts';
import { call } from './small-film.ts';

export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '4'];

/** Two seconds of 96x64 whose every frame has its own greys: its number in base eight, the last digit at the left. */
export const COUNTED = `nullsrc=s=96x64:r=30:d=2,format=yuv420p,geq=lum='16+27*if(lt(X,48),mod(N,8),floor(N/8))':cb=128:cr=128`;

/** Encodes a source of ffmpeg's into the folder, under a name that the next one takes too. */
export async function makeSource(
  media: Media,
  workDir: string,
  graph: string,
  options: readonly string[] = H264,
  container = 'mp4',
): Promise<string> {
  const output = path.join(workDir, `source.${container}`);
  const muxer = { mkv: 'matroska', ts: 'mpegts' }[container] ?? container;
  const outputOptions = ['-map', '[v]', ...options, '-f', muxer];
  await media.run({ inputs: [], filterGraph: `${graph}[v]`, outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  return output;
}

/** Each frame of a clip as packed RGB. */
export async function rgbFrames(
  media: Media,
  workDir: string,
  clip: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Buffer[]> {
  const output = path.join(workDir, 'frames.rgb');
  const shown = ['-map', '0:v', '-fps_mode', 'passthrough', '-vf', 'scale=in_color_matrix=bt709'];
  const outputOptions = [...shown, '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
  await media.run({ inputs: [{ path: clip, format: 'mov' }], outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(workDir));
  const bytes = await readFile(output);
  const size = width * height * 3;
  return Array.from({ length: bytes.length / size }, (_, frame) => bytes.subarray(frame * size, (frame + 1) * size));
}

/** The number of a frame of COUNTED from its greens at the left and at the right. */
export const numberOfGreens = (low: number, high: number): number => {
  const [ones, eights] = [low, high].map((green) => Math.round(((green / 255) * 219) / 27));
  return 8 * (eights ?? 0) + (ones ?? 0);
};
