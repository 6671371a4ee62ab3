import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { purgeWorkspaces } from '../../../../src/app/maintenance/purge-workspaces.ts';
import { Postponed } from '../../../../src/features/jobs/steps/step-handler.ts';
import { encryptCredentials } from '../../../../src/features/publishing/channels/channel-credentials.ts';
import { ApiQuotas } from '../../../../src/features/publishing/quotas/api-quotas.service.ts';
import { ChannelService } from '../../../../src/features/publishing/channels/channel.service.ts';
import type { ReelwrightError } from '../../../../src/kernel/errors.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { BucketClient } from '../../../../src/platform/bucket/bucket-client.ts';
import type { Mutations } from '../../../../src/platform/mutation/mutations.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { makeSignedIn, request, scopeOf, workerScope, type Tenant } from '../../../support/engine.ts';
import { ACCOUNT, CHUNK, PAGE, usePublishing } from '../../../support/publishing.ts';
import { SCOPES } from '../../../support/vendors/google/youtube-state.ts';

const studio = usePublishing();

const start = (redirectUri = PAGE, { actor, workspaceId }: Tenant = studio.tenant) =>
  request(studio.engine, actor, (scope) => studio.engine.youtubeConnections.start(scope, { workspaceId, redirectUri }));

const complete = (input: { readonly code: string; readonly state: string }, { actor }: Tenant = studio.tenant) =>
  request(studio.engine, actor, (scope) => studio.engine.youtubeConnections.complete(scope, input));

/** The values with which Google sends the browser back. */
async function consented(account = ACCOUNT, scopes?: readonly string[]) {
  const back = studio.google.consent((await start()).url, account, scopes).searchParams;
  return { code: back.get('code') ?? '', state: back.get('state') ?? '' };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ code, fields, message }: ReelwrightError) => ({ code, path: fields?.[0]?.path, message }),
  );

const channels = () =>
  request(studio.engine, studio.tenant.actor, (scope) => studio.engine.channels.list(scope, studio.tenant.workspaceId));

