import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differences } from '../../../../src/app/maintenance/check-storage.ts';
import { removeOrphanedObjects } from '../../../../src/app/maintenance/delete-orphans.ts';
import type { FfmpegCommand, MediaCall } from '../../../../src/platform/media/media.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { eventsOf, request, scopeOf, workerScope, type Engine, type Tenant } from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { makeCorpus, type Hostile } from '../../../support/hostile/corpus.ts';
import { made } from '../../../support/hostile/parts.ts';
import { openIngest, type IngestStack, type Sent } from '../../../support/ingest.ts';
import { makeOrdinary } from '../../../support/ordinary/corpus.ts';
import { pictures } from '../../../support/ordinary/pictures.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg');
let stack: IngestStack;
let engine: Engine;
let storage: Storage;
let tenant: Tenant;
let corpus: ReadonlyMap<string, Hostile>;
let send: IngestStack['send'];
let assetOf: IngestStack['assetOf'];
let runSteps: IngestStack['runSteps'];
let ingest: IngestStack['ingest'];

beforeAll(async () => {
  stack = await openIngest(tool.media);
  ({ engine, storage, tenant, send, assetOf, runSteps, ingest } = stack);
  await using honest = await temporaryFolder();
  const bait = { url: 'http://127.0.0.1:9', path: '/nothing' };
  const files = await makeCorpus({ bait, ffmpegPath: tool.ffmpegPath, folder: honest.path });
  corpus = new Map(files.map((file) => [file.name, file]));
}, 60_000);

afterAll(() => stack[Symbol.asyncDispose]());

