import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, refused, register, words, type Person } from '../support/client.ts';
import { launch, endPrograms, type Program } from '../support/program.ts';
import { freePort, startStack, type Stack } from '../support/stack.ts';
import { openStoreGate, type StoreGate } from '../support/store-gate.ts';

const MIB = 1024 ** 2;
const PARTS = 5;
/** Noise that is sound: a file whose every byte counts. */
const FILE = waveFile(PARTS * 8 * MIB - 2);

let stack: Stack;
let gate: StoreGate;
let person: Person;
let folder: string;
beforeAll(async () => {
  const port = await freePort();
  stack = await startStack({ env: { S3_PUBLIC_ENDPOINT: `http://127.0.0.1:${port}` } });
  gate = await openStoreGate(port, () => stack.secrets()['S3_ENDPOINT'] ?? '');
  person = await register(stack.url);
  folder = await mkdtemp(join(tmpdir(), 'uploads-'));
  await writeFile(join(folder, 'sea.wav'), FILE);
});
afterAll(async () => {
  await endPrograms();
  await stack?.stop();
  await gate?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Session {
  readonly id: string;
  readonly status: string;
  readonly asset: { readonly id: string; readonly status: string };
  readonly parts: readonly { readonly number: number; readonly url: string; readonly uploaded: boolean }[];
}
const SESSION = 'id status asset { id status } parts { number url uploaded }';
const CREATE = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { ${SESSION} } }`;
const READ = `query ($id: ID!) { uploadSession(id: $id) { ${SESSION} } }`;
const COMPLETE = 'mutation ($id: ID!) { completeUpload(id: $id) { id status } }';
const ABORT = 'mutation ($id: ID!) { abortUpload(id: $id) }';
const STORAGE = 'query ($id: ID!) { workspace(id: $id) { storage { used reserved quota } } }';

const input = (more: object = {}) => ({
  workspaceId: person.workspaceId,
  fileName: 'sea.png',
  contentType: 'image/png',
  byteSize: 5,
  ...more,
});
const create = async (more: object = {}): Promise<Session> =>
  (await gql<{ createUpload: Session }>(person, CREATE, { input: input(more) })).createUpload;
const session = async (id: string): Promise<Session> => (await gql<{ uploadSession: Session }>(person, READ, { id })).uploadSession;
const ASSET = 'query ($id: ID!) { asset(id: $id) { status kind sha256 } }';
const assetOf = async (id: string): Promise<object> => (await gql<{ asset: object }>(person, ASSET, { id })).asset;
const upload = (...more: string[]): Program =>
  launch(['upload', join(folder, 'sea.wav'), '--url', stack.url, ...more], {
    REELWRIGHT_TOKEN: person.accessToken,
    DATA_DIR: folder,
  });

describe('uploading from the command line', () => {
  it('goes on where it was killed, and sends only what is missing', async () => {
    gate.allow(2);
    const first = upload();
    await gate.held;
    await expect.poll(() => gate.passed.length, { timeout: 30_000 }).toBe(2);
    await first.end('SIGKILL');
    const before = new Set(gate.passed);

    gate.allow(Infinity);
    const second = upload('--json');
    expect(await second.ended, second.stderr()).toBe(0);
    const asset = JSON.parse(second.stdout()) as { id: string; wasThere: boolean };
    const sent = gate.passed.slice(before.size);
    expect(sent.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5].filter((number) => !before.has(number)));
    expect((await session(asset.id)).status).toBe('COMPLETED');

    const third = upload('--json');
    expect(await third.ended, third.stderr()).toBe(0);
    expect(JSON.parse(third.stdout())).toMatchObject({ id: asset.id, wasThere: true });
    expect(gate.passed).toHaveLength(PARTS);
    await expect.poll(() => assetOf(asset.id), { timeout: 60_000 }).toMatchObject({ status: 'READY' });
    expect(await assetOf(asset.id)).toMatchObject({ kind: 'AUDIO', sha256: createHash('sha256').update(FILE).digest('hex') });
  });

  it('waits for the verdict, names code and hint of a refused file, goes on with the next, and ends with 1', async () => {
    await writeFile(join(folder, 'drawing.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(folder, 'short.wav'), waveFile(200_000));
    // Signs in with the account of DATA_DIR, the same each time.
    const both = (): Program =>
      launch(['upload', '--json', join(folder, 'drawing.png'), join(folder, 'nothing.mp4'), join(folder, 'short.wav')], {
        DATA_DIR: stack.dataDir,
        PORT: String(stack.port),
      });
    gate.allow(Infinity);
    const first = both();
    expect(await first.ended).toBe(1);
    const lines = first
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; rejection?: string; rejectionHint?: string });
    expect(lines).toMatchObject([
      { status: 'REJECTED', rejection: expect.stringMatching(/^[A-Z_]+$/) as string },
      { error: { code: null } },
      { status: 'READY', wasThere: false },
    ]);
    expect(first.stderr()).toContain(`drawing.png is rejected: ${lines[0]?.rejection}\n${lines[0]?.rejectionHint}\n`);
    const again = both();
    expect(await again.ended).toBe(1);
    expect(again.stdout()).toContain(lines[2]?.id);
    expect(again.stdout()).toContain('"wasThere":true');
  });

  it('says in one line what is wrong', async () => {
    const missing = launch(['upload', join(folder, 'nothing.mp4'), '--url', stack.url], {
      REELWRIGHT_TOKEN: person.accessToken,
      DATA_DIR: folder,
    });
    expect(await missing.ended).toBe(1);
    expect(missing.stderr()).toMatch(/^Cannot read .*nothing\.mp4: no such file or folder\.\n$/);
    await writeFile(join(folder, 'notes.zip'), 'x');
    const refusal = launch(['upload', join(folder, 'notes.zip'), '--url', stack.url], {
      REELWRIGHT_TOKEN: person.accessToken,
      DATA_DIR: folder,
    });
    expect(await refusal.ended).toBe(1);
    expect(refusal.stderr()).toMatch(/^Invalid input: fileName: Unsupported file type\. .*\n$/);
  });
});

describe('an upload, as a client sees it', () => {
  it('is begun, sent, completed once, and read back again at any time', async () => {
    const { id, status, asset, parts } = await create();
    expect({ status, asset: asset.status, parts: parts.map(({ number, uploaded }) => [number, uploaded]) }).toEqual({
      status: 'OPEN',
      asset: 'PENDING',
      parts: [[1, false]],
    });
    expect((await fetch(parts[0]!.url, { method: 'PUT', body: 'bytes' })).status).toBe(200);
    expect((await session(id)).parts).toMatchObject([{ uploaded: true }]);
    expect(await gql(person, COMPLETE, { id })).toEqual({ completeUpload: { id, status: 'PROCESSING' } });
    expect((await refused(person, COMPLETE, { id })).extensions.code).toBe('INVALID_STATE');
    expect((await fetch(parts[0]!.url, { method: 'PUT', body: 'other' })).status).toBe(404);
  });

  it('tells what is missing, and that a workspace is full, in the details of the error', async () => {
    const { id } = await create();
    expect((await refused(person, COMPLETE, { id })).extensions).toMatchObject({ code: 'INVALID_STATE', details: { missingParts: [1] } });
    expect(await gql(person, ABORT, { id })).toEqual({ abortUpload: true });
    const { workspace } = await gql<{ workspace: { storage: { quota: number } } }>(person, STORAGE, { id: person.workspaceId });
    const most = 10 * 1024 * MIB;
    const many = Math.floor(workspace.storage.quota / most);
    for (let n = 0; n < many; n += 1) await create({ fileName: `${n}.mp4`, byteSize: most - 41 * MIB });
    const full = await refused(person, CREATE, { input: input({ fileName: 'more.mp4', byteSize: most }) });
    expect(full.extensions).toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: workspace.storage.quota, resetsAt: null } });
  });

  it.each([
    ['a folder', { fileName: '../sea.png' }, 'input.fileName'],
    ['a control character', { fileName: 'sea\u0007.png' }, 'input.fileName'],
    ['5,000 characters', { fileName: `${'s'.repeat(5_000)}.png` }, 'input.fileName'],
    ['a leading dash', { fileName: '-sea.png' }, 'input.fileName'],
    ['a turned direction', { fileName: 'sea\u202egnp.exe.png' }, 'input.fileName'],
    ['an archive', { fileName: 'sea.zip', contentType: 'application/zip' }, 'input.fileName'],
    ['no bytes', { byteSize: 0 }, 'input.byteSize'],
    ['too many bytes', { byteSize: 101 * MIB }, 'input.byteSize'],
    ['no media type', { contentType: 'a\r\nb: c' }, 'input.contentType'],
    ['no hash', { sha256: 'abc' }, 'input.sha256'],
  ])('is refused with %s, by the field that is wrong', async (_what, more, path) => {
    const { extensions } = await refused(person, CREATE, { input: input(more) });
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
  });

  it('is not there for strangers, word for word like what does not exist', async () => {
    const stranger = await register(stack.url);
    const { id } = await create();
    for (const operation of [READ, COMPLETE, ABORT]) {
      const theirs = await refused(stranger, operation, { id });
      const nothing = await refused(stranger, operation, { id: person.userId });
      expect(theirs.extensions.code).toBe('NOT_FOUND');
      expect(words(theirs)).toEqual(words(nothing));
    }
  });
});

/** Stereo, 48 kHz, 16 bit. */
function waveFile(byteSize: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(byteSize - 8, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 1],
    [22, 2],
    [32, 4],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(48_000 * 4, 28);
  header.write('data', 36);
  header.writeUInt32LE(byteSize - 44, 40);
  return Buffer.concat([header, randomBytes(byteSize - 44)]);
}
