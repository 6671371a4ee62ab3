import { beforeEach, describe, expect, it } from 'vitest';
import { rollUpDays, workspaceStats } from '../../../../src/features/reports/stats/workspace-stats.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { looseSteps, makeJob, makeTenant, request, scopeOf, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
const dayOf = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const at = (ago: number): Date => new Date(`${dayOf(ago)}T00:00:00Z`);

beforeEach(async () => {
  tenant = await makeTenant(engine);
  await engine.owner(`update workspaces set created_at = $2 where id = $1`, [tenant.workspaceId, at(3)]);
});

/** A film of two minutes with a rendition, which ended so many days ago. */
async function film(ago: number, usd: number): Promise<string> {
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  for (const ms of [120_000, 120_000]) {
    await engine.owner(
      `insert into assets (id, workspace_id, job_id, kind, status, name, file_name, content_type, byte_size, duration_ms, storage_key)
       values ($1::uuid, $2, $3, 'VIDEO', 'READY', 'a film', 'a.mp4', 'video/mp4', 10, $4, $1::text)`,
      [newId(), tenant.workspaceId, jobId, ms],
    );
  }
  await engine.owner(
    `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state, cost, ended_at)
     values (gen_random_uuid(), $1, $2, gen_random_uuid(), 'k', 'SPEECH', 'p', 'm', false, 'DONE', jsonb_build_object('usd', $3::numeric),
       least($4::timestamptz + interval '11 hours', now()))`,
    [tenant.workspaceId, jobId, usd, at(ago)],
  );
  await engine.owner(`update job_steps set status = 'COMPLETED', finished_at = now(), dispatched_at = null where job_id = $1`, [jobId]);
  await engine.owner(
    `update jobs set status = 'COMPLETED', credits_charged = 3, finished_at = least($2::timestamptz + interval '12 hours', now()) where id = $1`,
    [jobId, at(ago)],
  );
  return jobId;
}

const stats = (from: Date, to: Date, actor = tenant.actor) =>
  request(engine, actor, (scope) => workspaceStats(scope, tenant.workspaceId, from, to));
const rollUp = () => rollUpDays(scopeOf(engine, { kind: 'system' }));
const tomorrow = new Date(Date.now() + 86_400_000);

describe('the stats of a workspace', () => {
  it('are the same before and after the days are stored, and today is live', async () => {
    await film(2, 0.25);
    await film(2, 0.5);
    await film(0, 0.01);
    const live = await stats(at(3), tomorrow);
    expect(live).toMatchObject({ videos: 3, minutes: 6, credits: 9, storageBytes: 60, providerCosts: 0.76 });
    expect(live.byDay.map(({ date, videos, minutes }) => [date, videos, minutes])).toEqual([
      ...[[dayOf(3), 0, 0] as const, [dayOf(2), 2, 4] as const, [dayOf(1), 0, 0] as const, [dayOf(0), 1, 2] as const],
    ]);
    expect(await rollUp()).toBeGreaterThan(0);
    expect(await stats(at(3), tomorrow)).toEqual(live);
    await film(0, 0);
    expect(await stats(at(3), tomorrow)).toMatchObject({ videos: 4 });
  });

  it('count a cost on the day on which its call ended, also while the job goes on', async () => {
    const jobId = await film(1, 0.25);
    await engine.owner(
      `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state, cost, ended_at)
       values (gen_random_uuid(), $1, $2, gen_random_uuid(), 'k', 'SPEECH', 'p', 'm', false, 'DONE', '{"usd": 2}', $3)`,
      [tenant.workspaceId, jobId, new Date(at(2).getTime() + 3_600_000)],
    );
    const running = await makeJob(engine, tenant, looseSteps(1));
    await engine.owner(
      `insert into provider_attempts (id, workspace_id, job_id, step_id, key, kind, provider, model, is_free, state, cost, ended_at)
       values (gen_random_uuid(), $1, $2, gen_random_uuid(), 'k', 'SPEECH', 'p', 'm', false, 'DONE', '{"usd": 4}', now())`,
      [tenant.workspaceId, running],
    );
    const costs = async () => (await stats(at(3), tomorrow)).byDay.map(({ providerCosts }) => providerCosts);
    expect(await costs()).toEqual([0, 2, 0.25, 4]);
    await rollUp();
    expect(await costs()).toEqual([0, 2, 0.25, 4]);
  });

  it('keep what was stored when jobs and files are deleted, and are stored once', async () => {
    const jobId = await film(2, 1);
    const [first, second] = await Promise.all([rollUp(), rollUp()]);
    await engine.owner('delete from jobs where id = $1', [jobId]);
    await rollUp();
    expect(await stats(at(2), at(0))).toMatchObject({ videos: 1, minutes: 2, credits: 3, providerCosts: 1 });
    const [rows] = await engine.owner('select count(*)::int as days from workspace_days where workspace_id = $1', [tenant.workspaceId]);
    // A day is stored ten minutes after its end.
    const days = new Date(Date.now() - 600_000).toISOString().slice(0, 10) === dayOf(0) ? 3 : 2;
    expect(rows).toEqual({ days });
    expect(first + second).toBeGreaterThanOrEqual(days);
    expect(await rollUp()).toBe(0);
  });

  it('are made up for after days without a worker', async () => {
    await film(3, 0);
    await rollUp();
    await engine.owner('delete from workspace_days where workspace_id = $1 and day > $2', [tenant.workspaceId, dayOf(3)]);
    await film(1, 0);
    await rollUp();
    expect((await stats(at(3), at(0))).byDay.map(({ videos }) => videos)).toEqual([1, 0, 1]);
  });

  it('count the views of films that were published in the range', async () => {
    const channelId = newId();
    await engine.owner(`insert into channels (id, workspace_id, target, name, external_id) values ($1, $2, 'YOUTUBE', 'Ours', 'c')`, [
      ...[channelId, tenant.workspaceId],
    ]);
    for (const [ago, views] of [[1, 5] as const, [1, 7] as const, [2, 100] as const, [1, null] as const]) {
      await engine.owner(
        `insert into publications (id, workspace_id, channel_id, title, description, requested_privacy, captions, made_for_kids, synthetic_media,
           published_at, views) values ($1, $2, $3, 'A film', '', 'PUBLIC', false, false, true, $4, $5)`,
        [newId(), tenant.workspaceId, channelId, at(ago), views],
      );
    }
    expect(await stats(at(1), at(0))).toMatchObject({ views: 12 });
  });

  it('have no days before the workspace and in the future', async () => {
    expect((await stats(at(300), at(4))).byDay).toEqual([]);
    expect((await stats(tomorrow, new Date(Date.now() + 3 * 86_400_000))).byDay.length).toBe(0);
    expect((await stats(at(0), new Date(at(0).getTime() + 1))).byDay).toHaveLength(1);
  });

  it('are empty for members of another workspace', async () => {
    await film(0, 0);
    const stranger = await makeTenant(engine);
    expect(await stats(at(3), tomorrow, stranger.actor)).toMatchObject({ videos: 0, byDay: [] });
  });

  it('are refused for a range that is empty or too long', async () => {
    expect(await refusal(() => stats(at(0), at(0)))).toMatchObject({ fields: { to: 'Must be later than `from`.' } });
    expect(await refusal(() => stats(at(400), at(0)))).toMatchObject({ fields: { to: 'Must be at most 366 days later than `from`.' } });
  });
});
