import { newId } from '../../../kernel/id.ts';
import { assertQuota } from '../../../kernel/errors.ts';
import { authorOf } from '../../../kernel/actor.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import { assertReachable } from '../../../platform/http/assert-reachable.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import { originalKey } from '../asset-files.ts';
import { AssetEntity } from '../asset.entity.ts';
import { assetName } from '../library/asset-names.ts';
import { INGEST_STAGES } from '../ingest/ingest.service.ts';
import type { IngestService } from '../ingest/ingest.service.ts';
import { fileNameOfUrl } from './imported-name.ts';
import { storageOf } from '../library/storage.read.ts';
import { announcedKind } from '../uploads/upload-check.ts';
import { importAsset } from './import.mutations.ts';

/** Share of the job's progress that fetching has; checking and deriving have the rest. */
const FETCH_SHARE = 0.4;

export interface ImportAsset {
  readonly workspaceId: string;
  readonly url: string;
  readonly name?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export const IMPORT_STAGES = ['FETCH', ...INGEST_STAGES] as const;

/** Imports of files from users' URLs. */
export class ImportService {
  constructor(
    private readonly jobs: JobService,
    private readonly ingest: IngestService,
    private readonly mutations: Mutations,
    private readonly http: GuardedHttp,
  ) {}

  /**
   * Writes the asset and its job, and returns the job. @throws ReelwrightError BAD_USER_INPUT for a URL that may not be fetched,
   * QUOTA_EXCEEDED without free storage
   */
  async importAsset(scope: Scope, input: ImportAsset): Promise<JobRow> {
    const { workspaceId, url } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: importAsset, workspaceId, input });
    const fileName = fileNameOfUrl(url);
    const name = input.name == null ? fileName : assetName('input.name', input.name);
    await assertReachable(this.http, scope, 'input.url', url);
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      const { used, reserved, quota } = await storageOf(em, workspaceId);
      // The size is not known yet, so at least one byte must be free.
      assertQuota(used + reserved + 1, quota, `The workspace's storage is full; its plan allows ${quota} bytes.`);
      const [assetId, [probe, derive]] = [newId(), this.ingest.steps(1 - FETCH_SHARE)];
      await this.jobs.create(em, scope, {
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
        // A guess from the name; PROBE decides by the bytes.
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
      // The audit log gets the URL without its query, which may contain a secret: other people read the log.
      const { origin, pathname } = new URL(url);
      return { after: { assetId, name, url: origin + pathname } };
    });
    return this.jobs.get(scope, id);
  }
}
