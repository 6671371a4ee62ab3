import { beforeAll, describe, expect, test } from 'vitest';
import { changeAdministrator } from '../../../../src/app/commands/admin.ts';
import type { AdminJobFilter } from '../../../../src/features/admin/jobs/admin-job.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { begin, jobRow, looseSteps, makeJob, makeTenant, useEngine, request, workerScope, type Tenant } from '../../../support/engine.ts';
import { query } from '../../../support/postgres.ts';

const engine = useEngine();
let ada: Tenant;
let ben: Tenant;
let administrator: Actor;
/** A job of Ben's whose one step kills any worker that takes it, and one of Ada's that waits. */
let poisoned: string;
let waiting: string;

beforeAll(async () => {
  [ada, ben] = [await makeTenant(engine), await makeTenant(engine)];
  waiting = await makeJob(engine, ada, looseSteps(1));
  const [step] = looseSteps(1);
  if (!step) throw new Error('one step was asked for');
  poisoned = await makeJob(engine, ben, [step], 3);
  for (let crash = 0; crash < 3; crash += 1) await begin(engine, ben, poisoned, step.id);
  await begin(engine, ben, poisoned, step.id).catch(() => undefined);
  const person = await makeTenant(engine);
  await engine.owner('insert into administrators (user_id) values ($1)', [person.userId]);
  administrator = { ...person.actor, administrator: true };
});

const list = (filter: AdminJobFilter = {}, actor = administrator) =>
  request(engine, actor, async (scope) => {
    const { rows, count } = await engine.adminJobs.list(scope, { filter });
    expect(await count()).toBe(rows.length);
    return rows;
  });
const idsOf = async (filter: AdminJobFilter) => (await list(filter)).map(({ id }) => id);

