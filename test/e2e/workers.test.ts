import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register, watch, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate, plain, readJob, readLog, sequencesOf, type Job } from '../support/films.ts';
import { isAlive } from '../support/postgres.ts';
import { ffmpegsOf, processesWith } from '../support/processes.ts';
import { endPrograms, launch, type LogLine, type Program } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

/** A dead worker is noticed by its missing heartbeat; what it held is begun again elsewhere within this. */
const RESTARTED_WITHIN_MS = 20_000;
const ONE_AT_A_TIME = { WORKER_CONCURRENCY: '1' };

let stack: Stack;
let person: Person;

beforeAll(async () => {
  stack = await startStack({ env: ONE_AT_A_TIME });
  person = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

/** A second worker, which finds the stack by its DATA_DIR. */
async function startWorker(): Promise<Program> {
  const worker = launch(['worker'], { DATA_DIR: stack.dataDir, ...ONE_AT_A_TIME });
  await worker.heard(({ msg }) => msg === 'worker is ready');
  return worker;
}

const began = (jobId: string, step?: string) => (line: LogLine) =>
  line.msg === 'step started' && line['jobId'] === jobId && (step === undefined || line['step'] === step);

const place = ({ step, position }: LogLine): string => `${String(step)} ${String(position)}`;

const startsOf = (program: Program, jobId: string): LogLine[] => program.log().filter(began(jobId));

function expectGood(job: Job, scenes: number): void {
  expect(job).toMatchObject({ status: 'COMPLETED', progress: 1, failure: null });
  expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(job.steps.find(({ name }) => name === 'SEGMENT')).toMatchObject({ done: scenes, total: scenes });
}

describe('two workers', () => {
  it('share the scenes of one film, each of them made once', async () => {
    const worker = await startWorker();
    const job = await finished(person, await generate(person, { script: newScript(4) }));
    const [here, there] = [startsOf(stack.program, job.id), startsOf(worker, job.id)];

    expectGood(job, 4);
    for (const stage of ['VOICE', 'VISUAL', 'SEGMENT']) {
      const places = [...here, ...there].filter(({ step }) => step === stage).map(place);
      expect(places.toSorted()).toEqual([0, 1, 2, 3].map((position) => `${stage} ${position}`));
    }
    const ofScenes = (lines: readonly LogLine[]) => lines.filter(({ step }) => /^(VOICE|VISUAL|SEGMENT)$/.test(String(step)));
    expect(Math.min(ofScenes(here).length, ofScenes(there).length)).toBeGreaterThan(1);
    expect(new Set([...here, ...there].map(({ pid }) => pid)).size).toBe(2);
    expect(await worker.end()).toBe(0);
  });

  it('make a good film when one of them is killed in the middle', async () => {
    const worker = await startWorker();
    const id = await generate(person, { script: newScript(3, 2), resolution: 'P720' });
    const lost = await worker.heard(began(id, 'SEGMENT'));
    const encoders = ffmpegsOf(worker.pid);
    expect(await worker.end('SIGKILL')).toBe('SIGKILL');
    const killedAt = Date.now();

    const again = await stack.program.heard((line) => began(id)(line) && place(line) === place(lost) && line['attempt'] === 2);
    expect(Date.parse(again.time) - killedAt).toBeLessThan(RESTARTED_WITHIN_MS);
    expect(encoders.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expectGood(await finished(person, id), 3);
    // What was finished stays finished: only what the dead one held is done again.
    const repeated = stack.program.log().filter((line) => began(id)(line) && Number(line['attempt']) > 1);
    expect(repeated.map(place)).toEqual([place(lost)]);
    const log = await readLog(person, id);
    expect(sequencesOf(log)).toEqual(log.map((_, index) => index + 1));
  });

  it('make a good film when one of them is asked to end in the middle of a step that takes too long', async () => {
    const worker = await startWorker();
    const id = await generate(person, { script: newScript(3, 2), resolution: 'P720' });
    const held = await worker.heard(began(id, 'SEGMENT'));
    await expect.poll(() => ffmpegsOf(worker.pid), { timeout: 10_000, interval: 10 }).toHaveLength(1);
    const [encoder] = ffmpegsOf(worker.pid);
    // A stopped encoder is a step that will not be done within any grace.
    process.kill(encoder!.pid, 'SIGSTOP');

    expect(await worker.end('SIGTERM')).toBe(0);
    expect(
      worker
        .log()
        .filter(({ msg }) => msg === 'step returned to the queue')
        .map(place),
    ).toEqual([place(held)]);
    expect(isAlive(encoder!.pid)).toBe(false);
    expectGood(await finished(person, id), 3);
    expect(worker.stderr()).toBe('');
  });
});

describe('a stack that is killed', () => {
  it('leaves nobody behind who works, and goes on with the film when it is started again', async () => {
    const id = await generate(person, { script: newScript(3, 2), resolution: 'P720' });
    const watching = watch(person, { jobId: id });
    const { cursor } = await watching.until(({ step, type }) => step === 'SEGMENT' && type === 'PROGRESS');
    // Between two segments there is none.
    await expect.poll(() => ffmpegsOf(stack.program.pid).length, { interval: 5 }).toBeGreaterThan(0);
    await stack.program.end('SIGKILL');
    expect(await watching.ended).toMatchObject({ closed: expect.any(Number) as number });
    // The database outlives it, to be taken over by the next start; nobody else may.
    const ours = () => processesWith(stack.dataDir).filter(({ program }) => !program.endsWith('/postgres'));
    await expect.poll(() => ours().map(({ command }) => command), { timeout: 30_000, interval: 100 }).toEqual([]);

    const { dataDir, port } = stack;
    stack = await startStack({ dataDir, port, env: ONE_AT_A_TIME });
    const resumed = watch(person, { jobId: id, after: cursor });
    expect(await resumed.ended).toBe('completed');
    expectGood(await readJob(person, id), 3);
    const log = await readLog(person, id);
    const seen = watching.events.slice(1).filter(({ sequence }) => sequence <= resumed.events[0]!.sequence - 1);
    expect([...seen, ...resumed.events].map(plain)).toEqual(log.slice(watching.events[0]!.sequence));
  });

  it('stops cleanly afterwards, its database too', async () => {
    expect(await stack.program.end()).toBe(0);
    expect(processesWith(stack.dataDir)).toEqual([]);
    await rm(stack.dataDir, { recursive: true, force: true });
  });
});
