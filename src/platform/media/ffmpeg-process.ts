import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ToolLimits } from './media.ts';
import { watchSilence } from './silence-watch.ts';
import type { SilenceWatch } from './silence-watch.ts';

/**
 * A shell script that runs the tool and ends it with this process. It starts the tool, and beside it a guard that reads descriptor 4, a
 * pipe whose other end only this process has. When the pipe closes, because this process closes it (abort, time limit) or was killed, even
 * by `kill -9`, the guard ends the tool with SIGKILL. So nothing keeps running, the next start has nothing to clean up, and there is one
 * way to end a tool. `ulimit` limits each file that the tool writes (blocks of 512 bytes), its processor time (seconds; the hard limit is
 * one more) and its memory (KiB of address space), and forbids core dumps. At the hard limit the kernel kills without a reason, as it does
 * when memory runs out. To distinguish the two, `times` writes the processor time of the tool to descriptor 3, after its process id, which is written at the start. A shell gives an empty
 * standard input to what it starts in the background, so descriptor 5 brings ours past it. The niceness is set twice: where Linux groups
 * processes by their session (autogroup), that of a process counts only within its session, which a tool has for itself.
 */
const GUARD = `
exec 5<&0 </dev/null; ulimit -c 0; ulimit -f "$1"
[ "$2" = unlimited ] || { ulimit -S -t "$2"; ulimit -H -t $(($2 + 1)); }
ulimit -v "$3"; nice=$4; shift 4
[ "$nice" = 0 ] || { echo "$nice" >/proc/self/autogroup; } 2>/dev/null
nice -n "$nice" "$@" <&5 4<&- 5<&- & tool=$!
{ read -r _ <&4 || kill -KILL $tool; } >/dev/null 2>&1 3>&- 5<&- & guard=$!
echo "tool=$tool" >&3
exec 2>/dev/null 4<&- 5<&-
wait $tool; code=$?
kill $guard; wait $guard
times >&3
exit $code`;

/** The niceness of tools in the background: they get a tenth of the processor time of another one while both want it. */
const BACKGROUND = '10';

const BLOCK = 512;
const LOG_BYTES = 256 * 1024;

/** The environment of tools. That of this process contains secrets and is not inherited. */
const BARE_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

export interface ToolRun {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly workDir: string;
  readonly signal: AbortSignal;
  /** Milliseconds until the tool is killed. */
  readonly timeoutMs: number;
  /** Maximum bytes of a file that the tool may write. */
  readonly maxFileBytes: number;
  /** Limits of processor time and memory. Processor time, unlike wall time, does not reject a good file on a busy machine. */
  readonly limits?: ToolLimits | undefined;
  /** Whether the tool gets less processor time than others where they compete. */
  readonly isBackground?: boolean | undefined;
  /** Bytes for its standard input, which is empty without them. */
  readonly feed?: AsyncIterable<Uint8Array> | undefined;
  /** Text from descriptor 3; returns true when it reports progress. */
  readonly onReport?: (text: string) => boolean;
  /** Called with every line of stderr, of which `ToolExit.log` keeps the end only. */
  readonly onLogLine?: ((line: string) => void) | undefined;
  /** Milliseconds without progress, and without use of the processor, until the tool is killed; by default without limit. */
  readonly silenceMs?: number;
  /** Called in such a silence: returns true when the tool works all the same and may be silent for longer. */
  readonly isWorking?: () => Promise<boolean>;
  /** Called from time to time while the tool works without progress. */
  readonly onWorking?: () => void;
}

/** How a tool ended. An exit code of 128 + n means that signal n killed it, as in shells. */
export interface ToolExit {
  readonly code: number;
  readonly stdout: string;
  /** The last 256 KiB of stderr. */
  readonly log: string;
  readonly timedOut: boolean;
  /** Whether it was killed for lack of progress. */
  readonly stalled: boolean;
  readonly wallMs: number;
}

/** The second line that `times` writes: user and system time of the children, for example `0m1.98s 0m0.02s`. */
const CHILD_TIMES = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/;

/** Seconds of processor time from the last line of descriptor 3; 0 when the shell itself was killed. */
const cpuSecondsOf = (report: string): number => {
  const [, userMinutes, user, systemMinutes, system] = CHILD_TIMES.exec(report.trimEnd().split('\n').at(-1) ?? '') ?? [];
  return 60 * (Number(userMinutes ?? 0) + Number(systemMinutes ?? 0)) + Number(user ?? 0) + Number(system ?? 0);
};

export const KILLED = 128 + 9;
export const CPU_USED_UP = 128 + 24;
export const FILE_TOO_LARGE = 128 + 25;

