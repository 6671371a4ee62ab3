import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { AssetService } from '../assets/asset.service.ts';
import type { AuditEventRow } from '../audit/audit.entity.ts';
import { readAuditFilter } from '../audit/audit.read.ts';
import type { AuditFilter } from '../audit/audit.read.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { StepRun, StepHandlers } from '../jobs/steps/step-handler.ts';

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

/** Writes the audit log page by page, oldest first, so that its length does not matter. */
export const auditExportStepHandlers = (audit: AuditService, assets: AssetService, storage: Storage): StepHandlers => ({
  EXPORT: {
    GENERATE: async (run) => {
      const filter = readAuditFilter(run.job.input);
      const path = join(run.workDir, 'audit-log.csv');
      const hash = createHash('sha256');
      const hashing = new Transform({
        transform: (chunk: Buffer, _, done) => {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      // Spreadsheets execute cells that start like a formula, and user agents and names are user input.
      const csv = stringify({ header: true, columns: [...COLUMNS], escape_formulas: true, record_delimiter: 'windows' });
      await pipeline(Readable.from(linesOf(audit, run, filter)), csv, hashing, createWriteStream(path), { signal: run.signal });
      const storageKey = `${run.job.workspaceId}/assets/${run.job.id}/${newId()}.csv`;
      const { byteSize } = await storage.putFile(storageKey, path, { contentType: 'text/csv', signal: run.signal });
      const output = {
        role: 'DOCUMENT',
        kind: 'DOCUMENT',
        name: run.job.title,
        fileName: 'audit-log.csv',
        contentType: 'text/csv',
        byteSize,
        sha256: hash.digest('hex'),
        storageKey,
        codecs: [],
      } as const;
      return { inTransaction: (em) => assets.createOutputs(em, run.job, [output]) };
    },
  },
});

/** One transaction per page, so that a long export blocks nothing. Concurrent events may or may not be included. */
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
