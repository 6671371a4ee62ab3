import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { locateFfmpeg } from '../../../src/platform/media/locate-ffmpeg.ts';
import { gql, register, watch, type Person } from '../../support/client.ts';
import { descendants } from '../../support/processes.ts';
import { importProject, sendFile } from '../../support/projects.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { median } from '../figures.ts';
import { cpuMilliseconds } from '../reads-load.ts';
import { OURS, type BenchReport } from '../report/result.ts';
import { firstOfStream, until } from './first-of-stream.ts';
import { firstSegment, makePictures, SHAPE, similarity, singlePass, withoutLoss, type Pass } from './single-pass.ts';

const ROUNDS = 3;
const PEER = 'one ffmpeg command';

interface Film extends Pass {
  readonly segmentMs: number;
  readonly ssim: number;
}

/** P4, P6, P12: a minute of still pictures by Reelwright, from the mutation on, and by one ffmpeg command with the same settings of the encoder. */
export async function benchSinglePass(): Promise<BenchReport> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-bench-single-pass-'));
  const stack = await startStack();
  try {
    const { ffmpegPath } = await locateFfmpeg({
      ...{ ffmpegPath: process.env['FFMPEG_PATH'], ffprobePath: process.env['FFPROBE_PATH'], searchPath: '' },
      cacheFolder: folder,
    });
    const person = await register(stack.url);
    const [ours, peers]: [Film[], Film[]] = [[], []];
    // The first film of a worker loads what later ones find.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const pictures = await makePictures(ffmpegPath, join(folder, `set-${round}`), round);
      const reference = join(folder, 'reference.mkv');
      await withoutLoss(ffmpegPath, pictures, reference);
      const own = await makeFilm(stack, person, pictures, join(folder, 'ours.mp4'));
      if (round === 0) continue;
      ours.push({ ...own, ssim: await similarity(ffmpegPath, join(folder, 'ours.mp4'), reference) });
      const pass = await singlePass(ffmpegPath, pictures, join(folder, 'peer.mp4'));
      const segmentMs = await firstSegment(ffmpegPath, pictures, join(folder, 'stream'));
      peers.push({ ...pass, segmentMs, ssim: await similarity(ffmpegPath, join(folder, 'peer.mp4'), reference) });
    }
    return tell(ours, peers);
  } finally {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFilm(stack: Stack, person: Person, pictures: readonly string[], path: string): Promise<Omit<Film, 'ssim'>> {
  const assets: string[] = [];
  for (const picture of pictures) assets.push(await sendFile(person, basename(picture), 'image/png', await readFile(picture)));
  for (const asset of assets) await ready(person, asset);
  const { sceneMs: durationMs, transitionMs } = SHAPE;
  const scenes = assets.map((visualAssetId) => ({ visualAssetId, durationMs, transition: 'fade', transitionMs }));
  const projectId = await importProject(person, 'A minute of pictures', scenes);
  const worker = descendants(stack.program.pid).find(({ command }) => command.endsWith(' worker'))?.pid ?? 0;
  const cpu = (): number => cpuMilliseconds(worker) + cpuMilliseconds(worker, { ofEndedChildren: true });
  const cpuBefore = cpu();
  const began = performance.now();
  const { renderProject } = await gql<{ renderProject: { id: string } }>(
    person,
    'mutation ($input: RenderProjectInput!) { renderProject(input: $input) { id } }',
    { input: { projectId, renditions: ['HLS'] } },
  );
  const jobId = renderProject.id;
  const ended = watch(person, { jobId }).ended;
  const segmentMs = (await firstOfStream(person, jobId)) - began;
  await ended;
  const wallMs = performance.now() - began;
  const cpuSeconds = (cpu() - cpuBefore) / 1_000;
  const { job } = await gql<{ job: { status: string; video: { downloadUrl: string } } }>(
    person,
    'query ($id: ID!) { job(id: $id) { status video { downloadUrl } } }',
    { id: jobId },
  );
  if (job.status !== 'COMPLETED') throw new Error(`The film is ${job.status}.`);
  await writeFile(path, Buffer.from(await (await fetch(job.video.downloadUrl)).arrayBuffer()));
  return { wallMs, cpuSeconds, byteSize: (await stat(path)).size, segmentMs };
}

const ready = (person: Person, id: string): Promise<true> =>
  until(async () => {
    const { asset } = await gql<{ asset: { status: string } }>(person, 'query ($id: ID!) { asset(id: $id) { status } }', { id });
    return asset.status === 'READY' ? true : undefined;
  });

function tell(ours: readonly Film[], peers: readonly Film[]): BenchReport {
  const of = (films: readonly Film[], read: (film: Film) => number): number => median(films.map(read));
  const both = (read: (film: Film) => number) => ({ [OURS]: of(ours, read), [PEER]: of(peers, read) });
  const line = (name: string, films: readonly Film[]): string =>
    `${name}: ${(of(films, ({ wallMs }) => wallMs) / 1_000).toFixed(1)} s, ${of(films, ({ cpuSeconds }) => cpuSeconds).toFixed(1)} s CPU, ${(of(films, ({ byteSize }) => byteSize) / 1e6).toFixed(2)} MB, SSIM ${of(films, ({ ssim }) => ssim).toFixed(4)}; first segment of a stream after ${of(films, ({ segmentMs }) => segmentMs).toFixed(0)} ms.`;
  const ssimLoss = median(ours.map(({ ssim }, index) => (peers[index]?.ssim ?? NaN) - ssim));
  return {
    sentences: [
      `${SHAPE.scenes} pictures of ${SHAPE.sceneMs / 1_000} s at 720p${SHAPE.fps}, which fade into one another for ${SHAPE.transitionMs} ms, without sound; medians of ${ROUNDS} sets of pictures. Reelwright is measured from the mutation to the end of the job, with stream, check, poster and delivery; CPU is that of the worker and its tools.`,
      line(OURS, ours),
      line(`${PEER} with the same settings of the encoder`, peers),
    ],
    measures: [
      {
        id: 'P4',
        name: 'A minute of pictures, CPU',
        unit: 's',
        values: both(({ cpuSeconds }) => cpuSeconds),
        goals: [{ atMost: 1.1, beside: PEER }],
      },
      {
        id: 'P4',
        name: 'A minute of pictures, start to end',
        unit: 's',
        values: both(({ wallMs }) => wallMs / 1_000),
        goals: [{ atMost: 1.1, beside: PEER }],
      },
      {
        ...{ id: 'P6', name: 'First segment of a stream', unit: 'ms' },
        ...{ values: both(({ segmentMs }) => segmentMs), goals: [{ atMost: 1_500 }, { atMost: 0.8, beside: PEER }] },
      },
      {
        id: 'P12',
        name: 'Size of a minute of pictures',
        unit: 'MB',
        values: both(({ byteSize }) => byteSize / 1e6),
        goals: [{ atMost: 1.05, beside: PEER }],
      },
      { id: 'P12', name: 'SSIM lost beside one command', unit: 'of 1', values: { [OURS]: ssimLoss }, goals: [{ atMost: 0.001 }] },
    ],
  };
}
