import { readdirSync, readFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const childrenOf = (pid: string): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean));
  } catch {
    return [];
  }
};

/** Watches the processes that this one starts; `stop` gives the most memory that one of them really had, in MiB. */
export function watchChildren(): { stop(): number } {
  let peak = 0;
  const before = new Set(childrenOf('self'));
  const look = (pid: string): void => {
    for (const child of childrenOf(pid)) {
      if (before.has(child)) continue;
      const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(read(`/proc/${child}/status`)) ?? [];
      peak = Math.max(peak, Number(kib) / 1024);
      look(child);
    }
  };
  const timer = setInterval(() => look('self'), 10);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}
