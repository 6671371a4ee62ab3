import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { providerOpeners } from '../../src/app/films/film-tools.ts';
import { fetchStep } from '../../src/features/assets/imports/fetch.step.ts';
import { StepRunner } from '../../src/features/jobs/steps/step-runner.ts';
import { STALLED_AFTER_MS } from '../../src/features/jobs/steps/step-watchdog.ts';
import type { StepRun } from '../../src/features/jobs/steps/step-handler.ts';
import { verifyFilm } from '../../src/features/renders/film/verify.ts';
import { writingStep, type WritingTools } from '../../src/features/renders/steps/writing.step.ts';
import { specOf, type FilmTools } from '../../src/features/renders/steps/step-results.ts';
import { fetchBrandFiles } from '../../src/features/renders/pictures/brand-files.ts';
import { notAsPlanned } from '../../src/features/renders/steps/verify.step.ts';
import { Failure } from '../../src/kernel/failure.ts';
import { newId } from '../../src/kernel/id.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { Artifacts } from '../../src/platform/artifacts/artifacts.ts';
import { openDrawing } from '../../src/platform/media/drawing/canvas-drawing.ts';
import { openMedia } from '../../src/platform/media/ffmpeg-media.ts';
import type { FfmpegCommand, Media } from '../../src/platform/media/media.ts';
import { cardVisualProvider } from '../../src/platform/providers/builtin/card.visual-provider.ts';
import { EspeakSpeechProvider } from '../../src/platform/providers/builtin/espeak.speech-provider.ts';
import { OutlineScriptProvider } from '../../src/platform/providers/builtin/outline.script-provider.ts';
import { InstalledSpeechProvider } from '../../src/platform/providers/installed/installed.speech-provider.ts';
import { InstalledVoices } from '../../src/platform/providers/installed/installed-voices.ts';
import type { ProviderCall } from '../../src/platform/providers/provider.ts';
import { ProviderRegistry } from '../../src/platform/providers/provider-registry.ts';
import { openStorage } from '../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import {
  begin,
  jobRow,
  request,
  looseSteps,
  makeJob,
  makeTenant,
  openEngine,
  workerScope,
  type Engine,
  type Tenant,
} from '../support/engine.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { expectFailure, failureCatalogue } from '../support/failure-catalogue.ts';
import { fileFaults } from '../support/file-faults.ts';
import { openFileServer, type FileServer } from '../support/file-server.ts';
import { studioOf } from '../support/studio.ts';
import { openFolder, removeFolder } from '../support/postgres.ts';
import { makeSmallFilm, writeTone, type SmallFilm } from '../support/small-film.ts';
import { openEmbedded, type TestStore } from '../support/storage/stores.ts';
import { tooManyFiles } from '../support/too-many-files.ts';
import { VENDOR_FAULTS } from '../support/vendors/faults.ts';

/** Everything that can break on the way to a film, broken: what the person reads must be right, and never INTERNAL. */

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');
const { media } = tool;

let folder: string;
let engine: Engine;
let tenant: Tenant;
let store: TestStore;
let film: SmallFilm;
let web: FileServer;
const servers: Server[] = [];

beforeAll(async () => {
  folder = openFolder();
  [engine, store, web] = await Promise.all([openEngine(), openEmbedded(), openFileServer()]);
  tenant = await makeTenant(engine);
  await openStore().ready();
  film = await makeSmallFilm({ media, workDir: folder, voicesMs: [900, 900] });
  await media.run(
    { ...wav, inputs: [{ path: film.film, format: 'mov' }], outputOptions: ['-an', '-c', 'copy', '-f', 'mp4'], output: at('mute.mp4') },
    call(),
  );
});
afterAll(async () => {
  for (const server of servers) server.close();
  await Promise.all([engine.close(), store.close(), web.close()]);
  removeFolder(folder);
});

const at = (name: string): string => join(folder, name);
const call = () => ({ workDir: folder, signal: new AbortController().signal });
const openStore = (changed: Partial<TestStore> = {}): Storage =>
  openStorage({ ...store, ...changed, publicEndpoint: changed.endpoint ?? store.endpoint });
const providerCall: () => ProviderCall = () => ({
  ...call(),
  report: () => undefined,
  log: silentLog,
});