const file = (name: string): Hostile => {
  const found = corpus.get(name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

const keysOf = async (id: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of storage.list(`${tenant.workspaceId}/assets/${id}/`)) keys.push(key.split('/').at(-1) ?? '');
  return keys;
};

const fetched = async (url: string | null): Promise<{ type: string | null; bytes: Buffer }> => {
  const response = await fetch(url ?? '');
  return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
};

test('a film gets properties, thumbnail, storyboard with its map, and a web rendition without its place on earth', async () => {
  const { bytes } = file('honest.mp4');
  const { asset, job, jobId } = await ingest({ bytes, kind: 'VIDEO' });

  expect(job.status).toBe('COMPLETED');
  expect(asset).toMatchObject({
    ...{ status: 'READY', contentType: 'video/mp4', width: 64, height: 48, fps: 25, codecs: ['h264', 'aac'] },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    metadata: { format: 'mp4', storyboard: { tiles: 1, tileWidth: 160, tileHeight: 120 } },
  });
  expect(bytes.includes('CANARY-COMMENT')).toBe(true);
  const made = ['thumbnail.jpg', 'storyboard.jpg', 'storyboard.vtt', 'preview.mp4'] as const;
  expect(asset.derived).toEqual(made);
  expect(await keysOf(asset.id)).toEqual(['original', ...made].toSorted());
  let total = 0;
  for (const name of made) {
    const { bytes: derived } = await fetched(await engine.assets.derivedUrl(asset, name));
    total += derived.length;
    expect(derived.includes('CANARY') || derived.includes('+48.2'), name).toBe(false);
  }
  expect(asset.derivedBytes).toBe(total);
  const events = await eventsOf(engine, jobId);
  expect(events.filter(({ type }) => type === 'PROGRESS' || type === 'STEP').length).toBeGreaterThan(3);
});

test('a picture is turned upright, and loses camera and place in what is made of it', async () => {
  const { bytes } = file('on-its-side.jpg');
  const { asset } = await ingest({ bytes, kind: 'IMAGE' });
  expect(asset).toMatchObject({ status: 'READY', width: 48, height: 64 });
  const thumbnail = await fetched(await request(engine, tenant.actor, (scope) => engine.assets.thumbnailUrl(scope, asset)));
  expect(thumbnail.type).toBe('image/jpeg');
  expect(bytes.includes('CANARY-CAMERA')).toBe(true);
  expect(thumbnail.bytes.includes('CANARY') || thumbnail.bytes.includes('Exif')).toBe(false);
  // Height and width of the frame, behind its marker.
  const frame = thumbnail.bytes.indexOf(Buffer.from([0xff, 0xc0]));
  expect([thumbnail.bytes.readUInt16BE(frame + 5), thumbnail.bytes.readUInt16BE(frame + 7)]).toEqual([64, 48]);
});

test('a sound gets its waveform, captions their length; both are READY', async () => {
  const sound = await ingest({ bytes: file('song-named.mp4').bytes, kind: 'AUDIO' });
  expect(sound.asset).toMatchObject({ status: 'READY', derived: ['waveform.png'], contentType: 'audio/mpeg' });
  const captions = await ingest({ bytes: file('honest.vtt').bytes, kind: 'CAPTION' });
  expect(captions.asset).toMatchObject({ status: 'READY', derived: [], durationMs: 2_000, contentType: 'text/vtt' });
});

const SOUND = ['-f', 'lavfi', '-i', 'sine=d=2'];
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:d=2:r=10'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

test.each([
  [
    'of a recorder that does not say how long it is',
    'live.webm',
    [...PICTURE, ...SOUND, '-c:v', 'libvpx', '-c:a', 'libopus', '-live', '1'],
  ],
  ['with captions within', 'captions.mkv', ['-i', 'CAPTIONS', ...PICTURE, ...H264, '-c:s', 'srt', '-map', '1:v', '-map', '0:s']],
  ['of one frame', 'one.mp4', [...PICTURE, '-r', '0.5', '-frames:v', '1', ...H264]],
  ['whose times begin late', 'late.mkv', [...PICTURE, ...SOUND, ...H264, '-c:a', 'aac', '-output_ts_offset', '3600']],
  ['of a telephone', 'phone.wav', [...SOUND, '-c:a', 'pcm_mulaw']],
  ['of more than 4 GiB, had it gone on', 'long.wav', [...SOUND, '-rf64', 'always']],
])('a file %s is taken', async (_, name, make) => {
  await using place = await temporaryFolder();
  const captions = join(place.path, 'captions.srt');
  await writeFile(captions, '1\n00:00:00,000 --> 00:00:01,000\nSea\n');
  const args = make.map((arg) => (arg === 'CAPTIONS' ? captions : arg));
  const bytes = await made(tool.ffmpegPath, place.path, name, ...args);
  const { asset } = await ingest({ bytes, kind: name.endsWith('wav') ? 'AUDIO' : 'VIDEO' });
  expect(asset).toMatchObject({ status: 'READY', rejection: null });
  expect(asset.durationMs).toBeGreaterThan(1_800);
  expect(asset.durationMs).toBeLessThan(2_200);
});

test('the thumbnail of a picture of one red pixel is red', async () => {
  await using place = await temporaryFolder();
  const red = pictures().find(({ name }) => name === 'red-pixel.png');
  const { asset } = await ingest({ bytes: await makeOrdinary(red!, tool.ffmpegPath, join(place.path, 'red')), kind: 'IMAGE' });
  const { bytes } = await fetched(await engine.assets.derivedUrl(asset, 'thumbnail.jpg'));
  await writeFile(join(place.path, 'red.jpg'), bytes);
  const pixel = await made(
    tool.ffmpegPath,
    place.path,
    'red.raw',
    '-i',
    join(place.path, 'red.jpg'),
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
  );
  expect([...pixel].map((value) => Math.round(value / 10))).toEqual([25, 0, 0]);
});

test('the thumbnail of a picture in tiles shows them where they belong', async () => {
  await using place = await temporaryFolder();
  const tiled = pictures().find(({ name }) => name === 'phone-tiles.heic');
  const { asset } = await ingest({ bytes: await makeOrdinary(tiled!, tool.ffmpegPath, join(place.path, 'tiles')), kind: 'IMAGE' });
  const { bytes } = await fetched(await engine.assets.derivedUrl(asset, 'thumbnail.jpg'));
  await writeFile(join(place.path, 'tiles.jpg'), bytes);
  const raw = ['-i', join(place.path, 'tiles.jpg'), '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
  const pixels = await made(tool.ffmpegPath, place.path, 'tiles.raw', ...raw);
  // The middle of each tile of 64 pixels, in a picture of 180 × 120.
  const isRed = (column: number, row: number): boolean => (pixels[((row * 64 + 25) * 180 + column * 64 + 25) * 3] ?? 0) > 128;
  const tiles = [0, 1].map((row) => [0, 1, 2].map((column) => isRed(column, row)));
  expect(tiles).toEqual([
    [false, true, false],
    [true, false, true],
  ]);
});

test('what cannot be made of a file is left out and named; the file is READY', async () => {
  await using place = await temporaryFolder();
  const bytes = await made(tool.ffmpegPath, place.path, 'cut.flac', '-f', 'lavfi', '-i', 'anoisesrc=d=20');
  const broken = { ...tool.media, run: (command: FfmpegCommand, call: MediaCall) => tool.media.run(withoutOutput(command), call) };
  await using other = await openIngest(broken);
  const { asset, job } = await other.ingest({ bytes, kind: 'AUDIO' });
  expect(job.status).toBe('COMPLETED');
  expect(asset).toMatchObject({ status: 'READY', derived: [], derivedBytes: 0, metadata: { missing: ['waveform.png'] } });
});

/** An ffmpeg that cannot make pictures. */
const withoutOutput = (command: FfmpegCommand): FfmpegCommand =>
  command.output.endsWith('.png') ? { ...command, filterGraph: '[0:a:0]anullsink' } : command;

test('a sound of nothing but empty parts is refused at once', async () => {
  const bytes = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(30 * 1024 ** 2)]);
  const { asset } = await ingest({ bytes, kind: 'AUDIO' });
  expect(asset).toMatchObject({ status: 'REJECTED', rejection: 'DAMAGED' });
}, 5_000);

