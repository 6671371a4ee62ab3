import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { StepOutcome, StepRun, StepWork } from '../../jobs/step.work.ts';
import { DERIVED_TYPES, derivedKey, isOwnKey, originalKey } from '../asset-files.ts';
import type { AssetKind, AssetRow, DerivedName } from '../asset.entity.ts';
import { becomeTwin, findTwin } from './content-twin.ts';
import { planOf } from './derive-plan.ts';
import type { Task } from './derive-plan.ts';
import { assetOf, lockAsset, PROBED } from './ingest-work.ts';
import type { IngestTools } from './ingest-work.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';

/** Time on the clock bounds each command; this bounds what goes on without a clock. A day. */
const CPU_SECONDS = 24 * 3_600;

/** Kinds of which something is made that shows them. */
const KINDS_SHOWN: ReadonlySet<AssetKind> = new Set(['VIDEO', 'AUDIO', 'IMAGE']);
/** Ends of ffmpeg that say that this cannot be made of this file. A disk that is full, or an ffmpeg that is gone, says nothing of the kind. */
const OF_THE_FILE = /^(?:MEDIA_\w+|FFMPEG_FAILED|FFMPEG_CRASHED|FFMPEG_TIMEOUT|STALLED|OUTPUT_TOO_LARGE)$/;

/**
 * Makes what shows a checked file: thumbnail, storyboard, waveform, web rendition. Then the file is READY, whatever could be made:
 * `metadata.missing` names the rest.
 */
export const deriveStep =
  (tools: IngestTools): StepWork =>
  async (run) => {
    const asset = await assetOf(run);
    if (asset.status !== 'PROCESSING') return removeOwnObject(run, tools, asset);
    const made = await derive(run, tools, asset);
    return { within: (em) => lockAsset(em, run, asset).then((row) => row && finish(em, row, made)) };
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

async function derive(run: StepRun, tools: IngestTools, asset: AssetRow): Promise<Made> {
  const original = join(run.workDir, 'original');
  const probed = PROBED.parse((await run.results()).find(({ name }) => name === 'PROBE')?.result);
  if (!KINDS_SHOWN.has(asset.kind)) return { names: [], bytes: 0, metadata: {} };
  await tools.storage.getFile(asset.storageKey, original, { signal: run.signal });
  const { tasks, storyboard } = await planOf(asset, probed, original);
  const total = tasks.reduce((sum, { weight }) => sum + weight, 0);
  const names: DerivedName[] = [];
  let done = 0;
  let bytes = 0;
  for (const task of tasks) {
    const made =
      !task.needs || names.includes(task.needs)
        ? await make(run, tools, task, (fraction) => run.report((done + fraction * task.weight) / total))
        : 0;
    if (made > 0) {
      await tools.storage.putFile(derivedKey(asset, task.name), join(run.workDir, task.name), {
        contentType: DERIVED_TYPES[task.name],
        signal: run.signal,
      });
      names.push(task.name);
    }
    bytes += made;
    done += task.weight;
    run.report(done / total);
  }
  const missing = tasks.map(({ name }) => name).filter((name) => !names.includes(name));
  const metadata = {
    ...(storyboard && names.includes('storyboard.jpg') ? { storyboard } : {}),
    ...(missing.length > 0 ? { missing } : {}),
  };
  return { names, bytes, metadata };
}

/** Makes one of them. Returns its bytes; 0 when it cannot be made of this file. */
async function make(run: StepRun, { media }: IngestTools, task: Task, onProgress: (fraction: number) => void): Promise<number> {
  const { workDir, signal, log } = run;
  const output = join(workDir, task.name);
  const call: MediaCall = { workDir, signal, limits: { cpuSeconds: CPU_SECONDS, memoryBytes: DERIVE_MEMORY_BYTES } };
  for (const ways of [() => task.make(output, onProgress), () => task.otherwise?.(output) ?? []]) {
    try {
      const made = ways();
      if (typeof made === 'string') await writeFile(output, made);
      else for (const command of made) await media.run(command, call);
      const { size } = await stat(output).catch(() => ({ size: 0 }));
      if (size > 0) return size;
    } catch (error) {
      if (!(error instanceof Failure) || !OF_THE_FILE.test(error.code)) throw error;
      log.warn({ derived: task.name, code: error.code }, 'a derived file cannot be made');
    }
  }
  return 0;
}