/** From a sound to a sound; each case changes what it needs. */
const wav: FfmpegCommand = {
  inputs: [],
  outputOptions: ['-f', 'wav'],
  output: 'out.wav',
  threads: 1,
  timeoutMs: 60_000,
};

/** ffmpeg reads a file of these bytes. */
async function reads(format: string, bytes: Buffer | string, more: Partial<FfmpegCommand> = {}): Promise<unknown> {
  const path = at(`input-${Math.random()}`);
  await writeFile(path, bytes);
  return media.run({ ...wav, inputs: [{ path, format }], outputOptions: ['-f', 'null'], output: '-', ...more }, call());
}

/** ffmpeg writes a second of sound, with these options. */
async function writes(more: Partial<FfmpegCommand>, by: Media = media): Promise<unknown> {
  await writeTone(at('tone.wav'), 1_000);
  return by.run({ ...wav, inputs: [{ path: at('tone.wav'), format: 'wav' }], ...more }, call());
}

/** Another program in the place of ffmpeg. */
async function standIn(script: string, mode = 0o755): Promise<Media> {
  const path = at(`program-${Math.random()}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, mode);
  return openMedia({ ffmpegPath: path, ffprobePath: path, version: '', log: silentLog });
}

/** Film, spoilt by ffmpeg and measured. */
async function verified(...options: string[]): Promise<never> {
  const output = at('spoilt.mp4');
  await media.run(
    { ...wav, inputs: [{ path: film.film, format: 'mov' }], outputOptions: ['-movflags', '+faststart', ...options, '-f', 'mp4'], output },
    call(),
  );
  const checks = await verifyFilm({ media, ...film, film: output, threads: 1, report: () => undefined, ...call() });
  throw notAsPlanned(checks.filter(({ ok }) => !ok));
}

/** A store that answers as `listener` does. */
async function answering(listener: RequestListener): Promise<Storage> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return openStore({ endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` });
}

const put = (storage: Storage): Promise<unknown> => storage.putBytes('w/x', Buffer.from('x'), { contentType: 'text/plain' });

/** An artifact that was published, and whose object then met with something. */
async function fetched(spoil: (key: string) => Promise<unknown>): Promise<unknown> {
  const storage = openStore();
  const artifacts = new Artifacts(storage);
  const scope = workerScope(engine, tenant);
  const artifactKey = { workspaceId: tenant.workspaceId, inputs: { spoil: spoil.toString() }, signal: call().signal };
  const make = async () => {
    await writeFile(at('made'), 'a picture');
    return { it: { path: at('made'), contentType: 'text/plain', metadata: {} } };
  };
  const { it } = (await artifacts.getOrCreate(scope, artifactKey, ['it'], make)).artifacts;
  await spoil(it.storageKey);
  try {
    await artifacts.fetch(scope, { storageKey: it.storageKey, sha256: it.metadata.sha256 }, at('fetched'), artifactKey.signal);
  } finally {
    // What is lost or damaged is made again by the next caller.
    expect((await artifacts.getOrCreate(scope, artifactKey, ['it'], make)).reused).toBe(false);
  }
  return undefined;
}

/** A file of somebody else's server is fetched into a workspace that has room for so many bytes. */
async function imports(path: string, room = 1_000_000_000): Promise<unknown> {
  const importer = await makeTenant(engine);
  const { workspaceId } = importer;
  const job = await request(engine, importer.actor, (scope) => engine.imports.importAsset(scope, { workspaceId, url: web.url(path) }));
  await engine.owner(
    `insert into workspace_storage (workspace_id, used) values ($1, (select storage_bytes - $2 from plans where name = 'standard'))
     on conflict (workspace_id) do update set used = excluded.used`,
    [workspaceId, room],
  );
  const limits = { timeoutMs: 2_000, pace: { bytes: 10_000, everyMs: 200 }, maxBytes: 2_000_000 };
  const scope = workerScope(engine, importer);
  return fetchStep(engine.importHttp, openStore(), limits)({ ...call(), job, scope, report: () => undefined } as unknown as StepRun);
}

/** The step that writes is run for a job. */
function runWriting(job: object): ReturnType<ReturnType<typeof writingStep>> {
  const { versions, writtenScenes } = engine;
  const tools = { providers: new ProviderRegistry(providerOpeners(openDrawing())), versions, writtenScenes } as unknown as WritingTools;
  const run = { ...providerCall(), workDir: folder, job, scope: workerScope(engine, tenant), step: {}, recordCost: async () => undefined };
  return writingStep(tools)(run as unknown as StepRun);
}

