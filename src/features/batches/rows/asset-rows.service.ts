import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { TemplateVariable } from '../../templates/template.states.ts';
import { readCsv } from './csv-rows.ts';
import { readJsonLines } from './json-lines.ts';
import type { GivenRow } from './row-source.ts';

export { UnreadableRows } from './row-source.ts';

/**
 * The rows of a DOCUMENT asset for a template with these variables, in their order. The file is downloaded to a temporary folder, which is
 * deleted when the caller has read enough. @throws UnreadableRows for a file that is no table
 */
export async function* assetRows(
  storage: Storage,
  { storageKey, contentType }: Pick<AssetRow, 'storageKey' | 'contentType'>,
  variables: readonly TemplateVariable[],
  signal: AbortSignal,
): AsyncGenerator<GivenRow> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-rows-'));
  try {
    const path = join(folder, 'rows');
    await storage.getFile(storageKey, path, { signal });
    yield* contentType === 'text/csv' ? readCsv(path, variables) : readJsonLines(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
