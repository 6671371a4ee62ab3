import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A running process, as /proc shows it. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Path of its program. */
  readonly program: string;
  readonly command: string;
}

/** Everything that runs and that we may look at. */
function processes(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => look(Number(pid)) ?? []);
}

function look(pid: number): RunningProcess | undefined {
  try {
    const program = readlinkSync(`/proc/${pid}/exe`);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // The name in parentheses may hold spaces and parentheses of its own.
    const parent = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1];
    return { pid, parent: Number(parent), program, command };
  } catch {
    return undefined; // It has ended meanwhile, or has ended and is not buried yet.
  }
}

/** False for one that has ended, even where nobody has collected it: a container's first process may not. */
export const isRunning = (pid: number): boolean => look(pid) !== undefined;

/** Children of a process, their children, and so on. */
export function descendants(pid: number): RunningProcess[] {
  const all = processes();
  const below = (parent: number): RunningProcess[] =>
    all.filter((one) => one.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** The ffmpeg processes that a process started. */
export const ffmpegsOf = (pid: number): RunningProcess[] => descendants(pid).filter(({ program }) => /\/ffmpeg[^/]*$/.test(program));

/**
 * The process that works with a data folder, whatever became of the parent: it stands in the command, the working directory or the
 * environment. Folders of tests have names that occur nowhere else.
 */
export function processesWith(dataDir: string): RunningProcess[] {
  return processes().filter(({ pid, command }) => pid !== process.pid && (command.includes(dataDir) || mentions(pid, dataDir)));
}

function mentions(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}