describe('connecting a channel at YouTube', () => {
  test('asks for lasting access with PKCE, and stores what was granted', async () => {
    const { url } = await start();
    const asked = new URL(url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true', code_challenge_method: 'S256' },
      redirect_uri: 'http://studio.test/oauth/youtube/callback',
    });
    const channel = await complete(await consented());
    expect(channel).toMatchObject({ target: 'YOUTUBE', name: 'One channel', status: 'CONNECTED' });
    expect(channel.features.toSorted()).toEqual(['CAPTIONS', 'PLAYLIST', 'SCHEDULE', 'STATISTICS', 'THUMBNAIL', 'UPLOAD']);
    expect(await channels()).toHaveLength(1);
  });

  test('lacks what was not granted, and is refused without the rights to upload and read', async () => {
    const channel = await complete(await consented(ACCOUNT, [SCOPES.upload, SCOPES.read]));
    expect(channel.features).not.toContain('CAPTIONS');
    const useless = await refusal(complete(await consented(ACCOUNT, [SCOPES.read])));
    expect(useless).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.code' });
    expect(useless?.message).toContain(SCOPES.upload);
    // Google would end the grant of the channel that is connected, too.
    expect(studio.google.requests).not.toContain('POST /revoke');
  });

  test('says UNAVAILABLE while YouTube has an outage, and ends no grant', async () => {
    const channelId = await studio.connect();
    studio.google.fail('/youtube/v3/channels', { status: 503, reason: 'backendError' });
    expect(await refusal(complete(await consented()))).toMatchObject({ code: 'UNAVAILABLE' });
    studio.google.fail('/youtube/v3/channels', { status: 403, reason: 'quotaExceeded' });
    expect(await refusal(complete(await consented()))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(studio.google.requests).not.toContain('POST /revoke');
    expect(await studio.connect()).toBe(channelId);
  });

  test('refuses a missing, reused, stale and foreign state, and uses none up for somebody else', async () => {
    const wrong = { code: 'BAD_USER_INPUT', path: 'input.state' };
    const first = await consented();
    expect(await refusal(complete({ ...first, state: '' }))).toMatchObject(wrong);
    const stranger = await makeSignedIn(studio.engine);
    expect(await refusal(complete(first, stranger))).toMatchObject(wrong);
    const sameUser = { ...studio.tenant, actor: { ...studio.tenant.actor, sessionId: stranger.actor.sessionId } };
    expect(await refusal(complete(first, sameUser))).toMatchObject(wrong);
    await complete(first);
    expect(await refusal(complete(first))).toMatchObject(wrong);
    const late = await consented();
    await studio.engine.owner(`update channel_authorizations set expires_at = now() - interval '1 second'`);
    expect(await refusal(complete(late))).toMatchObject(wrong);
  });

  test('refuses the code of another authorization, whose verifier differs, and a replayed one', async () => {
    const [one, another] = [await consented(), await consented()];
    expect(await refusal(complete({ code: another.code, state: one.state }))).toMatchObject({ path: 'input.code' });
    expect(await refusal(complete(another))).toMatchObject({ path: 'input.code' });
  });

  test('refuses pages of other origins, an account without a channel, and API keys', async () => {
    for (const page of ['https://elsewhere.test/', 'http://studio.test@elsewhere.test/', 'not a URL', 'javascript:alert(1)'])
      expect(await refusal(start(page))).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.redirectUri' });
    const none = await refusal(complete(await consented({ channelId: undefined, title: 'None' })));
    expect(none?.message).toContain('no YouTube channel');
    // A grant that is of no use is given back.
    expect(studio.google.requests.at(-1)).toBe('POST /revoke');
    const key = { kind: 'key', keyId: 'k', createdBy: studio.tenant.userId, memberships: studio.tenant.actor.memberships } as const;
    const actor = { ...key, expiresAt: new Date(Date.now() + 60_000) };
    const byKey = request(studio.engine, actor, (scope) =>
      studio.engine.youtubeConnections.start(scope, { workspaceId: studio.tenant.workspaceId, redirectUri: PAGE }),
    );
    expect(await refusal(byKey)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('sends the browser on to the page of the client, for a state that it knows', async () => {
    const { state } = await start();
    const scope = studio.engine.database.systemScope(AbortSignal.timeout(10_000));
    const page = (text: string) => studio.engine.youtubeConnections.pageOf(scope, text);
    expect(await page(state)).toBe(PAGE);
    expect(await page(`${state}x`)).toBeUndefined();
  });
});

test('a late refusal of an earlier token does not mark a channel that was connected again', async () => {
  const channelId = await studio.connect();
  const [worker, { access }] = [workerScope(studio.engine, studio.tenant), studio.engine.publishTools];
  const earlier = await access.youtubeToken(worker, channelId);
  await studio.connect();
  const late = access.tokenRefused(worker, channelId, earlier, 'GRANT_REVOKED');
  await expect(late).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
  const current = await access.youtubeToken(worker, channelId);
  await expect(access.tokenRefused(worker, channelId, current, 'GRANT_REVOKED')).rejects.toMatchObject({ code: 'RECONNECT_NEEDED' });
});

test('two workers that renew a token at the same moment ask Google once', async () => {
  const channelId = await studio.connect();
  studio.google.expireTokens();
  const expired = await tokenOf(channelId);
  const [{ access }, before] = [studio.engine.publishTools, studio.google.tokenCalls.length];
  const renewals = await Promise.allSettled(
    Array.from({ length: 8 }, () => access.youtubeToken(workerScope(studio.engine, studio.tenant), channelId, expired)),
  );
  expect(studio.google.tokenCalls.slice(before)).toEqual(['refresh_token']);
  const current = await tokenOf(channelId);
  expect(current).not.toBe(expired);
  for (const one of renewals)
    if (one.status === 'fulfilled') expect(one.value).toBe(current);
    else expect(one.reason).toBeInstanceOf(Postponed);
  expect(renewals.some(({ status }) => status === 'fulfilled')).toBe(true);
});

const tokenOf = (channelId: string) => studio.engine.publishTools.access.youtubeToken(workerScope(studio.engine, studio.tenant), channelId);

describe('disconnecting', () => {
  test('ends the grant and deletes the tokens, and a job that waits fails', async () => {
    const channelId = await studio.connect({ channelId: 'UC-alone', title: 'Alone' });
    const { id: assetId } = await studio.film(CHUNK);
    const jobId = await studio.publish({ channelId, assetId });
    const { engine, tenant, google } = studio;
    await request(engine, tenant.actor, (scope) => engine.channels.disconnect(scope, channelId));
    expect(google.requests.at(-1)).toBe('POST /revoke');
    expect(await engine.owner('select credentials from channels where id = $1', [channelId])).toEqual([{ credentials: null }]);
    expect(await channels()).toEqual([]);
    await studio.work(jobId);
    expect(await studio.job(jobId)).toMatchObject({ status: 'FAILED', failure: { code: 'CHANNEL_GONE' } });
  });

  test('ends a grant that only a deleted workspace uses besides', async () => {
    const account = { channelId: 'UC-deleted', title: 'Deleted' };
    await studio.connect(account);
    const { tenant, engine, google } = studio;
    await request(engine, tenant.actor, (scope) => engine.workspaces.delete(scope, tenant.workspaceId));
    Object.assign(studio, { tenant: await makeSignedIn(engine) });
    const ours = await studio.connect(account);
    await request(engine, studio.tenant.actor, (scope) => engine.channels.disconnect(scope, ours));
    expect(google.requests.at(-1)).toBe('POST /revoke');
  });

  test('keeps a grant that another workspace uses', async () => {
    const channelId = await studio.connect();
    const { tenant } = studio;
    Object.assign(studio, { tenant: await makeSignedIn(studio.engine) });
    const theirs = await studio.connect();
    await request(studio.engine, tenant.actor, (scope) => studio.engine.channels.disconnect(scope, channelId));
    const { id: assetId } = await studio.film(CHUNK);
    const jobId = await studio.publish({ channelId: theirs, assetId });
    await studio.work(jobId);
    expect(await studio.publication(jobId)).toMatchObject({ status: 'PROCESSING' });
  });
});

describe('the purge of a workspace', () => {
  const purge = () =>
    purgeWorkspaces(scopeOf(studio.engine, { kind: 'system' }), { storage: studio.storage, channels: studio.engine.channels }, silentLog);
  const revokes = () => studio.google.requests.filter((line) => line === 'POST /revoke').length;
  const isGone = async () => (await studio.engine.owner('select from workspaces where id = $1', [studio.tenant.workspaceId])).length === 0;
  /** The workspace was deleted so long ago that this much time has passed since it could be restored. */
  const deleted = async (since: string): Promise<void> => {
    const { engine, tenant } = studio;
    await request(engine, tenant.actor, (scope) => engine.workspaces.delete(scope, tenant.workspaceId));
    await engine.owner('update workspaces set restorable_until = now() - $2::interval where id = $1', [tenant.workspaceId, since]);
  };

  test('ends its grants before its rows are deleted, and waits while Google does not answer', async () => {
    await studio.connect({ channelId: 'UC-purged', title: 'Purged' });
    const before = revokes();
    await deleted('2 hours');
    studio.google.failRevocation(503);
    await purge();
    expect(await isGone()).toBe(false);
    studio.google.failRevocation(undefined);
    await purge();
    expect(await isGone()).toBe(true);
    expect(revokes() - before).toBe(2);
  });

  test('asks Google for every grant, also when one cannot be ended', async () => {
    await studio.connect({ channelId: 'UC-first', title: 'First' });
    await studio.connect({ channelId: 'UC-second', title: 'Second' });
    const before = revokes();
    await deleted('2 hours');
    studio.google.failRevocation(503);
    await purge();
    studio.google.failRevocation(undefined);
    expect(revokes() - before).toBe(2);
    await purge();
    expect(await isGone()).toBe(true);
  });

  test('is not held up for more than a week by Google', async () => {
    await studio.connect({ channelId: 'UC-overdue', title: 'Overdue' });
    await deleted('8 days');
    studio.google.failRevocation(503);
    await purge();
    studio.google.failRevocation(undefined);
    expect(await isGone()).toBe(true);
  });
});

describe('a bucket', () => {
  const connect = (input: object = {}) => {
    const { accessKey, secretKey, endpoint, bucket, region } = studio.store;
    const whole = { workspaceId: studio.tenant.workspaceId, endpoint, bucket, region, accessKey, secretKey, prefix: 'films/', ...input };
    return request(studio.engine, studio.tenant.actor, (scope) => studio.engine.bucketConnections.connect(scope, whole));
  };

  test('receives a film in parts', async () => {
    const { id: channelId } = await connect({ name: 'Archive' });
    const { id: assetId, sha256 } = await studio.film(11 * 1024 ** 2);
    const jobId = await studio.publish({ channelId, assetId });
    await studio.work(jobId);
    const publication = await studio.publication(jobId);
    expect(publication).toMatchObject({ status: 'PUBLISHED', privacy: null, warnings: [] });
    const stored = await studio.storage.readBytes(
      publication.externalId ?? '',
      { offset: 0, length: 11 * 1024 ** 2 },
      AbortSignal.timeout(10_000),
    );
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
    expect(await studio.job(jobId)).toMatchObject({ status: 'COMPLETED' });
  });

  test('receives a film from a worker that continues where another was killed', async () => {
    const { id: channelId } = await connect();
    const { id: assetId, sha256 } = await studio.film(16 * 1024 ** 2);
    const jobId = await studio.publish({ channelId, assetId });
    const client = studio.engine.publishTools.bucketClient;
    const [begin, putPart] = [vi.spyOn(client, 'begin'), vi.spyOn(client, 'putPart')];
    // The second part has arrived, and the worker dies before it knows.
    const send = putPart.getMockImplementation() ?? BucketClient.prototype.putPart.bind(client);
    putPart.mockImplementation(async (address, upload, part, signal) => {
      const tag = await send(address, upload, part, signal);
      if (part.number === 2 && putPart.mock.calls.length === 2) throw new Error('killed');
      return tag;
    });
    await studio.work(jobId, { isKilled: true });
    expect((await studio.publication(jobId)).confirmedBytes).toBe(5 * 1024 ** 2);
    await studio.work(jobId);
    expect(putPart.mock.calls.map(([, , { number }]) => number)).toEqual([1, 2, 2, 3, 4]);
    expect(begin).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
    const { externalId, status } = await studio.publication(jobId);
    expect(status).toBe('PUBLISHED');
    const stored = await studio.storage.readBytes(externalId ?? '', { offset: 0, length: 16 * 1024 ** 2 }, AbortSignal.timeout(10_000));
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
  });

  test('is refused with wrong keys, a private address, and fields that it cannot have', async () => {
    expect(await refusal(connect({ secretKey: 'wrong-secret' }))).toMatchObject({ path: 'input.accessKey' });
    expect(await refusal(connect({ endpoint: 'http://10.0.0.1' }))).toMatchObject({ path: 'input.endpoint' });
    expect(await refusal(connect({ endpoint: 'http://store.test/path' }))).toMatchObject({ path: 'input.endpoint' });
    expect(await refusal(connect({ bucket: 'A Bucket' }))).toMatchObject({ path: 'input.bucket' });
    expect(await refusal(connect({ prefix: '../x/' }))).toMatchObject({ path: 'input.prefix' });
    const { id: channelId } = await connect();
    const { id: assetId } = await studio.film(1_000);
    const publishAt = new Date(Date.now() + 3_600_000);
    expect(await refusal(studio.publish({ channelId, assetId, publishAt }))).toMatchObject({ path: 'input.publishAt' });
  });
});

describe('a request to publish', () => {
  test('is refused for what YouTube would refuse, with the field and the reason', async () => {
    const channelId = await studio.connect();
    const { id: assetId } = await studio.film(1_000);
    const hour = 3_600_000;
    const wrong: readonly (readonly [string, object])[] = [
      ['title', { title: 'x'.repeat(101) }],
      ['title', { title: 'a < b' }],
      ['title', { title: ' ' }],
      ['description', { description: 'ä'.repeat(2_501) }],
      ['description', { description: 'a > b' }],
      ['tags', { tags: Array.from({ length: 10 }, () => 'x'.repeat(60)) }],
      ['categoryId', { categoryId: 'music' }],
      ['publishAt', { publishAt: new Date(Date.now() - hour) }],
      ['publishAt', { publishAt: new Date(Date.now() + hour), privacy: 'PUBLIC' }],
      ['thumbnailAssetId', { thumbnailAssetId: assetId }],
      ['captions', { captions: true }],
    ];
    for (const [field, input] of wrong)
      expect(await refusal(studio.publish({ channelId, assetId, ...input }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: `input.${field}`,
      });
    // Credits of the film are not the fault of the request: they are added after its checks.
    await studio.engine.owner('update assets set attribution = $2 where id = $1', [assetId, '“River” by <Ada>, CC BY 4.0.']);
    const credited = await studio.publish({ channelId, assetId, description: 'About rivers.' });
    expect(await studio.publication(credited)).toMatchObject({ description: 'About rivers.\n\n“River” by Ada, CC BY 4.0.' });
    const { id: large } = await studio.film(100);
    await studio.engine.owner(`update assets set kind = 'IMAGE', content_type = 'image/png', byte_size = 52428801 where id = $1`, [large]);
    expect(await refusal(studio.publish({ channelId, assetId, thumbnailAssetId: large }))).toMatchObject({
      path: 'input.thumbnailAssetId',
    });
  });
});

describe('a change of ENCRYPTION_KEY', () => {
  const [earlier, next] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const rotated = new Encryption({ current: next, previous: earlier });
  const service = (encryption: Encryption) => new ChannelService(encryption, undefined, {} as Mutations);
  const system = () => scopeOf(studio.engine, { kind: 'system' });
  const status = async (id: string) => (await studio.engine.owner('select status from channels where id = $1', [id]))[0];

  test('encrypts the credentials of all channels again, and the addresses of their uploads', async () => {
    const { engine, tenant } = studio;
    const channelId = await studio.connect();
    const { id: assetId } = await studio.film(3 * CHUNK);
    const jobId = await studio.publish({ channelId, assetId });
    studio.google.failChunks({ cutAfter: CHUNK });
    await studio.work(jobId);
    const old = new Encryption({ current: earlier });
    for (const id of Array.from({ length: 120 }, newId))
      await engine.owner(
        `insert into channels (id, workspace_id, target, name, external_id, credentials) values ($1::uuid, $2, 'BUCKET', 'A', $1::text, $3)`,
        [id, tenant.workspaceId, encryptCredentials(old, id, { accessKey: 'a', secretKey: 'b' })],
      );
    await service(rotated).reencrypt(system());
    const left = await engine.owner(
      `select id from channels where credentials like $1 union all select id from publications where upload_session like $1`,
      [`${old.prefix}%`],
    );
    expect(left).toEqual([]);
    // A worker that has the earlier key alone neither marks the channel nor changes what it cannot read.
    await service(old)
      .reencrypt(system())
      .catch(() => undefined);
    const worker = workerScope(engine, tenant);
    await expect(engine.publishTools.access.youtubeToken(worker, channelId)).rejects.toMatchObject({ code: 'TARGET_UNAVAILABLE' });
    expect(await status(channelId)).toEqual({ status: 'CONNECTED' });
    expect((await studio.publication(jobId)).uploadSession).toContain(rotated.prefix);
  });

  test('does not hide credentials that are damaged', async () => {
    const channelId = await studio.connect();
    await studio.engine.owner(`update channels set credentials = overlay(credentials placing 'AAAAAA' from 30) where id = $1`, [channelId]);
    const worker = workerScope(studio.engine, studio.tenant);
    await expect(studio.engine.publishTools.access.youtubeToken(worker, channelId)).rejects.toMatchObject({ code: 'RECONNECT_NEEDED' });
    expect(await status(channelId)).toEqual({ status: 'RECONNECT_NEEDED' });
  });
});

test('quotas are shown with what is used of them, and are reset at midnight in Pacific time', async () => {
  await studio.connect();
  const { engine, tenant } = studio;
  const quotas = await request(engine, tenant.actor, (scope) => engine.apiQuotas.list(scope, tenant.workspaceId));
  expect(quotas.toSorted((one, other) => one.quota.localeCompare(other.quota))).toMatchObject([
    { provider: 'youtube', quota: 'UNITS', used: 1, limit: 10_000 },
    { provider: 'youtube', quota: 'UPLOADS', used: 0, limit: 100 },
  ]);
  for (const { resetsAt } of quotas) expect(resetsAt.getTime()).toBeGreaterThan(Date.now());
  const others = new ApiQuotas(undefined, { gemini: 250, stability: 50 });
  await engine.owner(`insert into api_quotas select 'gemini', 'REQUESTS', (now() at time zone 'America/Los_Angeles')::date, 17`);
  expect(await request(engine, tenant.actor, (scope) => others.list(scope, tenant.workspaceId))).toMatchObject([
    { provider: 'gemini', quota: 'REQUESTS', used: 17, limit: 250, resetsAt: quotas[0]?.resetsAt },
    { provider: 'stability', quota: 'REQUESTS', used: 0, limit: 50, resetsAt: quotas[0]?.resetsAt },
  ]);
});

// Two days, because a ledger is compared an hour after its midnight.
describe('the ledgers of a day that is over', () => {
  const warned: { readonly quota?: string; readonly counted?: number | null }[] = [];
  const log = { ...silentLog, warn: (fields: object) => void warned.push(fields) };
  const reconcile = async () => {
    warned.length = 0;
    const differences = await studio.engine.apiQuotas.reconcile(scopeOf(studio.engine, { kind: 'system' }), log);
    expect(warned).toHaveLength(differences);
    return warned;
  };

  test('are compared once with what YouTube has answered', async () => {
    const channelId = await studio.connect();
    const { id: assetId } = await studio.film(CHUNK);
    const jobId = await studio.publish({ channelId, assetId });
    // Another program has used the units of the project.
    studio.google.quota.units = 0;
    studio.google.processAll();
    await studio.work(jobId);
    expect(await reconcile()).toEqual([]);
    // The function's body was bound to the clock of PostgreSQL when it was made, so the ledger moves instead of the clock.
    await studio.engine.owner('update api_quotas set day = day - 2');
    const [{ used } = { used: 0 }] = await studio.engine.owner<{ used: number }>(`select used from api_quotas where quota = 'UNITS'`);
    expect(used).toBe(10_000);
    expect(await reconcile()).toEqual([expect.objectContaining({ quota: 'UNITS', counted: 2, limit: 10_000 })]);
    expect(await reconcile()).toEqual([]);
  });

  test('show uploads that were not counted', async () => {
    const channelId = await studio.connect();
    const { id: assetId } = await studio.film(CHUNK);
    const jobId = await studio.publish({ channelId, assetId });
    await studio.work(jobId);
    await studio.engine.owner(`update publications set upload_started_at = upload_started_at - interval '2 days'`);
    await studio.engine.owner(`update api_quotas set day = day - 2, used = 0 where quota = 'UPLOADS'`);
    expect(await reconcile()).toEqual([expect.objectContaining({ quota: 'UPLOADS', used: 0 })]);
  });

  test('count together when the Google project was changed within the day', async () => {
    const { engine } = studio;
    const channelId = await studio.connect();
    const { id: assetId } = await studio.film(CHUNK);
    await studio.work(await studio.publish({ channelId, assetId }));
    const [{ started } = { started: 0 }] = await engine.owner<{ started: number }>(
      `with moved as (update publications set upload_started_at = clock_timestamp() - interval '2 days' where upload_started_at is not null returning 1)
      select count(*)::int as started from moved`,
    );
    await engine.owner('delete from api_quotas');
    await engine.owner(
      `insert into api_quotas (account, quota, day, used)
      select account, 'UPLOADS', (clock_timestamp() at time zone 'America/Los_Angeles')::date - 2, used
      from (values ('youtube former', 0), ('youtube present', $1::int)) as ledgers (account, used)`,
      [started],
    );
    expect(await reconcile()).toEqual([]);
  });
});

test('a dump of the database shows no token, key, verifier or address of an upload', async () => {
  const channelId = await studio.connect();
  await start();
  const { id: assetId } = await studio.film(3 * CHUNK);
  const jobId = await studio.publish({ channelId, assetId });
  studio.google.failChunks({ cutAfter: CHUNK });
  await studio.work(jobId);
  const tables = await studio.engine.owner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
  );
  const dump: string[] = [];
  for (const { name } of tables) {
    const rows = await studio.engine.owner<{ row: string }>(`select t::text as row from ${name} t`);
    dump.push(...rows.map(({ row }) => row));
  }
  const text = dump.join('\n');
  expect(text).toContain(channelId);
  for (const secret of ['ya29.', '1//', 'upload_id', studio.google.clientSecret, studio.store.secretKey])
    expect(text).not.toContain(secret);
});
