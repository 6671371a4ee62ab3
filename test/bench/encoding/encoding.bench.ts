import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { videoOptions } from '../../../src/features/renders/film/encoder.ts';
import { locateFfmpeg } from '../../../src/platform/media/locate-ffmpeg.ts';
import { OURS, type BenchReport, type Measure } from '../report/result.ts';
import { runFfmpeg } from '../ffmpeg.ts';
import { asInput, FPS, FRAMES, makeSources, type Source } from './sources.ts';

/** Video options by name. All but ours differ from it in what their names say. */
const ENCODERS: Readonly<Record<string, readonly string[]>> = {
  [OURS]: videoOptions(FPS),
  'x264 veryfast, no tune': ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20'],
  'x264 superfast': ['-c:v', 'libx264', '-preset', 'superfast', '-tune', 'stillimage', '-crf', '20'],
  'x264 medium': ['-c:v', 'libx264', '-preset', 'medium', '-tune', 'stillimage', '-crf', '20'],
  'x264 veryfast, crf 23': ['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'stillimage', '-crf', '23'],
  'x265 fast, crf 24': ['-c:v', 'libx265', '-preset', 'fast', '-crf', '24', '-x265-params', 'log-level=error'],
  'VP9 as delivered': ['-c:v', 'libvpx-vp9', '-crf', '32', '-b:v', '0', '-deadline', 'good', '-cpu-used', '5', '-row-mt', '1'],
  'SVT-AV1 preset 9, crf 35': ['-c:v', 'libsvtav1', '-preset', '9', '-crf', '35', '-svtav1-params', 'lp=2'],
};

interface Encoded {
  readonly encoder: string;
  readonly source: string;
  /** Of ffmpeg for a minute of film. Seconds. */
  readonly cpu: number;
  /** Of a minute of film. MB. */
  readonly size: number;
  readonly ssim: number;
  /** 0 to 100. */
  readonly vmaf: number;
}

/** Both sides with the same times and tags: otherwise ffmpeg converts the colours of one of them before it compares. */
const SAME = `settb=AVTB,setpts=N/${FPS}/TB,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709`;

const A_MINUTE = (60 * FPS) / FRAMES;

/** What each encoder costs for pictures of a film, and how much of them is left: by SSIM and VMAF against the frames without loss. */
export async function benchEncoding(): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-bench-encoding-'));
  try {
    const { ffmpegPath } = await locateFfmpeg({
      ...{ ffmpegPath: process.env['FFMPEG_PATH'], ffprobePath: process.env['FFPROBE_PATH'], searchPath: '' },
      cacheFolder: folder,
    });
    const sources = await makeSources(ffmpegPath, folder);
    const found: Encoded[] = [];
    for (const source of sources)
      for (const encoder of Object.keys(ENCODERS)) found.push(await measure(ffmpegPath, folder, source, encoder));
    return tell(sources, found);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(ffmpeg: string, folder: string, source: Source, encoder: string): Promise<Encoded> {
  const path = join(folder, 'encoded.mkv');
  const output = [...(ENCODERS[encoder] ?? []), '-pix_fmt', 'yuv420p', '-threads', String(cpus().length), '-y', path];
  const said = await runFfmpeg(ffmpeg, ['-benchmark', ...asInput(source), ...output]);
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(said) ?? [];
  const compared = await runFfmpeg(ffmpeg, [
    ...['-r', String(FPS), '-i', path, ...asInput(source)],
    ...['-lavfi', `[0:v]${SAME},split[a][b];[1:v]${SAME},split[c][d];[a][c]ssim;[b][d]libvmaf=n_threads=${cpus().length}`],
    ...['-f', 'null', '-'],
  ]);
  return {
    ...{ encoder, source: source.name },
    cpu: (Number(user) + Number(system)) * A_MINUTE,
    size: ((await stat(path)).size / 1e6) * A_MINUTE,
    ssim: Number(/All:([\d.]+)/.exec(compared)?.[1]),
    vmaf: Number(/VMAF score: ([\d.]+)/.exec(compared)?.[1]),
  };
}

const FIGURES = [
  { name: 'CPU', unit: 's a minute of film', read: ({ cpu }: Encoded) => cpu },
  { name: 'Size', unit: 'MB a minute of film', read: ({ size }: Encoded) => size },
  { name: 'SSIM', unit: 'of 1', read: ({ ssim }: Encoded) => ssim },
  { name: 'VMAF', unit: 'of 100', read: ({ vmaf }: Encoded) => vmaf },
] as const;

function tell(sources: readonly Source[], found: readonly Encoded[]): BenchReport {
  const measures = sources.flatMap(({ name: source }) =>
    FIGURES.map(({ name, unit, read }): Measure => {
      const values = found.filter((one) => one.source === source).map((one) => [one.encoder, read(one)] as const);
      return { id: 'encoding', name: `${name}, ${source}`, unit, values: Object.fromEntries(values), goals: [] };
    }),
  );
  return {
    sentences: [
      `Five seconds at 720p30 of each kind of picture, encoded by ${cpus().length} threads and compared with the frames without loss.`,
      ...found.map(
        ({ encoder, source, cpu, size, ssim, vmaf }) =>
          `${source}, ${encoder}: ${cpu.toFixed(1)} s CPU and ${size.toFixed(1)} MB a minute, SSIM ${ssim.toFixed(4)}, VMAF ${vmaf.toFixed(1)}.`,
      ),
    ],
    measures,
  };
}
