import { newId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Verbs } from '../../platform/verb/verbs.ts';
import { auditFilterOf } from '../audit/audit.read.ts';
import type { AuditFilter } from '../audit/audit.read.ts';
import type { JobRow } from '../jobs/job.entity.ts';
import type { JobService } from '../jobs/job.service.ts';
import { authorize } from '../workspaces/workspace.access.ts';

export interface ExportAuditEvents {
  readonly workspaceId: string;
  readonly filter?: AuditFilter | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export const EXPORT_STAGES = ['GENERATE'] as const;

/** The trail of a workspace as a file: a job, since it may be long. */
export class AuditExportService {
  readonly #jobs: JobService;
  readonly #verbs: Verbs;

  constructor(jobs: JobService, verbs: Verbs) {
    this.#jobs = jobs;
    this.#verbs = verbs;
  }

  /** Writes the job and answers at once; its output is a CSV asset. Costs no credits. BAD_USER_INPUT for a filter that makes no sense. */
  async exportAuditEvents(scope: Scope, { workspaceId, filter, idempotencyKey }: ExportAuditEvents): Promise<JobRow> {
    authorize(scope, workspaceId, 'VIEW_AUDIT');
    const asked = auditFilterOf(filter ?? {});
    const call = { name: 'exportAuditEvents', workspaceId, input: { filter: asked, idempotencyKey } };
    const id = await this.#verbs.make(scope, call, (em, jobId) =>
      this.#jobs.create(em, scope, {
        id: jobId,
        workspaceId,
        type: 'EXPORT',
        title: 'Audit trail',
        input: { filter: asked },
        steps: [{ id: newId(), name: 'GENERATE', weight: 1, unlocks: [] }],
      }),
    );
    return this.#jobs.get(scope, id);
  }
}