/** New words are written for a scene whose project has changed since the job was created. */
async function rewritesAfter(change: (written: { sceneId: string; projectId: string }) => Promise<object>): Promise<unknown> {
  const studio = studioOf(engine, tenant);
  const { id: projectId } = await studio.create();
  const { id: sceneId } = await studio.add(projectId, 'A scene.');
  const job = await studio.as((scope) => engine.writing.regenerateScene(scope, { sceneId, parts: ['NARRATION'] }));
  return runWriting({ ...job, ...(await change({ sceneId, projectId })) });
}

/** The scenes of a project are written from a script, up to the commit of its step. */
async function writesScenesOf(script: string): Promise<unknown> {
  const studio = studioOf(engine, tenant);
  const { id: projectId } = await studio.as((scope) =>
    engine.projects.create(scope, { workspaceId: tenant.workspaceId, name: 'Long', script }),
  );
  const job = await studio.as((scope) => engine.writing.generateScript(scope, { projectId }));
  const { inTransaction } = await runWriting(job);
  return workerScope(engine, tenant).tx((em) => inTransaction?.(em) ?? Promise.resolve());
}

/** The failure that a job ended with. */
async function ofJob(work: (jobId: string, stepId: string) => Promise<unknown>): Promise<never> {
  const steps = looseSteps(1);
  const jobId = await makeJob(engine, tenant, steps);
  await work(jobId, steps[0]?.id ?? '');
  const { failure } = await jobRow(engine, jobId);
  // As it is stored, it is as complete as it was thrown.
  throw Object.assign(Object.create(Failure.prototype as object), failure, { cause: undefined });
}

const payload = (jobId: string, stepId: string) => ({ version: 1 as const, workspaceId: tenant.workspaceId, jobId, stepId });
const english = { language: 'en', voice: 'en-us' };
const card = {
  width: 320,
  height: 180,
  language: 'en',
  heading: '',
  filmTitle: '',
  position: 0,
  sceneCount: 1,
  seed: '',
  look: 'editorial',
};

