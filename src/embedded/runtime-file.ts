import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDataDirInUse } from './data-dir.ts';
import { readIfThere, writePrivateFile } from './private-file.ts';

/** Environment that a process needs to join a running stack: DATABASE_URL, S3_ENDPOINT, JWT_SECRET, PUBLIC_URL … */
export type RuntimeEnvironment = Readonly<Record<string, string>>;

const fileIn = (dataDir: string): string => join(dataDir, 'runtime.json');

/** Writes the environment of the running stack for `start:worker` and `demo`. The file has mode 0600, because it contains secrets. */
export function writeRuntimeFile(dataDir: string, environment: RuntimeEnvironment): void {
  writePrivateFile(fileIn(dataDir), `${JSON.stringify(environment, null, 2)}\n`);
}

/** The environment of the stack that runs on this folder. Undefined when none runs, although a killed one leaves its file behind. */
export function readRuntimeFile(dataDir = '.data'): RuntimeEnvironment | undefined {
  const text = readIfThere(fileIn(dataDir));
  if (text === undefined || !isDataDirInUse(dataDir)) return undefined;
  return JSON.parse(text) as RuntimeEnvironment;
}

export function removeRuntimeFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}
