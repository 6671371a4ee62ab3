import { Failure } from '../../kernel/failure.ts';
import type { FailureCategory } from '../../kernel/failure.ts';
import { diskFull } from '../files/disk-full.ts';
import { CPU_USED_UP, FILE_TOO_LARGE, KILLED, type ToolExit } from './ffmpeg-process.ts';
import { headOf } from './input-head.ts';

const TAIL_LINES = 12;
const NO_SPACE = /No space left on device|Disk quota exceeded/;
/** ffmpeg catches SIGXCPU (24) and exits normally. */
const OUT_OF_TIME = /received signal 24/;
const NO_MEMORY = /Cannot allocate memory|Out of memory/i;
/** Shell exit codes for a program that is missing or not executable. */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
/** Exit codes of a crash by SIGILL, SIGABRT, SIGBUS, SIGFPE or SIGSEGV. */
const CRASHES = [4, 6, 7, 8, 11].map((signal) => 128 + signal);

/** Last lines of a log without paths and memory addresses. */
export const logTail = (log: string): string[] =>
  log
    .split(/[\r\n]+/)
    .map((line) => line.replace(/(?<![\w.])(?:file:)?\.{0,2}\/[^\s'",;:]+/g, 'FILE').replace(/ @ 0x[0-9a-f]+/g, ''))
    .map((line) => line.trim().slice(0, 300))
    .filter((line) => line !== '')
    .slice(-TAIL_LINES);

const failure = (code: string, message: string, exit: ToolExit, detail: { category: FailureCategory; retryable: boolean; hint: string }) =>
  new Failure(code, message, { ...detail, logTail: logTail(exit.log) });

/**
 * The failure of a run; undefined when the tool succeeded. `isLimited`: the run had limits of its own, so running out of memory is the
 * file's fault.
 */
export const failureOfExit = (tool: 'ffmpeg' | 'ffprobe', exit: ToolExit, isLimited = false): Failure | undefined => {
  if (exit.timedOut) {
    return failure('FFMPEG_TIMEOUT', `${tool} was stopped: it took longer than its limit.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Retry the job when the machine has less to do, or make the film shorter or choose a lower resolution.',
    });
  }
  if (exit.stalled) {
    return failure('STALLED', `${tool} was stopped: it made no progress.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Retry the job when the machine has less to do. If it fails again, report the job id to the operator.',
    });
  }
  // A full disk can end with exit code 0: ffmpeg 5.1 only logs the failure to write a trailer.
  if (NO_SPACE.test(exit.log)) return diskFull(undefined, logTail(exit.log));
  if (exit.code === 0) return undefined;
  return ofExitCode(tool, exit, isLimited) ?? ofInput(exit) ?? unknownEnd(tool, exit);
};

const unknownEnd = (tool: string, exit: ToolExit): Failure =>
  failure('FFMPEG_FAILED', `${tool} failed with exit code ${exit.code}.`, exit, {
    category: 'INTERNAL',
    retryable: true,
    hint: 'Report the job id to the operator. The last lines of the log of ffmpeg are in logTail.',
  });

/** Failures explained by the system or the shell. */
const ofExitCode = (tool: string, exit: ToolExit, isLimited: boolean): Failure | undefined => {
  const { code, log } = exit;
  if (code === FILE_TOO_LARGE) {
    return failure('OUTPUT_TOO_LARGE', 'The output exceeds the maximum file size of a film.', exit, {
      category: 'RESOURCE',
      retryable: false,
      hint: 'Make the film shorter or choose a lower resolution.',
    });
  }
  if (code === CPU_USED_UP || OUT_OF_TIME.test(log) || (isLimited && NO_MEMORY.test(log))) {
    return failure('MEDIA_TOO_COMPLEX', 'Reading the file takes more time or memory than allowed.', exit, {
      category: 'USER_INPUT',
      retryable: false,
      hint: 'Re-export the file with simpler settings or a smaller size.',
    });
  }
  if (code === KILLED || NO_MEMORY.test(log)) {
    return failure('OUT_OF_MEMORY', `The operating system ended ${tool}, most likely for lack of memory.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Choose a lower resolution, or ask the operator to lower WORKER_CONCURRENCY or to give the worker more memory.',
    });
  }
  if (code === NOT_FOUND || code === NOT_RUNNABLE) {
    return failure('FFMPEG_MISSING', `${tool} is missing or not executable.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Ask the operator to reinstall ffmpeg, or to set FFMPEG_PATH and FFPROBE_PATH, and to restart the worker. Then retry the job.',
    });
  }
  if (CRASHES.includes(code)) {
    return failure('FFMPEG_CRASHED', `${tool} crashed (signal ${code - 128}).`, exit, {
      category: 'INTERNAL',
      retryable: true,
      hint: 'Report the job id to the operator, who can set FFMPEG_PATH to another version of ffmpeg.',
    });
  }
  return undefined;
};

const NOTHING_IN_IT = /matches no streams|does not contain any stream|Output file.* does not contain any stream/;
const CUT_SHORT = /Packet corrupt|partial file|truncated/i;
const NO_INDEX = /moov atom not found/;
const NO_CODEC = /Decoder [^\n]*not found|Unknown decoder|no decoder found|Decoding requested, but no decoder|unsupported codec/i;
const NO_FEATURE =
  /Unknown encoder|Encoder not found|No such filter|Unrecognized option|Option not found|Filter not found|Unknown input format|Requested output format/;
const NOT_MEDIA = /Invalid data found when processing input|Error opening input|streams received no packets|Invalid PNG signature/;

/** Failures explained by the log. Several may match; the most specific comes first. */
const ofInput = (exit: ToolExit): Failure | undefined => {
  const { log } = exit;
  if (NO_FEATURE.test(log)) {
    return failure('FFMPEG_UNFIT', 'This ffmpeg lacks a required encoder or filter.', exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Ask the operator to install an ffmpeg that was built with libx264 and the filters xfade and zscale, or to set FFMPEG_PATH to one.',
    });
  }
  if (/No such file or directory/.test(log)) return undefined;
  if (NOTHING_IN_IT.test(log)) {
    return failure('MEDIA_STREAM_MISSING', 'The file has no picture or no audio where one is required.', exit, {
      category: 'USER_INPUT',
      retryable: false,
      hint: 'Provide a video with a picture, or a recording with audio.',
    });
  }
  if (NO_CODEC.test(log)) {
    return failure('MEDIA_CODEC_UNKNOWN', 'The file’s encoding is not supported.', exit, {
      category: 'USER_INPUT',
      retryable: false,
      hint: 'Convert the file to H.264 and AAC, PNG, JPEG or WAV first.',
    });
  }
  if (CUT_SHORT.test(log)) return truncated(exit);
  return NOT_MEDIA.test(log) ? unreadable(exit) : undefined;
};

const truncated = (exit: ToolExit): Failure =>
  failure('MEDIA_TRUNCATED', 'The file is truncated.', exit, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Export the file again, or upload it again: its end is missing.',
  });

const empty = (exit: ToolExit): Failure =>
  failure('MEDIA_EMPTY', 'The file is empty.', exit, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Check that the original file opens, then upload it again.',
  });

/** Refines a failure by inspecting the input files, which may be empty or truncated. */
export async function lookedAt(found: Failure, exit: ToolExit, paths: readonly string[]): Promise<Failure> {
  if (found.code !== 'MEDIA_UNREADABLE') return found;
  const heads = await Promise.all(paths.map(headOf));
  if (heads.includes('empty')) return empty(exit);
  return heads.includes('mp4') && NO_INDEX.test(exit.log) ? truncated(exit) : found;
}

/** The failure for a file that no demuxer accepts. */
export const unreadable = (exit: Pick<ToolExit, 'log'>): Failure =>
  new Failure('MEDIA_UNREADABLE', 'The file is not readable media.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Provide a picture, a recording or a video in a common format, and check that it plays.',
    logTail: logTail(exit.log),
  });
