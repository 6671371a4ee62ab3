import { wavHeader } from '../../src/platform/audio/wav-header.ts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BALANCERS } from '../support/balancer.ts';
import { ME, ask, register, watch, watchWorkspace, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate, sequencesOf } from '../support/films.ts';
import { openOutageStack, type OutageStack } from '../support/outage-stack.ts';
import { endPrograms, type Program } from '../support/program.ts';
import { sendFile } from '../support/projects.ts';
import { freePort } from '../support/stack.ts';

const SOCKETS = 12;
const DRAIN_SECONDS = 3;
const RENAME = 'mutation ($id: ID!, $name: String!) { updateWorkspace(id: $id, input: { name: $name }) { name } }';

let stack: OutageStack;

beforeAll(async () => {
  stack = await openOutageStack({ DRAIN_SECONDS: String(DRAIN_SECONDS), RATE_LIMIT_API: '0', SOCKETS_PER_PERSON: '0', TRUST_PROXY: '1' });
  const migration = stack.launch('migrate');
  expect(await migration.ended).toBe(0);
});

afterAll(async () => {
  await endPrograms();
  await stack?.close();
});

const ready = async (program: Program, msg: string): Promise<Program> => {
  await program.heard((line) => line.msg === msg);
  return program;
};
async function startApis(): Promise<{ programs: Program[]; ports: number[] }> {
  const apis = await Promise.all(
    [1, 2].map(async () => {
      const port = await freePort();
      return { port, program: await ready(stack.launch('api', { PORT: String(port), PUBLIC_URL: 'http://studio.test' }), 'API is ready') };
    }),
  );
  return { programs: apis.map(({ program }) => program), ports: apis.map(({ port }) => port) };
}
const startWorkers = (): Promise<Program[]> =>
  Promise.all([1, 2].map(() => ready(stack.launch('worker', { WORKER_CONCURRENCY: '1' }), 'worker is ready')));

const silence = (seconds: number): Buffer => Buffer.concat([wavHeader(seconds * 48_000, 48_000), Buffer.alloc(seconds * 96_000)]);

/** A client that reads and changes without pause until it is stopped. */
function keepAsking(person: Person) {
  let isStopped = false;
  let count = 0;
  const refusals: string[] = [];
  const ended = (async () => {
    while (!isStopped) {
      const [query, variables] = count % 4 === 3 ? [RENAME, { id: person.workspaceId, name: `Name ${count}` }] : [ME, {}];
      const answer = await ask<object>(person, query, variables).catch((error: unknown) => error as Error);
      if (answer instanceof Error) refusals.push(String(answer.cause ?? answer));
      else if (answer.status !== 200 || answer.errors.length > 0) refusals.push(`${answer.status} ${JSON.stringify(answer.errors)}`);
      count += 1;
    }
  })();
  const stop = async () => {
    isStopped = true;
    await ended;
    return { count, refusals };
  };
  return { stop };
}

describe.each(BALANCERS)('behind $name, two APIs and two workers', ({ isHere, open }) => {
  it.skipIf(!isHere)('are replaced while a film is made, and clients notice one reconnect', async () => {
    // The next ones run beside the old ones before the film begins: a slow start may otherwise take longer than the film.
    const [old, next] = await Promise.all([startApis(), startApis()]);
    const [oldWorkers, nextWorkers] = await Promise.all([startWorkers(), startWorkers()]);
    const balancer = await open(old.ports);
    onTestFinished(() => balancer.close());
    const person = await register(balancer.url);
    const opened = new Map<number, number>();
    const followed = Array.from({ length: SOCKETS }, (_, index) =>
      watchWorkspace(person, {
        workspaceId: person.workspaceId,
        reconnect: true,
        onOpened: () => void opened.set(index, (opened.get(index) ?? 0) + 1),
      }),
    );
    const jobId = await generate(person, { script: newScript(8) });
    let connections = 0;
    const watching = watch(person, { jobId, reconnect: true, onOpened: () => void (connections += 1) });
    await watching.until(({ progress }) => progress > 0);
    const clients = Array.from({ length: 4 }, () => keepAsking(person));

    await balancer.use(next.ports);
    const ends = Promise.all([...old.programs, ...oldWorkers].map((program) => program.end()));
    const assetId = await sendFile(person, 'spoken.wav', 'audio/wav', silence(1));
    expect(await ends).toEqual([0, 0, 0, 0]);

    const job = await finished(person, jobId);
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
    const asked = await Promise.all(clients.map((client) => client.stop()));
    expect(asked.flatMap(({ refusals }) => refusals)).toEqual([]);
    expect(Math.min(...asked.map(({ count }) => count))).toBeGreaterThan(20);

    // Nothing is missing and nothing comes twice, and each socket was opened once more.
    await watching.until(({ status }) => status === 'COMPLETED');
    const sequences = sequencesOf(watching.events);
    expect(sequences).toEqual(sequences.map((_, index) => sequences[0]! + index));
    expect(connections).toBe(2);
    await Promise.all(followed.map((stream) => stream.until(({ asset }) => asset?.id === assetId)));
    expect([...opened.values()]).toEqual(Array.from({ length: SOCKETS }, () => 2));
    for (const stream of followed) {
      const cursors = stream.events.map(({ cursor }) => cursor);
      expect(new Set(cursors).size).toBe(cursors.length);
      stream.leave();
    }
    watching.leave();
    await Promise.all([...next.programs, ...nextWorkers].map((program) => program.end()));
  });
});