const keepTail = (stream: Readable): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-LOG_BYTES);
  });
  return () => text;
};

/** Passes on each line, the last one at the end of the stream. */
const readLines = (stream: Readable, onLine: (line: string) => void): void => {
  let rest = '';
  const pass = (line: string): void => {
    if (line !== '') onLine(line);
  };
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/[\r\n]+/);
    rest = (lines.pop() ?? '').slice(-LOG_BYTES);
    for (const line of lines) pass(line);
  });
  stream.once('end', () => pass(rest));
};

/** The tool stopped reading: its exit code says why. */
const NO_READER = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/** Writes what the tool takes, one piece ahead of it. Rejects with an error of the source alone. */
const feedTool = async (source: AsyncIterable<Uint8Array>, input: Writable): Promise<void> => {
  try {
    await pipeline(Readable.from(source, { highWaterMark: 1 }), input);
  } catch (error) {
    if (!NO_READER.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
};

/** The process of the tool; the shell writes it before anything else. */
const toolOf = (report: string): number | undefined => {
  const [, id] = /^tool=(\d+)$/m.exec(report) ?? [];
  return id === undefined ? undefined : Number(id);
};

const watchedFor = (
  { silenceMs, isWorking = () => Promise.resolve(false), onWorking = () => undefined }: ToolRun,
  pid: () => number | undefined,
  onStalled: () => void,
): SilenceWatch | undefined => (silenceMs === undefined ? undefined : watchSilence({ silenceMs, pid, isWorking, onWorking, onStalled }));

/** Runs one tool to its end, whatever its exit code. Rejects with the abort reason, or with an error of the feed, after the tool has ended. */
export const runTool = (run: ToolRun): Promise<ToolExit> =>
  new Promise((resolve, reject) => {
    run.signal.throwIfAborted();
    const startedAt = performance.now();
    const blocks = String(Math.ceil(run.maxFileBytes / BLOCK));
    const cpuSeconds = run.limits ? String(run.limits.cpuSeconds) : 'unlimited';
    const memory = run.limits ? String(Math.floor(run.limits.memoryBytes / 1024)) : 'unlimited';
    const nice = run.isBackground ? BACKGROUND : '0';
    const child = spawn('/bin/sh', ['-c', GUARD, 'guard', blocks, cpuSeconds, memory, nice, run.program, ...run.arguments], {
      cwd: run.workDir,
      env: BARE_ENVIRONMENT,
      stdio: [run.feed ? 'pipe' : 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      // Own process group, so that Ctrl-C in a terminal reaches only this process.
      detached: true,
    });
    const [stdin, stdout, stderr, report, lifeLine] = child.stdio as [Writable | null, Readable, Readable, Readable, Readable];
    const readStdout = keepTail(stdout);
    const readLog = keepTail(stderr);
    if (run.onLogLine) readLines(stderr, run.onLogLine);
    const readReport = keepTail(report);
    let tool: number | undefined;
    report.on('data', (text: string) => {
      tool ??= toolOf(text);
      if (run.onReport?.(text)) silence?.progressed();
    });
    for (const stream of [stdout, stderr, report, lifeLine]) stream.on('error', () => undefined);

    let timedOut = false;
    const kill = (): void => void lifeLine.destroy();
    let broken: { readonly error: Error } | undefined;
    if (run.feed && stdin) {
      feedTool(run.feed, stdin).catch((error: Error) => {
        broken = { error };
        kill();
      });
    }
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, run.timeoutMs);
    let stalled = false;
    const onStalled = (): void => {
      stalled = true;
      kill();
    };
    const silence = watchedFor(run, () => tool, onStalled);
    run.signal.addEventListener('abort', kill, { once: true });

    const release = (): void => {
      clearTimeout(timer);
      silence?.end();
      run.signal.removeEventListener('abort', kill);
      kill();
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    // The kernel may have killed the shell for lack of memory; closing the pipe still ends the tool.
    child.once('exit', release);
    child.once('close', (code, signal) => {
      if (run.signal.aborted) return reject(run.signal.reason as Error);
      if (broken) return reject(broken.error);
      const wallMs = performance.now() - startedAt;
      const ended = code ?? (signal === null ? 1 : KILLED);
      const isOutOfTime = ended === KILLED && run.limits !== undefined && cpuSecondsOf(readReport()) >= run.limits.cpuSeconds;
      resolve({ code: isOutOfTime ? CPU_USED_UP : ended, stdout: readStdout(), log: readLog(), timedOut, stalled, wallMs });
    });
  });
