import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { element, elements, md5, sendSigned, type S3Access } from '../../support/storage/raw-s3.ts';

const SCRIPT = fileURLToPath(new URL('../../support/storage/store-process.ts', import.meta.url));
const KEYS = { region: 'us-east-1', accessKey: 'crash', secretKey: 'crash-secret' };
const WRITERS = 8;
const MIB = 1024 * 1024;

/** Every version of a key is filled with one character and has a length of its own. */
const version = (key: number, round: number): Buffer => Buffer.alloc(200_000 + key * 10_000 + round, 97 + (round % 26));

describe('the embedded object store, killed in the middle of its work', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'object-store-'));
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<S3Access> {
    child = fork(SCRIPT, [folder, KEYS.accessKey, KEYS.secretKey], { execArgv: ['--import', 'tsx'] });
    const [endpoint] = (await once(child, 'message')) as [string];
    return { ...KEYS, endpoint };
  }

  async function kill(): Promise<void> {
    const gone = once(child as ChildProcess, 'exit');
    child?.kill('SIGKILL');
    await gone;
  }

  /** Writes each key again and again until the store is gone; returns the last round that was confirmed for each. */
  async function writeUntilKilled(access: S3Access, from: number, killAfter: number): Promise<Map<number, number>> {
    const confirmed = new Map<number, number>();
    let count = 0;
    const writer = async (key: number) => {
      for (let round = from; ; round += 1) {
        await sendSigned(access, 'PUT', `/films/key-${key}`, { body: version(key, round) });
        confirmed.set(key, round);
        count += 1;
        if (count === killAfter) void kill();
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: WRITERS }, (_, key) => writer(key)));
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    return confirmed;
  }

  it('shows after the restart every confirmed object, each of them whole, and nothing else', async () => {
    for (const [crash, killAfter] of [25, 60, 101].entries()) {
      const access = await start();
      const confirmed = await writeUntilKilled(access, crash * 1000, killAfter);
      const again = await start();
      expect(await readdir(join(folder, 'incoming'))).toEqual([]);
      const listing = (await sendSigned(again, 'GET', '/films?list-type=2')).text;
      const keys = elements(listing, 'Key');
      for (const key of confirmed.keys()) expect(keys).toContain(`key-${key}`);
      for (const [index, name] of keys.entries()) {
        const key = Number(name.slice('key-'.length));
        const { bytes, headers } = await sendSigned(again, 'GET', `/films/${name}`);
        const round = bytes.length - 200_000 - key * 10_000;
        expect(bytes.equals(version(key, round))).toBe(true);
        expect(round).toBeGreaterThanOrEqual(confirmed.get(key) ?? 0);
        expect([headers.etag, elements(listing, 'Size')[index]]).toEqual([`"${md5(bytes)}"`, String(bytes.length)]);
      }
      await kill();
    }
  });

  it('either has an upload in parts joined, or can still join it', async () => {
    const part = Buffer.alloc(5 * MIB, 'p');
    for (const pause of [0, 1, 2]) {
      const access = await start();
      const target = `/films/joined-${pause}`;
      const id = element((await sendSigned(access, 'POST', `${target}?uploads=`)).text, 'UploadId') ?? '';
      for (const number of [1, 2, 3, 4]) await sendSigned(access, 'PUT', `${target}?partNumber=${number}&uploadId=${id}`, { body: part });
      const list = [1, 2, 3, 4].map((number) => `<Part><PartNumber>${number}</PartNumber><ETag>${md5(part)}</ETag></Part>`).join('');
      const join = (to: S3Access) =>
        sendSigned(to, 'POST', `${target}?uploadId=${id}`, { body: `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>` });
      const cut = join(access).catch(() => undefined);
      // As many turns of a small request as the pause says, so that the kill meets different moments of the join.
      for (let turn = 0; turn < pause; turn += 1) await sendSigned(access, 'HEAD', '/films');
      await kill();
      await cut;

      const again = await start();
      const found = await sendSigned(again, 'GET', target);
      if (found.status === 404) expect((await join(again)).status).toBe(200);
      else expect(found.bytes.equals(Buffer.concat([part, part, part, part]))).toBe(true);
      expect((await sendSigned(again, 'HEAD', target)).headers['content-length']).toBe(String(20 * MIB));
      await kill();
    }
  });
});
