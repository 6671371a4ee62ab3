import { isatty } from 'node:tty';
import { pino } from 'pino';
import type { DestinationStream, StreamEntry } from 'pino';

/** Milliseconds that lines wait for each other: a write costs a third of what the API does for a small read. */
const GATHER_MS = 10;
/** Characters that are written before that. */
const GATHERED_LENGTH = 8_192;

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

/**
 * Opens the output of a process's log: standard output as JSON or as text for people, and files. What is not used is not loaded. The API,
 * which writes a line for each request, writes JSON in pieces of several lines.
 */
export async function openLogOutput({ level, format, dir }: LogOutputOptions, process: string): Promise<LogOutput> {
  const shown: Shown | undefined = format === 'text' ? { stream: await openText() } : process === 'api' ? openGathered() : undefined;
  const files = dir === undefined ? undefined : await (await import('./log-files.ts')).openLogFiles(dir, process);
  const close = async (): Promise<void> => {
    await shown?.close?.();
    await files?.close();
  };
  if (!files) return { stream: shown?.stream, close };
  const stream = shown?.stream ?? pino.destination({ fd: 1, sync: true });
  return { stream: pino.multistream([stream, files].map((one): StreamEntry => ({ level, stream: one }))), close };
}

interface Shown {
  readonly stream: DestinationStream;
  readonly close?: () => Promise<void>;
}

/** Standard output in pieces. What waits is written when the process exits by itself; one that is killed loses it. */
function openGathered(): Shown {
  const output = pino.destination({ fd: 1, sync: true });
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting !== '') output.write(waiting);
    waiting = '';
  };
  process.once('exit', flush);
  const write = (line: string): void => {
    waiting += line;
    if (waiting.length >= GATHERED_LENGTH) flush();
    else timer ??= setTimeout(flush, GATHER_MS).unref();
  };
  return { stream: { write }, close: async () => flush() };
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