test.each([
  'empty.png',
  'drawing.png',
  'list.m3u8',
  'archive.png',
  'film-named.jpg',
  '64k.png',
  'archive-behind.jpg',
  'cut-index.mp4',
  'elsewhere.mov',
  '10000-tracks.mp4',
  'bomb-within.woff2',
  'terminal.vtt',
])('%s is refused by its job, and nothing of it stays', async (name) => {
  const { bytes, kind, ends } = file(name);
  const { asset, job } = await ingest({ bytes, kind, fileName: `../../${'x'.repeat(100)}` });
  expect(asset).toMatchObject({ status: 'REJECTED', rejection: ends, derived: [] });
  expect(asset.rejectionHint).toMatch(/^[A-Z].{20,}\.$/s);
  expect(job).toMatchObject({ status: 'FAILED', failure: { code: ends, category: 'USER_INPUT', retryable: false } });
  expect(await keysOf(asset.id)).toEqual([]);
  expect(await readdir(stack.workDir)).toEqual([]);
});

test('a file is announced as REJECTED together with the end of its job, in one transaction', async () => {
  for (const name of ['drawing.png', 'cut-index.mp4']) {
    const { bytes, kind } = file(name);
    const { asset, jobId } = await ingest({ bytes, kind });
    expect(asset.status).toBe('REJECTED');
    const events = await engine.owner<{ xact: string; type: string }>(
      `select xact::text, type from workspace_events where subject_id in ($1, $2) order by xact, id`,
      [asset.id, jobId],
    );
    const last = events.filter(({ xact }) => xact === events.at(-1)?.xact).map(({ type }) => type);
    expect(last, name).toEqual(expect.arrayContaining(['ASSET', 'JOB']));
    const [rows] = await engine.owner<{ together: boolean }>(
      'select a.xmin::text = j.xmin::text as together from assets a join jobs j on j.id = a.job_id where a.id = $1',
      [asset.id],
    );
    expect(rows, name).toEqual({ together: true });
  }
});

test('a store that is away when a file is refused delays neither the verdict nor the end of the job', async () => {
  const { bytes, kind } = file('empty.png');
  const away = { ...storage, stat: storage.stat.bind(storage), remove: () => Promise.reject(new Error('the store is away')) } as Storage;
  const { asset, job } = await ingest({ bytes, kind }, away);
  expect([asset.status, asset.rejection, job.status]).toEqual(['REJECTED', 'EMPTY_FILE', 'FAILED']);
  await storage.remove([asset.storageKey]);
});

test('other bytes than were announced are refused: by size, by hash, or because there are none', async () => {
  const { bytes } = file('honest.vtt');
  const refusedFor = async (sent: Partial<Sent>) => (await ingest({ bytes, kind: 'CAPTION', ...sent })).asset.rejection;
  expect(await refusedFor({ byteSize: bytes.length + 1 })).toBe('SIZE_MISMATCH');
  expect(await refusedFor({ sha256: '0'.repeat(64) })).toBe('HASH_MISMATCH');
  const id = await send({ bytes, kind: 'CAPTION' });
  const { jobId, storageKey } = await assetOf(id);
  await storage.remove([storageKey]);
  await runSteps(jobId ?? '');
  expect((await assetOf(id)).rejection).toBe('FILE_MISSING');
});

test('what was sent goes when its check is canceled, since it counts no more', async () => {
  const id = await send({ bytes: file('honest.vtt').bytes, kind: 'CAPTION' });
  const { jobId } = await assetOf(id);
  await request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, jobId ?? ''));
  expect(await assetOf(id)).toMatchObject({ status: 'REJECTED', rejection: 'CANCELED' });
  expect(await keysOf(id)).toEqual([]);
});

