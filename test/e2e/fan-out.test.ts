import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { gql, register, watch, watchWorkspace, type JobEvent, type Person, type Watching, type WorkspaceEvent } from '../support/client.ts';
import { anyNumber, newScript } from '../support/factories.ts';
import { generate, readJob, readLog } from '../support/films.ts';
import { openJobWriter, type JobWriter } from '../support/job-writer.ts';
import { query } from '../support/postgres.ts';
import { descendants } from '../support/processes.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;
let writer: JobWriter;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
  writer = await openJobWriter(stack.secrets()['DATABASE_OWNER_URL']!, person);
});

afterAll(async () => {
  await writer?.close();
  await stack?.stop();
  await endPrograms();
});

const numbers = (events: readonly JobEvent[]): number[] => events.map(({ sequence }) => sequence);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
/** Before the first event. */
const BEGINNING = Buffer.from('1:0').toString('base64url');
const apiPid = (): number => descendants(stack.program.pid).find(({ command }) => command.endsWith(' api'))?.pid ?? 0;

describe('a client that moves `after` on', () => {
  it('sees each event of real films, and of their workspace, once and in order, though its lines are cut 100 times at random and the API is killed', async () => {
    const [film, workspace] = [pulledPlug(100), pulledPlug(100)];
    const { workspaceId } = person;
    const changes = watchWorkspace(person, { workspaceId, reconnect: true, onOpened: workspace.onOpened });
    const steady = watchWorkspace(person, { workspaceId, reconnect: true });
    await Promise.all([changes, steady].map((watching) => watching.until(({ type }) => type === 'READY')));
    const films: string[] = [];
    while (film.cuts() < 100 || workspace.cuts() < 100) {
      const jobId = await generate(person, { script: newScript(6) });
      const watching = watch(person, { jobId, after: BEGINNING, reconnect: true, onOpened: film.onOpened });
      await watching.until(({ step }) => step === 'SEGMENT');
      if (films.push(jobId) === 1) process.kill(apiPid(), 'SIGKILL');
      expect(await watching.ended).toBe('completed');
      expect(numbers(watching.events)).toEqual((await readLog(person, jobId)).map(({ sequence }) => sequence));
      expect(watching.events.at(-1)).toMatchObject({ type: 'STATUS', status: 'COMPLETED' });
    }
    const guest = await register(stack.url);
    await asOwner(`insert into memberships (workspace_id, user_id, role) values ('${workspaceId}', '${guest.userId}', 'VIEWER')`);
    await Promise.all([changes, steady].map((watching) => watching.until(({ subjectId }) => subjectId === guest.userId)));
    const [mine, theirs] = [changes, steady].map(({ events }) => events.slice(events.findIndex(({ subjectId }) => subjectId === films[0])));
    expect(mine!.map(told)).toEqual(theirs!.map(told));
    expect(new Set(mine!.map(({ cursor }) => cursor)).size).toBe(mine!.length);
    for (const jobId of films) {
      const ofJob = mine!.filter(({ subjectId }) => subjectId === jobId);
      expect(ofJob[0]).toMatchObject({ type: 'JOB', action: 'CREATED', actor: { id: person.userId } });
      expect(ofJob.at(-1)).toMatchObject({ type: 'JOB', action: 'UPDATED', job: { status: 'COMPLETED' } });
      expect(mine!.filter(({ asset }) => asset?.job?.id === jobId)).toHaveLength((await readJob(person, jobId)).outputs.length);
    }
    for (const watching of [changes, steady]) watching.leave();
  });
});

/** Cuts every line a moment after it was opened, so many times in all. */
function pulledPlug(times: number): { cuts: () => number; onOpened: (line: { cut(): boolean }) => void } {
  let cuts = 0;
  return {
    cuts: () => cuts,
    onOpened: (line) => {
      if (cuts < times) setTimeout(() => void (cuts += line.cut() ? 1 : 0), anyNumber(150));
    },
  };
}

/** What an event says by itself; the rest is read at delivery. */
const told = ({ cursor, type, action, subjectId }: WorkspaceEvent) => ({ cursor, type, action, subjectId });

describe('rights', () => {
  it('end a member who is removed, at once, while the others go on', async () => {
    const guest = await register(stack.url);
    const jobId = await writer.newJob();
    await asOwner(`insert into memberships (workspace_id, user_id, role) values ('${person.workspaceId}', '${guest.userId}', 'OWNER')`);
    const [mine, theirs] = [watch(person, { jobId }), watch(guest, { jobId })];
    await Promise.all([mine, theirs].map((watching) => watching.until(({ type }) => type === 'SNAPSHOT')));
    await writer.append(jobId, 'LOG', 'for both');
    await Promise.all([mine, theirs].map((watching) => watching.until(({ message }) => message === 'for both')));

    await gql(person, 'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) }', {
      input: { workspaceId: person.workspaceId, userId: guest.userId },
    });
    expect(await theirs.ended).toEqual({ closed: 4403 });
    await writer.append(jobId, 'LOG', 'for one');
    await mine.until(({ message }) => message === 'for one');
    expect(theirs.events.map(({ message }) => message)).not.toContain('for one');
    const refusal = { refused: [{ extensions: { code: 'NOT_FOUND' } }] };
    expect(await watch(guest, { jobId }).ended).toMatchObject(refusal);
    expect(await watchWorkspace(guest, { workspaceId: person.workspaceId }).ended).toMatchObject(refusal);
    mine.cut();
  });

  it('are looked up again when news may have been missed: a session that ended meanwhile is closed with 4401', async () => {
    const somebody = await register(stack.url);
    const [silent, steady] = [await subscribeTo(somebody), await subscribeTo(person)];
    await asOwner(`update sessions set revoked_at = now() where user_id = '${somebody.userId}'`, somebody.userId);
    await query(
      stack.secrets()['DATABASE_URL']!,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reelwright listen'`,
    );
    expect(await silent.ended).toEqual({ closed: 4401 });
    steady.cut();
    expect(await steady.ended).toEqual({ closed: 1006 });
  });
});

