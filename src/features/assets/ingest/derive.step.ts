import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../kernel/failure.ts';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { StepOutcome, StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import { DERIVED_TYPES, derivedKey, isOwnKey, originalKey } from '../asset-files.ts';
import type { AssetKind, AssetRow, DerivedName } from '../asset.entity.ts';
import { adoptContentOf, findDuplicate } from './content-duplicate.ts';
import { planOf } from './derive/derive-plan.ts';
import type { Task } from './derive/derive-plan.ts';
import { assetOf, lockAsset, PROBED } from './ingest-tools.ts';
import type { IngestTools } from './ingest-tools.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';

/** Seconds of processor time: a day. Each command has a time limit of its own; this limit only bounds the others. */
const CPU_SECONDS = 24 * 3_600;

/** Kinds for which derived files are made. */
const KINDS_SHOWN: ReadonlySet<AssetKind> = new Set(['VIDEO', 'AUDIO', 'IMAGE']);
/**
 * Failures of ffmpeg that mean that a file cannot be derived from this input. Others, such as a full disk or a missing ffmpeg, have nothing
 * to do with the file.
 */
const OF_THE_FILE = /^(?:MEDIA_\w+|FFMPEG_FAILED|FFMPEG_CRASHED|FFMPEG_TIMEOUT|STALLED|OUTPUT_TOO_LARGE)$/;

/**
 * Handler of DERIVE: makes thumbnail, storyboard, waveform and web rendition of a checked file. Then the file is READY, even if some of
 * them could not be made; `metadata.missing` names those.
 */
export const deriveStep =
  (tools: IngestTools): StepHandler =>
  async (run) => {
    const asset = await assetOf(run);
    if (asset.status !== 'PROCESSING') return removeOwnObject(run, tools, asset);
    const made = await derive(run, tools, asset);
    return { inTransaction: (em) => lockAsset(em, run, asset).then((row) => row && finish(em, row, made)) };
  };

/** Deletes the object of a duplicate: PROBE found the same content, and the row has the key of that by now. */
async function removeOwnObject({ log }: StepRun, { storage }: IngestTools, asset: AssetRow): Promise<StepOutcome> {
  if (!isOwnKey(asset)) {
    await storage.remove([originalKey(asset)]);
    log.info({ event: 'asset_duplicate', assetId: asset.id }, 'the same content is stored already');
  }
  return { reused: true };
}

interface Made {
  readonly names: readonly DerivedName[];
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Completes the row. An equal file may have become READY in the meantime; no row then names the files derived here, and they are removed as
 * orphans.
 */
async function finish(em: Parameters<typeof findDuplicate>[0], row: AssetRow, { names, bytes, metadata }: Made): Promise<void> {
  const duplicate = await findDuplicate(em, row, row.sha256 ?? '');
  if (duplicate) adoptContentOf(row, duplicate);
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

/** Makes one derived file. Returns its bytes; 0 when it cannot be made of this file. */
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
      log.warn({ event: 'derived_file_failed', derived: task.name, code: error.code }, 'a derived file cannot be made');
    }
  }
  return 0;
}