const FAULTS: readonly [fault: string, code: string, cause: () => Promise<unknown>][] = [
  ['a prompt of emoji', 'NOTHING_TO_SPEAK', () => write('🎬🎬')],
  ['a prompt that asks for a text', 'CANNOT_WRITE', () => readOut('Explain photosynthesis to children.')],
  [
    'a scene that was removed while its words were written',
    'PROJECT_CHANGED',
    () =>
      rewritesAfter(async ({ sceneId }) => {
        await studioOf(engine, tenant).as((scope) => engine.scenes.remove(scope, sceneId));
        return {};
      }),
  ],
  [
    'a project that was deleted while its words were written',
    'PROJECT_MISSING',
    () =>
      rewritesAfter(async ({ projectId }) => {
        await studioOf(engine, tenant).as((scope) => engine.projects.delete(scope, projectId));
        return {};
      }),
  ],
  [
    'a script of more scenes than a project may have',
    'PROJECT_TOO_LONG',
    () =>
      writesScenesOf(Array.from({ length: 201 }, (_, n) => `This is the paragraph with the number ${n} of a long script.`).join('\n\n')),
  ],
  ['a project that was purged before its scenes were written', 'PROJECT_MISSING', () => rewritesAfter(async () => ({ projectId: null }))],
  ...fileFaults({ run: () => stepRun(), tools: () => filmTools(), film: () => readFile(film.film), soundOnly }),
  ['a logo that was deleted', 'BRAND_FILE_MISSING', () => fetchBrandFiles(stepRun(), filmTools(), { logoAssetId: newId() })],
  ['a brand font that is no font', 'BRAND_FONT_UNREADABLE', drawWithNoFont],
  [
    'an installed voice that was removed',
    'VOICE_MISSING',
    () => new InstalledSpeechProvider(new InstalledVoices()).speak({ ...english, text: 'Hello.', voice: 'gone' }, providerCall()),
  ],
  ['a script of punctuation', 'NOTHING_TO_SPEAK', () => speak({ text: '… — !?' })],
  [
    'a character of no font',
    'MISSING_GLYPHS',
    () => cardVisualProvider(openDrawing()).picture({ ...card, filmTitle: 'A \u{10A00}', narration: 'A.' }, providerCall()),
  ],
  ['a voice that is not there', 'UNKNOWN_VOICE', () => speak({ text: 'Hello.', voice: 'nobody' })],
  ['a voice that is not installed', 'NOT_CONFIGURED', () => speak({ text: 'Hello.' }, '')],
  ['a voice whose process dies', 'SPEECH_FAILED', () => speak({ text: 'Hello.' }, at('no-engine.js'))],

  ['an empty film', 'MEDIA_EMPTY', () => reads('mov', '')],
  [
    'an empty film that is probed',
    'MEDIA_EMPTY',
    async () => (await writeFile(at('empty'), ''), media.probe({ path: at('empty'), format: 'mov' }, call())),
  ],
  ['text that calls itself a film', 'MEDIA_UNREADABLE', () => reads('mov', 'not a film')],
  ['noise that calls itself a recording', 'MEDIA_UNREADABLE', () => reads('wav', Buffer.alloc(400, 7))],
  ['text that calls itself a picture', 'MEDIA_UNREADABLE', () => reads('png_pipe', 'not a picture')],
  ['a film without its index', 'MEDIA_TRUNCATED', async () => reads('mov', withoutIndex(await readFile(film.film)))],
  [
    'a film without sound, where it is needed',
    'MEDIA_STREAM_MISSING',
    async () => reads('mov', await readFile(at('mute.mp4')), { outputOptions: ['-map', '0:a', '-f', 'null'] }),
  ],
  [
    'a codec that nobody knows',
    'MEDIA_CODEC_UNKNOWN',
    async () => reads('mov', Buffer.from((await readFile(at('mute.mp4'))).toString('latin1').replaceAll('avc1', 'zzzz'), 'latin1')),
  ],

  [
    'a file that takes more than it may',
    'MEDIA_TOO_COMPLEX',
    () => {
      const endless = { filterGraph: 'testsrc2=s=1280x720,gblur[v]', outputOptions: ['-map', '[v]', '-f', 'null'], threads: 1 };
      const limits = { cpuSeconds: 1, memoryBytes: 2 ** 31 };
      return media.run({ ...endless, inputs: [], output: '-', timeoutMs: 60_000 }, { ...call(), limits });
    },
  ],
  ['an input that has gone', 'FFMPEG_FAILED', () => writes({ inputs: [{ path: at('gone.wav'), format: 'wav' }] })],
  ['ffmpeg without an encoder', 'FFMPEG_UNFIT', () => writes({ outputOptions: ['-c:a', 'nothing_like_it', '-f', 'wav'] })],
  [
    'ffmpeg without a filter',
    'FFMPEG_UNFIT',
    () => writes({ filterGraph: '[0:a]nothing_like_it[a]', outputOptions: ['-map', '[a]', '-f', 'wav'] }),
  ],
  [
    'ffmpeg that was removed',
    'FFMPEG_MISSING',
    () => writes({}, openMedia({ ffmpegPath: at('none'), ffprobePath: at('none'), version: '', log: silentLog })),
  ],
  ['ffmpeg that may not be run', 'FFMPEG_MISSING', async () => writes({}, await standIn('', 0o644))],
  ['ffmpeg that crashes', 'FFMPEG_CRASHED', async () => writes({}, await standIn('kill -SEGV $$'))],
  ['ffmpeg that the system kills', 'OUT_OF_MEMORY', async () => writes({}, await standIn('kill -KILL $$'))],
  [
    'ffmpeg without end',
    'FFMPEG_TIMEOUT',
    () => writes({ inputs: [{ path: '/dev/zero', format: 's16le', options: ['-re'] }], timeoutMs: 300 }),
  ],
  ['an output without end', 'OUTPUT_TOO_LARGE', () => writes({}, openMedia({ ...tool, log: silentLog, maxFileBytes: 16 * 1024 }))],
  ['a full disk under ffmpeg', 'DISK_FULL', () => writes({ output: '/dev/full' })],
  ['a full disk under us', 'DISK_FULL', () => writeFile('/dev/full', 'a picture')],
  ['a folder that is closed', 'WORK_DIR_CLOSED', () => mkdir('/sys/reelwright')],
  ['no more open files', 'SYSTEM_EXHAUSTED', tooManyFiles],

  ['an import that is led inside', 'IMPORT_REFUSED_ADDRESS', () => imports('/private')],
  ['an import that is led to a file of the server', 'IMPORT_REFUSED_ADDRESS', () => imports('/file-scheme')],
  ['an import that is led in a circle', 'IMPORT_REDIRECTS', () => imports('/circle')],
  ['an import of what is not there', 'IMPORT_HTTP_STATUS', () => imports('/missing.mp4')],
  ['an import from a server with a fault', 'IMPORT_SERVER_BUSY', () => imports('/broken.mp4')],
  ['an import that drips', 'IMPORT_TIMEOUT', () => imports('/drip.mp4')],
  ['an import that breaks off', 'IMPORT_UNREACHABLE', () => imports('/cut.mp4')],
  ['an import that comes packed', 'IMPORT_ENCODED', () => imports('/bomb.mp4')],
  ['an import without an end', 'IMPORT_TOO_LARGE', () => imports('/endless.mp4')],
  ['an import into a workspace that is full', 'IMPORT_NO_ROOM', () => imports('/endless.mp4', 1_000)],

  ['a store that is away', 'UNAVAILABLE', () => put(openStore({ endpoint: 'http://127.0.0.1:1' }))],
  ['a store that is overloaded', 'UNAVAILABLE', async () => put(await answering((_, response) => response.writeHead(503).end()))],
  [
    'a store that cuts its answers',
    'UNAVAILABLE',
    async () =>
      (await answering((_, response) => response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()))).getFile(
        'w/x',
        at('cut'),
      ),
  ],
  [
    'a store that is full',
    'STORE_FULL',
    async () =>
      put(
        await answering((_, response) =>
          response.writeHead(507, { 'content-type': 'application/xml' }).end('<Error><Code>XMinioStorageFull</Code></Error>'),
        ),
      ),
  ],
  ['a store that refuses the keys', 'STORE_REFUSED', () => put(openStore({ secretKey: 'another secret' }))],
  ['a clock that is off by twenty minutes', 'CLOCK_SKEWED', withAnotherClock],
  ['an object that has gone', 'ARTIFACT_LOST', () => fetched((key) => openStore().remove([key]))],
  [
    'an object with other bytes',
    'ARTIFACT_DAMAGED',
    () => fetched((key) => openStore().putBytes(key, Buffer.from('b picture'), { contentType: 'text/plain' })),
  ],
  [
    'an object that is shorter, and says it is whole',
    'ARTIFACT_DAMAGED',
    () => fetched((key) => openStore().putBytes(key, Buffer.from('a pic'), { contentType: 'text/plain' })),
  ],

  [
    'a database that breaks off',
    'DATABASE_UNAVAILABLE',
    () => workerScope(engine, tenant).tx((em) => em.execute('select pg_terminate_backend(pg_backend_pid())')),
  ],
  ['a specification of another version', 'JOB_UNREADABLE', async () => specOf({ job: { spec: { version: 9 } } } as unknown as StepRun)],
  [
    'a step of another version',
    'NOT_IMPLEMENTED',
    () =>
      ofJob(async (jobId, stepId) => {
        const runner = new StepRunner({ ...engine, stepHandlers: {}, workDir: folder, log: silentLog });
        for (let round = 0; round < 3; round += 1) await runner.run(payload(jobId, stepId), { id: newId(), signal: call().signal });
      }),
  ],
  ['a provider of another version', 'PROVIDER_UNKNOWN', () => new ProviderRegistry(providerOpeners(openDrawing())).get('SPEECH', 'nobody')],
  [
    'work that is never heard of',
    'STALLED',
    () =>
      ofJob(async (jobId, stepId) => {
        const silent = ({ signal }: StepRun): Promise<never> => once(signal, 'abort').then(() => Promise.reject(signal.reason as Error));
        const stalledAfterMs = { ...STALLED_AFTER_MS, SEGMENT: 20 };
        const runner = new StepRunner({
          ...engine,
          stepHandlers: { VIDEO: { SEGMENT: silent } },
          stalledAfterMs,
          workDir: folder,
          log: silentLog,
        });
        for (let round = 0; round < 3; round += 1) await runner.run(payload(jobId, stepId), { id: newId(), signal: call().signal });
      }),
  ],
  [
    'workers that die in the same step',
    'WORKER_CRASHED',
    () =>
      ofJob(async (jobId, stepId) => {
        for (let round = 0; round < 3; round += 1) await begin(engine, tenant, jobId, stepId);
        await engine.steps.begin(workerScope(engine, tenant), payload(jobId, stepId), newId());
      }),
  ],

  [
    'a film that is black',
    'FILM_BLACK',
    () => verified('-filter:v', 'drawbox=color=black:t=fill', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'copy'),
  ],
  ['a film without sound', 'FILM_SILENT', () => verified('-c:v', 'copy', '-an')],
  ['a film that is silent', 'FILM_SILENT', () => verified('-c:v', 'copy', '-filter:a', 'volume=0', '-c:a', 'aac')],
  ['a film that is too short', 'FILM_WRONG_LENGTH', () => verified('-c', 'copy', '-t', '1.2')],
  ['a film with its index behind', 'FILM_NOT_AS_PLANNED', () => verified('-c', 'copy', '-movflags', '0')],
];

