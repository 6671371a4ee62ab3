import { badInput } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { CreateCall, Mutations } from '../../platform/mutation/mutations.ts';
import { auditFilterOf } from '../audit/audit.read.ts';
import type { AuditFilter } from '../audit/audit.read.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import { exportAuditEvents, exportUsage } from './report.mutations.ts';

export interface ExportAuditEvents {
  readonly workspaceId: string;
  readonly filter?: AuditFilter | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface ExportUsage {
  readonly workspaceId: string;
  /** Year and month, such as 2026-11. */
  readonly month: string;
  readonly idempotencyKey?: string | null | undefined;
}

export const EXPORT_STAGES = ['GENERATE'] as const;

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

/** Exports data of a workspace to a CSV file, by a job because it may take long. Free of charge. */
export class ReportService {
  constructor(
    private readonly jobs: JobService,
    private readonly mutations: Mutations,
  ) {}

  /** Creates the job that exports the audit log, and returns it. @throws ReelwrightError BAD_USER_INPUT for an invalid filter */
  async exportAuditEvents(scope: Scope, { workspaceId, filter, idempotencyKey }: ExportAuditEvents): Promise<JobRow> {
    const authorized = await this.mutations.authorizeCall(scope, { mutation: exportAuditEvents, workspaceId });
    const input = { filter: auditFilterOf(filter ?? {}) };
    return this.#create(scope, { ...authorized, input: { ...input, idempotencyKey } }, { workspaceId, title: 'Audit log', input });
  }

  /** Creates the job that exports what was used in a month, and returns it. @throws ReelwrightError BAD_USER_INPUT for no month */
  async exportUsage(scope: Scope, { workspaceId, month, idempotencyKey }: ExportUsage): Promise<JobRow> {
    const authorized = await this.mutations.authorizeCall(scope, { mutation: exportUsage, workspaceId });
    if (!MONTH.test(month)) throw badInput('input.month', 'Must be a year from 2000 and a month, such as 2026-11.');
    const input = { usageMonth: month };
    return this.#create(scope, { ...authorized, input: { ...input, idempotencyKey } }, { workspaceId, title: `Usage ${month}`, input });
  }

  async #create(
    scope: Scope,
    call: CreateCall,
    job: { readonly workspaceId: string; readonly title: string; readonly input: Record<string, unknown> },
  ): Promise<JobRow> {
    const steps = [{ id: newId(), name: 'GENERATE' as const, weight: 1, unlocks: [] }];
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      await this.jobs.create(em, scope, { ...job, id: jobId, type: 'EXPORT', steps });
    });
    return this.jobs.get(scope, id);
  }
}
