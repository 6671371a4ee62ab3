import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { audio } from './audio.ts';
import { devices } from './devices.ts';
import { films } from './films.ts';
import type { Maker, Ordinary } from './ordinary.ts';
import { pictures } from './pictures.ts';
import { shapes } from './shapes.ts';
import { texts } from './texts.ts';

const run = promisify(execFile);

/** Every ordinary file: how it is made, and what must be known of it. */
export const ordinary = (): readonly Ordinary[] => [...films(), ...shapes(), ...devices(), ...audio(), ...pictures(), ...texts()];

/** Makes one of them in `folder`, which is made for it. */
export async function makeOrdinary({ make }: Ordinary, ffmpegPath: string, folder: string): Promise<Buffer> {
  await mkdir(folder);
  const maker: Maker = {
    ffmpeg: async (name, ...args) => {
      const path = join(folder, name);
      await run(ffmpegPath, ['-v', 'error', '-nostdin', '-y', '-threads', '1', ...args, path]);
      return readFile(path);
    },
    put: async (name, bytes) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return path;
    },
  };
  return make(maker);
}
