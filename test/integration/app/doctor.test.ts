import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineOf } from '../../../src/app/commands/doctor.ts';
import { readConfig, type Environment } from '../../../src/app/config.ts';
import { clockVerdict } from '../../../src/app/doctor/database-examinations.ts';
import { examine } from '../../../src/app/doctor/examine.ts';
import { findingOf, type Finding } from '../../../src/app/doctor/finding.ts';
import { machineExaminations } from '../../../src/app/doctor/machine-examinations.ts';
import { startObjectStore } from '../../../src/embedded/object-store/server.ts';
import { InstallationKeys } from '../../../src/features/admin/provider-keys/installation-keys.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import { Encryption } from '../../../src/platform/secrets/encryption.ts';
import type { Cloud } from '../../../src/platform/catalogue/provider-settings.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { query } from '../../support/postgres.ts';
import { freePort } from '../../support/stack.ts';
import { openSmtp, type SmtpStandIn } from '../../support/vendors/smtp.ts';

const GIBIBYTE = 1024 ** 3;
const KEYS = { region: 'us-east-1', bucket: 'reelwright', accessKey: 'doctor', secretKey: 'a secret key' };
let folder: string;
let database: TestDatabase;
let store: Awaited<ReturnType<typeof startObjectStore>>;
let smtp: SmtpStandIn;
let vendor: Server;
let vendorUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  [database, smtp] = await Promise.all([createTestDatabase(), openSmtp()]);
  store = await startObjectStore({
    ...KEYS,
    folder: join(folder, 'objects'),
    host: '127.0.0.1',
    port: 0,
    allowsOrigin: () => false,
    log: silentLog,
  });
  vendor = createServer((request, response) => {
    const isKnown = request.headers.authorization === 'Bearer a-good-key';
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify({ data: [{ id: 'a-model' }] }));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => vendor.listen(port, '127.0.0.1', resolve));
  vendorUrl = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  vendor.close();
  await Promise.all([store.stop(), smtp.close(), database.drop()]);
  await rm(folder, { recursive: true, force: true });
});

/** The findings of an installation by subject. */
async function diagnose(env: Environment = {}, isStopped = false): Promise<ReadonlyMap<string, Finding>> {
  const config = readConfig({
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    S3_ENDPOINT: store.endpoint,
    S3_ACCESS_KEY: KEYS.accessKey,
    S3_SECRET_KEY: KEYS.secretKey,
    JWT_SECRET: 'x'.repeat(32),
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    ...env,
  });
  const findings = new Map<string, Finding>();
  for await (const finding of examine(config, { isStopped })) findings.set(finding.subject, finding);
  return findings;
}

test('an installation that works has no failure', async () => {
  const findings = [...(await diagnose({ SMTP_URL: smtp.url, SMTP_FROM: 'studio@example.org' })).values()];
  expect(findings.filter(({ state }) => state === 'FAIL')).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    ...['database', 'database role', 'row security', 'migrations', 'queue', 'clock', 'connections', 'owner of the database'],
    ...['bucket', 'public address of the store', 'upload address', 'ffmpeg', 'codecs', 'fonts', 'voices'],
    ...['disk of WORK_DIR', 'disk of DATA_DIR', 'open files', 'public address of the API', 'mail'],
  ]);
});

