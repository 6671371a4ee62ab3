import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wavHeader } from '../../src/platform/audio/wav-header.ts';
import { ME, post, register, watch, watchWorkspace, type Person, type Variables } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate, sequencesOf } from '../support/films.ts';
import { findNginx, startNginx, type Nginx } from '../support/nginx.ts';
import { openOutageStack, type OutageStack } from '../support/outage-stack.ts';
import { endPrograms, type Program } from '../support/program.ts';
import { freePort } from '../support/stack.ts';

const SOCKETS = 12;
const CLIENTS = 4;
/** Long enough for 13 sockets to be closed one after another, and short for the test. */
const DRAIN_SECONDS = 3;
/** Eight programs start; a busy machine may need several times its usual 15 s. */
const START_WITHIN_MS = 400_000;

const RENAME = 'mutation ($id: ID!, $name: String!) { updateWorkspace(id: $id, input: { name: $name }) { name } }';
const CREATE_UPLOAD = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { id asset { id } parts { url } } }';
const COMPLETE_UPLOAD = 'mutation ($id: ID!) { completeUpload(id: $id) { id } }';
const SECOND_OF_SILENCE = Buffer.concat([wavHeader(48_000, 48_000), Buffer.alloc(96_000)]);

/**
 * A request on a connection of its own: nginx closes idle connections when it is reloaded, and a request that meets the close is lost.
 * Browsers send it again by themselves; the fetch of Node.js does not.
 */
async function call<Data>(person: Person, query: string, variables: Variables = {}): Promise<Data> {
  const { status, data, errors } = await post<Data>(person, JSON.stringify({ query, variables }), { connection: 'close' });
  if (status !== 200 || errors.length > 0 || !data) throw new Error(`${status} ${JSON.stringify(errors)}`);
  return data;
}

/** A client that reads and changes without pause until it is stopped. */
function keepAsking(person: Person) {
  let isStopped = false;
  let count = 0;
  const failures: string[] = [];
  const ended = (async () => {
    while (!isStopped) {
      const isChange = count % 4 === 3;
      await (isChange ? call(person, RENAME, { id: person.workspaceId, name: `Name ${count}` }) : call(person, ME)).catch(
        (error: unknown) => failures.push(inspect(error)),
      );
      count += 1;
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await ended;
      return { count, failures };
    },
  };
}

interface Version {
  readonly ports: readonly number[];
  readonly programs: readonly Program[];
}

const program = findNginx();

// nginx is Debian's package of this name, which `.ci/run` fetches.
describe.skipIf(program === undefined)('two APIs and two workers behind nginx with the documented file', () => {
  let stack: OutageStack;
  let nginx: Nginx;
  let before: Version;
  let next: Version;

  async function start(role: string, env: Record<string, string>, msg: string): Promise<Program> {
    const process = stack.launch(role, env);
    await process.heard((line) => line.msg === msg);
    return process;
  }
  async function startVersion(): Promise<Version> {
    const ports = [await freePort(), await freePort()];
    const programs = await Promise.all([
      ...ports.map((port) => start('api', { PORT: String(port) }, 'API is ready')),
      ...ports.map(() => start('worker', { WORKER_CONCURRENCY: '1' }, 'worker is ready')),
    ]);
    return { ports, programs };
  }

  beforeAll(async () => {
    stack = await openOutageStack({ DRAIN_SECONDS: String(DRAIN_SECONDS), RATE_LIMIT_API: '0', TRUST_PROXY: '1' });
    expect(await stack.launch('migrate').ended).toBe(0);
    // The next version runs before the film begins: on a busy machine its start may take longer than a film.
    before = await startVersion();
    next = await startVersion();
    nginx = await startNginx(program ?? '', before.ports);
  }, START_WITHIN_MS);
  afterAll(async () => {
    await nginx?.close();
    await endPrograms();
    await stack?.close();
  });

  it('are replaced while a film is made, and clients notice one reconnect', async () => {
    const person = await register(nginx.url);
    const { workspaceId } = person;
    const opened = Array.from({ length: SOCKETS + 1 }, () => 0);
    const countOpened = (index: number) => ({ reconnect: true, onOpened: () => void (opened[index]! += 1) });
    const followed = Array.from({ length: SOCKETS }, (_, index) => watchWorkspace(person, { workspaceId, ...countOpened(index) }));
    const jobId = await generate(person, { script: newScript(8), musicMood: 'none' });
    const watching = watch(person, { jobId, ...countOpened(SOCKETS) });
    await watching.until(({ progress }) => progress > 0);
    await Promise.all(followed.map((stream) => stream.until(({ job }) => job?.id === jobId)));
    const { createUpload } = await call<{ createUpload: { id: string; asset: { id: string }; parts: { url: string }[] } }>(
      person,
      CREATE_UPLOAD,
      { input: { workspaceId, fileName: 'spoken.wav', contentType: 'audio/wav', byteSize: SECOND_OF_SILENCE.length } },
    );
    const clients = Array.from({ length: CLIENTS }, () => keepAsking(person));

    await nginx.use(next.ports);
    const ends = Promise.all(before.programs.map((process) => process.end()));
    const { ok } = await fetch(createUpload.parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(SECOND_OF_SILENCE) });
    expect(ok).toBe(true);
    await call(person, COMPLETE_UPLOAD, { id: createUpload.id });
    expect(await ends).toEqual([0, 0, 0, 0]);

    const asked = await Promise.all(clients.map((client) => client.stop()));
    expect(asked.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...asked.map(({ count }) => count))).toBeGreaterThan(1);

    // Nothing is missing and nothing comes twice.
    await watching.until(({ status }) => status === 'COMPLETED');
    const sequences = sequencesOf(watching.events);
    expect(sequences).toEqual(sequences.map((_, index) => sequences[0]! + index));
    await Promise.all(followed.map((stream) => stream.until(({ asset }) => asset?.id === createUpload.asset.id)));
    for (const { events } of followed) expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);
    expect(opened).toEqual(opened.map(() => 2));
    for (const stream of [watching, ...followed]) stream.leave();

    const job = await finished(person, jobId);
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(job.checks.filter((check) => !check.ok)).toEqual([]);
  });
});
