import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { captionsOf } from '../../../../src/features/publishing/publications/film-captions.ts';
import { searchPause } from '../../../../src/features/publishing/targets/youtube/youtube-search.ts';
import { request, workerScope } from '../../../support/engine.ts';
import { ACCOUNT, CHUNK, usePublishing } from '../../../support/publishing.ts';
import { SCOPES } from '../../../support/vendors/google/youtube-state.ts';

const studio = usePublishing();
const MIB = 1024 ** 2;

/** Publishes a film of this size and returns its job; nothing has run yet. */
async function start(byteSize: number, input: object = {}) {
  const channelId = await studio.connect();
  const { id: assetId, sha256 } = await studio.film(byteSize);
  return { jobId: await studio.publish({ channelId, assetId, ...input }), channelId, assetId, sha256 };
}

const videosOf = (sha256: string) => studio.google.videos.filter((video) => video.sha256 === sha256);

describe('an upload', () => {
  test('makes one video with all bytes, what was asked for, and a publication that names it', async () => {
    const { jobId, sha256 } = await start(3 * CHUNK + 1_234, { title: 'Sky', description: 'Blue.', tags: ['sky'], privacy: 'UNLISTED' });
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'PROCESSING', publishedAt: null });
    studio.google.processAll();
    await studio.wait(jobId);
    await studio.work(jobId);
    const [video] = videosOf(sha256);
    expect(video).toMatchObject({ title: 'Sky', privacyStatus: 'unlisted', syntheticMedia: true, madeForKids: false });
    expect(await studio.publication(jobId)).toMatchObject({
      ...{ status: 'PUBLISHED', privacy: 'UNLISTED', warnings: [], views: 7, likes: 3, uploadSession: null },
      url: `https://www.youtube.com/watch?v=${video?.id}`,
    });
    expect(await studio.job(jobId)).toMatchObject({ status: 'COMPLETED' });
  });

  test('whose worker is killed 20 times makes one video with the right bytes', { timeout: 60_000 }, async () => {
    const { jobId, sha256 } = await start(40 * MIB + 77);
    const openedBefore = studio.google.uploads();
    let seed = 20_261_130;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let kills = 0; kills < 20; kills += 1) {
      // Some die between chunks: all bytes of the last one have arrived, and nobody knows.
      studio.google.failChunks({ cutAfter: random(3) === 0 ? CHUNK : random(CHUNK) });
      await studio.work(jobId, { isKilled: true });
      expect(videosOf(sha256)).toHaveLength(0);
    }
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(1);
    // The address of the upload was stored before its first byte, so one upload was enough.
    expect(studio.google.uploads() - openedBefore).toBe(1);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'PROCESSING', confirmedBytes: 40 * MIB + 77 });
  });

  test('continues with the byte that YouTube expects, when it kept fewer than were sent', async () => {
    const { jobId, sha256 } = await start(4 * CHUNK);
    studio.google.failChunks({ keep: 256 * 1024 + 5 }, { keep: 0 });
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(1);
  });

  test('whose final answer is lost is found, with and without its session', async () => {
    for (const isSessionGone of [false, true]) {
      const { jobId, sha256 } = await start(CHUNK, { title: `Lost ${isSessionGone}` });
      studio.google.failChunks('lose the answer');
      await studio.work(jobId);
      expect(await studio.job(jobId)).toMatchObject({ status: 'RUNNING', failure: null });
      if (isSessionGone) studio.google.endSessions();
      await studio.wait(jobId);
      await studio.work(jobId);
      expect(videosOf(sha256)).toHaveLength(1);
      expect((await studio.publication(jobId)).externalId).toBe(videosOf(sha256)[0]?.id);
    }
  });

  test('whose final answer is lost is found behind many later uploads, with the texts as YouTube stores them', async () => {
    const [title, description] = [' Caf\u0065\u0301  ', 'One.\r\nTwo. '];
    const { jobId, sha256 } = await start(CHUNK, { title, description });
    studio.google.failChunks('lose the answer');
    await studio.work(jobId);
    studio.google.endSessions();
    const [lost] = videosOf(sha256);
    expect(lost).toMatchObject({ title: 'Caf\u00e9', description: 'One.\nTwo.' });
    studio.google.addVideos(ACCOUNT.channelId ?? '', 120);
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(1);
    expect((await studio.publication(jobId)).externalId).toBe(lost?.id);
  });

  test('of two films with the same title, whose answers are both lost, are given a video each', async () => {
    const channelId = await studio.connect();
    const films = [await studio.film(CHUNK), await studio.film(CHUNK)];
    const jobs: string[] = [];
    for (const { id: assetId } of films) jobs.push(await studio.publish({ channelId, assetId, title: 'Twice' }));
    for (const jobId of jobs) {
      studio.google.failChunks('lose the answer');
      await studio.work(jobId);
      await studio.wait(jobId);
    }
    studio.google.endSessions();
    // The first search waits: the other upload counts as open until its own worker finds that it has ended.
    await studio.work(jobs[0] ?? '');
    expect((await studio.publication(jobs[0] ?? '')).externalId).toBeNull();
    await studio.work(jobs[1] ?? '');
    for (const jobId of jobs) await studio.wait(jobId);
    await Promise.all(jobs.map((jobId) => studio.work(jobId)));
    const given = await Promise.all(jobs.map(async (jobId) => (await studio.publication(jobId)).externalId));
    expect(new Set(given).size).toBe(2);
    expect(given).not.toContain(null);
    expect(films.map(({ sha256 }) => videosOf(sha256).length)).toEqual([1, 1]);
  });

  test.each([' Caf\u0065\u0301  ', 'a\r\n\tb', '\u00a0x\u3000\u2003y\ufeff', 'Title', 'title', '\u200bzero'])(
    'of %j is compared by the database as by the search',
    async (title) => {
      const [row] = await studio.engine.owner<{ title: string }>('select comparable_title($1) as title', [title]);
      expect(row?.title).toBe(title.normalize('NFC').replaceAll(/\s+/gu, ' ').trim());
    },
  );

  test('is searched after ever longer pauses', () => {
    expect([0, 400_000, 3_600_000, 86_400_000].map(searchPause)).toEqual([60_000, 100_000, 900_000, 1_800_000]);
  });

  test('that had found the video of another one, before videos were unique, fails with the upgrade', async () => {
    const jobs = [(await start(CHUNK, { title: 'Kept' })).jobId, (await start(CHUNK, { title: 'Without a video' })).jobId];
    for (const jobId of jobs) await studio.work(jobId);
    const [kept = '', lost = ''] = jobs;
    const { engine } = studio;
    await engine.owner(`update publications set external_id = null, status = 'PUBLISHED' where job_id = $1`, [lost]);
    const [up = ''] = readFileSync('migrations/0057_lost_uploads.sql', 'utf8').split('-- migrate:down');
    await engine.owner(up.slice(up.indexOf('update publications')));
    expect(await studio.publication(lost)).toMatchObject({ status: 'FAILED', url: null, failure: { code: 'VIDEO_REJECTED' } });
    expect(await studio.publication(kept)).toMatchObject({ status: 'PROCESSING', failure: null });
  });

  test('whose session ended halfway begins again, after the uploads of the channel were searched', async () => {
    const { jobId, sha256 } = await start(3 * CHUNK);
    studio.google.failChunks({ cutAfter: CHUNK });
    await studio.work(jobId);
    studio.google.endSessions();
    await studio.wait(jobId);
    const before = studio.google.requests.length;
    await studio.work(jobId);
    expect(studio.google.requests.slice(before)).toContain('GET /youtube/v3/playlistItems');
    expect(videosOf(sha256)).toHaveLength(1);
  });

  test('of a film that is deleted meanwhile still ends', async () => {
    const { jobId, assetId, sha256 } = await start(2 * CHUNK);
    await studio.engine.owner(`update assets set status = 'DELETED', deleted_at = now() where id = $1`, [assetId]);
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(1);
  });

  test('whose grant was withdrawn fails with RECONNECT_NEEDED, and continues after the channel is connected again', async () => {
    const { jobId, channelId, sha256 } = await start(3 * CHUNK);
    studio.google.failChunks({ cutAfter: CHUNK });
    await studio.work(jobId);
    studio.google.withdraw();
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(await studio.job(jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'RECONNECT_NEEDED' } });
    expect(await studio.publication(jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'RECONNECT_NEEDED' } });
    const { engine, tenant } = studio;
    const channel = () => request(engine, tenant.actor, (scope) => engine.channels.get(scope, channelId));
    expect(await channel()).toMatchObject({ status: 'RECONNECT_NEEDED', reconnectReason: 'GRANT_REVOKED' });
    expect(await studio.connect()).toBe(channelId);
    expect(await channel()).toMatchObject({ status: 'CONNECTED', reconnectReason: null });
    await request(engine, tenant.actor, (scope) => engine.jobs.retry(scope, { id: jobId }));
    const opened = studio.google.requests.length;
    await studio.work(jobId);
    expect(studio.google.requests.slice(opened)).not.toContain('POST /upload/youtube/v3/videos');
    expect(videosOf(sha256)).toHaveLength(1);
  });

  test('renews an expired token once', async () => {
    const { jobId } = await start(CHUNK);
    studio.google.expireTokens();
    const before = studio.google.tokenCalls.length;
    await studio.work(jobId);
    expect(studio.google.tokenCalls.slice(before)).toEqual(['refresh_token']);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'PROCESSING' });
  });
});

