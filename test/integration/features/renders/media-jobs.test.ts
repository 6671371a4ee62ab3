import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providerOpeners } from '../../../../src/app/films/film-tools.ts';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';
import { derivedKey } from '../../../../src/features/assets/asset-files.ts';
import { WAVE_JOBS } from '../../../../src/features/batches/batch-waves.service.ts';
import type { StepHandler } from '../../../../src/features/jobs/steps/step-handler.ts';
import type { StepRunner } from '../../../../src/features/jobs/steps/step-runner.ts';
import { filmStepHandlers } from '../../../../src/features/renders/steps/step-handlers.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { Artifacts } from '../../../../src/platform/artifacts/artifacts.ts';
import { openDrawing } from '../../../../src/platform/media/drawing/canvas-drawing.ts';
import { ProviderRegistry } from '../../../../src/platform/providers/provider-registry.ts';
import { markIn } from '../../../../src/platform/provenance/source-type-mark.ts';
import { makeAsset } from '../../../support/assets.ts';
import { batchesOf, itemsOf, type BatchDesk } from '../../../support/batches.ts';
import { creditsOf, faultsOfLedger, makeTenant, request, until, type Tenant } from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { openMediaStudio, type MediaStudio } from '../../../support/media-studio.ts';
import { refusal } from '../../../support/studio.ts';
import { HEARD, speechVendor, stabilityVendor, transcriptionVendor } from '../../../support/vendors/media-vendors.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';
import { worksOf } from '../../../support/vendors/subject.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');
const { media } = tool;

let studio: MediaStudio;
let vendors: Readonly<Record<'stability' | 'speech' | 'transcription', StandIn>>;

beforeAll(async () => {
  studio = await openMediaStudio(async (folder) => {
    const [stability, speech, transcription] = await Promise.all([
      openStandIn(stabilityVendor, folder),
      openStandIn(speechVendor(), folder),
      openStandIn(transcriptionVendor(true), folder),
    ]);
    vendors = { stability, speech, transcription };
    return {
      ...{ STABILITY_BASE_URL: stability.url, STABILITY_API_KEY: stability.key, SPEECH_URL: speech.url },
      ...{ TRANSCRIPTION_URL: transcription.url, TRANSCRIPTION_API_KEY: transcription.key },
    };
  });
  ({ engine, tenant, service, handlers } = studio);
});
afterAll(async () => {
  for (const vendor of Object.values(vendors ?? {})) await vendor.close();
  await studio?.close();
});

let engine: MediaStudio['engine'];
let tenant: MediaStudio['tenant'];
let service: MediaStudio['service'];
let handlers: MediaStudio['handlers'];
const as: MediaStudio['as'] = (call) => studio.as(call);
const made: MediaStudio['made'] = (job) => studio.made(job);

/** A recording of so many seconds in which nobody speaks; returns the id of its asset. */
async function silence(seconds: number): Promise<string> {
  const id = await makeAsset(engine, tenant.workspaceId, { kind: 'AUDIO' });
  const path = `${studio.folder}/${id}.flac`;
  const filterGraph = `anullsrc=r=8000:cl=mono:d=${seconds}[a]`;
  const outputOptions = ['-map', '[a]', '-c:a', 'flac', '-f', 'flac'];
  await media.run(
    { inputs: [], filterGraph, outputOptions, output: path, threads: 1, timeoutMs: 60_000 },
    { workDir: studio.folder, signal: new AbortController().signal },
  );
  await studio.storage.putFile(id, path, { contentType: 'audio/flac' });
  await engine.owner(`update assets set content_type = 'audio/flac', duration_ms = $2 where id = $1`, [id, seconds * 1_000]);
  return id;
}

