import { execFile } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { promisify } from 'node:util';
import { gql, register, watch, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { generate } from '../support/films.ts';
import { descendants } from '../support/processes.ts';
import { launch, type Program } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { median } from './figures.ts';
import { OURS, type BenchReport } from './report/result.ts';

const FILMS = 8;
const SCENES = 3;
const ROUNDS = 3;
const ONE_AT_A_TIME = { WORKER_CONCURRENCY: '1' };

/** P8: a batch of films on one worker and on two, each bound to a core of its own, in turns. API and database run where there is room. */
export async function benchWorkers(): Promise<BenchReport> {
  const stack = await startStack({ env: ONE_AT_A_TIME });
  try {
    const person = await register(stack.url);
    await bind(supervisedWorker(stack), 0);
    await batch(person, 1);
    const load = loadavg()[0]?.toFixed(1);
    const alone: number[] = [];
    const together: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await batch(person, FILMS));
      const second = await secondWorker(stack);
      // The first film of a worker loads fonts and voices.
      await batch(person, 2);
      together.push(await batch(person, FILMS));
      await second.end();
    }
    const seconds = (ms: readonly number[]): string => `${(median(ms) / 1_000).toFixed(1)} s`;
    const sentences = [
      `${FILMS} films of ${SCENES} scenes at 360p, ${ROUNDS} batches in turns, medians; load of the machine before: ${load} on ${cpus().length} cores.`,
      `One worker on one core: ${seconds(alone)}; two workers on two cores, which API and database share: ${seconds(together)}; ${(median(alone) / median(together)).toFixed(2)} times as fast (goal: 1.8).`,
    ];
    const value = median(alone) / median(together);
    return {
      sentences,
      measures: [
        { id: 'P8', name: 'Two workers instead of one', unit: 'times as fast', values: { [OURS]: value }, goals: [{ atLeast: 1.8 }] },
      ],
    };
  } finally {
    await stack.stop();
  }
}

async function secondWorker(stack: Stack): Promise<Program> {
  const worker = launch(['worker'], { DATA_DIR: stack.dataDir, ...ONE_AT_A_TIME });
  await worker.heard(({ msg }) => msg === 'worker is ready');
  await bind(worker.pid, 1);
  return worker;
}

const supervisedWorker = ({ program }: Stack): number =>
  descendants(program.pid).find(({ command }) => command.endsWith(' worker'))?.pid ?? 0;

/** All its threads; what it starts from now on inherits it. */
const bind = (pid: number, core: number): Promise<unknown> =>
  promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);

/** From the first film's making until the last one's end, by the database's clock. */
async function batch(person: Person, films: number): Promise<number> {
  const ids = await Promise.all(Array.from({ length: films }, () => generate(person, { script: newScript(SCENES) })));
  await Promise.all(ids.map((jobId) => watch(person, { jobId }).ended));
  const jobs = await Promise.all(
    ids.map((id) => gql<{ job: Ended }>(person, 'query ($id: ID!) { job(id: $id) { status createdAt finishedAt } }', { id })),
  );
  const failed = jobs.find(({ job }) => job.status !== 'COMPLETED');
  if (failed) throw new Error(`a film is ${failed.job.status}`);
  const times = (read: (job: Ended) => string): number[] => jobs.map(({ job }) => Date.parse(read(job)));
  return Math.max(...times(({ finishedAt }) => finishedAt)) - Math.min(...times(({ createdAt }) => createdAt));
}

interface Ended {
  readonly status: string;
  readonly createdAt: string;
  readonly finishedAt: string;
}
