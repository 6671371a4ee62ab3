import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createStream } from 'rotating-file-stream';

/** Days that log files are kept, by the time of their last line. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
type Size = `${number}${'K' | 'M'}`;
/** Size after which a file is followed by another one of the same day. */
const MAX_SIZE = '50M';
/** Names that this module gives; nothing else in the folder is deleted. */
const OWN_NAME = /^[a-z-]+-\d{4}-\d\d-\d\d-\d+(\.\d+)?\.log$/;

/** Milliseconds after a failure until files are opened again, at the next line. */
const RETRY_AFTER_MS = 60_000;

export interface LogFiles {
  /**
   * Never fails: standard output has every line. That files cannot be written is reported once on standard error, and once that they can
   * again; the lines between are not in the files.
   */
  write(line: string): void;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/**
 * Opens log files in a folder: `PROCESS-DATE-PID.log`, a new one each day (UTC) and after 50 MiB. Files older than 30 days are deleted. The
 * name has the pid, so that processes which share the folder never write to the same file, and a file is never renamed, so that programs
 * which follow it need not notice rotation.
 */
export async function openLogFiles(folder: string, process: string, { maxSize = MAX_SIZE }: { maxSize?: Size } = {}): Promise<LogFiles> {
  await deleteOldFiles(folder, Date.now());
  return new RotatedFiles(folder, process, maxSize);
}

class RotatedFiles implements LogFiles {
  /** Undefined after a failure. */
  #stream: Writable | undefined;
  #retryAt = -Infinity;
  /** When the first line was lost, until lines are written again. */
  #brokenSince: Date | undefined;

  constructor(
    private readonly folder: string,
    private readonly process: string,
    private readonly maxSize: Size,
  ) {
    this.#stream = this.#open();
  }

  write(line: string): void {
    if (!this.#stream && performance.now() >= this.#retryAt) this.#stream = this.#open();
    if (this.#brokenSince) this.#stream?.write(line, (error) => error ?? this.#reportRecovery());
    else this.#stream?.write(line);
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.#stream ? this.#stream.end(() => resolve()) : resolve()));
  }

  #open(): Writable {
    const stream = createStream(namesOf(this.process), {
      path: this.folder,
      interval: '1d',
      intervalUTC: true,
      size: this.maxSize,
      immutable: true,
      mode: 0o600,
    });
    stream.on('error', (error) => this.#onError(stream, error));
    stream.on('rotated', () => void deleteOldFiles(this.folder, Date.now()));
    return stream;
  }

  /** A stream is destroyed by its first error. */
  #onError(stream: Writable, error: Error): void {
    if (stream !== this.#stream) return;
    this.#stream = undefined;
    this.#retryAt = performance.now() + RETRY_AFTER_MS;
    if (this.#brokenSince) return;
    this.#brokenSince = new Date();
    report(`log files cannot be written (${error.message}); standard output has every line.`);
  }

  #reportRecovery(): void {
    if (!this.#brokenSince) return;
    report(`log files are written again; they lack lines from ${this.#brokenSince.toISOString()} on.`);
    this.#brokenSince = undefined;
  }
}

/** To standard error, because the log itself is at fault. */
const report = (message: string): void => void process.stderr.write(`LOG_DIR: ${message}\n`);

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
