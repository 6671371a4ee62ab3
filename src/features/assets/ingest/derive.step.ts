import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { StepOutcome, StepRun, StepWork } from '../../jobs/step.work.ts';
import { DERIVED_TYPES, derivedKey, isOwnKey, originalKey } from '../asset-files.ts';
import type { AssetRow, DerivedName } from '../asset.entity.ts';
import { Rejection } from '../rejections.ts';
import { becomeTwin, findTwin } from './content-twin.ts';
import { planOf } from './derive-plan.ts';
import { assetOf, lockAsset, PROBED, refuse } from './ingest-work.ts';
import type { IngestTools } from './ingest-work.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';
import { refusalOf } from './stream-facts.ts';

/** Time on the clock bounds each command; this bounds what goes on without a clock. A day. */
const CPU_SECONDS = 24 * 3_600;

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
      throw refusal instanceof Rejection ? refuse(tools, asset, refusal) : error;
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

async function derive(run: StepRun, { media, storage }: IngestTools, asset: AssetRow): Promise<Made> {
  const original = join(run.workDir, 'original');
  const probed = PROBED.parse((await run.results()).find(({ name }) => name === 'PROBE')?.result);
  const { tasks, metadata } = planOf(asset, probed, original);
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
    const made = make(output, (fraction: number) => run.report((done + fraction * weight) / total));
    if (typeof made === 'string') await writeFile(output, made);
    else for (const command of made) await media.run(command, call);
    bytes += (await stat(output)).size;
    await storage.putFile(derivedKey(asset, name), output, { contentType: DERIVED_TYPES[name], signal: run.signal });
    done += weight;
    run.report(done / total);
  }
  return { names: tasks.map(({ name }) => name), bytes, metadata };
}
