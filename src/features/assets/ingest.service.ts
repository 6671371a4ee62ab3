import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { JobService } from '../jobs/job.service.ts';
import { PRIORITY } from '../jobs/job.states.ts';
import type { StepPlan } from '../jobs/step.work.ts';
import type { AssetRow } from './asset.entity.ts';

export const INGEST_STAGES = ['PROBE', 'DERIVE'] as const;

/** Files are checked and prepared by a job: INGEST for what was uploaded; an IMPORT ends with the same two steps. */
export class IngestService {
  readonly #jobs: JobService;

  constructor(jobs: JobService) {
    this.#jobs = jobs;
  }

  /**
   * Puts the asset into PROCESSING and writes its INGEST job, in the caller's transaction. Its object must lie under `storageKey` by then,
   * where nobody but us can write; `byteSize` and, when it is known, `sha256` are what was announced, and are held against the bytes.
   */
  async startIngest(em: EntityManager, scope: Scope, asset: AssetRow): Promise<void> {
    const id = newId();
    const { id: assetId, workspaceId, name: title } = asset;
    const input = { assetId };
    // First, since it waits for the row of the workspace's storage: whoever holds that row may be waiting for the lock that admission takes.
    asset.status = 'PROCESSING';
    await em.flush();
    await this.#jobs.create(em, scope, {
      id,
      workspaceId,
      type: 'INGEST',
      title,
      input,
      steps: this.steps(),
      // People wait for it, and it is short.
      priority: PRIORITY.highest,
    });
    asset.jobId = id;
    await em.flush();
  }

  /** PROBE, then DERIVE; together they are this share of the job's progress. A step before them (FETCH) unlocks the first. */
  steps(share = 1): readonly [StepPlan, StepPlan] {
    const [probe, derive] = [newId(), newId()];
    return [
      { id: probe, name: 'PROBE', weight: 0.2 * share, unlocks: [derive] },
      { id: derive, name: 'DERIVE', weight: 0.8 * share, unlocks: [] },
    ];
  }
}
