import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import { PRIORITY } from '../../jobs/job/job.states.ts';
import type { StepPlan } from '../../jobs/steps/step-handler.ts';
import type { AssetRow } from '../asset.entity.ts';

export const INGEST_STAGES = ['PROBE', 'DERIVE'] as const;

/** Jobs that check files: INGEST for uploads; an IMPORT ends with the same two steps. */
export class IngestService {
  constructor(private readonly jobs: JobService) {}

  /**
   * Moves the asset to PROCESSING and writes its INGEST job, in the caller's transaction. Its object must already be under `storageKey`,
   * where no client can write; `byteSize` and, if known, `sha256` are the announced values to compare with the bytes.
   */
  async startIngest(em: EntityManager, scope: Scope, asset: AssetRow): Promise<void> {
    const id = newId();
    const { id: assetId, workspaceId, name: title } = asset;
    const input = { assetId };
    await this.jobs.create(em, scope, {
      id,
      workspaceId,
      type: 'INGEST',
      title,
      input,
      steps: this.steps(),
      // Highest priority: users wait for the check, and it is short.
      priority: PRIORITY.highest,
    });
    [asset.status, asset.jobId] = ['PROCESSING', id];
    await em.flush();
  }

  /** Plans PROBE and DERIVE, with this share of the job's progress. A preceding step (FETCH) unlocks the first. */
  steps(share = 1): readonly [StepPlan, StepPlan] {
    const [probe, derive] = [newId(), newId()];
    return [
      { id: probe, name: 'PROBE', weight: 0.2 * share, unlocks: [derive] },
      { id: derive, name: 'DERIVE', weight: 0.8 * share, unlocks: [] },
    ];
  }
}
