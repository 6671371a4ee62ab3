import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, stat, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { audioOptions, videoOptions } from '../../../src/features/renders/film/encoder.ts';
import { runFfmpeg } from '../ffmpeg.ts';

/** A film of still pictures that fade into one another, as long as each other. */
export const SHAPE = { scenes: 12, sceneMs: 5_000, transitionMs: 500, fps: 30, width: 1_280, height: 720 } as const;
const SECONDS = (SHAPE.scenes * SHAPE.sceneMs) / 1_000;
/** The last picture fades out, as in every film. Seconds. */
const FADE = 0.6;

/** Pictures with structure of all sizes, as photographs have; each set of them is another one. */
export async function makePictures(ffmpeg: string, folder: string, set: number): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const graph = `mandelbrot=s=${SHAPE.width}x${SHAPE.height}:rate=25:start_scale=${2 / 2 ** set},select='not(mod(n,8))'`;
  await runFfmpeg(ffmpeg, [
    '-f',
    'lavfi',
    '-i',
    graph,
    '-fps_mode',
    'passthrough',
    '-frames:v',
    String(SHAPE.scenes),
    '-y',
    join(folder, '%02d.png'),
  ]);
  return Array.from({ length: SHAPE.scenes }, (_, index) => join(folder, `${String(index + 1).padStart(2, '0')}.png`));
}

/** What one command needs for the whole film: each picture is decoded once, as BT.709, and only transitions are blended. */
function inputsOf(pictures: readonly string[]): string[] {
  const half = SHAPE.transitionMs / 2_000;
  const lengths = pictures.map((_, index) => SHAPE.sceneMs / 1_000 + (index === 0 || index === pictures.length - 1 ? half : 2 * half));
  const stills = lengths.map(
    (seconds, index) =>
      `[${index}:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=loop=-1:size=1,trim=duration=${seconds},setpts=PTS-STARTPTS,fps=${SHAPE.fps}[s${index}]`,
  );
  const fades = pictures.slice(1).map((_, index) => {
    const offset = ((index + 1) * SHAPE.sceneMs) / 1_000 - half;
    return `[${index === 0 ? 's0' : `x${index}`}][s${index + 1}]xfade=transition=fade:duration=${2 * half}:offset=${offset}[x${index + 1}]`;
  });
  const end = `[x${pictures.length - 1}]fade=t=out:st=${SECONDS - FADE}:d=${FADE},format=yuv420p[v]`;
  return [
    ...pictures.flatMap((path) => ['-framerate', String(SHAPE.fps), '-i', path]),
    ...['-f', 'lavfi', '-t', String(SECONDS), '-i', 'anullsrc=r=48000:cl=stereo'],
    ...['-filter_complex', [...stills, ...fades, end].join(';'), '-map', '[v]'],
  ];
}

export interface Pass {
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly byteSize: number;
}

/** The film by one command with the encoder's settings of the product. */
export async function singlePass(ffmpeg: string, pictures: readonly string[], path: string): Promise<Pass> {
  const began = performance.now();
  const said = await runFfmpeg(ffmpeg, [
    ...['-benchmark', ...inputsOf(pictures), '-map', `${pictures.length}:a`],
    ...[...videoOptions(SHAPE.fps), ...audioOptions, '-movflags', '+faststart', '-y', path],
  ]);
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(said) ?? [];
  return {
    wallMs: performance.now() - began,
    cpuSeconds: Number(user) + Number(system),
    byteSize: (await stat(path)).size,
  };
}

/** Every frame of the film without loss. */
export const withoutLoss = (ffmpeg: string, pictures: readonly string[], path: string): Promise<string> =>
  runFfmpeg(ffmpeg, [...inputsOf(pictures), '-c:v', 'ffv1', '-r', String(SHAPE.fps), '-y', path]);

/** Milliseconds until one command has written the playlist of a stream, which names its first segment. */
export async function firstSegment(ffmpeg: string, pictures: readonly string[], folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const began = performance.now();
  const stream = ['-f', 'hls', '-hls_time', '2', '-hls_segment_type', 'fmp4', '-hls_playlist_type', 'event', join(folder, 'film.m3u8')];
  const args = [...inputsOf(pictures), '-map', `${pictures.length}:a`, ...videoOptions(SHAPE.fps), ...audioOptions, ...stream];
  const closed = new AbortController();
  const child = spawn(ffmpeg, ['-hide_banner', '-nostdin', '-v', 'error', ...args], { stdio: 'ignore' });
  const ended = once(child, 'exit').then(() => closed.abort());
  try {
    for await (const { filename } of watch(folder, { signal: closed.signal })) if (filename === 'film.m3u8') break;
    return performance.now() - began;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** SSIM of a film against its frames without loss. */
export async function similarity(ffmpeg: string, film: string, reference: string): Promise<number> {
  const same = `settb=AVTB,setpts=N/${SHAPE.fps}/TB,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709`;
  const said = await runFfmpeg(ffmpeg, [
    '-i',
    film,
    '-i',
    reference,
    '-lavfi',
    `[0:v]${same}[a];[1:v]${same}[b];[a][b]ssim`,
    '-f',
    'null',
    '-',
  ]);
  return Number(/All:([\d.]+)/.exec(said)?.[1]);
}
