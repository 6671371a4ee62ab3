import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** Version of this program, from its package.json. */
export function programVersion(): string {
  const path = findPackageJSON('.', import.meta.url);
  if (path === undefined) throw new Error('package.json of the program is missing.');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
