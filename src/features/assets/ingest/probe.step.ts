import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StepOutcome, StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import type { AssetRow } from '../asset.entity.ts';
import { Rejection, tooLarge } from '../rejections.ts';
import { adoptContentOf, findDuplicate } from './content-duplicate.ts';
import { probeFile } from './probe/probe-file.ts';
import type { MediaInfo } from './media-info.ts';
import { MAX_FILE_BYTES } from '../uploads/upload-limits.ts';
import { assetOf, lockAsset, refuse } from './ingest-tools.ts';
import type { IngestTools } from './ingest-tools.ts';

/** Handler of PROBE: downloads the file once, hashes it and identifies it. A rejection ends the job and deletes the bytes. */
export const probeStep =
  (tools: IngestTools): StepHandler =>
  async (run) => {
    const asset = await assetOf(run);
    // A retry of the job does not change an earlier verdict.
    if (asset.status === 'REJECTED' && asset.rejection)
      throw refuse(tools, asset, new Rejection(asset.rejection, asset.rejectionHint ?? ''));
    try {
      return await probe(run, tools, asset);
    } catch (error) {
      throw error instanceof Rejection ? refuse(tools, asset, error) : error;
    }
  };

async function probe(run: StepRun, { media, storage }: IngestTools, asset: AssetRow): Promise<StepOutcome> {
  const path = join(run.workDir, 'original');
  const stored = await storage.stat(asset.storageKey, run.signal);
  checkBytes(asset, stored?.byteSize);
  await storage.getFile(asset.storageKey, path, { signal: run.signal });
  checkBytes(asset, (await stat(path)).size);
  run.report(0.4);
  const sha256 = await hashOf(path, run.signal);
  if (asset.sha256 && asset.sha256.toLowerCase() !== sha256)
    throw new Rejection('HASH_MISMATCH', 'The SHA-256 differs from the announced one.');
  run.report(0.6);
  // The kind of an import is not announced, but a guess from the URL.
  const announced = run.job.type === 'IMPORT' ? undefined : asset.kind;
  const context = { path, media, call: { workDir: run.workDir, signal: run.signal } };
  const info = await probeFile(announced, context, asset.kind === 'DOCUMENT');
  const { format, orientation } = info;
  return {
    result: { format, ...(orientation ? { orientation } : {}) },
    message: `${format}, ${asset.byteSize} bytes`,
    inTransaction: async (em) => {
      const row = await lockAsset(em, run, asset);
      if (!row) return;
      row.kind = info.kind;
      const duplicate = await findDuplicate(em, row, sha256);
      if (duplicate) adoptContentOf(row, duplicate);
      else Object.assign(row, { sha256, ...mediaColumns(info) });
      await em.flush();
    },
  };
}

const mediaColumns = ({ contentType, width, height, durationMs, fps, codecs, metadata }: MediaInfo) => ({
  ...{ contentType, metadata, codecs: [...codecs] },
  ...{ width: width ?? null, height: height ?? null, durationMs: durationMs ?? null, fps: fps ?? null },
});

function checkBytes({ kind, byteSize: announced }: AssetRow, byteSize: number | undefined): void {
  if (byteSize === undefined) throw new Rejection('FILE_MISSING', 'The file is missing.');
  if (byteSize === 0) throw new Rejection('EMPTY_FILE', 'The file has 0 bytes.');
  if (byteSize > MAX_FILE_BYTES[kind]) throw tooLarge(byteSize, MAX_FILE_BYTES[kind]);
  if (byteSize !== announced) throw new Rejection('SIZE_MISMATCH', `The file has ${byteSize} bytes; ${announced} were announced.`);
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, { signal });
  return hash.digest('hex');
}
