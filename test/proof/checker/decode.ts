import { spawn } from 'node:child_process';
import type { Sound } from './loudness.ts';

/** Runs ffmpeg as a decoder alone: what comes is raw, and what it complains about is returned. */
export function decode(ffmpeg: string, file: string, options: readonly string[], onBytes: (bytes: Buffer) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg, ['-v', 'error', '-nostdin', '-threads', '1', '-i', file, ...options, 'pipe:1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stdout.on('data', onBytes);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? complaints : `${complaints}ffmpeg ended with ${code ?? 'a signal'}`));
  });
}

/** Every sample of the first track of sound; `options` may change their rate and channels. */
export async function decodeSound(
  ffmpeg: string,
  file: string,
  channels: number,
  options: readonly string[] = [],
): Promise<{ sound: Sound; complaints: string }> {
  const parts: Buffer[] = [];
  const raw = ['-map', '0:a:0', ...options, '-c:a', 'pcm_f32le', '-f', 'f32le'];
  const complaints = await decode(ffmpeg, file, raw, (bytes) => parts.push(bytes));
  const bytes = Buffer.concat(parts);
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)));
  return { sound: { samples, channels }, complaints };
}

/** What one frame looks like. Brightness is the luma of video, from 16 to 235. */
export interface Frame {
  readonly mean: number;
  /** Mean of each quarter: above at the left and right, below at the left and right. */
  readonly quarters: readonly number[];
  /** Share of pixels that are nearly black. */
  readonly black: number;
  /** Share of pixels far outside of the range of video. */
  readonly outside: number;
  /** Mean difference of a pixel from the frame before, where no captions are; 0 for the first. */
  readonly change: number;
}

/** Pixels of which one is looked at, across and down. */
const STEP = 2;
const BLACK = 24;
/** The encoder overshoots at edges. */
const OVERSHOOT = 6;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The rows of captions: the lowest 30 % of the height, in upright films from 45 to 70 %, where ornaments of cards are below them. */
function captionRows({ width, height }: Size): { readonly from: number; readonly to: number } {
  const isUpright = width / height < 0.7;
  return { from: Math.floor(height * (isUpright ? 0.43 : 0.7)), to: isUpright ? Math.floor(height * 0.73) : height };
}

export async function decodePicture(ffmpeg: string, file: string, size: Size): Promise<{ frames: Frame[]; complaints: string }> {
  const frames: Frame[] = [];
  const pixels = size.width * size.height;
  let current: Buffer = Buffer.alloc(pixels);
  let before: Buffer | undefined;
  let filled = 0;
  const options = ['-map', '0:v:0', '-vf', 'extractplanes=y', '-fps_mode', 'passthrough', '-f', 'rawvideo'];
  const complaints = await decode(ffmpeg, file, options, (bytes) => {
    for (let at = 0; at < bytes.length;) {
      const taken = bytes.copy(current, filled, at, Math.min(bytes.length, at + pixels - filled));
      at += taken;
      filled += taken;
      if (filled < pixels) continue;
      frames.push(measured(current, before, size));
      [before, current] = [current, before ?? Buffer.alloc(pixels)];
      filled = 0;
    }
  });
  return { frames, complaints: filled === 0 ? complaints : `${complaints}half a frame at the end` };
}

function measured(frame: Buffer, before: Buffer | undefined, size: Size): Frame {
  const { width, height } = size;
  const captions = captionRows(size);
  let [count, sum, black, outside, change, compared] = [0, 0, 0, 0, 0, 0];
  const quarters = [0, 0, 0, 0].map(() => ({ sum: 0, count: 0 }));
  for (let y = 0; y < height; y += STEP) {
    for (let x = 0; x < width; x += STEP) {
      const value = frame[y * width + x] ?? 0;
      count += 1;
      sum += value;
      const quarter = quarters[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)];
      if (quarter) [quarter.sum, quarter.count] = [quarter.sum + value, quarter.count + 1];
      if (value <= BLACK) black += 1;
      if (value < 16 - OVERSHOOT || value > 235 + OVERSHOOT) outside += 1;
      if (before === undefined || (y >= captions.from && y < captions.to)) continue;
      compared += 1;
      change += Math.abs(value - (before[y * width + x] ?? 0));
    }
  }
  const means = quarters.map((quarter) => quarter.sum / quarter.count);
  return {
    mean: sum / count,
    quarters: means,
    black: black / count,
    outside: outside / count,
    change: compared === 0 ? 0 : change / compared,
  };
}
