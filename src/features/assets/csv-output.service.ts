import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { newId } from '../../kernel/id.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { StepRun } from '../jobs/steps/step-handler.ts';
import type { NewOutput } from './asset.service.ts';

export interface CsvFile {
  readonly fileName: string;
  readonly columns: readonly string[];
  /** Rows of cells in the order of the columns; written as they arrive. */
  readonly rows: AsyncIterable<readonly unknown[]>;
}

/** Writes and stores a table of any length as CSV; returns it as an output of the job. */
export async function csvOutput(run: StepRun, storage: Storage, { fileName, columns, rows }: CsvFile): Promise<NewOutput> {
  const path = join(run.workDir, fileName);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // escape_formulas: spreadsheets run cells that start like a formula, and many exported values come from users.
  const csv = stringify({ header: true, columns: [...columns], escape_formulas: true, record_delimiter: 'windows' });
  await pipeline(Readable.from(rows), csv, hashing, createWriteStream(path), { signal: run.signal });
  const storageKey = `${run.job.workspaceId}/assets/${run.job.id}/${newId()}.csv`;
  const { byteSize } = await storage.putFile(storageKey, path, { contentType: 'text/csv', signal: run.signal });
  return {
    role: 'DOCUMENT',
    kind: 'DOCUMENT',
    name: run.job.title,
    fileName,
    contentType: 'text/csv',
    byteSize,
    sha256: hash.digest('hex'),
    storageKey,
    codecs: [],
  };
}
