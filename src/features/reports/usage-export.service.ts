import { badInput } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import { exportUsage } from './usage-export.mutations.ts';

export interface ExportUsage {
  readonly workspaceId: string;
  /** Year and month, such as 2026-11. */
  readonly month: string;
  readonly idempotencyKey?: string | null | undefined;
}

const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;

/** Exports what a workspace used in a month, by a job because it may take long. */
export class UsageExportService {
  constructor(
    private readonly jobs: JobService,
    private readonly mutations: Mutations,
  ) {}

  /** Creates the export job and returns it; its output is a CSV asset. Free of charge. @throws ReelwrightError BAD_USER_INPUT for no month */
  async exportUsage(scope: Scope, { workspaceId, month, idempotencyKey }: ExportUsage): Promise<JobRow> {
    const authorized = await this.mutations.authorizeCall(scope, { mutation: exportUsage, workspaceId });
    if (!MONTH.test(month)) throw badInput('input.month', 'Must be a year from 2000 and a month, such as 2026-11.');
    const call = { ...authorized, input: { usageMonth: month, idempotencyKey } };
    const id = await this.mutations.create(scope, call, (em, jobId) =>
      this.jobs.create(em, scope, {
        id: jobId,
        workspaceId,
        type: 'EXPORT',
        title: `Usage ${month}`,
        input: { usageMonth: month },
        steps: [{ id: newId(), name: 'GENERATE', weight: 1, unlocks: [] }],
      }),
    );
    return this.jobs.get(scope, id);
  }
}
