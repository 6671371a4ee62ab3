import { newId } from '../../kernel/id.ts';
import { ReelwrightError, badInput } from '../../kernel/errors.ts';
import { authorOf } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { GuardedHttp } from '../../platform/http/guarded-http.ts';
import { OutboundError } from '../../platform/http/outbound-url.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import type { JobRow } from '../jobs/job.entity.ts';
import type { JobService } from '../jobs/job.service.ts';
import { authorize } from '../workspaces/workspace.access.ts';
import { originalKey } from './asset-files.ts';
import { AssetEntity } from './asset.entity.ts';
import { cleanName } from './asset-names.ts';
import { INGEST_STAGES } from './ingest.service.ts';
import type { IngestService } from './ingest.service.ts';
import { fileNameOf } from './imported-name.ts';
import { storageOf } from './storage.read.ts';
import { announcedKind } from './upload-check.ts';

const LOOK_UP_MS = 5_000;
/** Of the job's progress; the rest is checking and preparing. */
const FETCH_SHARE = 0.4;

export interface ImportAsset {
  readonly workspaceId: string;
  readonly url: string;
  readonly name?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export const IMPORT_STAGES = ['FETCH', ...INGEST_STAGES] as const;

/** Files that we fetch ourselves, from an address that somebody gives. */
export class ImportService {
  readonly #jobs: JobService;
  readonly #ingest: IngestService;
  readonly #verbs: Verbs;
  readonly #http: GuardedHttp;

  constructor(jobs: JobService, ingest: IngestService, verbs: Verbs, http: GuardedHttp) {
    this.#jobs = jobs;
    this.#ingest = ingest;
    this.#verbs = verbs;
    this.#http = http;
  }

  /** Writes the asset and its job, and answers at once. BAD_USER_INPUT for a URL that may not be reached, QUOTA_EXCEEDED when there is no room at all. */
  async importAsset(scope: Scope, input: ImportAsset): Promise<JobRow> {
    const { workspaceId, url } = input;
    authorize(scope, workspaceId, 'UPLOAD_ASSET');
    const fileName = fileNameOf(url);
    const name = input.name == null ? fileName : cleanName('input.name', input.name);
    await this.#refuseUnreachable(scope, url);
    const id = await this.#verbs.make(scope, { name: 'importAsset', workspaceId, input }, async (em, jobId) => {
      const { used, reserved, quota } = await storageOf(em, workspaceId);
      if (used + reserved >= quota) throw isFull(quota);
      const [assetId, [probe, derive]] = [newId(), this.#ingest.steps(1 - FETCH_SHARE)];
      await this.#jobs.create(em, scope, {
        id: jobId,
        workspaceId,
        type: 'IMPORT',
        title: name,
        input: { assetId, url },
        steps: [{ id: newId(), name: 'FETCH', weight: FETCH_SHARE, unlocks: [probe.id] }, probe, derive],
      });
      em.create(AssetEntity, {
        id: assetId,
        workspaceId,
        jobId,
        // The first guess; the bytes decide.
        kind: announcedKind({ fileName }) ?? 'VIDEO',
        status: 'PROCESSING',
        name,
        fileName,
        contentType: 'application/octet-stream',
        byteSize: 0,
        storageKey: originalKey({ workspaceId, id: assetId }),
        createdBy: authorOf(scope.actor) ?? null,
      });
      await em.flush();
      // A query may hold a secret, and the trail is read by others than those who gave it.
      const { origin, pathname } = new URL(url);
      return { after: { assetId, name, url: origin + pathname } };
    });
    return this.#jobs.get(scope, id);
  }

  async #refuseUnreachable({ signal }: Scope, url: string): Promise<void> {
    try {
      await this.#http.check(url, { timeoutMs: LOOK_UP_MS, signal });
    } catch (error) {
      throw error instanceof OutboundError ? badInput('input.url', error.message) : error;
    }
  }
}

const isFull = (quota: number): ReelwrightError =>
  new ReelwrightError('QUOTA_EXCEEDED', `The workspace is full; its plan gives it ${quota} bytes.`, {
    details: { limit: quota, resetsAt: null },
  });
