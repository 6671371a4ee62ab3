import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerOpeners } from '../../../../src/app/film-tools.ts';
import { readProviders } from '../../../../src/app/provider-environment.ts';
import { derivedKey } from '../../../../src/features/assets/asset-files.ts';
import type { AssetRow } from '../../../../src/features/assets/asset.entity.ts';
import type { JobRow } from '../../../../src/features/jobs/job/job.entity.ts';
import type { StepHandler, StepHandlers } from '../../../../src/features/jobs/steps/step-handler.ts';
import { StepRunner } from '../../../../src/features/jobs/steps/step-runner.ts';
import { ProviderKeys } from '../../../../src/features/providers/keys/provider-keys.service.ts';
import { MediaRequests } from '../../../../src/features/renders/media/media-requests.ts';
import { MediaService } from '../../../../src/features/renders/media/media.service.ts';
import { mediaStepHandlers } from '../../../../src/features/renders/media/media-steps.ts';
import { VideoRequests } from '../../../../src/features/renders/request/video-requests.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { Artifacts } from '../../../../src/platform/artifacts/artifacts.ts';
import { openDrawing } from '../../../../src/platform/media/drawing/canvas-drawing.ts';
import { markIn } from '../../../../src/platform/provenance/source-type-mark.ts';
import { ProviderRegistry } from '../../../../src/platform/providers/provider-registry.ts';
import { openStorage } from '../../../../src/platform/storage/minio-storage.ts';
import type { Storage } from '../../../../src/platform/storage/storage.ts';
import { makeAsset } from '../../../support/assets.ts';
import { creditsOf, jobRow, makeTenant, openEngine, request, until, type Engine, type Tenant } from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { openEmbedded } from '../../../support/storage/stores.ts';
import { refusal } from '../../../support/studio.ts';
import { HEARD, speechVendor, stabilityVendor, transcriptionVendor } from '../../../support/vendors/media-vendors.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';
import { worksOf } from '../../../support/vendors/subjects.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');
const { media } = tool;

let folder: string;
let store: Awaited<ReturnType<typeof openEmbedded>>;
let storage: Storage;
let engine: Engine;
let tenant: Tenant;
let vendors: Readonly<Record<'stability' | 'speech' | 'transcription', StandIn>>;
let service: MediaService;
let handlers: StepHandlers;
let runner: StepRunner;

const serviceWith = (env: Readonly<Record<string, string>>): MediaService => {
  const { mutations } = engine.providerKeys as unknown as { mutations: ConstructorParameters<typeof ProviderKeys>[1] };
  const { templates, presets, assets, jobs } = engine;
  const keys = new ProviderKeys(readProviders(env), mutations, engine.encryption);
  const requests = new MediaRequests(new VideoRequests(templates, presets, assets, keys));
  return new MediaService({ jobs, assets, media: requests }, mutations);
};

