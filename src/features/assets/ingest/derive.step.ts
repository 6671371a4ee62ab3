import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FfmpegCommand, MediaCall } from '../../../platform/media/media.ts';
import type { StepOutcome, StepRun, StepWork } from '../../jobs/step.work.ts';
import { derivedKey, isOwnKey, originalKey } from '../asset-files.ts';
import type { AssetRow, DerivedName } from '../asset.entity.ts';
import { Rejection } from '../rejections.ts';
import { becomeTwin, findTwin } from './content-twin.ts';
import {
  filmThumbnail,
  isWebReady,
  pictureThumbnail,
  planStoryboard,
  storyboardMap,
  storyboardStrip,
  waveform,
  webRendition,
} from './derive-commands.ts';
import type { CheckedMedia } from './derive-commands.ts';
import { inputOf } from './formats.ts';
import { assetOf, lockAsset, PROBED, refuse } from './ingest-work.ts';
import type { IngestTools } from './ingest-work.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';
import { refusalOf } from './stream-facts.ts';

/** Time on the clock bounds each command; this bounds what goes on without a clock. A day. */
const CPU_SECONDS = 24 * 3_600;

const CONTENT_TYPES: Readonly<Record<DerivedName, string>> = {
  'thumbnail.jpg': 'image/jpeg',
  'storyboard.jpg': 'image/jpeg',
  'storyboard.vtt': 'text/vtt',
  'waveform.png': 'image/png',
  'preview.mp4': 'video/mp4',
};

/** Makes what shows a checked file: thumbnail, storyboard, waveform, web rendition. Then the file is READY. */
export const deriveStep =
  (tools: IngestTools): StepWork =>
  async (run) => {
    const asset = await assetOf(run);
    if (asset.status !== 'PROCESSING') return removeOwnObject(run, tools, asset);
    try {
      const made = await derive(run, tools, asset);
      return { within: (em) => lockAsset(em, run, asset).then((row) => row && finish(em, row, made)) };
    } catch (error) {
      const refusal = refusalOf(error);
      throw refusal instanceof Rejection ? await refuse(run, tools, asset, refusal) : error;
    }
  };

/** PROBE found the same content, whose key the row has by now. */
async function removeOwnObject({ log }: StepRun, { storage }: IngestTools, asset: AssetRow): Promise<StepOutcome> {
  if (!isOwnKey(asset)) {
    await storage.remove([originalKey(asset)]);
    log.info({ assetId: asset.id }, 'the same content is stored already');
  }
  return { reused: true };
}

interface Made {
  readonly names: readonly DerivedName[];
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** An equal file may have become READY meanwhile. What was made for this one is then named by no row, and goes with the orphans. */
async function finish(em: Parameters<typeof findTwin>[0], row: AssetRow, { names, bytes, metadata }: Made): Promise<void> {
  const twin = await findTwin(em, row, row.sha256 ?? '');
  if (twin) becomeTwin(row, twin);
  else Object.assign(row, { status: 'READY', derived: [...names], derivedBytes: bytes, metadata: { ...row.metadata, ...metadata } });
  await em.flush();
}

/** One thing to make: the command that makes it, or its text. */
interface Task {
  readonly name: DerivedName;
  /** Of the step's progress. */
  readonly weight: number;
  readonly make: (output: string, onProgress: (fraction: number) => void) => FfmpegCommand | string;
}

async function derive(run: StepRun, { media, storage }: IngestTools, asset: AssetRow): Promise<Made> {
  const { tasks, metadata } = await plan(run, asset);
  const original = join(run.workDir, 'original');
  if (tasks.length > 0) await storage.getFile(asset.storageKey, original, { signal: run.signal });
  const call: MediaCall = {
    workDir: run.workDir,
    signal: run.signal,
    limits: { cpuSeconds: CPU_SECONDS, memoryBytes: DERIVE_MEMORY_BYTES },
  };
  const total = tasks.reduce((sum, { weight }) => sum + weight, 0);
  let done = 0;
  let bytes = 0;
  for (const { name, weight, make } of tasks) {
    const output = join(run.workDir, name);
    const made = make(output, (fraction) => run.report((done + fraction * weight) / total));
    if (typeof made === 'string') await writeFile(output, made);
    else await media.run(made, call);
    bytes += (await stat(output)).size;
    await storage.putFile(derivedKey(asset, name), output, { contentType: CONTENT_TYPES[name], signal: run.signal });
    done += weight;
    run.report(done / total);
  }
  return { names: tasks.map(({ name }) => name), bytes, metadata };
}

async function plan(run: StepRun, asset: AssetRow): Promise<Pick<Made, 'metadata'> & { readonly tasks: readonly Task[] }> {
  const { format, orientation = 1 } = PROBED.parse((await run.results()).find(({ name }) => name === 'PROBE')?.result);
  const original = join(run.workDir, 'original');
  if (asset.kind === 'IMAGE') {
    return {
      tasks: [{ name: 'thumbnail.jpg', weight: 1, make: (output) => pictureThumbnail(inputOf(format, original), orientation, output) }],
      metadata: {},
    };
  }
  if (asset.kind !== 'VIDEO' && asset.kind !== 'AUDIO') return { tasks: [], metadata: {} };
  const { width, height, durationMs, codecs, metadata } = asset;
  const checked: CheckedMedia = { input: inputOf(format, original), width: width ?? 0, height: height ?? 0, durationMs: durationMs ?? 0 };
  if (asset.kind === 'AUDIO') {
    return {
      tasks: [{ name: 'waveform.png', weight: 1, make: (output, onProgress) => waveform(checked, output, onProgress) }],
      metadata: {},
    };
  }
  const board = planStoryboard(checked);
  const isReady = isWebReady(format, { codecs, width: checked.width, height: checked.height, metadata: metadata ?? {} });
  return {
    tasks: [
      { name: 'thumbnail.jpg', weight: 1, make: (output) => filmThumbnail(checked, output) },
      { name: 'storyboard.jpg', weight: 3, make: (output) => storyboardStrip(checked, board, output) },
      { name: 'storyboard.vtt', weight: 0, make: () => storyboardMap(checked, board) },
      { name: 'preview.mp4', weight: isReady ? 1 : 16, make: (output, onProgress) => webRendition(checked, isReady, output, onProgress) },
    ],
    metadata: { storyboard: board },
  };
}