describe('a quota that is used up', () => {
  const ledger = () => studio.engine.owner<{ quota: string; used: number }>('select quota, used from api_quotas order by quota');

  test('of uploads defers the job to midnight in Pacific time, and it continues then', async () => {
    const { jobId, sha256 } = await start(CHUNK);
    studio.google.quota.uploads = 0;
    await studio.work(jobId);
    const waiting = await studio.publication(jobId);
    expect(waiting.status).toBe('DEFERRED');
    expect(await studio.job(jobId)).toMatchObject({ status: 'RUNNING', failure: null });
    const hour = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/Los_Angeles',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
    expect(hour.format(waiting.deferredUntil ?? new Date(1))).toBe('00:00');
    expect(await ledger()).toContainEqual({ quota: 'UPLOADS', used: 100 });
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(0);
    await studio.midnight();
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(1);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'PROCESSING', deferredUntil: null });
  });

  test('spreads a series of films over the days, and each becomes public at its own time', async () => {
    const channelId = await studio.connect();
    const hour = 3_600_000;
    const first = Date.now() + 7 * 24 * hour;
    const jobs: { readonly jobId: string; readonly sha256: string; readonly publishAt: Date }[] = [];
    for (let position = 0; position < 5; position += 1) {
      const { id: assetId, sha256 } = await studio.film(CHUNK);
      const publishAt = new Date(first + position * 6 * hour);
      jobs.push({ jobId: await studio.publish({ channelId, assetId, title: `Part ${position}`, publishAt }), sha256, publishAt });
    }
    const uploaded = () => jobs.filter(({ sha256 }) => videosOf(sha256).length === 1).length;
    const days: number[] = [];
    for (let day = 0; day < 3; day += 1) {
      studio.google.quota.uploads = 2;
      for (const { jobId } of jobs) await studio.work(jobId);
      days.push(uploaded());
      await studio.midnight();
    }
    expect(days).toEqual([2, 4, 5]);
    studio.google.processAll();
    for (const { jobId } of jobs) await studio.work(jobId);
    for (const { jobId, sha256, publishAt } of jobs) {
      expect(await studio.publication(jobId)).toMatchObject({ status: 'SCHEDULED', publishAt });
      expect(videosOf(sha256)).toMatchObject([{ privacyStatus: 'private', publishAt: publishAt.toISOString() }]);
    }
  });

  test('by the ledger sends no call at all', async () => {
    const { jobId } = await start(CHUNK);
    await studio.engine.owner(
      `insert into api_quotas select 'youtube ' || $1, 'UPLOADS', (now() at time zone 'America/Los_Angeles')::date, 100`,
      [studio.google.clientId.split('-')[0]],
    );
    const before = studio.google.uploads();
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'DEFERRED' });
    expect(studio.google.uploads()).toBe(before);
  });

  test('no longer shows once the upload continues', async () => {
    const { jobId } = await start(3 * CHUNK);
    studio.google.failChunks({ status: 400, reason: 'uploadLimitExceeded' });
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'DEFERRED' });
    await studio.engine.owner('update channels set uploads_blocked_until = null', []);
    studio.google.failChunks({ keep: CHUNK }, { status: 503, reason: 'backendError' });
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'UPLOADING', deferredUntil: null });
  });

  test('is not marked as used up by a chunk that YouTube answers with 429, or a start that it takes for a repeated one', async () => {
    const { jobId, sha256 } = await start(2 * CHUNK);
    studio.google.fail('/upload/youtube/v3/videos', { status: 409, reason: 'alreadyExists' });
    await studio.work(jobId);
    studio.google.failChunks({ status: 429, reason: 'rateLimitExceeded' });
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'UPLOADING', deferredUntil: null });
    expect(await studio.job(jobId)).toMatchObject({ status: 'RUNNING', failure: null });
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(videosOf(sha256)).toHaveLength(1);
  });

  test('is not used up by calls that YouTube cannot have counted', async () => {
    const { jobId } = await start(CHUNK);
    for (const fault of [
      { status: 503, reason: 'backendError' },
      { status: 500, reason: 'internalError' },
    ]) {
      studio.google.fail('/upload/youtube/v3/videos', fault);
      await studio.work(jobId);
      await studio.wait(jobId);
    }
    // Another worker renews the token: the step waits before it takes a unit, or gives it back.
    await studio.engine.owner(`update channels set refreshing_until = now() + interval '1 minute'`, []);
    studio.google.expireTokens();
    await studio.work(jobId);
    expect(await ledger()).not.toContainEqual(expect.objectContaining({ quota: 'UPLOADS', used: 1 }));
    await studio.engine.owner('update channels set refreshing_until = null', []);
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(await ledger()).toContainEqual({ quota: 'UPLOADS', used: 1 });
  });

  test('of units defers captions alone, and the film is published meanwhile', async () => {
    const { channelId, assetId } = await start(CHUNK);
    const [film] = await studio.engine.owner<{ job_id: string }>(
      `insert into jobs (id, workspace_id, type, title, input, status, spec, created_at)
       values (gen_random_uuid(), $1, 'VIDEO', 'A film', '{}', 'COMPLETED', '{"language":"de"}', now()) returning id as job_id`,
      [studio.tenant.workspaceId],
    );
    await studio.engine.owner('update assets set job_id = $1 where id = $2', [film?.job_id, assetId]);
    const { id: captions } = await studio.film(100);
    await studio.engine.owner(`update assets set job_id = $1, kind = 'CAPTION', role = 'CAPTIONS' where id = $2`, [film?.job_id, captions]);
    const { id: others } = await studio.film(100);
    await studio.engine.owner(
      `update assets set job_id = $1, kind = 'CAPTION', role = 'CAPTIONS', format = 1, created_at = now() - interval '1 hour' where id = $2`,
      [film?.job_id, others],
    );
    const found = (format: number) => workerScope(studio.engine, studio.tenant).tx((em) => captionsOf(em, { jobId: film?.job_id, format }));
    expect([(await found(0))?.id, (await found(1))?.id, await found(2)]).toEqual([captions, others, undefined]);
    const jobId = await studio.publish({ channelId, assetId, title: 'With captions' });
    await studio.engine.owner(
      `insert into api_quotas select 'youtube ' || $1, 'UNITS', (now() at time zone 'America/Los_Angeles')::date, 9900
       on conflict (account, quota, day) do update set used = 9900`,
      [studio.google.clientId.split('-')[0]],
    );
    studio.google.processAll();
    await studio.work(jobId);
    studio.google.processAll();
    await studio.engine.owner(`update job_steps set backoff_until = null where job_id = $1 and name = 'PROCESSING'`, [jobId]);
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await studio.job(jobId)).toMatchObject({ status: 'RUNNING' });
    expect((await studio.publication(jobId)).deferredUntil).not.toBeNull();
    await studio.midnight();
    await studio.work(jobId);
    expect(await studio.job(jobId)).toMatchObject({ status: 'COMPLETED' });
    expect(await studio.publication(jobId)).toMatchObject({ deferredUntil: null });
    const video = studio.google.videos.find(({ title }) => title === 'With captions');
    expect(video?.captions.map(({ language }) => language)).toEqual(['de']);
  });

  test('of the channel itself stops its other uploads too', async () => {
    const { jobId, channelId, assetId } = await start(CHUNK);
    studio.google.fail('/upload/youtube/v3/videos', { status: 400, reason: 'uploadLimitExceeded' });
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'DEFERRED' });
    const another = await studio.publish({ channelId, assetId });
    const before = studio.google.uploads();
    await studio.work(another);
    expect(studio.google.uploads()).toBe(before);
  });
});

