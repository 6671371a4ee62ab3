import { beforeAll, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/id.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { openCaller, type Caller } from '../../support/call-operation.ts';
import { useEngine, workerScope } from '../../support/engine.ts';
import { fieldPaths } from '../../support/field-paths.ts';
import { MARKERS, makeMarkedWorld, markedStorage } from '../../support/marked-world.ts';
import { makePerson, type World } from '../../support/world.ts';
import { appendEvent } from '../../../src/features/jobs/job/job-writes.ts';

/** What belongs to the members of the workspace; the title and the failure of a job are for administrators too. */
const CONTENT = ['marked-script', 'marked-log', 'marked-film', 'marked-person', ...Object.keys(MARKERS)];

const engine = useEngine({ storage: markedStorage });
let caller: Caller;
let world: World;
let administrator: Actor;
beforeAll(async () => {
  caller = await openCaller(engine);
  world = await makeMarkedWorld(engine);
  const person = await makePerson(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [person.userId]);
  administrator = { ...person, administrator: true };
  await engine.owner(`update users set name = 'marked-person', email = 'marked-person@example.test' where id = $1`, [world.userId]);
  await engine.owner(`update jobs set input = input || '{"script":"marked-script","prompt":"marked-script"}' where id = $1`, [
    world.failedJobId,
  ]);
  await workerScope(engine, world).tx((em) => appendEvent(em, world.failedJobId, { type: 'LOG', message: 'marked-log' }));
  await engine.owner(
    `insert into assets (id, workspace_id, job_id, role, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1, $2, $3, 'VIDEO', 'VIDEO', 'READY', 'marked-film', 'marked-film.mp4', 'video/mp4', 1, 'marked-film')`,
    [newId(), world.workspaceId, world.failedJobId],
  );
});

const failAgain = async (): Promise<void> => {
  await engine.owner(`update job_steps set status = 'FAILED', dispatched_at = null where job_id = $1`, [world.failedJobId]);
  await engine.owner(`update jobs set status = 'FAILED', finished_at = now() where id = $1`, [world.failedJobId]);
};

/** Fields from the job on. Each path is a call of its own, since the job must have failed before. */
const MAX_STEPS = 2;

/** What `retryJob` answers to somebody at each path. */
async function contentSeenBy(actor: Actor): Promise<string[]> {
  const seen = new Set<string>();
  const paths = fieldPaths(caller.schema, 'Mutation.retryJob').filter(({ name }) => name.split('.').length <= MAX_STEPS);
  for (const { name, leaves, select } of paths) {
    await failAgain();
    const { data } = await caller.read(actor, 'Mutation.retryJob', { id: world.failedJobId }, select(leaves));
    for (const content of CONTENT) if (data.includes(content)) seen.add(`${content} at ${name}`);
  }
  return [...seen];
}

test('an administrator who retries a job is shown nothing that belongs to its workspace', { timeout: 120_000 }, async () => {
  expect(await contentSeenBy(administrator)).toEqual([]);
  const asked = ['id', 'status', 'attempt', 'steps { name status }'];
  await failAgain();
  const { data, codes } = await caller.read(administrator, 'Mutation.retryJob', { id: world.failedJobId }, `{ ${asked.join(' ')} }`);
  expect([JSON.parse(data), codes]).toMatchObject([
    { retryJob: { status: 'QUEUED', steps: expect.arrayContaining([{ name: 'SEGMENT', status: 'PENDING' }]) as unknown } },
    [],
  ]);
});

test('the same paths show a member what they lead to', { timeout: 120_000 }, async () => {
  const seen = await contentSeenBy(world.actor);
  const words = ['marked-brief', 'marked-narration', 'marked-overlay', 'marked-template-text', 'marked-row-value', 'marked-job-variable'];
  for (const content of ['marked-script', 'marked-log', 'marked-film', 'marked-person', ...words]) expect(seen.join()).toContain(content);
});

/** Who acts with which client is for administrators too; the name and the address of a person are. */
const OPERATIONAL: readonly string[] = ['marked-person', 'marked-audit-agent'];
const DAY = { from: new Date(), to: new Date() };
const LISTS: Readonly<Record<string, object>> = {
  'Query.adminAuditEvents': { first: 100 },
  'Query.adminJobs': { first: 100 },
  'Query.adminSpend': {},
  'Query.installationProviderKeys': {},
  'Query.adminShowcaseItems': { first: 100 },
  'Query.adminStats': DAY,
  'Query.adminTrialImages': {},
  'Query.adminUsers': { first: 100 },
  'Query.adminWorkspaces': { first: 100 },
  'Query.settings': {},
  'Subscription.adminEvents': {},
};

test('no list for administrators shows what belongs to a workspace', { timeout: 60_000 }, async () => {
  await engine.adminStats.rollUp(workerScope(engine, world));
  // The worker that every test has is said to be there for ever, which no date can show.
  await engine.owner('delete from workers');
  const [event] = (await engine.operationFeed.events().read(undefined)).events;
  const seen = new Set<string>();
  for (const [name, args] of Object.entries(LISTS)) {
    for (const { leaves, select } of fieldPaths(caller.schema, name)) {
      const { data, codes } = await caller.read(administrator, name, args as Record<string, unknown>, select(leaves), event);
      expect([name, codes]).toEqual([name, []]);
      for (const content of CONTENT) if (data.includes(content)) seen.add(content);
    }
  }
  expect([...seen].filter((content) => !OPERATIONAL.includes(content))).toEqual([]);
  // The lists were read: what administrators may see is there.
  expect(seen.has('marked-person')).toBe(true);
});