const readOut = (prompt: string) =>
  new OutlineScriptProvider().write({ prompt, script: undefined, title: undefined, language: 'en', targetDurationMs: undefined });
const write = (script: string) =>
  new OutlineScriptProvider().write({ prompt: undefined, script, title: undefined, language: 'en', targetDurationMs: undefined });
const speak = (request: { text: string; voice?: string }, ...enginePath: string[]) =>
  new EspeakSpeechProvider(enginePath.length > 0 ? { enginePath: enginePath[0] } : {}).speak({ ...english, ...request }, providerCall());

/** The index of our films stands in front; what comes before it is kept. */
const withoutIndex = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.indexOf('moov', 0, 'latin1') - 4);

const stepRun = () => ({ ...call(), job: { workspaceId: tenant.workspaceId }, scope: workerScope(engine, tenant) }) as unknown as StepRun;
const filmTools = () =>
  ({ media, drawing: openDrawing(), storage: openStore(), artifacts: new Artifacts(openStore()) }) as unknown as FilmTools;

async function soundOnly(): Promise<Buffer> {
  const outputOptions = ['-map', '[a]', '-c:a', 'aac', '-f', 'mp4'];
  const output = at('sound-only.mp4');
  await media.run({ inputs: [], filterGraph: 'sine=d=1[a]', outputOptions, output, threads: 1, timeoutMs: 60_000 }, call());
  return readFile(output);
}

