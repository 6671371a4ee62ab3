import { describe, expect, test } from 'vitest';
import type { AuditEventRow } from '../../../../src/features/audit/audit.entity.ts';
import type { AuditFilter } from '../../../../src/features/audit/audit.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { looseSteps, makeJob, makeTenant, useEngine, request, scopeOf, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();

const auditEventsOf = (tenant: Tenant, filter: AuditFilter = {}): Promise<readonly AuditEventRow[]> =>
  request(engine, tenant.actor, async (scope) => (await engine.audit.list(scope, tenant.workspaceId, { filter })).rows);

const input = (tenant: Tenant) => ({ workspaceId: tenant.workspaceId, prompt: 'Bread is very old.', idempotencyKey: 'once' });

describe('the audit log', () => {
  test('says who did what, from where, to what, in which request', async () => {
    const tenant = await makeTenant(engine, 'EDITOR');
    const client = { address: '203.0.113.9', userAgent: 'curl/8' };
    const scope = engine.database.scope({ actor: tenant.actor, requestId: 'the-request', client, signal: new AbortController().signal });
    const job = await engine.renders.generateVideo(scope, input(tenant));
    await scope.close();
    expect(await auditEventsOf(tenant)).toMatchObject([
      {
        action: 'generateVideo',
        subjectId: job.id,
        actorKind: 'PERSON',
        userId: tenant.userId,
        role: 'EDITOR',
        address: '203.0.113.9',
        userAgent: 'curl/8',
        requestId: 'the-request',
        before: null,
        after: { prompt: 'Bread is very old.' },
      },
    ]);
  });

  test('what only repeats an earlier answer leaves nothing', async () => {
    const tenant = await makeTenant(engine);
    for (let time = 0; time < 2; time += 1)
      await request(engine, tenant.actor, (scope) => engine.renders.generateVideo(scope, input(tenant)));
    expect(await auditEventsOf(tenant)).toHaveLength(1);
  });

  test('a change that is refused leaves nothing', async () => {
    const tenant = await makeTenant(engine, 'OWNER', 0);
    await expect(request(engine, tenant.actor, (scope) => engine.renders.generateVideo(scope, input(tenant)))).rejects.toThrow(/credits/);
    expect(await auditEventsOf(tenant)).toEqual([]);
  });

  test('stands in the transaction of the change: when it cannot be written, nothing is changed', async () => {
    const tenant = await makeTenant(engine);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    const endless = engine.database.scope({ actor: tenant.actor, requestId: 'zero \u0000', signal: new AbortController().signal });
    await expect(engine.jobs.cancel(endless, jobId)).rejects.toThrow();
    await endless.close();
    expect(await request(engine, tenant.actor, (scope) => engine.jobs.get(scope, jobId))).toMatchObject({ status: 'QUEUED' });
  });

  test('is found by action, person, thing and time', async () => {
    const tenant = await makeTenant(engine);
    const jobId = await makeJob(engine, tenant, looseSteps(1));
    await request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, jobId));
    await request(engine, tenant.actor, (scope) => engine.renders.generateVideo(scope, input(tenant)));
    const actions = async (filter: AuditFilter): Promise<string[]> => (await auditEventsOf(tenant, filter)).map(({ action }) => action);
    expect(await actions({})).toEqual(['generateVideo', 'cancelJob']);
    expect(await actions({ actions: ['cancelJob'] })).toEqual(['cancelJob']);
    expect(await actions({ subjectId: jobId })).toEqual(['cancelJob']);
    expect(await actions({ userId: newId() })).toEqual([]);
    expect(await actions({ to: new Date(Date.now() - 60_000) })).toEqual([]);
    await expect(actions({ subjectId: 'nothing' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'filter.subjectId' }],
    });
  });

  test('of another workspace is not there', async () => {
    const [tenant, stranger] = [await makeTenant(engine), await makeTenant(engine)];
    await request(engine, tenant.actor, (scope) => engine.renders.generateVideo(scope, input(tenant)));
    expect(await request(engine, stranger.actor, async (scope) => (await engine.audit.list(scope, tenant.workspaceId, {})).rows)).toEqual(
      [],
    );
  });

  test.each(['update audit_events set action = action', 'delete from audit_events', 'truncate audit_events'])(
    'refuses "%s" to the application and to the owner of the tables',
    async (statement) => {
      const tenant = await makeTenant(engine);
      await expect(scopeOf(engine, tenant.actor).tx((em) => em.execute(statement))).rejects.toThrow(/permission denied/);
      await expect(engine.owner(statement)).rejects.toThrow(/append-only/);
    },
  );
});
