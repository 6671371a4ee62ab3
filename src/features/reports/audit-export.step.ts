import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { csvOutput } from '../assets/csv-output.service.ts';
import type { AuditEventRow } from '../audit/audit.entity.ts';
import { readAuditFilter } from '../audit/audit.read.ts';
import type { AuditFilter } from '../audit/audit.read.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { StepHandler, StepRun } from '../jobs/steps/step-handler.ts';

const PAGE_SIZE = 1_000;

const COLUMNS = [
  'id',
  'at',
  'actorKind',
  'userId',
  'keyId',
  'role',
  'address',
  'userAgent',
  'requestId',
  'action',
  'subjectId',
  'before',
  'after',
] as const;

/** Handler of an export: writes the audit log page by page, oldest first, so that memory does not depend on its length. */
export const auditExportStep =
  (audit: AuditService, assets: AssetService, storage: Storage): StepHandler =>
  async (run) => {
    const rows = linesOf(audit, run, readAuditFilter(run.job.input));
    const output = await csvOutput(run, storage, { fileName: 'audit-log.csv', columns: COLUMNS, rows });
    return { inTransaction: (em) => assets.createOutputs(em, run.job, [output]) };
  };

/**
 * Reads the log in one transaction per page, so that a long export does not block other work. Events that are written meanwhile may or may
 * not be included.
 */
async function* linesOf(audit: AuditService, { scope, job, report }: StepRun, filter: AuditFilter): AsyncGenerator<readonly unknown[]> {
  const page = (beyond: string | undefined): Promise<AuditEventRow[]> => readPage(audit, scope, job.workspaceId, filter, beyond);
  const total = Math.max(1, await audit.countWithin(scope, job.workspaceId, filter));
  let done = 0;
  for (let rows = await page(undefined); rows.length > 0; rows = await page(rows.at(-1)?.id)) {
    for (const row of rows) yield COLUMNS.map((column) => textOf(row[column]));
    done += rows.length;
    report(Math.min(0.95, done / total));
  }
}

const readPage = (audit: AuditService, scope: Scope, workspaceId: string, filter: AuditFilter, beyond: string | undefined) =>
  scope.tx((em) => audit.after(em, workspaceId, filter, beyond, PAGE_SIZE));

function textOf(value: AuditEventRow[(typeof COLUMNS)[number]]): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
