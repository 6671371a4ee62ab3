import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createStream } from 'rotating-file-stream';

/** Days that log files are kept, by the time of their last line. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
/** Size after which a file is followed by another one of the same day. */
const MAX_SIZE = '50M';
/** Names that this module gives; nothing else in the folder is deleted. */
const OWN_NAME = /^[a-z-]+-\d{4}-\d\d-\d\d-\d+(\.\d+)?\.log$/;

export interface LogFiles {
  /** Never fails: when files cannot be written, that is reported once on standard error, and standard output has every line. */
  write(line: string): void;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/**
 * Opens log files in a folder: `PROCESS-DATE-PID.log`, a new one each day (UTC) and after 50 MiB. Files older than 30 days are deleted. The
 * name has the pid, so that processes which share the folder never write to the same file, and a file is never renamed, so that programs
 * which follow it need not notice rotation.
 */
export async function openLogFiles(
  folder: string,
  process: string,
  { maxSize = MAX_SIZE }: { maxSize?: `${number}${'K' | 'M'}` } = {},
): Promise<LogFiles> {
  await deleteOldFiles(folder, Date.now());
  let isBroken = false;
  const stream: Writable = createStream(namesOf(process), {
    path: folder,
    interval: '1d',
    intervalUTC: true,
    size: maxSize,
    immutable: true,
    mode: 0o600,
  });
  const onError = (error: Error): void => {
    if (isBroken) return;
    isBroken = true;
    globalThis.process.stderr.write(`LOG_DIR: log files cannot be written (${error.message}); standard output has every line.\n`);
  };
  stream.on('error', onError);
  stream.on('rotated', () => void deleteOldFiles(folder, Date.now()));
  return {
    write: (line) => void (isBroken || stream.write(line)),
    close: () => new Promise((resolve) => (isBroken ? resolve() : stream.end(() => resolve()))),
  };
}

/** Names by the day and, for further files of the same day, their number. */
const namesOf =
  (name: string) =>
  (time: number | Date | null, index = 1): string => {
    const day = new Date(time ?? Date.now()).toISOString().slice(0, 10);
    return `${name}-${day}-${process.pid}${index > 1 ? `.${index}` : ''}.log`;
  };

/** Deletes log files whose last line is older than 30 days. */
export async function deleteOldFiles(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  await Promise.all(
    names
      .filter((name) => OWN_NAME.test(name))
      .map(async (name) => {
        const file = join(folder, name);
        const { mtimeMs } = await stat(file);
        if (now - mtimeMs > KEPT_DAYS * DAY_MS) await rm(file, { force: true });
      }),
  ).catch(() => undefined);
}
