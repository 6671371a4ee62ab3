import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { keepSaid, noteEnvironment } from './run-record.ts';

export const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

export type Environment = Readonly<Record<string, string | undefined>>;

/** A line of a program's log. */
export interface LogLine {
  readonly time: string;
  readonly process: string;
  readonly pid: number;
  readonly msg: string;
  readonly [name: string]: unknown;
}

/** How a program ended: its exit code, or the signal that ended it. */
export type Ending = number | NodeJS.Signals;

/** The built product, started as its users start it. */
export interface Program {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  hasEnded(): boolean;
  stdout(): string;
  stderr(): string;
  /** Lines of the log so far; `start` hands on those of its processes. */
  log(): readonly LogLine[];
  /** The first line that fits, now or later; rejects when the program ends without it. */
  heard(fits: (line: LogLine) => boolean): Promise<LogLine>;
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ending>;
}

const launched = new Set<Program>();

/** `node dist/src/main.js ROLE …` in our environment and `env`; an undefined value takes a variable away. */
export function launch(args: readonly string[], env: Environment = {}): Program {
  return follow(process.execPath, [MAIN, ...args], env);
}

/** The same as another user, who must be able to read the program. */
export function launchAs(uid: number, args: readonly string[], env: Environment = {}): Program {
  return follow('setpriv', [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', process.execPath, MAIN, ...args], env);
}

function follow(command: string, args: readonly string[], env: Environment): Program {
  noteEnvironment(env);
  const child = spawn(command, args, { env: { ...process.env, NODE_ENV: 'development', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const hearers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    keepSaid(child.pid ?? 0, text);
    for (const hear of hearers) hear();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    keepSaid(child.pid ?? 0, text);
  });
  // 'close' comes after 'exit', when everything it said has been read.
  const ended = once(child, 'close').then(() => (child.exitCode ?? child.signalCode) as Ending);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const log = (): readonly LogLine[] => stdout.split('\n').flatMap(readLine);

  async function heard(fits: (line: LogLine) => boolean): Promise<LogLine> {
    const { promise, resolve } = Promise.withResolvers<LogLine>();
    const hear = (): void => {
      const line = log().find(fits);
      if (line) resolve(line);
    };
    hearers.add(hear);
    hear();
    try {
      const silence = ended.then((ending) => Promise.reject(new Error(`It ended (${ending}) and never said so.\n${stdout}${stderr}`)));
      return await Promise.race([promise, silence]);
    } finally {
      hearers.delete(hear);
    }
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    if (!hasEnded()) child.kill(signal);
    return ended;
  }

  const program: Program = { pid: child.pid ?? 0, ended, hasEnded, stdout: () => stdout, stderr: () => stderr, log, heard, end };
  launched.add(program);
  void ended.then(() => launched.delete(program));
  return program;
}

/** Ends whatever a test has left running, for `afterAll`; asks first. */
export async function endPrograms(): Promise<void> {
  await Promise.all([...launched].map((program) => program.end()));
}

/** A line that is no JSON (a message for the person at the terminal) is no line of the log. */
function readLine(text: string): LogLine[] {
  try {
    return [JSON.parse(text) as LogLine];
  } catch {
    return [];
  }
}
