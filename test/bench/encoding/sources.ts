import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { openDrawing } from '../../../src/platform/media/drawing/canvas-drawing.ts';
import { runFfmpeg } from '../ffmpeg.ts';

export const FRAMES = 150;
export const FPS = 30;
const SIZE = '1280x720';

/** What encoders are given, without loss. */
export interface Source {
  readonly name: string;
  readonly path: string;
}

const PLANES = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p'];
/** Input options that read a source. */
export const asInput = ({ path }: Source): readonly string[] => [...PLANES, '-s', SIZE, '-r', String(FPS), '-i', path];

/** Five seconds at 720p of each kind of picture that a film is made of. */
export async function makeSources(ffmpeg: string, folder: string): Promise<readonly Source[]> {
  const path = (name: string): string => join(folder, `${name}.yuv`);
  const filmed = async (name: string, graph: string): Promise<Source> => {
    const output = [...PLANES, '-frames:v', String(FRAMES), '-y', path(name)];
    await runFfmpeg(ffmpeg, ['-f', 'lavfi', '-i', graph, ...output]);
    return { name, path: path(name) };
  };
  return [
    await drawCard(path('card')),
    // One picture with structure of all sizes, as a photograph has, in the slow zoom of KEN_BURNS.
    await filmed(
      'picture in KEN_BURNS',
      `mandelbrot=s=5120x2880:rate=1,trim=end_frame=1,zoompan=z='1+0.0004*on':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2':d=${FRAMES}:s=${SIZE}:fps=${FPS}`,
    ),
    // Everything moves, under the noise of a sensor.
    await filmed('clip with grain', `mandelbrot=s=${SIZE}:rate=${FPS}:end_scale=0.1,noise=alls=8:allf=t:all_seed=7`),
  ];
}

/** The words of a statement appear one after the other while its ornament grows. */
async function drawCard(path: string): Promise<Source> {
  const card = {
    ...{ width: 1_280, height: 720, language: 'en', filmTitle: 'Why the sky is blue', position: 1, sceneCount: 10 },
    ...({ look: 'editorial', seed: 'encoding' } as const),
    content: { kind: 'statement', text: 'Air scatters short waves far more than long ones', at: 0, keys: [] } as const,
  };
  const growth = (frame: number): number => 1 + (0.06 * (1 - Math.cos((Math.PI * frame) / FRAMES))) / 2;
  const spoken = (character: number): number => 15 + 2 * character;
  const moving = { card, fps: FPS, from: 0, growth, enters: 9, leaves: FRAMES - 9, spoken };
  const file = createWriteStream(path);
  for await (const frame of openDrawing().frames([moving], FRAMES)) {
    // A copy, because the array is written over.
    if (!file.write(Buffer.from(frame))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return { name: 'card in GENTLE', path };
}
