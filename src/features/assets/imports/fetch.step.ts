import { join } from 'node:path';
import { z } from 'zod';
import type { Failure } from '../../../kernel/failure.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { DownloadResponse, GuardedHttp } from '../../../platform/http/guarded-http.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { JobEntity, JobStepEntity } from '../../jobs/job/job.entity.ts';
import { FencedError } from '../../jobs/steps/step-handler.ts';
import type { StepOutcome, StepRun, StepHandler } from '../../jobs/steps/step-handler.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';
import { encoded, httpStatus, importFailureOf, noRoom, tooLarge } from './import-failures.ts';
import { claimStorage, storageOf } from '../library/storage.read.ts';
import { MAX_FILE_BYTES } from '../uploads/upload-limits.ts';
import { assetOf, failureOfRejection } from '../ingest/ingest-tools.ts';
import { announcedKind } from '../uploads/upload-check.ts';

/** Milliseconds from the name lookup to the last byte. */
const MAX_IMPORT_MS = 25 * 60_000;
/** Minimum throughput. A slower server is disconnected, because it may only want to keep a connection busy (slow loris). */
const PACE = { bytes: 300 * 1_024, everyMs: 30_000 };
const MAX_REDIRECTS = 5;

export interface FetchLimits {
  readonly timeoutMs: number;
  readonly pace: { readonly bytes: number; readonly everyMs: number };
  /** When omitted, the limit of the kind that the file name suggests. */
  readonly maxBytes?: number;
}

const LIMITS: FetchLimits = { timeoutMs: MAX_IMPORT_MS, pace: PACE };

const input = z.object({ url: z.string() });

/**
 * Handler of FETCH, the first stage of an IMPORT: downloads the file with the guarded client and stores it. PROBE and DERIVE continue as
 * for an upload.
 */
export const fetchStep =
  (http: Pick<GuardedHttp, 'download'>, storage: Storage, limits: FetchLimits = LIMITS): StepHandler =>
  async (run: StepRun): Promise<StepOutcome> => {
    const { url } = input.parse(run.job.input);
    const asset = await assetOf(run);
    if (asset.status !== 'PROCESSING') throw deleted();
    const byKind = limits.maxBytes ?? MAX_FILE_BYTES[announcedKind(asset) ?? 'VIDEO'];
    const room = await roomOf(run.scope, asset);
    const path = join(run.workDir, 'fetched');
    const { byteSize } = await fetched(http, url, { ...limits, path, run, byKind, room });
    await reserve(run, asset, byteSize);
    await storage.putFile(asset.storageKey, path, { contentType: 'application/octet-stream', signal: run.signal });
    return {};
  };

/**
 * Counts the file against the quota before its first byte is stored. Imports that run at the same time wait for each other at the row with
 * the sums of the workspace, so the later one sees the bytes of the earlier one. @throws Failure IMPORT_NO_ROOM, FencedError
 */
async function reserve({ scope, job, step, attempt }: StepRun, { id, workspaceId }: AssetRow, byteSize: number): Promise<void> {
  await scope.tx(async (em) => {
    // The row of the job is locked first, the order in which every transaction locks both.
    await lockRow(em, JobEntity, job.id);
    if (!(await em.findOne(JobStepEntity, { id: step.id, attempt, status: 'RUNNING' }))) throw new FencedError();
    if ((await em.nativeUpdate(AssetEntity, { id, status: 'PROCESSING' }, { byteSize })) === 0) throw deleted();
    const { used, reserved, quota } = await claimStorage(em, workspaceId);
    if (used + reserved > quota) throw noRoom();
  });
}

const deleted = (): Failure => failureOfRejection({ code: 'FILE_MISSING', message: 'The asset was deleted before its file was fetched.' });

interface Fetch extends FetchLimits {
  readonly path: string;
  readonly run: StepRun;
  /** Maximum bytes by kind, and by the remaining quota. */
  readonly byKind: number;
  readonly room: number;
}

async function fetched(
  http: Pick<GuardedHttp, 'download'>,
  url: string,
  { timeoutMs, pace, path, run, byKind, room }: Fetch,
): Promise<DownloadResponse> {
  try {
    const maxBytes = Math.min(byKind, room);
    const answer = await http.download({
      url,
      path,
      timeoutMs,
      pace,
      maxBytes,
      maxRedirects: MAX_REDIRECTS,
      signal: run.signal,
      onBytes: (bytes, announced) => run.report(Math.min(0.9, bytes / (announced ?? maxBytes))),
    });
    if (answer.status !== 200) throw httpStatus(answer.status);
    if (!['', 'identity'].includes(answer.headers['content-encoding'] ?? '')) throw encoded();
    if (answer.truncated) throw room < byKind ? noRoom() : tooLarge(byKind);
    return answer;
  } catch (error) {
    throw importFailureOf(error);
  }
}

/** Remaining bytes of the quota, without those that an earlier attempt of this file has reserved. */
async function roomOf(scope: Scope, { workspaceId, byteSize }: AssetRow): Promise<number> {
  const { used, reserved, quota } = await scope.tx((em) => storageOf(em, workspaceId));
  return Math.max(0, quota - used - reserved + byteSize);
}
