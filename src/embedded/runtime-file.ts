import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDataDirInUse } from './data-dir.ts';
import { readIfThere, writePrivateFile } from './private-file.ts';

/** Environment that a process needs to join a running stack: DATABASE_URL, S3_ENDPOINT, JWT_SECRET, PUBLIC_URL … */
export type RuntimeEnvironment = Readonly<Record<string, string>>;

const fileIn = (dataDir: string): string => join(dataDir, 'runtime.json');

/** Writes the running stack's environment for `start:worker` and `demo`. It contains secrets: mode 0600. */
export function writeRuntimeFile(dataDir: string, environment: RuntimeEnvironment): void {
  writePrivateFile(fileIn(dataDir), `${JSON.stringify(environment, null, 2)}\n`);
}

/** The environment of the stack running on this folder; undefined when none is (a killed one leaves its file). */
export function readRuntimeFile(dataDir = '.data'): RuntimeEnvironment | undefined {
  const text = readIfThere(fileIn(dataDir));
  if (text === undefined || !isDataDirInUse(dataDir)) return undefined;
  return JSON.parse(text) as RuntimeEnvironment;
}

export function removeRuntimeFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}
