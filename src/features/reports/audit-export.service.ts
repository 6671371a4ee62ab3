import { newId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { auditFilterOf } from '../audit/audit.read.ts';
import type { AuditFilter } from '../audit/audit.read.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import { exportAuditEvents } from './audit-export.mutations.ts';

export interface ExportAuditEvents {
  readonly workspaceId: string;
  readonly filter?: AuditFilter | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export const EXPORT_STAGES = ['GENERATE'] as const;

/** Exports a workspace's audit log to a file, by a job because it may take long. */
export class AuditExportService {
  constructor(
    private readonly jobs: JobService,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates the export job and returns it; its output is a CSV asset. Free of charge. @throws ReelwrightError BAD_USER_INPUT for an invalid
   * filter
   */
  async exportAuditEvents(scope: Scope, { workspaceId, filter, idempotencyKey }: ExportAuditEvents): Promise<JobRow> {
    const authorized = await this.mutations.authorizeCall(scope, { mutation: exportAuditEvents, workspaceId });
    const asked = auditFilterOf(filter ?? {});
    const call = { ...authorized, input: { filter: asked, idempotencyKey } };
    const id = await this.mutations.create(scope, call, (em, jobId) =>
      this.jobs.create(em, scope, {
        id: jobId,
        workspaceId,
        type: 'EXPORT',
        title: 'Audit log',
        input: { filter: asked },
        steps: [{ id: newId(), name: 'GENERATE', weight: 1, unlocks: [] }],
      }),
    );
    return this.jobs.get(scope, id);
  }
}
