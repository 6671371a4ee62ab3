import { beforeEach, describe, expect, test } from 'vitest';
import { workspaceStats } from '../../../../src/features/reports/stats/workspace-stats.read.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { lettersTo } from '../../../support/emails.ts';
import { request, scopeOf } from '../../../support/engine.ts';
import { ACCOUNT, CHUNK, usePublishing } from '../../../support/publishing.ts';
import { makeMember } from '../../../support/world.ts';

const studio = usePublishing();

/** Publishes a film of this size and returns its job; nothing has run yet. */
async function start(byteSize = CHUNK, account = ACCOUNT) {
  const channelId = await studio.connect(account);
  const { id: assetId } = await studio.film(byteSize);
  return { jobId: await studio.publish({ channelId, assetId }), channelId };
}

/** Changes of the tenant's channels and publications, in order. */
const changes = async (): Promise<string[]> =>
  (
    await studio.engine.owner<{ change: string }>(
      `select type || ' ' || action as change from workspace_events
       where workspace_id = $1 and type in ('CHANNEL', 'PUBLICATION') order by xact, id`,
      [studio.tenant.workspaceId],
    )
  ).map(({ change }) => change);

test('a publication and its channel are events with each change that people see, and with no other', async () => {
  const { jobId, channelId } = await start(3 * CHUNK);
  expect(await changes()).toEqual(['CHANNEL CREATED', 'PUBLICATION CREATED']);
  studio.google.expireTokens();
  await studio.work(jobId);
  // UPLOADING and PROCESSING; neither three chunks nor the renewed token.
  expect((await changes()).slice(2)).toEqual(Array(2).fill('PUBLICATION UPDATED'));
  studio.google.processAll();
  await studio.wait(jobId);
  await studio.work(jobId);
  expect((await studio.publication(jobId)).status).toBe('PUBLISHED');
  expect((await changes()).slice(4)).toEqual(['PUBLICATION UPDATED']);
  await request(studio.engine, studio.tenant.actor, (scope) => studio.engine.channels.disconnect(scope, channelId));
  expect((await changes()).slice(5)).toEqual(['CHANNEL DELETED']);
});

test('a publication that fails with its channel is an event of both, and news for owners and administrators alone', async () => {
  const { jobId, channelId } = await start();
  const { engine, tenant } = studio;
  const admin = await makeMember(engine, tenant, 'ADMIN');
  await makeMember(engine, tenant, 'EDITOR');
  await engine.owner(`update users set locale = 'de', email_verified_at = now() where id = $1`, [admin.userId]);
  studio.google.withdraw();
  studio.google.expireTokens();
  await studio.work(jobId);
  expect(await studio.publication(jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'RECONNECT_NEEDED' } });
  expect((await changes()).slice(2)).toEqual(['CHANNEL UPDATED', 'PUBLICATION UPDATED']);
  const [event] = await studio.engine.owner<{ subject_id: string }>(
    `select subject_id from workspace_events where workspace_id = $1 and type = 'PUBLICATION' order by xact desc, id desc limit 1`,
    [studio.tenant.workspaceId],
  );
  expect(event?.subject_id).toBe((await studio.publication(jobId)).id);
  const told = await engine.owner<{ user_id: string; subject_id: string }>(
    `select user_id, subject_id from notifications where workspace_id = $1 and kind = 'CHANNEL_RECONNECT_NEEDED'`,
    [tenant.workspaceId],
  );
  expect(new Set(told.map(({ user_id: userId }) => userId))).toEqual(new Set([tenant.userId, admin.userId]));
  expect(new Set(told.map(({ subject_id: subjectId }) => subjectId))).toEqual(new Set([channelId]));
  const [user] = await engine.owner<{ email: string }>('select email from users where id = $1', [admin.userId]);
  const [mail, ...others] = await lettersTo(engine, user?.email ?? '');
  expect(others).toEqual([]);
  expect(mail?.subject).toMatch(/Kanal/);
});