beforeAll(async () => {
  [folder, store] = await Promise.all([mkdtemp(`${tmpdir()}/media-`), openEmbedded()]);
  storage = openStorage({ ...store, publicEndpoint: store.endpoint });
  await storage.ready();
  engine = await openEngine({ storage });
  tenant = await makeTenant(engine, 'EDITOR');
  const [stability, speech, transcription] = await Promise.all([
    openStandIn(stabilityVendor, folder),
    openStandIn(speechVendor(), folder),
    openStandIn(transcriptionVendor(true), folder),
  ]);
  vendors = { stability, speech, transcription };
  const env = {
    ...{ STABILITY_BASE_URL: stability.url, STABILITY_API_KEY: stability.key, SPEECH_URL: speech.url },
    ...{ TRANSCRIPTION_URL: transcription.url, TRANSCRIPTION_API_KEY: transcription.key },
  };
  service = serviceWith(env);
  const drawing = openDrawing();
  const providers = new ProviderRegistry(providerOpeners(drawing, { settings: readProviders(env), media, log: silentLog }));
  const tools = { media, drawing, storage, artifacts: new Artifacts(storage), providers };
  handlers = mediaStepHandlers(tools, engine.assets);
  runner = new StepRunner({ ...engine, stepHandlers: handlers, workDir: folder, log: silentLog });
});
afterAll(async () => {
  for (const vendor of Object.values(vendors ?? {})) await vendor.close();
  await engine?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

const as = <T>(call: (scope: Scope) => Promise<T>): Promise<T> => request(engine, tenant.actor, call);

/** Delivers the one step of the job to a worker. */
async function run({ id: jobId }: Pick<JobRow, 'id'>, worker = runner, signal = new AbortController().signal): Promise<void> {
  const [step] = await engine.owner<{ id: string }>('select id from job_steps where job_id = $1', [jobId]);
  await worker.run({ version: 1, workspaceId: tenant.workspaceId, jobId, stepId: step?.id ?? '' }, { id: newId(), signal });
}

/** What a worker makes of the job. */
async function made(job: Pick<JobRow, 'id'>): Promise<AssetRow> {
  const jobId = job.id;
  await run(job);
  expect(await jobRow(engine, jobId)).toMatchObject({ status: 'COMPLETED', failure: null });
  const [asset] = await as((scope) => engine.assets.outputs(scope, { id: jobId }));
  if (!asset) throw new Error('the job has no output');
  return as((scope) => engine.assets.get(scope, asset.id));
}
const bytesOf = async ({ storageKey }: AssetRow): Promise<Buffer> => {
  const path = `${folder}/${newId()}`;
  await storage.getFile(storageKey, path, { signal: new AbortController().signal });
  return readFile(path);
};

describe('generateImage', () => {
  const input = { prompt: 'A river that bends', resolution: 'P360', aspectRatio: 'SQUARE_1_1' } as const;

  test('makes a marked picture of the asked size, tells how, and costs a credit', async () => {
    const before = await creditsOf(engine, tenant);
    const { workspaceId } = tenant;
    expect(await as((scope) => service.estimateImage(scope, { workspaceId, ...input }))).toEqual({ credits: 1, provider: 'stability' });
    const asset = await made(await as((scope) => service.generateImage(scope, { workspaceId, ...input })));
    expect(asset).toMatchObject({ kind: 'IMAGE', role: 'IMAGE', status: 'READY', width: 360, height: 360, synthetic: true });
    expect(asset.derived).toEqual(['thumbnail.jpg']);
    const thumbnail = await bytesOf({ ...asset, storageKey: derivedKey(asset, 'thumbnail.jpg') });
    expect([thumbnail.length, markIn(thumbnail)]).toEqual([asset.derivedBytes, 'TRAINED_ALGORITHMIC_MEDIA']);
    expect(asset.provenance).toEqual({
      sourceType: 'TRAINED_ALGORITHMIC_MEDIA',
      parts: [
        {
          ...{ kind: 'VISUAL', provider: 'stability', model: 'core', prompt: input.prompt, seed: expect.stringMatching(/^\d+$/) as string },
          ...{ voice: null, licence: null, cost: { unit: 'credits', amount: 3, usd: 0.03 } },
        },
      ],
    });
    expect(markIn(await bytesOf(asset))).toBe('TRAINED_ALGORITHMIC_MEDIA');
    expect((await creditsOf(engine, tenant))?.available).toBe((before?.available ?? 0) - 1);
  });

  test('is made by the provider that is named, and a card is no work of a model', async () => {
    const { workspaceId } = tenant;
    const asset = await made(await as((scope) => service.generateImage(scope, { workspaceId, ...input, provider: 'builtin' })));
    expect(asset).toMatchObject({ synthetic: false, provenance: { sourceType: null, parts: [{ provider: 'builtin', cost: null }] } });
    expect(markIn(await bytesOf(asset))).toBeNull();
  });

  test('a step whose worker dies after the picture was made does not pay twice', async () => {
    const once = { workspaceId: tenant.workspaceId, ...input, idempotencyKey: 'once' };
    const job = await as((scope) => service.generateImage(scope, once));
    const works = worksOf(vendors.stability);
    const killed = new AbortController();
    let isMade = false;
    const GENERATE: StepHandler = async (step) => {
      await handlers.IMAGE?.GENERATE?.(step);
      isMade = true;
      return new Promise((_, reject) => step.signal.addEventListener('abort', () => reject(step.signal.reason as Error), { once: true }));
    };
    const dying = run(
      job,
      new StepRunner({ ...engine, stepHandlers: { IMAGE: { GENERATE } }, workDir: folder, log: silentLog }),
      killed.signal,
    );
    await until(() => isMade);
    expect(await made(job)).toMatchObject({ kind: 'IMAGE' });
    killed.abort(new Error('killed'));
    await dying;
    expect(worksOf(vendors.stability)).toBe(works + 1);
    expect((await as((scope) => service.generateImage(scope, { ...once, look: null }))).id).toBe(job.id);
  });

  test.each([
    ['no words', { prompt: ' ' }, 'input.prompt'],
    ['too many words', { prompt: 'a'.repeat(4_001) }, 'input.prompt'],
    ['a look that nobody draws', { look: 'no' }, 'input.look'],
    ['a provider that is not on', { provider: 'comfyui' }, 'input.provider'],
  ])('refuses %s', async (_, more, path) => {
    const { code, fields } = await refusal(() =>
      as((scope) => service.generateImage(scope, { workspaceId: tenant.workspaceId, ...input, ...more })),
    );
    expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', [path]]);
  });
});

describe('generateSpeech and transcribeAsset', () => {
  test('speak a text, and write down what is said in it', async () => {
    const { workspaceId } = tenant;
    const text = 'A river bends. Water carries the bank away, and drops its sand.';
    const spoken = await made(await as((scope) => service.generateSpeech(scope, { workspaceId, text, language: 'en' })));
    expect(spoken).toMatchObject({ kind: 'AUDIO', role: 'AUDIO', contentType: 'audio/wav', synthetic: true });
    expect(spoken.durationMs).toBeGreaterThan(3_000);
    expect(spoken.provenance?.parts).toMatchObject([
      { kind: 'SPEECH', provider: 'openai-compatible', voice: 'af_heart', prompt: text, cost: null },
    ]);

    const estimate = await as((scope) => service.estimateTranscription(scope, { assetId: spoken.id }));
    expect(estimate).toEqual({ credits: 1, provider: 'openai-compatible' });
    const captions = await made(await as((scope) => service.transcribeAsset(scope, { assetId: spoken.id })));
    expect(captions).toMatchObject({ kind: 'CAPTION', contentType: 'text/vtt', synthetic: false });
    const seconds = Math.ceil((spoken.durationMs ?? 0) / 1_000);
    expect(captions.provenance?.parts).toMatchObject([
      { kind: 'TRANSCRIPTION', provider: 'openai-compatible', cost: { unit: 'seconds', amount: seconds } },
    ]);
    const vtt = (await bytesOf(captions)).toString('utf8');
    expect(vtt.startsWith('WEBVTT')).toBe(true);
    const lines = vtt.split('\n').filter((line) => line && !/^(WEBVTT|\d+|.*-->.*)$/.test(line));
    expect(lines.join(' ')).toBe(HEARD);
    expect(vendors.transcription.charges()).toEqual([seconds]);

    await engine.owner(
      `insert into provider_circuits (kind, provider, failures, failure, failed_at)
       values ('TRANSCRIPTION', 'openai-compatible', 5, 'VENDOR_DOWN', now() - interval '1 hour')`,
    );
    const again = () => as((scope) => service.transcribeAsset(scope, { assetId: spoken.id }));
    expect(await again()).toMatchObject({ type: 'TRANSCRIPTION' });
    expect((await refusal(again)).code).toBe('NOT_CONFIGURED');
    await engine.owner('delete from provider_circuits');
  });

  test.each([
    ['a text without words', { text: '...' }, 'input.text'],
    ['no voice', { text: 'Words.', voice: 'NONE' }, 'input.voice'],
    ['a text that the voice cannot read', { text: 'Слова, слова, слова.', language: 'en' }, 'input.language'],
  ])('a voice refuses %s', async (_, more, path) => {
    const { code, fields } = await refusal(() =>
      as((scope) => service.generateSpeech(scope, { workspaceId: tenant.workspaceId, ...more })),
    );
    expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', [path]]);
  });

  test('a picture and a silent film are not written down; without a provider nothing is', async () => {
    const picture = await makeAsset(engine, tenant.workspaceId, { kind: 'IMAGE' });
    const film = await makeAsset(engine, tenant.workspaceId, { kind: 'VIDEO' });
    const sound = await makeAsset(engine, tenant.workspaceId, { kind: 'AUDIO' });
    for (const assetId of [picture, film]) {
      const { code, fields } = await refusal(() => as((scope) => service.transcribeAsset(scope, { assetId })));
      expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', ['input.assetId']]);
    }
    const off = await refusal(() => as((scope) => serviceWith({}).transcribeAsset(scope, { assetId: sound })));
    expect(off.code).toBe('NOT_CONFIGURED');
  });
});