async function drawWithNoFont(): Promise<unknown> {
  await writeFile(at('brand-font'), 'no font');
  const brandFiles = { fontPath: at('brand-font') };
  return cardVisualProvider(openDrawing()).picture({ ...card, filmTitle: 'A', narration: 'A.', brandFiles }, providerCall());
}

/** The store is another process, so that only our clock is wrong. */
async function withAnotherClock(): Promise<unknown> {
  const child = fork(join(import.meta.dirname, '../support/storage/store-process.ts'), [at('objects'), 'key', 'secret'], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const [endpoint] = (await once(child, 'message')) as [string];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    return await put(openStore({ endpoint, accessKey: 'key', secretKey: 'secret', bucket: 'films' }));
  } finally {
    vi.useRealTimers();
    child.disconnect();
    await once(child, 'exit');
  }
}

test.each(FAULTS)('%s is %s', async (_, code, cause) => {
  await expectFailure(cause, code);
});

/** Made by one bundled font being damaged, which would spoil the other tests of this process; and what nobody foresaw. */
const NOT_CAUSED = ['FONT_UNREADABLE', 'INTERNAL'];

/** Caused in test/integration/renders/deliveries.test.ts and verify-film.test.ts, features/billing/spend.test.ts and features/publishing. */
const CAUSED_ELSEWHERE = [
  ...['RENDITION_NOT_AS_PLANNED', 'FILM_FLASHES', 'SPEND_LIMIT_REACHED'],
  ...['CHANNEL_GONE', 'RECONNECT_NEEDED', 'TARGET_UNAVAILABLE', 'TARGET_REFUSED', 'VIDEO_REJECTED', 'FILM_GONE'],
];

test('every code of the catalogue is caused here or by a provider, in more than 25 ways', () => {
  const caused = new Set([...FAULTS.map(([, code]) => code), ...VENDOR_FAULTS.map(([, code]) => code), ...CAUSED_ELSEWHERE]);
  expect([...failureCatalogue.keys()].filter((code) => !caused.has(code))).toEqual(NOT_CAUSED);
  expect(FAULTS.length).toBeGreaterThan(25);
  expect(caused.has('INTERNAL')).toBe(false);
});