describe('views', () => {
  const refresh = (): Promise<number> => studio.engine.filmStatistics.refresh(scopeOf(studio.engine, { kind: 'anonymous' }), silentLog);
  /** Publishes a film and runs everything. */
  async function published(account = ACCOUNT) {
    const { jobId, channelId } = await start(CHUNK, account);
    await studio.work(jobId);
    studio.google.processAll();
    await studio.wait(jobId);
    await studio.work(jobId);
    return { jobId, channelId, videoId: (await studio.publication(jobId)).externalId ?? '' };
  }
  const seen = (videoId: string, views: number, likes?: number): void =>
    void Object.assign(studio.google.videos.find(({ id }) => id === videoId) ?? {}, { views, likes });
  /** So long ago was everything published, and read. */
  const pass = (age: string) =>
    studio.engine.owner(`update publications set published_at = now() - $2::interval, statistics_due_at = null where workspace_id = $1`, [
      studio.tenant.workspaceId,
      age,
    ]);
  const reads = (): number => studio.google.requests.filter((line) => line === 'GET /youtube/v3/videos').length;
  /** Hours until the film is read again. */
  const hoursUntilNext = async (jobId: string): Promise<number> =>
    Math.round((((await studio.publication(jobId)).statisticsDueAt?.getTime() ?? 0) - Date.now()) / 3_600_000);
  const used = async (): Promise<number> =>
    (await studio.engine.owner<{ used: number }>(`select used from api_quotas where quota = 'UNITS'`))[0]?.used ?? 0;

  beforeEach(async () => {
    // Films of other tests are due too.
    await studio.engine.owner(`update publications set statistics_due_at = now() + interval '1 year'`);
  });

  test('of a film grow with YouTube: every hour at first, then every day, and not after 90 days', async () => {
    const { jobId, videoId } = await published();
    seen(videoId, 120, 9);
    const before = await used();
    const events = await changes();
    expect(await refresh()).toBe(1);
    expect(await changes()).toEqual(events);
    expect((await used()) - before).toBe(1);
    expect(await studio.publication(jobId)).toMatchObject({ views: 120, likes: 9 });
    expect(await hoursUntilNext(jobId)).toBe(1);
    expect(await refresh()).toBe(0);
    await pass('4 days');
    seen(videoId, 5_000_000_000);
    expect(await refresh()).toBe(1);
    expect(await studio.publication(jobId)).toMatchObject({ views: 5_000_000_000 });
    expect(await hoursUntilNext(jobId)).toBe(24);
    const { workspaceId, actor } = studio.tenant;
    const to = new Date();
    const from = new Date(to.getTime() - 10 * 86_400_000);
    const stats = await request(studio.engine, actor, (scope) => workspaceStats(scope, workspaceId, from, to));
    expect(stats.views).toBe(5_000_000_000);
    await pass('91 days');
    expect(await refresh()).toBe(0);
  });

  test('of 60 films of a channel cost two units, and a film that is deleted at YouTube keeps its last ones', async () => {
    const { jobId, videoId } = await published();
    await studio.engine.owner(
      `insert into publications (id, workspace_id, channel_id, title, description, requested_privacy, captions, made_for_kids, synthetic_media,
         status, external_id, published_at, views)
       select uuidv7(), workspace_id, channel_id, title, description, requested_privacy, captions, made_for_kids, synthetic_media,
         status, 'deleted-' || n, published_at, 5
       from publications, generate_series(1, 59) n where external_id = $1`,
      [videoId],
    );
    seen(videoId, 11);
    const before = [reads(), await used()] as const;
    expect(await refresh()).toBe(1);
    expect([reads() - before[0], (await used()) - before[1]]).toEqual([2, 2]);
    expect((await studio.publication(jobId)).views).toBe(11);
    const [rest] = await studio.engine.owner<{ films: number; undated: number }>(
      `select count(*)::int as films, count(*) filter (where statistics_at is null)::int as undated
       from publications where workspace_id = $1 and views = 5`,
      [studio.tenant.workspaceId],
    );
    expect(rest).toEqual({ films: 59, undated: 59 });
  });

  test('wait while half of the daily units are used, which are for captions and thumbnails', async () => {
    await published();
    await studio.engine.owner(`update api_quotas set used = 5000 where quota = 'UNITS'`);
    const before = reads();
    expect(await refresh()).toBe(0);
    expect(reads()).toBe(before);
    await studio.engine.owner(`update api_quotas set day = day - 1`);
    expect(await refresh()).toBe(1);
  });

  test('of a channel whose call fails wait for an hour, and hold up no other', async () => {
    const films = [await published(), await published({ channelId: 'UC-other', title: 'Other' })];
    for (const { videoId } of films) seen(videoId, 20);
    studio.google.fail('/youtube/v3/videos', { status: 503, reason: 'backendError' });
    expect(await refresh()).toBe(1);
    const after = await Promise.all(films.map(({ jobId }) => studio.publication(jobId)));
    expect(new Set(after.map(({ views }) => views))).toEqual(new Set([20, 7]));
    expect(await Promise.all(films.map(({ jobId }) => hoursUntilNext(jobId)))).toEqual([1, 1]);
    await studio.engine.owner('update publications set statistics_due_at = null where workspace_id = $1', [studio.tenant.workspaceId]);
    expect(await refresh()).toBe(2);
  });

  test('of a channel whose grant has ended notify its administrators, once', async () => {
    const { channelId } = await published();
    studio.google.withdraw();
    studio.google.expireTokens();
    expect(await refresh()).toBe(0);
    await pass('1 hour');
    expect(await refresh()).toBe(0);
    const told = await studio.engine.owner(`select user_id, kind, subject_id from notifications where workspace_id = $1`, [
      studio.tenant.workspaceId,
    ]);
    expect(told).toEqual([{ user_id: studio.tenant.userId, kind: 'CHANNEL_RECONNECT_NEEDED', subject_id: channelId }]);
  });
});