describe('what YouTube refuses besides the film', () => {
  test('becomes a warning, and the film is published', async () => {
    const channelId = await studio.connect({ channelId: 'UC-unverified', title: 'New', isVerified: false });
    const [{ id: assetId }, { id: thumbnailAssetId }] = [await studio.film(CHUNK), await studio.film(1_000)];
    await studio.engine.owner(`update assets set kind = 'IMAGE', content_type = 'image/png' where id = $1`, [thumbnailAssetId]);
    const jobId = await studio.publish({ channelId, assetId, thumbnailAssetId, playlistId: 'PL-does-not-exist' });
    await studio.work(jobId);
    expect((await studio.publication(jobId)).warnings.toSorted()).toEqual(['PLAYLIST_REFUSED', 'THUMBNAIL_REFUSED']);
    studio.google.processAll('rejected', 'duplicate');
    await studio.wait(jobId);
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'VIDEO_REJECTED' } });
  });

  test('is not asked for with a channel that has only the rights to upload and read', async () => {
    const channelId = await studio.connect({ channelId: 'UC-few', title: 'Few' }, [SCOPES.upload, SCOPES.read]);
    const { id: assetId } = await studio.film(CHUNK);
    await expect(studio.publish({ channelId, assetId, playlistId: 'PL0123456789' })).rejects.toThrow(/PLAYLIST/);
  });
});
