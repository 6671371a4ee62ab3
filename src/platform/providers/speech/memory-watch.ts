import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

const LOOK_EVERY_MS = 250;
/** Bytes of a page on the platforms with /proc that Node supports; a larger page only makes the limit looser. */
const PAGE_BYTES = 4_096;
const MIB = 1024 ** 2;

/**
 * Looks at the resident memory of a process and calls `onExceeded` once when it is above the limit. Linux tells it in /proc; elsewhere
 * nothing is watched. A limit of the address space instead would stop WebAssembly, which reserves gigabytes that it never uses.
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