test('the same content is stored once: the second row names the objects of the first', async () => {
  const bytes = Buffer.concat([file('with-place.jpg').bytes, Buffer.alloc(10)]);
  const first = (await ingest({ bytes, kind: 'IMAGE' })).asset;
  const second = (await ingest({ bytes, kind: 'IMAGE' })).asset;
  expect(second).toMatchObject({ status: 'READY', storageKey: first.storageKey, derived: first.derived, width: first.width });
  expect(await keysOf(second.id)).toEqual([]);
  expect(await keysOf(first.id)).toEqual(['original', 'thumbnail.jpg']);
});

test('a file shares the fate of its job: canceled, or ended without a verdict, or taken up again', async () => {
  const { bytes } = file('honest.vtt');
  const canceled = await assetOf(await send({ bytes: Buffer.concat([bytes, Buffer.from('\n')]), kind: 'CAPTION' }));
  await request(engine, tenant.actor, (scope) => engine.jobs.cancel(scope, canceled.jobId ?? ''));
  expect(await assetOf(canceled.id)).toMatchObject({ status: 'REJECTED', rejection: 'CANCELED' });

  const lost = await assetOf(await send({ bytes: Buffer.concat([bytes, Buffer.from('\n\n')]), kind: 'CAPTION' }));
  const move = (status: string) =>
    engine.owner(`update jobs set status = $2, failure = '{"step": "PROBE", "hint": "Wait."}' where id = $1`, [lost.jobId, status]);
  await move('FAILED');
  expect(await assetOf(lost.id)).toMatchObject({ status: 'REJECTED', rejection: 'INGEST_FAILED', rejectionHint: 'Wait.' });
  await move('QUEUED');
  expect(await assetOf(lost.id)).toMatchObject({ status: 'PROCESSING', rejection: null });
});

test('a file whose check failed without a verdict counts against the quota until it is deleted; a refused file does not', async () => {
  const { workspaceId } = tenant;
  const used = async (): Promise<number> => {
    const [row] = await engine.owner<{ used: number }>('select used::int from workspace_storage where workspace_id = $1', [workspaceId]);
    return row?.used ?? 0;
  };
  const before = await used();
  const { bytes } = file('honest.vtt');
  const sent = await assetOf(await send({ bytes: Buffer.concat([bytes, Buffer.from('\n\n\n')]), kind: 'CAPTION' }));
  expect(await used()).toBe(before + sent.byteSize);
  const fail = (step: string) =>
    engine.owner(`update jobs set status = 'FAILED', failure = jsonb_build_object('step', $2::text) where id = $1`, [sent.jobId, step]);
  await fail('PROBE');
  expect(await used()).toBe(before + sent.byteSize);
  await engine.owner(`update jobs set status = 'QUEUED' where id = $1`, [sent.jobId]);
  expect(await used()).toBe(before + sent.byteSize);
  await fail('FETCH');
  expect([(await assetOf(sent.id)).byteSize, await used()]).toEqual([0, before]);
  // Its object counts nothing and has no use: it is an orphan from now on.
  expect(await removeOrphanedObjects(scopeOf(engine, { kind: 'anonymous' }), storage, 0, silentLog)).toBe(1);
  expect(await keysOf(sent.id)).toEqual([]);
});

test('rows and objects agree afterwards, also about what was made of files', async () => {
  const scope = workerScope(engine, tenant);
  const found: string[] = [];
  for await (const { kind, key } of differences(scope, { storage, graceSeconds: 0 })) found.push(`${kind} ${key}`);
  await scope.close();
  expect(found).toEqual([]);
  // What no row names is still found.
  const [row] = await engine.owner<{ storage_key: string }>(`select storage_key from assets where derived @> '{preview.mp4}' limit 1`);
  const stray = row!.storage_key.replace('original', 'waveform.png');
  await storage.putBytes(stray, Buffer.from('x'), { contentType: 'image/png' });
  await storage.remove([row!.storage_key.replace('original', 'preview.mp4')]);
  for await (const { kind, key } of differences(scope, { storage, graceSeconds: 0 })) found.push(`${kind} ${key}`);
  expect(found.toSorted()).toEqual([`MISSING ${row!.storage_key.replace('original', 'preview.mp4')}`, `ORPHAN ${stray}`]);
});