/** Somebody who watches a job of their own. */
async function subscribeTo(who: Person): Promise<Watching> {
  const own = await openJobWriter(stack.secrets()['DATABASE_OWNER_URL']!, who);
  const watching = watch(who, { jobId: await own.newJob() });
  await own.close();
  await watching.until(({ type }) => type === 'SNAPSHOT');
  return watching;
}

async function asOwner(sql: string, userId = ''): Promise<void> {
  const owner = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
  await owner.connect();
  await owner.query(`select set_config('app.workspace_ids', $1, false), set_config('app.user_id', $2, false)`, [
    person.workspaceId,
    userId,
  ]);
  await owner.query(sql);
  await owner.end();
}

interface Reader {
  readonly jobId: string;
  readonly socket: WebSocket;
  readonly events: JobEvent[];
  readonly closed: Promise<number>;
}

/** A bare socket with one subscription, which may stop reading. */
async function subscribe(jobId: string, after?: string): Promise<Reader> {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const events: JobEvent[] = [];
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${person.accessToken}` } }));
  await once(socket, 'message');
  const query = 'subscription ($jobId: ID!, $after: String) { jobProgress(jobId: $jobId, after: $after) { sequence type message cursor } }';
  socket.send(JSON.stringify({ id: 'only', type: 'subscribe', payload: { query, variables: { jobId, ...(after ? { after } : {}) } } }));
  socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as { type: string; payload: { data: { jobProgress: JobEvent } } };
    if (type === 'next') events.push(payload.data.jobProgress);
    if (type === 'complete') socket.close();
  });
  await expect.poll(() => events.length, { timeout: 30_000 }).toBeGreaterThan(0);
  return { jobId, socket, events, closed };
}

const MEBIBYTE = 1024 * 1024;
const residentMiB = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${apiPid()}/status`, 'utf8'))?.[1]) / 1024;

/** So many events, with one reader that is on time. Returns how much memory the API had at most, in MiB. */
async function flood({ jobId, events }: Reader, count: number): Promise<number> {
  let peak = 0;
  for (let written = 10_000; written <= count; written += 10_000) {
    await writer.appendMany(jobId, 10_000);
    await expect.poll(() => events.at(-1)?.sequence, { timeout: 60_000 }).toBe(1 + written);
    peak = Math.max(peak, residentMiB());
  }
  return peak;
}

describe('readers that do not read', () => {
  it('cost the API no memory and are cut, while another one gets all of 40,000 events', { timeout: 600_000 }, async () => {
    // What such a flood costs by itself, before anybody stalls.
    const first = await subscribe(await writer.newJob());
    const alone = await flood(first, 20_000);
    first.socket.terminate();

    const jobId = await writer.newJob();
    const stalled = await Promise.all(Array.from({ length: 10 }, () => subscribe(jobId)));
    for (const { socket } of stalled) socket.pause();
    const reading = await subscribe(jobId);
    const together = await flood(reading, 40_000);
    // 40,000 events of 10 readers are 400 MiB; what may wait for them here is not 1 MiB. The rest is the heap's own tide.
    expect((40_000 * Buffer.byteLength(JSON.stringify(reading.events.at(-1))) * stalled.length) / MEBIBYTE).toBeGreaterThan(400);
    expect(together - alone).toBeLessThan(150);
    await writer.complete(jobId);
    await reading.closed;
    expectStates(reading.events, 40_002);

    // Each reads on now. Slow readers are closed with a code, and resume where they were.
    await Promise.all(
      stalled.map(async (reader) => {
        const seen = reader.events;
        reader.socket.resume();
        const code = await reader.closed;
        if (code === 1005) return expectStates(seen, 40_002);
        expect([4413, 1006]).toContain(code);
        const again = await subscribe(jobId, seen.at(-1)?.cursor);
        await again.closed;
        expectStates([...seen, ...again.events], 40_002);
      }),
    );
  });
});

/** In order, nothing twice, and every state there is. */
function expectStates(events: readonly JobEvent[], last: number): void {
  const seen = numbers(events);
  expect(seen.every((sequence, index) => index === 0 || sequence > seen[index - 1]!)).toBe(true);
  const from = seen[0] ?? 0;
  const logs = seen.filter((_, index) => events[index]?.type === 'LOG');
  expect(logs).toEqual(upTo(last - 1).filter((sequence) => sequence > from && (sequence - 1) % 10 === 0 && sequence > 1));
  expect(events.at(-1)).toMatchObject({ sequence: last, type: 'STATUS' });
}