describe('generateImage', () => {
  const input = { prompt: 'A river that bends', resolution: 'P360', aspectRatio: 'SQUARE_1_1' } as const;

  test('makes a marked picture of the asked size, tells how, and costs a credit', async () => {
    const before = await creditsOf(engine, tenant);
    const { workspaceId } = tenant;
    expect(await as((scope) => service.estimateImage(scope, { workspaceId, ...input }))).toMatchObject({
      credits: 1,
      provider: 'stability',
    });
    const asset = await made(await as((scope) => service.generateImage(scope, { workspaceId, ...input })));
    expect(asset).toMatchObject({ kind: 'IMAGE', role: 'IMAGE', status: 'READY', width: 360, height: 360, synthetic: true });
    expect(asset.derived).toEqual(['thumbnail.jpg']);
    const thumbnail = await studio.bytesOf({ ...asset, storageKey: derivedKey(asset, 'thumbnail.jpg') });
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
    expect(markIn(await studio.bytesOf(asset))).toBe('TRAINED_ALGORITHMIC_MEDIA');
    expect((await creditsOf(engine, tenant))?.available).toBe((before?.available ?? 0) - 1);
  });

  test('is made by the provider that is named, and a card is no work of a model', async () => {
    const { workspaceId } = tenant;
    const asset = await made(await as((scope) => service.generateImage(scope, { workspaceId, ...input, provider: 'builtin' })));
    expect(asset).toMatchObject({ synthetic: false, provenance: { sourceType: null, parts: [{ provider: 'builtin', cost: null }] } });
    expect(markIn(await studio.bytesOf(asset))).toBeNull();
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
    const dying = studio.run(job, studio.worker({ IMAGE: { GENERATE } }), killed.signal);
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
    expect(estimate).toMatchObject({ credits: 1, provider: 'openai-compatible' });
    const captions = await made(await as((scope) => service.transcribeAsset(scope, { assetId: spoken.id })));
    expect(captions).toMatchObject({ kind: 'CAPTION', contentType: 'text/vtt', synthetic: false });
    const seconds = Math.ceil((spoken.durationMs ?? 0) / 1_000);
    expect(captions.provenance?.parts).toMatchObject([
      { kind: 'TRANSCRIPTION', provider: 'openai-compatible', cost: { unit: 'seconds', amount: seconds } },
    ]);
    const vtt = (await studio.bytesOf(captions)).toString('utf8');
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

  test('a worker that is killed between two parts of a recording is followed by one that pays for the other only', async () => {
    const assetId = await silence(610);
    const job = await as((scope) => service.transcribeAsset(scope, { assetId }));
    const [before, asked] = [vendors.transcription.charges().length, worksOf(vendors.transcription)];
    const killed = new AbortController();
    let isBetween = false;
    const own = studio.newHandlers();
    const GENERATE: StepHandler = async (step) => {
      let parts = 0;
      const apiKeyOf: typeof step.apiKeyOf = async (provider) => {
        parts += 1;
        if (parts < 2) return step.apiKeyOf(provider);
        isBetween = true;
        return new Promise((_, reject) => step.signal.addEventListener('abort', () => reject(step.signal.reason as Error), { once: true }));
      };
      return own.TRANSCRIPTION?.GENERATE?.({ ...step, apiKeyOf }) ?? {};
    };
    const dying = studio.run(job, studio.worker({ TRANSCRIPTION: { GENERATE } }), killed.signal);
    await until(() => isBetween);
    expect(worksOf(vendors.transcription)).toBe(asked + 1);
    const captions = await made(job);
    killed.abort(new Error('killed'));
    await dying;
    // Two parts of ten minutes at most, each paid for once; seconds are rounded up for each.
    const charged = vendors.transcription
      .charges()
      .slice(before)
      .reduce((sum, seconds) => sum + seconds, 0);
    expect([worksOf(vendors.transcription) - asked, Math.floor(charged / 10)]).toEqual([2, 61]);
    expect(captions.provenance?.parts).toMatchObject([{ kind: 'TRANSCRIPTION', cost: { unit: 'seconds', amount: charged } }]);
    const starts = (await studio.bytesOf(captions)).toString('utf8').match(/^\d\d:\d\d:\d\d/gm) ?? [];
    expect([starts.length > 3, starts.toSorted()]).toEqual([true, starts]);
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
    const off = await refusal(() => as((scope) => studio.serviceWith({}).transcribeAsset(scope, { assetId: sound })));
    expect(off.code).toBe('NOT_CONFIGURED');
  });
});

describe('a batch of films whose pictures a key of the workspace pays', () => {
  const TEXT = 'This is {{name}}. It is a thing that anybody may want.\n\nIt costs {{price}}. That is not much for such a thing.';
  const PICTURES = 2;
  const USD_OF_PICTURE = 0.03;

  let owner: Tenant;
  let desk: BatchDesk;
  let account: StandIn;
  let worker: StepRunner;
  let presetId: string;
  let batchId: string;
  beforeEach(async () => {
    [owner, account] = await Promise.all([makeTenant(engine), openStandIn(stabilityVendor, studio.folder)]);
    desk = batchesOf(engine, owner);
    await setKey(account.key);
    const { workspaceId } = owner;
    const preset = await desk.as((scope) =>
      engine.presets.create(scope, { workspaceId, name: 'Drawn', providerOrder: ['stability'], resolution: 'P360' }),
    );
    presetId = preset.id;
    const drawing = openDrawing();
    const settings = readProviders({ STABILITY_BASE_URL: account.url });
    const providers = new ProviderRegistry(providerOpeners(drawing, { settings, media, log: silentLog }));
    const { storage } = studio;
    const { SCRIPT, VISUAL } =
      filmStepHandlers({ ...engine, media, drawing, storage, artifacts: new Artifacts(storage), providers }, engine.assets).VIDEO ?? {};
    const next = async () => ({});
    // Only what a provider is asked for is made.
    const rest = { VOICE: next, SEGMENT: next, ASSEMBLE: next, VERIFY: next, DELIVER: async () => ({ creditsUsed: 1 }) };
    worker = studio.worker({ VIDEO: { ...rest, ...(SCRIPT && { SCRIPT }), ...(VISUAL && { VISUAL }) } });
  });
  afterEach(() => account.close());

  const setKey = (key: string) =>
    request(engine, owner.actor, (scope) => engine.providerKeys.set(scope, { workspaceId: owner.workspaceId, provider: 'stability', key }));
  /** Runs the steps of the job of a row one after the other, `upTo` this many, as they become free. */
  const makeRow = async (number: number, upTo = Number.POSITIVE_INFINITY): Promise<void> => {
    for (let made = 0; made < upTo; made += 1) {
      const [step] = await engine.owner<{ id: string; job_id: string }>(
        `select s.id, s.job_id from job_steps s join jobs j on j.id = s.job_id
         where j.batch_id = $1 and j.batch_row = $2 and j.status in ('QUEUED', 'RUNNING') and s.status = 'PENDING' and s.blocked_by = 0
         order by s.name = 'VISUAL' desc, s.position, s.id limit 1`,
        [batchId, number],
      );
      if (!step) return;
      const payload = { version: 1, workspaceId: owner.workspaceId, jobId: step.job_id, stepId: step.id } as const;
      await worker.run(payload, { id: newId(), signal: new AbortController().signal });
    }
  };
  const rowsWith = async (numbers: readonly number[]) =>
    (await desk.rows(batchId)).filter(({ number }) => numbers.includes(number)).map(({ status, failure }) => [status, failure?.code]);
  const spend = async () => {
    const [row] = await engine.owner(
      `select spent_micros::int as spent, reserved_micros::int as reserved from spend_months where workspace_id = $1`,
      [owner.workspaceId],
    );
    return row;
  };

  test.each([
    ['is revoked at the provider', WAVE_JOBS, 'BAD_KEY', /replace the key with setProviderKey/, async () => account.revokeKey()],
    [
      'is removed by removeProviderKey',
      4,
      'NOT_CONFIGURED',
      /set one with `setProviderKey`/,
      async () => {
        await desk.as((scope) => engine.providerKeys.remove(scope, { workspaceId: owner.workspaceId, provider: 'stability' }));
        return account.key;
      },
    ],
  ])('in whose middle the key %s keeps what is made, fails the rest of the wave and pays for nothing twice', async (...given) => {
    const [, wave, code, hint, end] = given;
    // A full wave is followed by another one.
    const later = wave === WAVE_JOBS ? 1 : 0;
    ({ id: batchId } = await desk.create(await desk.template(undefined, TEXT), itemsOf(wave + later), { presetId }));
    await desk.tend(batchId);
    await makeRow(1);
    // The script and the first picture of the second film.
    await makeRow(2, 2);
    const renewed = await end();
    const failed = Array.from({ length: wave - 1 }, (_, index) => index + 2);
    await Promise.all(failed.map((number) => makeRow(number)));
    expect(await rowsWith([1])).toEqual([['COMPLETED', undefined]]);
    expect(await rowsWith(failed)).toEqual(failed.map(() => ['FAILED', code]));
    const failures = await engine.owner<{ hint: string; attempts: number }>(
      `select failure ->> 'hint' as hint, (failure ->> 'attempts')::int as attempts from jobs where batch_id = $1 and status = 'FAILED'`,
      [batchId],
    );
    expect(failures.filter((one) => hint.test(one.hint) && one.attempts === 1)).toHaveLength(wave - 1);

    // The next wave is drawn by the next provider, and the batch ends.
    await desk.tend(batchId);
    for (let number = wave + 1; number <= wave + later; number += 1) await makeRow(number);
    await desk.tend(batchId);
    const made = 1 + later;
    expect(await desk.get(batchId)).toMatchObject({ status: 'COMPLETED', creditsCharged: made });
    expect(await desk.states(batchId)).toEqual({ COMPLETED: made, FAILED: wave - 1 });
    expect(await creditsOf(engine, owner)).toMatchObject({ reserved: 0, spent: made });
    const paid = PICTURES + 1;
    expect(account.charges()).toHaveLength(paid);
    expect(await spend()).toEqual({ spent: Math.round(paid * USD_OF_PICTURE * 1e6), reserved: 0 });

    // With a key that works, a retry of the row that had begun pays only for the picture that is missing.
    await setKey(renewed);
    await desk.as((scope) => engine.batches.retry(scope, { id: batchId }));
    await desk.tend(batchId);
    await makeRow(2);
    expect(await rowsWith([2])).toEqual([['COMPLETED', undefined]]);
    expect(account.charges()).toHaveLength(paid + 1);
    await desk.as((scope) => engine.batches.cancel(scope, batchId));
    expect(await faultsOfLedger(engine)).toEqual([]);
  });
});
