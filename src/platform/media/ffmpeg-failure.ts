import { Failure } from '../../kernel/failure.ts';
import type { FailureCategory } from '../../kernel/failure.ts';
import { diskFull } from '../files/disk-full.ts';
import { CPU_USED_UP, FILE_TOO_LARGE, KILLED, type ToolExit } from './ffmpeg-process.ts';
import { headOf } from './input-head.ts';

const TAIL_LINES = 12;
const NO_SPACE = /No space left on device|Disk quota exceeded/;
/** ffmpeg catches the signal (24, SIGXCPU) and leaves in good order. */
const OUT_OF_TIME = /received signal 24/;
const NO_MEMORY = /Cannot allocate memory|Out of memory/i;
/** What the shell answers for a program that is not there, or that may not be run. */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
/** SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV: it fell over its own feet, or over the file. */
const CRASHES = [4, 6, 7, 8, 11].map((signal) => 128 + signal);

/** The last lines of a log without anything that looks like a path. Addresses of memory go too: they say nothing to anybody. */
export const logTail = (log: string): string[] =>
  log
    .split(/[\r\n]+/)
    .map((line) => line.replace(/(?<![\w.])(?:file:)?\.{0,2}\/[^\s'",;:]+/g, 'FILE').replace(/ @ 0x[0-9a-f]+/g, ''))
    .map((line) => line.trim().slice(0, 300))
    .filter((line) => line !== '')
    .slice(-TAIL_LINES);

const failure = (code: string, message: string, exit: ToolExit, detail: { category: FailureCategory; retryable: boolean; hint: string }) =>
  new Failure(code, message, { ...detail, logTail: logTail(exit.log) });

/** Puts a bad end into words; undefined when the tool ended well. `isLimited`: it had limits of its own, so that want of memory is the file's fault. */
export const failureOf = (tool: 'ffmpeg' | 'ffprobe', exit: ToolExit, isLimited = false): Failure | undefined => {
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
  if (NO_SPACE.test(exit.log)) return diskFull(undefined, logTail(exit.log));
  if (exit.code === 0) return undefined;
  return ofExitCode(tool, exit, isLimited) ?? ofInput(exit) ?? unknownEnd(tool, exit);
};

const unknownEnd = (tool: string, exit: ToolExit): Failure =>
  failure('FFMPEG_FAILED', `${tool} failed with exit code ${exit.code}.`, exit, {
    category: 'INTERNAL',
    retryable: true,
    hint: 'The lines of its log say more; tell the operator the id of the job.',
  });

/** Ends that the system or the shell explains. */
const ofExitCode = (tool: string, exit: ToolExit, isLimited: boolean): Failure | undefined => {
  const { code, log } = exit;
  if (code === FILE_TOO_LARGE) {
    return failure('OUTPUT_TOO_LARGE', 'The file became larger than a film may be.', exit, {
      category: 'RESOURCE',
      retryable: false,
      hint: 'Make the film shorter, or choose a lower resolution.',
    });
  }
  if (code === CPU_USED_UP || OUT_OF_TIME.test(log) || (isLimited && NO_MEMORY.test(log))) {
    return failure('MEDIA_TOO_COMPLEX', 'Reading the file takes more time or memory than one file may have.', exit, {
      category: 'USER_INPUT',
      retryable: false,
      hint: 'Export the file again, simpler or smaller.',
    });
  }
  if (code === KILLED || NO_MEMORY.test(log)) {
    return failure('OUT_OF_MEMORY', `${tool} was ended by the system, most likely for want of memory.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Lower WORKER_CONCURRENCY or give the worker more memory.',
    });
  }
  if (code === NOT_FOUND || code === NOT_RUNNABLE) {
    return failure('FFMPEG_MISSING', `${tool} is not there any more, or may not be run.`, exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Install ffmpeg again, or set FFMPEG_PATH and FFPROBE_PATH, and start the worker anew.',
    });
  }
  if (CRASHES.includes(code)) {
    return failure('FFMPEG_CRASHED', `${tool} crashed (signal ${code - 128}).`, exit, {
      category: 'INTERNAL',
      retryable: true,
      hint: 'Another version of ffmpeg may do better (FFMPEG_PATH); tell the operator the id of the job.',
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

/** Ends that the log explains by what went in. More than one may fit; the most precise comes first. */
const ofInput = (exit: ToolExit): Failure | undefined => {
  const { log } = exit;
  if (NO_FEATURE.test(log)) {
    return failure('FFMPEG_UNFIT', 'This ffmpeg lacks something that films are made with.', exit, {
      category: 'RESOURCE',
      retryable: true,
      hint: 'Install an ffmpeg with libx264, xfade and ass, or set FFMPEG_PATH to one.',
    });
  }
  if (/No such file or directory/.test(log)) return undefined;
  if (NOTHING_IN_IT.test(log)) {
    return failure('MEDIA_STREAM_MISSING', 'The file lacks the picture or the sound that is needed of it.', exit, {
      category: 'USER_INPUT',
      retryable: false,
      hint: 'Give a file that has it: a video with a picture, a recording with sound.',
    });
  }
  if (NO_CODEC.test(log)) {
    return failure('MEDIA_CODEC_UNKNOWN', 'The file is encoded in a way that cannot be decoded here.', exit, {
      category: 'USER_INPUT',
      retryable: false,
      hint: 'Convert it to H.264 and AAC, PNG, JPEG or WAV first.',
    });
  }
  if (CUT_SHORT.test(log)) return truncated(exit);
  return NOT_MEDIA.test(log) ? unreadable(exit) : undefined;
};

const truncated = (exit: ToolExit): Failure =>
  failure('MEDIA_TRUNCATED', 'The file ends in the middle.', exit, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Export or upload it again: its end is missing.',
  });

const empty = (exit: ToolExit): Failure =>
  failure('MEDIA_EMPTY', 'The file has no bytes.', exit, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Upload it again: nothing of it arrived.',
  });

/** The same failure, said more precisely by a look at the files that went in: of those that cannot be read, which are empty or lack their end? */
export async function lookedAt(found: Failure, exit: ToolExit, paths: readonly string[]): Promise<Failure> {
  if (found.code !== 'MEDIA_UNREADABLE') return found;
  const heads = await Promise.all(paths.map(headOf));
  if (heads.includes('empty')) return empty(exit);
  return heads.includes('mp4') && NO_INDEX.test(exit.log) ? truncated(exit) : found;
}

/** Of a file that no demuxer takes. */
export const unreadable = (exit: Pick<ToolExit, 'log'>): Failure =>
  new Failure('MEDIA_UNREADABLE', 'The file is not media that can be read.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Give a picture, a recording or a video in a common format, and check that it plays.',
    logTail: logTail(exit.log),
  });
