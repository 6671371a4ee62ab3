import { once } from 'node:events';
import { join } from 'node:path';
import { Supervisor } from '../../src/embedded/supervisor.ts';
import { silentLog } from '../../src/kernel/log.ts';

/** A group in a process of its own, so that a test can send it signals: `node group-process.ts '{"children": {"api": "serve"}}'`. */
interface Orders {
  /** Name → how it behaves (see group-child.ts). */
  readonly children: Record<string, string>;
  readonly graceMs?: number;
  /** The second service waits for a line on stdin before it has started. */
  readonly slowStart?: boolean;
}

const { children, graceMs, slowStart } = JSON.parse(process.argv[2] ?? '') as Orders;
const say = (what: string): void => void process.stdout.write(`${what}\n`);
const program = join(import.meta.dirname, 'group-child.ts');
const group = new Supervisor({ log: silentLog, ...(graceMs !== undefined && { graceMs }) });

group.signal.addEventListener('abort', () => say('group stops'));

const service = async (name: string, started?: Promise<unknown>): Promise<{ stop(): Promise<void> }> => {
  say(`${name} starts`);
  await started;
  return { stop: async () => say(`${name} stopped`) };
};

try {
  await group.start(() => service('database'));
  await group.start(() => service('store', slowStart ? once(process.stdin, 'data') : undefined));
  await group.run(
    Object.entries(children).map(([name, manner]) => ({
      name,
      command: process.execPath,
      args: [program, name, manner],
      env: process.env,
    })),
  );
  say('group ready');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  group.stop(1);
}
process.exitCode = await group.ended;
process.stdin.destroy();
say('group ended');