test('every planted fault is found under its subject, with a remedy, and without the others', async () => {
  const elsewhere = `http://127.0.0.1:${await freePort()}`;
  const broken = join(folder, 'no-ffmpeg');
  await writeFile(broken, '#!/bin/sh\necho nonsense\n');
  await chmod(broken, 0o755);
  const nobody = new URL(database.applicationUrl);
  nobody.pathname = '/no_such_database';
  const faults: readonly [subject: string, state: Finding['state'], env: Environment, detail: RegExp][] = [
    ['database', 'FAIL', { DATABASE_URL: nobody.href }, /no database at .*no_such_database/],
    ['database role', 'FAIL', { DATABASE_URL: database.ownerUrl }, /owns tables/],
    ['bucket', 'FAIL', { S3_ENDPOINT: elsewhere, S3_PUBLIC_ENDPOINT: store.endpoint }, /./],
    ['bucket', 'FAIL', { S3_SECRET_KEY: 'another secret key' }, /rejected/],
    ['public address of the store', 'FAIL', { S3_PUBLIC_ENDPOINT: elsewhere }, /ECONNREFUSED/],
    ['upload address', 'FAIL', { S3_PUBLIC_ENDPOINT: elsewhere }, /ECONNREFUSED/],
    ['ffmpeg', 'FAIL', { FFMPEG_PATH: broken }, /does not answer like ffmpeg/],
    ['mail', 'FAIL', { SMTP_URL: `smtp://127.0.0.1:${await freePort()}` }, /ESOCKET|ECONNREFUSED/],
    ['mail', 'WARN', { SMTP_URL: smtp.url }, /localhost/],
    ['key of openai', 'FAIL', { OPENAI_API_KEY: 'a-bad-key', OPENAI_BASE_URL: vendorUrl }, /refuses the key/],
    ['key of openai', 'OK', { OPENAI_API_KEY: 'a-good-key', OPENAI_BASE_URL: vendorUrl }, /works/],
    ['SPEECH_URL', 'FAIL', { SPEECH_URL: elsewhere }, /ECONNREFUSED/],
    ['public address of the API', 'WARN', { PUBLIC_URL: elsewhere }, /does not answer/],
  ];
  for (const [subject, state, env, detail] of faults) {
    const finding = (await diagnose(env)).get(subject);
    expect(finding, `${subject} ${JSON.stringify(env)}`).toMatchObject({ state, detail: expect.stringMatching(detail) as string });
    expect(JSON.stringify(finding)).not.toMatch(/a-bad-key|a-good-key|secret key/);
    if (state !== 'OK') expect(finding?.remedy, subject).toMatch(/^[A-Z].*\.$/);
  }
});

/** Keys that administrators have set, encrypted with 32 bytes of this value. */
async function storeKeys(byte: number, keys: Readonly<Partial<Record<Cloud, string>>>): Promise<void> {
  const stored = new InstallationKeys(new Encryption({ current: Buffer.alloc(32, byte) }));
  const rows = (Object.entries(keys) as [Cloud, string][]).map(([cloud, key]) => `('${cloud}', '${stored.encrypt(cloud, key)}', 'hint')`);
  await query(database.ownerUrl, `insert into installation_provider_keys (provider, key, hint) values ${rows.join(', ')}`);
}

test('the keys in use are tested, each with its source: those of the environment before those of administrators', async () => {
  const env = { OPENAI_BASE_URL: vendorUrl, RUNWAY_BASE_URL: vendorUrl, ELEVENLABS_BASE_URL: vendorUrl };
  await storeKeys(1, { openai: 'a-good-key', runway: 'a-bad-key' });
  await storeKeys(2, { elevenlabs: 'a-key-of-another-installation' });
  try {
    const findings = await diagnose(env);
    expect(findings.get('key of openai')).toEqual({
      ...{ subject: 'key of openai', state: 'OK', detail: 'The key works. An administrator has set it.' },
    });
    expect(findings.get('key of runway')).toMatchObject({
      ...{ state: 'FAIL', detail: 'The provider refuses the key. An administrator has set it.' },
      remedy: expect.stringContaining('setInstallationProviderKey') as string,
    });
    expect(findings.get('key of elevenlabs')).toBeUndefined();
    expect(findings.get('stored keys of providers')).toMatchObject({
      ...{ state: 'WARN', detail: '1 of the keys that administrators have set cannot be decrypted and are not used: elevenlabs.' },
      remedy: expect.stringContaining('ENCRYPTION_KEY') as string,
    });
    const replaced = await diagnose({ ...env, OPENAI_API_KEY: 'a-bad-key' });
    expect(replaced.get('key of openai')).toMatchObject({
      ...{ state: 'FAIL', detail: 'The provider refuses the key. The environment sets it.' },
    });
    expect((await diagnose(env, true)).get('stored keys of providers')).toBeUndefined();
    expect(JSON.stringify([...findings.values()])).not.toMatch(/a-good-key|a-bad-key|a-key-of-another/);
  } finally {
    await query(database.ownerUrl, 'delete from installation_provider_keys');
  }
});

