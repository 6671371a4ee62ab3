import { isatty } from 'node:tty';
import { pino } from 'pino';
import type { DestinationStream, StreamEntry } from 'pino';

export interface LogOutputOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'json' | 'text';
  /** Folder of log files; undefined for none. */
  readonly dir: string | undefined;
}

/** Where the lines of a process go. */
export interface LogOutput {
  /** Undefined for JSON on standard output, pino's own way. */
  readonly stream: DestinationStream | undefined;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/** Opens the output of a process's log: standard output as JSON or as text for people, and files. What is not used is not loaded. */
export async function openLogOutput({ level, format, dir }: LogOutputOptions, process: string): Promise<LogOutput> {
  if (format === 'json' && dir === undefined) return { stream: undefined, close: () => Promise.resolve() };
  const files = dir === undefined ? undefined : await (await import('./log-files.ts')).openLogFiles(dir, process);
  const shown = format === 'text' ? await openText() : pino.destination({ fd: 1, sync: true });
  const streams: StreamEntry[] = [{ level, stream: shown }, ...(files ? [{ level, stream: files }] : [])];
  return { stream: pino.multistream(streams), close: async () => files?.close() };
}

/** Lines for people: time, level, process, message and fields, in colors on a terminal. */
async function openText(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: 1,
    sync: true,
    colorize: isatty(1),
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,process',
    messageFormat: '[{process}] {msg}',
    singleLine: true,
  });
}
