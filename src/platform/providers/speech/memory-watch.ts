import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const LOOK_EVERY_MS = 250;
/** Bytes of a page on the platforms with /proc that Node supports. With larger pages the limit is only looser. */
const PAGE_BYTES = 4_096;
const MIB = 1024 ** 2;

/**
 * Watches the resident memory of a process and calls `onExceeded` once when it is above the limit. Linux reports it in /proc; on other
 * systems nothing is watched. A limit of the address space is no alternative: WebAssembly reserves gigabytes that it never uses.
 */
export function watchMemory({ pid }: ChildProcess, limitMib: number, onExceeded: (cause: Error) => void): { readonly stop: () => void } {
  if (pid === undefined || limitMib === Infinity) return { stop: () => undefined };
  const look = async (): Promise<void> => {
    const [, resident = '0'] = (await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')).split(' ');
    if ((Number(resident) * PAGE_BYTES) / MIB <= limitMib) return;
    clearInterval(timer);
    onExceeded(new Error(`the process took more than ${limitMib} MiB of memory`));
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
