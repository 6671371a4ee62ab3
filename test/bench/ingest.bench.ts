import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AssetRow } from '../../src/features/assets/asset.entity.ts';
import { originalKey } from '../../src/features/assets/asset-files.ts';
import { probeFile } from '../../src/features/assets/ingest/probe/probe-file.ts';
import { ingestStepHandlers } from '../../src/features/assets/ingest/ingest-step-handlers.ts';
import type { StepRun, StepHandler } from '../../src/features/jobs/steps/step-handler.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Media } from '../../src/platform/media/media.ts';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { OURS, type BenchReport } from './report/result.ts';
import { openEmbedded } from '../support/storage/stores.ts';

const MAX_SHARE = 0.05;
/** 40 Mbit/s: 100 MB. */
const FILM = ['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=30:d=20,noise=alls=40:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast'];
const RATE = ['-b:v', '40M', '-minrate', '40M', '-maxrate', '40M', '-bufsize', '8M', '-pix_fmt', 'yuv420p'];

/** Counts the milliseconds that ffmpeg and ffprobe run. */
function timed(media: Media): { readonly media: Media; readonly spent: () => number } {
  let ms = 0;
  const count = async <T>(work: Promise<T>): Promise<T> => {
    const begun = performance.now();
    try {
      return await work;
    } finally {
      ms += performance.now() - begun;
    }
  };
  return {
    media: { version: media.version, run: (...args) => count(media.run(...args)), probe: (...args) => count(media.probe(...args)) },
    spent: () => ms,
  };
}

/** What ingest of a film of 100 MB costs beside ffmpeg: fetching it twice, hashing, walking over it, storing what was made. */
export async function benchIngest(): Promise<BenchReport> {
  const [tool] = ffmpegs;
  if (!tool) throw new Error('no ffmpeg');
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-bench-'));
  const store = await openEmbedded();
  try {
    const film = join(folder, 'film.mp4');
    await promisify(execFile)(tool.ffmpegPath, ['-v', 'error', '-y', ...FILM, ...RATE, film]);
    const byteSize = (await stat(film)).size;
    const storage = openStorage({ ...store, publicEndpoint: store.endpoint });
    await storage.ready();
    const [id, workspaceId] = [newId(), newId()];
    const storageKey = originalKey({ workspaceId, id });
    await storage.putFile(storageKey, film, { contentType: 'video/mp4' });
    const { media, spent } = timed(tool.media);
    const call = { workDir: folder, signal: new AbortController().signal };
    const info = await probeFile('VIDEO', { path: film, media: tool.media, call });
    const asset = { ...info, id, workspaceId, status: 'PROCESSING', kind: 'VIDEO', byteSize, storageKey } as unknown as AssetRow;
    const stepHandlers = ingestStepHandlers({ media, storage });
    const begun = performance.now();
    const { result } = await runStep(stepHandlers.PROBE, join(folder, 'probe'), asset, []);
    await runStep(stepHandlers.DERIVE, join(folder, 'derive'), asset, [{ name: 'PROBE', result }]);
    const total = performance.now() - begun;
    const share = (total - spent()) / total;
    const sentences = [
      `Ingest of a 1080p film of ${Math.round(byteSize / 1e6)} MB took ${(total / 1000).toFixed(1)} s, ${(spent() / 1000).toFixed(1)} s of it in ffmpeg and ffprobe.`,
      `Everything else: ${(share * 100).toFixed(1)} % (at most ${MAX_SHARE * 100} %).`,
    ];
    return {
      sentences,
      measures: [
        {
          id: 'ingest',
          name: 'Ingest of a film: neither ffmpeg nor ffprobe at work',
          unit: '% of its time',
          values: { [OURS]: share * 100 },
          goals: [{ atMost: MAX_SHARE * 100 }],
        },
      ],
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs one step as a worker does, without its rows: two short transactions, which are no part of the question. */
async function runStep(
  work: StepHandler,
  workDir: string,
  asset: AssetRow,
  results: readonly object[],
): Promise<{ readonly result?: object }> {
  await mkdir(workDir);
  const run = {
    job: { id: newId(), workspaceId: asset.workspaceId, input: { assetId: asset.id } },
    scope: { tx: () => Promise.resolve(asset) },
    ...{ workDir, signal: new AbortController().signal, report: () => undefined, results: () => Promise.resolve(results), log: silentLog },
  };
  return work(run as unknown as StepRun);
}