test('keys that cannot be read are a warning beside the fault of the database, and those of the environment are tested', async () => {
  const findings = await diagnose({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    OPENAI_API_KEY: 'a-good-key',
    OPENAI_BASE_URL: vendorUrl,
  });
  expect(findings.get('database')).toMatchObject({ state: 'FAIL' });
  expect(findings.get('stored keys of providers')).toMatchObject({
    state: 'WARN',
    detail: expect.stringContaining('cannot be read') as string,
  });
  expect(findings.get('key of openai')).toMatchObject({ state: 'OK' });
});

test('a table without row security, and a database of another version, are found', async () => {
  await query(database.ownerUrl, 'alter table jobs no force row level security');
  const [{ stamp }] = (await query<{ stamp: string }>(
    database.ownerUrl,
    `select obj_description('migrations'::regclass, 'pg_class') as stamp`,
  )) as [{ stamp: string }];
  await query(database.ownerUrl, `comment on table migrations is 'another'`);
  try {
    const findings = await diagnose();
    expect(findings.get('row security')).toMatchObject({ state: 'FAIL', detail: expect.stringContaining('jobs') as string });
    expect(findings.get('migrations')).toMatchObject({ state: 'WARN' });
    await query(database.ownerUrl, 'comment on table migrations is null');
    expect((await diagnose()).get('migrations')).toMatchObject({
      state: 'FAIL',
      detail: expect.stringContaining('not migrated') as string,
    });
  } finally {
    await query(database.ownerUrl, `alter table jobs force row level security; comment on table migrations is '${stamp}'`);
  }
});

test('a folder of VOICES_DIR without a usable voice is named', async () => {
  const voices = join(folder, 'voices');
  await mkdir(join(voices, 'damaged-voice'), { recursive: true });
  await writeFile(join(voices, 'damaged-voice', 'voice.json'), '{');
  expect((await diagnose({ VOICES_DIR: voices })).get('voices')).toMatchObject({
    state: 'WARN',
    detail: expect.stringContaining('damaged-voice') as string,
  });
});

test.each([
  ['disk of WORK_DIR', 0.5, '65536', 'FAIL'],
  ['disk of WORK_DIR', 5, '65536', 'WARN'],
  ['disk of WORK_DIR', 50, '65536', 'OK'],
  ['open files', 50, '256', 'FAIL'],
  ['open files', 50, '4096', 'WARN'],
  ['open files', 50, 'unlimited', 'OK'],
])('%s with %d GiB and %s files: %s', async (subject, gibibytes, files, state) => {
  const examinations = machineExaminations(
    { workDir: folder, dataDir: folder },
    {
      freeBytes: () => Promise.resolve(gibibytes * GIBIBYTE),
      limits: () => `Max open files            ${files}               65536   files\n`,
    },
  );
  const examination = examinations.find((one) => one.subject === subject);
  expect(examination && (await findingOf(examination)).state).toBe(state);
});

test.each([
  [0.2, 'OK'],
  [-3, 'WARN'],
  [45, 'FAIL'],
])('a clock that is %d s off: %s', async (seconds, state) => {
  const finding = await findingOf({ subject: 'clock', remedy: 'Synchronise.', examine: () => Promise.resolve(seconds).then(clockVerdict) });
  expect(finding.state).toBe(state);
});

test('an embedded installation that does not run is examined as far as possible', async () => {
  const findings = await diagnose({}, true);
  expect(findings.get('database and store')).toMatchObject({ state: 'WARN' });
  expect([...findings.keys()]).not.toContain('bucket');
  expect([...findings.keys()]).toContain('ffmpeg');
});

test('a finding is one line, with its remedy below', () => {
  expect(lineOf({ subject: 'mail', state: 'WARN', detail: 'Not set.', remedy: 'Set it.' })).toBe(
    `warn  ${'mail'.padEnd(28)} Not set.\n${' '.repeat(34)} → Set it.`,
  );
});
