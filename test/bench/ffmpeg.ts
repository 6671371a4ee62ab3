import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MOST_OUTPUT = 16 * 1024 ** 2;

/** Runs ffmpeg with these arguments; returns what it said on its standard error. @throws when it fails */
export async function runFfmpeg(ffmpeg: string, args: readonly string[]): Promise<string> {
  const { stderr } = await promisify(execFile)(ffmpeg, ['-hide_banner', '-nostdin', ...args], { maxBuffer: MOST_OUTPUT });
  return stderr;
}
