import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shareRoutes } from '../../../../src/app/http/pages/share-routes.ts';
import type { CreateShareLink } from '../../../../src/features/assets/sharing/share.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Role } from '../../../../src/kernel/role.ts';
import { openStorage } from '../../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { looseSteps, makeJob, makeTenant, openEngine, request, type Engine, type Tenant } from '../../../support/engine.ts';
import { openEmbedded, type TestStore } from '../../../support/storage/stores.ts';

let engine: Engine;
let store: TestStore;
let storage: Storage;
let server: Server;
let base: string;
let tenant: Tenant;
/** Whom the pages take for the other end. */
let address = '192.0.2.1';
beforeAll(async () => {
  store = await openEmbedded();
  storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  engine = await openEngine({ storage });
  const app = express();
  const openScope = () => {
    const client = { address, userAgent: undefined };
    return engine.database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), client, signal: new AbortController().signal });
  };
  app.use(shareRoutes({ shares: engine.shares, openScope, mediaOrigin: new URL(store.endpoint).origin, hasReviewPage: true }));
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await Promise.all([engine.close(), store.close()]);
});
beforeEach(async () => {
  tenant = await makeTenant(engine);
});

interface NewAsset {
  readonly kind?: string;
  readonly contentType?: string;
  readonly name?: string;
  readonly derived?: readonly string[];
}

