import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredResult } from './result.ts';

/** All results of a folder, oldest first. */
export const readResults = (folder: string): StoredResult[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readResult(join(folder, name)));

/**
 * Writes the result of a bench, of which there is one for each day. False when it is not written, because it does not count and that of
 * an earlier run of the day does.
 */
export function storeResult(folder: string, result: StoredResult): boolean {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.date}-${result.bench}.json`);
  if (result.busy !== null && existsSync(file) && readResult(file).busy === null) return false;
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return true;
}

const readResult = (file: string): StoredResult => JSON.parse(readFileSync(file, 'utf8')) as StoredResult;
