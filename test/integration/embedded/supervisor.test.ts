import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { PATIENT, isAlive } from '../../support/postgres.ts';

interface Group {
  readonly process: ChildProcess;
  /** Everything said so far. */
  readonly lines: string[];
  /** Resolves with the first line, of those to come too, that begins so and that no earlier call got. */
  said(beginning: string): Promise<string>;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

function startGroup(orders: object): Group {
  const program = join(import.meta.dirname, '../../support/group-process.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const taken = new Set<number>();
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    process: child,
    lines,
    said: async (beginning) => {
      for (;;) {
        const found = lines.findIndex((line, index) => line.startsWith(beginning) && !taken.has(index));
        if (found >= 0) {
          taken.add(found);
          return lines[found] ?? '';
        }
        await once(output, 'line');
      }
    },
    ended: once(child, 'close').then(([code, signal]: unknown[]) => (typeof code === 'number' ? code : String(signal))),
  };
}

const pidIn = (line: string): number => Number(line.split(' ').at(-1));

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  it(`${signal} ends the processes, then the services in reverse, with exit code 0`, async () => {
    const group = startGroup({ children: { api: 'serve', worker: 'serve' } });
    await group.said('group ready');
    group.process.kill(signal);
    expect(await group.ended).toBe(0);
    expect(group.lines.slice(0, 2)).toEqual(['database starts', 'store starts']);
    expect(group.lines.slice(-3)).toEqual(['store stopped', 'database stopped', 'group ended']);
    expect(group.lines.slice(-7, -3).filter((line) => / ends /.test(line))).toHaveLength(2);
  });
}

it('a process that does not end within the grace is killed', async () => {
  const group = startGroup({ children: { api: 'serve', worker: 'stubborn' }, graceMs: 100 });
  const worker = pidIn(await group.said('worker serves'));
  await group.said('group ready');
  group.process.kill('SIGTERM');
  expect(await group.ended).toBe(0);
  expect(group.lines.at(-2)).toBe('database stopped');
  expect(isAlive(worker)).toBe(false);
});

it('a second signal does not wait for the grace', async () => {
  const group = startGroup({ children: { worker: 'stubborn' }, graceMs: 600_000 });
  await group.said('group ready');
  group.process.kill('SIGINT');
  await group.said('worker asked');
  group.process.kill('SIGINT');
  expect(await group.ended).toBe(0);
  expect(group.lines.at(-2)).toBe('database stopped');
});

it('a process that crashes is started again, and the others stay', async () => {
  const group = startGroup({ children: { api: 'serve', worker: 'serve' } });
  const api = pidIn(await group.said('api serves'));
  const worker = pidIn(await group.said('worker serves'));
  await group.said('group ready');
  process.kill(worker, 'SIGKILL');
  const next = pidIn(await group.said('worker serves'));
  expect(next).not.toBe(worker);
  expect(isAlive(api)).toBe(true);
  group.process.kill('SIGTERM');
  expect(await group.ended).toBe(0);
  expect(isAlive(next)).toBe(false);
});

it('a process that refuses to start ends the group with code 1', async () => {
  const group = startGroup({ children: { worker: 'serve', api: 'refuse' } });
  expect(await group.ended).toBe(1);
  expect(group.lines).toContain('api could not start.');
  expect(group.lines.filter((line) => line.startsWith('api refuses'))).toHaveLength(1);
  expect(group.lines).not.toContain('group ready');
  expect(group.lines.filter((line) => line.endsWith('stopped'))).toEqual(['store stopped', 'database stopped']);
});

it('a signal during the start stops what had started, and nothing more is started', async () => {
  const group = startGroup({ children: { api: 'serve' }, slowStart: true });
  await group.said('store starts');
  group.process.kill('SIGTERM');
  await group.said('group stops');
  group.process.stdin?.write('go on\n');
  expect(await group.ended).toBe(0);
  const said = group.lines.filter((line) => line !== 'Stopped.');
  expect(said).toEqual(['database starts', 'store starts', 'group stops', 'store stopped', 'database stopped', 'group ended']);
});

it('kill -9 of the supervisor ends its processes the way SIGTERM would', async () => {
  const group = startGroup({ children: { api: 'serve' } });
  const api = pidIn(await group.said('api serves'));
  await group.said('group ready');
  group.process.kill('SIGKILL');
  await group.said('api ends');
  await expect.poll(() => isAlive(api), PATIENT).toBe(false);
});