describe('an administrator', () => {
  test('sees the jobs of every workspace, newest first, with why they failed', async () => {
    const rows = await list();
    expect(rows.map(({ id }) => id)).toEqual([poisoned, waiting]);
    expect(rows[0]).toMatchObject({
      workspaceId: ben.workspaceId,
      status: 'FAILED',
      attempt: 1,
      failure: { code: 'WORKER_CRASHED', attempts: 3 },
    });
    expect(rows[0]?.createdAt).toBeInstanceOf(Date);
    await request(engine, administrator, async (scope) => {
      const page = await engine.adminJobs.list(scope, { first: 1 });
      expect(page).toMatchObject({ hasNextPage: true, rows: [{ id: poisoned }] });
    });
  });

  test('filters them', async () => {
    expect(await idsOf({ status: ['FAILED'] })).toEqual([poisoned]);
    expect(await idsOf({ failureCode: 'WORKER_CRASHED' })).toEqual([poisoned]);
    expect(await idsOf({ failureCode: 'DISK_FULL' })).toEqual([]);
    expect(await idsOf({ workspaceId: ada.workspaceId })).toEqual([waiting]);
    expect(await idsOf({ type: ['IMPORT'] })).toEqual([]);
    const { title, workspaceName } = (await list({ status: ['QUEUED'] }))[0] ?? { title: '', workspaceName: '' };
    expect(await idsOf({ text: title.toUpperCase() })).toEqual([waiting]);
    expect(await idsOf({ text: workspaceName })).toEqual([waiting]);
    expect(await idsOf({ text: '%' })).toEqual([]);
    await expect(list({ workspaceId: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('is a stranger everywhere else', async () => {
    await request(engine, administrator, async (scope) => {
      await expect(engine.jobs.get(scope, poisoned)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(engine.jobs.cancel(scope, waiting)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(engine.jobs.delete(scope, poisoned)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(engine.workspaces.get(scope, ben.workspaceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  test('neither sees nor retries a job of a deleted workspace', async () => {
    const set = (change: string) => engine.owner(`update workspaces set ${change} where id = $1`, [ben.workspaceId]);
    await set('deleted_at = now(), restorable_until = now()');
    expect(await idsOf({})).toEqual([waiting]);
    await request(engine, administrator, (scope) =>
      expect(engine.jobs.retry(scope, { id: poisoned })).rejects.toMatchObject({ code: 'NOT_FOUND' }),
    );
    await set('deleted_at = null, restorable_until = null');
    expect(await idsOf({})).toEqual([poisoned, waiting]);
  });

  test('redrives a poisoned job, which completes; the workspace stays closed to them', async () => {
    await request(engine, administrator, async (scope) => {
      const job = await engine.jobs.retry(scope, { id: poisoned });
      expect(job).toMatchObject({ status: 'QUEUED', attempt: 2, failure: null, input: {} });
      expect(await engine.jobs.steps(scope, job)).toMatchObject([{ status: 'PENDING', crashes: 0 }]);
      await expect(engine.workspaces.get(scope, ben.workspaceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(engine.jobs.cancel(scope, poisoned)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(engine.jobs.retry(scope, { id: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
    const events = await engine.owner(
      'select workspace_id, actor_kind, user_id, role, before, after from audit_events where subject_id = $1',
      [poisoned],
    );
    expect(events).toEqual([
      {
        workspace_id: ben.workspaceId,
        actor_kind: 'PERSON',
        user_id: (administrator as { userId: string }).userId,
        role: null,
        before: { status: 'FAILED', failure: 'WORKER_CRASHED' },
        after: { status: 'QUEUED', attempt: 2 },
      },
    ]);
    const [step] = await engine.owner<{ id: string }>('select id from job_steps where job_id = $1', [poisoned]);
    await engine.steps.finish(workerScope(engine, ben), await begin(engine, ben, poisoned, step?.id ?? ''), { creditsUsed: 1 });
    expect(await jobRow(engine, poisoned)).toMatchObject({ status: 'COMPLETED', failure: null });
  });
});

describe('who is no administrator', () => {
  test('is FORBIDDEN, and nobody is UNAUTHENTICATED', async () => {
    await expect(list({}, ben.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(list({}, { kind: 'anonymous' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('sees nothing even where the program takes them for one: the database asks again', async () => {
    expect(await list({}, { ...ben.actor, administrator: true })).toEqual([]);
    expect(await query(engine.urls.applicationUrl, 'select 1 from admin_jobs')).toEqual([]);
    await expect(query(engine.urls.applicationUrl, 'select 1 from administrators')).rejects.toMatchObject({ code: '42501' });
    const appoint = `insert into administrators (user_id) values ('${ben.userId}')`;
    await expect(query(engine.urls.applicationUrl, appoint)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('npm run admin', () => {
  test('makes an administrator of an account, and takes it back; both hold from the next request on', async () => {
    const config = { databaseOwnerUrl: engine.urls.ownerUrl };
    await request(engine, { kind: 'anonymous' }, async (scope) => {
      const { accessToken } = await engine.identity.register(scope, { email: 'Op@Example.test', password: 'long enough', name: 'Op' });
      const isAdministrator = async () => {
        const actor = await engine.identity.authenticate(scope, accessToken);
        return actor.kind === 'user' && actor.administrator;
      };
      expect(await isAdministrator()).toBe(false);
      expect(await changeAdministrator(config, ['op@example.TEST'])).toBe('Op@Example.test is an administrator now.');
      expect(await isAdministrator()).toBe(true);
      expect(await changeAdministrator(config, ['op@example.test'])).toContain('now');
      expect(await changeAdministrator(config, ['op@example.test', '--remove'])).toBe('Op@Example.test is no longer an administrator.');
      expect(await isAdministrator()).toBe(false);
      // It is also the way back where the only administrator left was suspended by one whose account is gone.
      await engine.owner(
        `insert into suspensions (user_id, reason, suspended_by) select id, 'mistake', id from users where email = 'Op@Example.test'`,
      );
      await expect(isAdministrator()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(await changeAdministrator(config, ['op@example.test'])).toContain('Their suspension has ended.');
      expect(await isAdministrator()).toBe(true);
    });
  });

  test('says what it needs', async () => {
    const config = { databaseOwnerUrl: engine.urls.ownerUrl };
    await expect(changeAdministrator(config, ['nobody@example.test'])).rejects.toThrow('No account has');
    for (const argv of [[], ['me'], ['op@example.test', '--delete'], ['op@example.test', '--remove', 'now']])
      await expect(changeAdministrator(config, argv)).rejects.toThrow('Usage');
    await expect(changeAdministrator({ databaseOwnerUrl: undefined }, ['op@example.test'])).rejects.toThrow('DATABASE_OWNER_URL');
  });
});