async function asset({ kind = 'VIDEO', contentType = 'video/mp4', name = 'a film', derived = [] }: NewAsset = {}): Promise<string> {
  const id = newId();
  const folder = `${tenant.workspaceId}/assets/${id}`;
  for (const leaf of ['original', ...derived])
    await storage.putBytes(`${folder}/${leaf}`, Buffer.from(leaf), { contentType: 'text/plain' });
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key, derived)
     values ($1, $2, $3, 'READY', $4, 'file', $5, 1, $6, $7)`,
    [id, tenant.workspaceId, kind, name, contentType, `${folder}/original`, derived],
  );
  return id;
}

const create = (input: CreateShareLink, actor = tenant.actor) => request(engine, actor, (scope) => engine.shares.create(scope, input));
const revoke = (id: string, actor = tenant.actor) => request(engine, actor, (scope) => engine.shares.revoke(scope, id));
const pathOf = ({ url }: { url?: string }): string => new URL(url ?? '').pathname;
const open = (path: string, init?: RequestInit) => fetch(base + path, init);
const unlock = (path: string, password: string) => open(path, { method: 'POST', body: new URLSearchParams({ password }) });
const refusal = (code: string, path?: string) =>
  expect.objectContaining({ code, ...(path ? { fields: [expect.objectContaining({ path })] } : {}) });
/** The signed addresses that a page names. */
const linksOf = (page: string): string[] =>
  [...page.matchAll(/(?:src|href|poster)="(http[^"]+)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));

test('shows a film to anyone who has the address, and loads nothing from elsewhere', async () => {
  const name = `<script>alert("1")</script> & 'more'`;
  const link = await create({ assetId: await asset({ name, derived: ['preview.mp4', 'thumbnail.jpg'] }) });
  expect(link.url).toMatch(/^http:\/\/studio\.test\/share\/[\w-]{43}$/);
  const answer = await open(pathOf(link));
  const page = await answer.text();
  expect(answer.status).toBe(200);
  expect(page).toContain('<video src="');
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;');
  expect(page).toContain('<meta property="og:title" content="&lt;script&gt;');
  expect(page).toMatch(/<meta property="og:image" content="http[^"]+thumbnail.jpg/);
  const links = linksOf(page);
  expect(links.map((url) => new URL(url).origin)).toEqual([store.endpoint, store.endpoint, store.endpoint]);
  const bodies = await Promise.all(links.map(async (url) => (await fetch(url)).text()));
  expect(bodies.toSorted()).toEqual(['original', 'preview.mp4', 'thumbnail.jpg']);
  const headers = Object.fromEntries(answer.headers);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
  expect(headers['set-cookie']).toBeUndefined();
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
  expect(headers['content-security-policy']).toContain("form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
});

/** What a job made: a film, and captions with this status and access. */
async function film({ status = 'READY', access = 'VIEWER' } = {}): Promise<string> {
  const [video, captions] = [await asset(), await asset({ kind: 'CAPTION', contentType: 'text/vtt' })];
  const jobId = await makeJob(engine, tenant, looseSteps(1));
  await engine.owner(`update assets set job_id = $1, role = 'VIDEO' where id = $2`, [jobId, video]);
  await engine.owner(`update assets set job_id = $1, role = 'CAPTIONS', status = $2, access = $3 where id = $4`, [
    jobId,
    status,
    access,
    captions,
  ]);
  return video;
}

test('plays a film with the captions that were made with it, without a request to another origin', async () => {
  const link = await create({ assetId: await film(), password: 'battery staple' });
  expect(await (await open(pathOf(link))).text()).not.toContain('<track');
  const answer = await unlock(pathOf(link), 'battery staple');
  const track = /<track kind="captions" label="Captions" src="data:text\/vtt;base64,([^"]+)">/.exec(await answer.text());
  expect(Buffer.from(track?.[1] ?? '', 'base64').toString()).toBe('original');
  expect(answer.headers.get('content-security-policy')).toContain('media-src data: ');
});

test('shows the poster that was made with a film, its version, and the newest version of which there is a film', async () => {
  const [video, poster] = [await film(), await asset({ kind: 'IMAGE', contentType: 'image/jpeg' })];
  const projectId = newId();
  await engine.owner(
    `insert into projects (id, workspace_id, name, language, aspect_ratio) values ($1, $2, 'a project', 'en', 'SQUARE_1_1')`,
    [projectId, tenant.workspaceId],
  );
  const version = async (number: number, assetId?: string, status = 'COMPLETED'): Promise<void> => {
    const [made] = assetId ? await engine.owner<{ job_id: string }>('select job_id from assets where id = $1', [assetId]) : [];
    const jobId = made?.job_id ?? (await makeJob(engine, tenant, looseSteps(1)));
    await engine.owner(`update jobs set project_id = $1, project_version = $2, status = $3 where id = $4`, [
      ...[projectId, number, status],
      jobId,
    ]);
  };
  await version(2, video);
  const link = await create({ assetId: video });
  const opened = async () => {
    const shown = await request(engine, { kind: 'anonymous' }, (scope) => engine.shares.open(scope, pathOf(link).split('/').at(-1) ?? ''));
    if (shown.state !== 'OPEN') throw new Error(shown.state);
    const { posterUrl, version: shownVersion, newestVersion } = shown.asset;
    return { posterUrl, version: shownVersion, newestVersion };
  };
  await version(3, undefined, 'RUNNING');
  expect(await opened()).toEqual({ posterUrl: undefined, version: 2, newestVersion: 2 });
  await version(4);
  await engine.owner(`update assets set role = 'POSTER', job_id = (select job_id from assets where id = $1) where id = $2`, [
    video,
    poster,
  ]);
  const { posterUrl, ...versions } = await opened();
  expect(versions).toEqual({ version: 2, newestVersion: 4 });
  expect(await (await fetch(posterUrl ?? '')).text()).toBe('original');
  const page = await (await open(pathOf(link))).text();
  expect(page).toMatch(/<video [^>]*poster="http/);
  expect(page).toMatch(/<meta property="og:image" content="http/);

  const plain = await create({ assetId: await asset() });
  const token = pathOf(plain).split('/').at(-1) ?? '';
  expect(await request(engine, { kind: 'anonymous' }, (scope) => engine.shares.open(scope, token))).toMatchObject({
    asset: { version: null, newestVersion: null },
  });
});

test.each([{ status: 'DELETED' }, { access: 'ADMIN' }])('shows no captions that are %j', async (captions) => {
  const answer = await open(pathOf(await create({ assetId: await film(captions) })));
  expect(answer.status).toBe(200);
  expect(await answer.text()).not.toContain('<track');
});

test.each([
  [{ kind: 'IMAGE', contentType: 'image/png' }, '<img src="', 'inline'],
  [{ kind: 'AUDIO', contentType: 'audio/mpeg' }, '<audio src="', 'inline'],
  [{ kind: 'IMAGE', contentType: 'image/svg+xml' }, undefined, 'attachment'],
  [{ kind: 'CAPTION', contentType: 'text/html' }, undefined, 'attachment'],
])('shows %j as far as browsers show it by themselves', async (what, element, disposition) => {
  const page = await (await open(pathOf(await create({ assetId: await asset(what) })))).text();
  if (element) expect(page).toContain(element);
  else expect(page).not.toMatch(/<(img|video|audio|iframe|object|embed)/);
  const answers = await Promise.all(linksOf(page).map((url) => fetch(url)));
  expect(answers.some(({ headers }) => headers.get('content-disposition')?.startsWith(disposition))).toBe(true);
  for (const { headers } of answers) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    if (headers.get('content-disposition')?.startsWith('inline')) expect(headers.get('content-type')).toMatch(/^(image\/png|audio\/mpeg)$/);
  }
});

test('has the same nothing for what ended, was revoked, was deleted or never was', async () => {
  const assetId = await asset();
  const [ended, revoked, ofDeleted] = [
    await create({ assetId, expiresAt: new Date(Date.now() + 60_000) }),
    await create({ assetId }),
    await create({ assetId: await asset() }),
  ];
  for (const link of [ended, revoked, ofDeleted]) expect((await open(pathOf(link))).status).toBe(200);
  await engine.owner('update share_links set expires_at = now() where id = $1', [ended.id]);
  await revoke(revoked.id);
  await revoke(revoked.id);
  await request(engine, tenant.actor, (scope) => engine.library.delete(scope, ofDeleted.assetId));
  const nothing = [pathOf(ended), pathOf(revoked), pathOf(ofDeleted), `/share/${'A'.repeat(43)}`, '/share/short', '/share/%00'];
  const pages = await Promise.all(
    nothing.map(async (path) => {
      const answer = await open(path);
      return `${answer.status} ${await answer.text()}`;
    }),
  );
  expect(new Set(pages).size).toBe(1);
  expect(pages[0]).toMatch(/^404 <!doctype html>/);
  expect(pages[0]).not.toContain('password');
  await request(engine, tenant.actor, (scope) => engine.library.restore(scope, ofDeleted.assetId));
  expect((await open(pathOf(ofDeleted))).status).toBe(200);
});

test('asks for the password, and tells of the file only to who knows it', async () => {
  const link = await create({ assetId: await asset({ name: 'the secret film' }), password: 'péché mignon' });
  const path = pathOf(link);
  for (const [answer, status] of [
    [await open(path), 200],
    [await unlock(path, 'wrong'), 403],
    [await unlock(path, ''), 403],
    [await open(path, { method: 'POST' }), 403],
    [await open(path, { method: 'POST', body: new URLSearchParams({ 'password[]': 'péché mignon' }) }), 403],
  ] as const) {
    const page = await answer.text();
    expect(answer.status).toBe(status);
    expect(page).toContain('type="password"');
    expect(page).not.toContain('secret film');
    expect(linksOf(page)).toEqual([]);
  }
  const opened = await (await unlock(path, 'péché mignon')).text();
  expect(opened).toContain('the secret film');
  const [row] = await engine.owner<{ kept: string }>(
    `select row_to_json(l)::text || coalesce((select string_agg(a.after::text, '') from audit_events a where a.subject_id = l.id), '') as kept
     from share_links l where id = $1`,
    [link.id],
  );
  expect(row?.kept).toContain('$argon2id$');
  expect(row?.kept).not.toContain('mignon');
  expect(row?.kept).not.toContain(path.slice('/share/'.length));
});

test('counts wrong passwords by link and address; right ones are given back', async () => {
  const path = pathOf(await create({ assetId: await asset(), password: 'the right one' }));
  for (let round = 0; round < 12; round += 1) expect((await unlock(path, 'the right one')).status).toBe(200);
  for (let round = 0; round < 10; round += 1) expect((await unlock(path, `wrong ${round}`)).status).toBe(403);
  const late = await unlock(path, 'the right one');
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  address = '192.0.2.2';
  expect((await unlock(path, 'the right one')).status).toBe(200);
  const other = pathOf(await create({ assetId: await asset(), password: 'the right one' }));
  address = '192.0.2.1';
  expect((await unlock(other, 'the right one')).status).toBe(200);
});

test('is written in the language of the browser', async () => {
  const path = pathOf(await create({ assetId: await asset(), password: 'the right one' }));
  const read = async (target: string, language: string, init: RequestInit = {}) =>
    (await open(target, { ...init, headers: { 'accept-language': language } })).text();
  const body = new URLSearchParams({ password: 'the right one' });
  expect(await read(path, 'de-AT,en;q=0.5')).toMatch(/<html lang="de">.*Diese Datei hat ein Passwort/s);
  expect(await read(path, 'zh-CN', { method: 'POST', body })).toMatch(/<html lang="zh">.*>下载</s);
  expect(await read('/share/unknown', 'de')).toContain('Hier ist nichts');
  expect(await read(path, 'fr')).toMatch(/<html lang="en">.*This file has a password/s);
});

test('answers one address so many times a minute', async () => {
  address = '192.0.2.77';
  const answers = await Promise.all(Array.from({ length: 301 }, () => open('/share/unknown')));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBe(1);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused[0]?.text()).toContain('Too many attempts');
  address = '192.0.2.78';
  expect((await open('/share/unknown')).status).toBe(404);
});

test('is read and posted to, and nothing else', async () => {
  const path = pathOf(await create({ assetId: await asset() }));
  const head = await open(path, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const answer = await open(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  }
});

test('is made by editors of a READY asset; its address is returned once', async () => {
  const assetId = await asset();
  const as = (role: Role): Tenant['actor'] => ({ ...tenant.actor, memberships: new Map([[tenant.workspaceId, role]]) });
  await expect(create({ assetId }, as('VIEWER'))).rejects.toThrow(refusal('FORBIDDEN'));
  await expect(create({ assetId }, (await makeTenant(engine)).actor)).rejects.toThrow(refusal('NOT_FOUND'));
  await expect(create({ assetId: newId() })).rejects.toThrow(refusal('NOT_FOUND'));
  await expect(create({ assetId, expiresAt: new Date(Date.now() - 1_000) })).rejects.toThrow(refusal('BAD_USER_INPUT', 'input.expiresAt'));
  await expect(create({ assetId, expiresAt: new Date('9999-01-01') })).rejects.toThrow(refusal('BAD_USER_INPUT', 'input.expiresAt'));
  const idempotencyKey = newId();
  const first = await create({ assetId, password: 'something', idempotencyKey }, as('EDITOR'));
  const again = await create({ assetId, password: 'something', idempotencyKey }, as('EDITOR'));
  expect([again.id, again.url]).toEqual([first.id, undefined]);
  await expect(revoke(first.id, as('VIEWER'))).rejects.toThrow(refusal('FORBIDDEN'));
  await expect(revoke(first.id, (await makeTenant(engine)).actor)).rejects.toThrow(refusal('NOT_FOUND'));
  const row = await request(engine, tenant.actor, (scope) => engine.assets.get(scope, assetId));
  const links = () => request(engine, tenant.actor, (scope) => engine.shares.list(scope, row));
  expect((await links()).map(({ id }) => id)).toEqual([first.id]);
  await revoke(first.id);
  expect(await links()).toEqual([]);
  for (const status of ['PROCESSING', 'REJECTED', 'DELETED']) {
    await engine.owner('update assets set status = $2 where id = $1', [assetId, status]);
    await expect(create({ assetId })).rejects.toThrow(refusal('INVALID_STATE'));
  }
});

test('there are at most fifty of an asset, also when all come at once', async () => {
  const assetId = await asset();
  await engine.owner(
    `insert into share_links (id, workspace_id, asset_id, token_hash) select uuidv7(), $1, $2::uuid, 'x' || n || ($2::uuid) from generate_series(1, 48) n`,
    [tenant.workspaceId, assetId],
  );
  const made = await Promise.allSettled(Array.from({ length: 6 }, () => create({ assetId })));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(made.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(
    Array.from({ length: 4 }, () => 'QUOTA_EXCEEDED'),
  );
});
