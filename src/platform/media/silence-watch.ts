import { readFile } from 'node:fs/promises';

export interface SilenceWatch {
  /** Records progress: the silence begins again. */
  progressed(): void;
  end(): void;
}

interface Watched {
  /** Milliseconds without progress until the tool counts as stalled. */
  readonly silenceMs: number;
  /** The process of the tool; undefined while it is not known. */
  readonly pid: () => number | undefined;
  /** Whether the tool works in a way that its processor time does not show. */
  readonly isWorking: () => Promise<boolean>;
  /** Called after each half of a silence in which the tool worked. */
  readonly onWorking: () => void;
  readonly onStalled: () => void;
}

/**
 * Share of the time in which a tool that works uses a processor, also one in the background of a busy machine. One whose threads wait for each
 * other still wakes up to write its reports, which is a thousandth.
 */
const WORKING_SHARE = 0.02;

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** Processor time of a process in milliseconds; undefined when it ended, or where there is no `/proc`. */
async function processorMs(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name of the program, in parentheses, may contain blanks. User and system time are fields 14 and 15.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return system === undefined ? undefined : (Number(user) + Number(system)) * TICK_MS;
}

/**
 * Watches a tool for silence. What it skips at the beginning of a file, or gathers for a single picture, is work without progress: a tool
 * that uses the processor is not stalled. A tool that loops forever is left to its time limit.
 */
export function watchSilence({ silenceMs, pid, isWorking, onWorking, onStalled }: Watched): SilenceWatch {
  /** Processor time at the middle of the silence; undefined in its first half. */
  let middleMs: number | undefined;
  let isOver = false;
  const usedMs = async (): Promise<number> => {
    const id = pid();
    return (id === undefined ? undefined : await processorMs(id)) ?? 0;
  };
  const onHalf = async (): Promise<void> => {
    const before = middleMs;
    const now = await usedMs();
    const works = before === undefined || now - before >= Math.max(TICK_MS, WORKING_SHARE * (silenceMs / 2)) || (await isWorking());
    if (isOver) return;
    if (!works) return onStalled();
    if (before !== undefined) onWorking();
    middleMs = now;
    timer.refresh();
  };
  const timer = setTimeout(() => void onHalf(), silenceMs / 2);
  return {
    progressed: () => {
      middleMs = undefined;
      timer.refresh();
    },
    end: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
