import { Failure } from '../../kernel/failure.ts';
import { FILE_TOO_LARGE, KILLED, type ToolExit } from './ffmpeg-process.ts';

const TAIL_LINES = 12;
const NO_SPACE = /No space left on device|Disk quota exceeded/;
const NO_MEMORY = /Cannot allocate memory|Out of memory/i;

/** The last lines of a log without anything that looks like a path. Addresses of memory go too: they say nothing to anybody. */
export const logTail = (log: string): string[] =>
  log
    .split(/[\r\n]+/)
    .map((line) => line.replace(/(?<![\w.])(?:file:)?\.{0,2}\/[^\s'",;:]+/g, 'FILE').replace(/ @ 0x[0-9a-f]+/g, ''))
    .map((line) => line.trim().slice(0, 300))
    .filter((line) => line !== '')
    .slice(-TAIL_LINES);

const failure = (
  code: string,
  message: string,
  exit: ToolExit,
  detail: { category: 'RESOURCE' | 'INTERNAL'; retryable: boolean; hint?: string },
) => new Failure(code, message, { ...detail, logTail: logTail(exit.log) });

/** Puts a bad end into words; undefined when the tool ended well. */
export const failureOf = (tool: 'ffmpeg' | 'ffprobe', exit: ToolExit): Failure | undefined => {
  if (exit.timedOut) {
    return failure('FFMPEG_TIMEOUT', `${tool} was stopped: it took longer than its limit.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'The machine may be overloaded. Try again, or make the film shorter or smaller.',
    });
  }
  if (exit.stalled) {
    return failure('STALLED', `${tool} was stopped: it made no progress any more.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'The machine may be overloaded, or hang. Try again.',
    });
  }
  // A full disk can leave exit code 0 behind: ffmpeg 5.1 only logs a failed write of its trailer.
  if (NO_SPACE.test(exit.log)) {
    return failure('DISK_FULL', 'The disk of the worker is full.', exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Free space where the worker keeps its temporary files (WORK_DIR), then retry.',
    });
  }
  if (exit.code === 0) return undefined;
  if (exit.code === FILE_TOO_LARGE) {
    return failure('OUTPUT_TOO_LARGE', 'The file became larger than a film may be.', exit, { category: 'RESOURCE', retryable: false });
  }
  if (exit.code === KILLED || NO_MEMORY.test(exit.log)) {
    return failure('OUT_OF_MEMORY', `${tool} was ended by the system, most likely for want of memory.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Lower WORKER_CONCURRENCY or give the worker more memory.',
    });
  }
  return failure('FFMPEG_FAILED', `${tool} failed with exit code ${exit.code}.`, exit, { category: 'INTERNAL', retryable: true });
};
