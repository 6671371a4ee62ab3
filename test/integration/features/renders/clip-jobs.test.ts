import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { readMp4Mark } from '../../../../src/platform/provenance/source-type-mark.ts';
import { makeAsset } from '../../../support/assets.ts';
import { creditsOf, jobRow, until } from '../../../support/engine.ts';
import { ffmpegs } from '../../../support/ffmpegs.ts';
import { openMediaStudio, type MediaStudio } from '../../../support/media-studio.ts';
import { refusal } from '../../../support/studio.ts';
import { omniVendor, runwayVendor } from '../../../support/vendors/clip-vendors.ts';
import { didVendor } from '../../../support/vendors/d-id-vendor.ts';
import { speechVendor } from '../../../support/vendors/media-vendors.ts';
import { openStandIn, type StandIn } from '../../../support/vendors/stand-in.ts';
import { worksOf } from '../../../support/vendors/subject.ts';

const [tool] = ffmpegs;
if (!tool) throw new Error('no ffmpeg to test with');
const { media } = tool;

let studio: MediaStudio;
const controls = { runway: runwayVendor(), omni: omniVendor(), did: didVendor() };
let vendors: Readonly<Record<'runway' | 'omni' | 'did' | 'speech', StandIn>>;
let workspaceId: string;

beforeAll(async () => {
  studio = await openMediaStudio(async (folder) => {
    const [runway, omni, did, speech] = await Promise.all([
      openStandIn(controls.runway, folder),
      openStandIn(controls.omni, folder),
      openStandIn(controls.did, folder),
      openStandIn(speechVendor(), folder),
    ]);
    vendors = { runway, omni, did, speech };
    return {
      ...{ RUNWAY_BASE_URL: runway.url, RUNWAY_API_KEY: runway.key, SPEECH_URL: speech.url },
      ...{ GEMINI_BASE_URL: `${omni.url}/v1beta`, GEMINI_API_KEY: omni.key, DID_BASE_URL: did.url, DID_API_KEY: did.key },
    };
  });
  ({ workspaceId } = studio.tenant);
});
afterAll(async () => {
  for (const vendor of Object.values(vendors ?? {})) await vendor.close();
  await studio?.close();
});

const as: MediaStudio['as'] = (call) => studio.as(call);
const words = { prompt: 'A river that bends.', resolution: 'P360', durationMs: 2_000 } as const;
const probed = async (asset: Parameters<MediaStudio['fileOf']>[0]) =>
  media.probe({ path: await studio.fileOf(asset), format: 'mov' }, { workDir: studio.folder, signal: new AbortController().signal });
/** Makes inputs without the clouds. */
const inputs = () => studio.serviceWith({ SPEECH_URL: vendors.speech.url });
const drawn = async () =>
  studio.made(await as((scope) => inputs().generateImage(scope, { workspaceId, prompt: 'A river', resolution: 'P360' })));
const attemptsOf = (job: { readonly id: string }) =>
  studio.engine.owner<{ state: string; task_id: string | null; failure: string | null; expected: number }>(
    'select state, task_id, failure, expected_micros::int as expected from provider_attempts where job_id = $1 order by id',
    [job.id],
  );
/** What the task does with calls of jobs that ended so many seconds earlier. */
const settle = async (seconds: number) => {
  await studio.engine.owner(
    `update provider_attempts set prepared_at = prepared_at - make_interval(secs => $1) where state in ('SENT', 'UNCERTAIN')`,
    [seconds],
  );
  await studio.engine.owner(`update jobs set finished_at = finished_at - make_interval(secs => $1)`, [seconds]);
  return studio.engine.leftCalls.settle(studio.engine.database.systemScope(new AbortController().signal), studio.providers, silentLog);
};
/** Millionths of a dollar. */
const spent = async () =>
  (
    await studio.engine.owner<{ micros: number }>(
      'select (spent_micros + reserved_micros)::int as micros from spend_months where workspace_id = $1',
      [workspaceId],
    )
  )[0]?.micros ?? 0;

describe('generateClip', () => {
  test('makes a marked clip of the asked size and length, tells how, and costs the price of the model', async () => {
    const before = await creditsOf(studio.engine, studio.tenant);
    const input = { workspaceId, ...words, aspectRatio: 'PORTRAIT_9_16' } as const;
    expect(await as((scope) => studio.service.estimateClip(scope, input))).toMatchObject({ credits: 4, provider: 'runway' });
    const job = await as((scope) => studio.service.generateClip(scope, input));
    const asset = await studio.made(job);
    expect(await attemptsOf(job)).toMatchObject([{ state: 'DONE', expected: 240_000 }]);
    expect(asset).toMatchObject({ kind: 'VIDEO', role: 'VIDEO', width: 360, height: 640, durationMs: 2_000, synthetic: true });
    expect(asset.provenance).toMatchObject({
      sourceType: 'TRAINED_ALGORITHMIC_MEDIA',
      parts: [
        { kind: 'CLIP', provider: 'runway', model: 'gen4.5', prompt: words.prompt, cost: { unit: 'credits', amount: 24, usd: 0.24 } },
      ],
    });
    const { streams } = await probed(asset);
    expect(streams).toMatchObject([{ kind: 'video', codec: 'h264', width: 360, height: 640, pixelFormat: 'yuv420p' }]);
    expect(await readMp4Mark(await studio.fileOf(asset))).toBe('TRAINED_ALGORITHMIC_MEDIA');
    expect((await creditsOf(studio.engine, studio.tenant))?.available).toBe((before?.available ?? 0) - 4);
  });

  test('begins with a picture where the model can, and names what the picture was made of', async () => {
    const picture = await drawn();
    const input = { workspaceId, ...words, model: 'runway-gen4-turbo', imageAssetId: picture.id, aspectRatio: 'SQUARE_1_1' } as const;
    const asset = await studio.made(await as((scope) => studio.service.generateClip(scope, input)));
    expect(asset).toMatchObject({ width: 360, height: 360 });
    expect(asset.provenance?.parts).toMatchObject([{ kind: 'CLIP', model: 'gen4_turbo', cost: { amount: 10 } }, { kind: 'VISUAL' }]);
    expect(vendors.runway.requests().filter((one) => one === 'POST /v1/image_to_video')).toHaveLength(1);
  });

  test('a worker that is killed while the vendor works is followed by one that waits for the same work', async () => {
    controls.runway.hold = true;
    const works = worksOf(vendors.runway);
    const job = await as((scope) => studio.service.generateClip(scope, { workspaceId, ...words, idempotencyKey: 'once' }));
    const killed = new AbortController();
    const dying = studio.run(job, undefined, killed.signal);
    await until(async () => typeof (await attemptsOf(job))[0]?.task_id === 'string');
    killed.abort(new Error('killed'));
    await dying;
    controls.runway.hold = false;
    const asset = await studio.made(job);
    expect(asset).toMatchObject({ durationMs: 2_000, provenance: { parts: [{ kind: 'CLIP', provider: 'runway', model: 'gen4.5' }] } });
    expect(worksOf(vendors.runway)).toBe(works + 1);
    expect(await attemptsOf(job)).toMatchObject([{ state: 'DONE' }]);
    expect(
      (await as((scope) => studio.service.generateClip(scope, { workspaceId, ...words, model: null, idempotencyKey: 'once' }))).id,
    ).toBe(job.id);
  });

  test('a job that is canceled cancels the work of the vendor, and books what it may have cost', async () => {
    const before = await spent();
    controls.runway.hold = true;
    const job = await as((scope) => studio.service.generateClip(scope, { workspaceId, ...words }));
    const running = studio.run(job);
    await until(async () => typeof (await attemptsOf(job))[0]?.task_id === 'string');
    await as((scope) => studio.engine.jobs.cancel(scope, job.id));
    await running;
    controls.runway.hold = false;
    expect(await attemptsOf(job)).toMatchObject([{ state: 'FAILED', failure: 'CANCELED' }]);
    expect(await spent()).toBe(before + 240_000);
    expect(vendors.runway.requests().at(-1)).toMatch(/^DELETE \/v1\/tasks\//);
    expect(await jobRow(studio.engine, job.id)).toMatchObject({ status: 'CANCELED' });
  });

  test('a job that is canceled after its worker was killed cancels the work later, and books what it may have cost', async () => {
    const before = await spent();
    controls.runway.hold = true;
    const job = await as((scope) => studio.service.generateClip(scope, { workspaceId, ...words }));
    const killed = new AbortController();
    const dying = studio.run(job, undefined, killed.signal);
    await until(async () => typeof (await attemptsOf(job))[0]?.task_id === 'string');
    killed.abort(new Error('killed'));
    await dying;
    await as((scope) => studio.engine.jobs.cancel(scope, job.id));
    controls.runway.hold = false;
    await settle(0);
    expect(await attemptsOf(job)).toMatchObject([{ state: 'SENT' }]);
    await settle(301);
    expect(await attemptsOf(job)).toMatchObject([{ state: 'FAILED', failure: 'CANCELED' }]);
    expect(vendors.runway.requests().at(-1)).toMatch(/^DELETE \/v1\/tasks\//);
    expect(await spent()).toBe(before + 240_000);
  });

  test('the result of a job that failed while its worker was dead is paid once, and used by the retry', async () => {
    const [works, before] = [worksOf(vendors.runway), await spent()];
    controls.runway.hold = true;
    const job = await as((scope) => studio.service.generateClip(scope, { workspaceId, ...words }));
    const killed = new AbortController();
    const dying = studio.run(job, undefined, killed.signal);
    await until(async () => typeof (await attemptsOf(job))[0]?.task_id === 'string');
    killed.abort(new Error('killed'));
    await dying;
    await studio.engine.owner(`update job_steps set status = 'FAILED' where job_id = $1`, [job.id]);
    await studio.engine.owner(`update jobs set status = 'FAILED', finished_at = now() where id = $1`, [job.id]);
    controls.runway.hold = false;
    // The work has not ended when it is looked up for the first time.
    await until(async () => {
      await settle(301);
      return (await attemptsOf(job))[0]?.state !== 'SENT';
    });
    expect(await attemptsOf(job)).toMatchObject([{ state: 'DONE', failure: 'NOT_FETCHED' }]);
    expect(await spent()).toBe(before + 240_000);
    await as((scope) => studio.engine.jobs.retry(scope, { id: job.id }));
    expect(await studio.made(job)).toMatchObject({ durationMs: 2_000 });
    expect([worksOf(vendors.runway), await spent()]).toEqual([works + 1, before + 240_000]);
  });

  test('a job that fails while the vendor does not tell the state is retried, and waits for the same work', async () => {
    const works = worksOf(vendors.runway);
    controls.runway.looks.push(...Array.from({ length: 15 }, () => ({ status: 503, body: {} })));
    const job = await as((scope) => studio.service.generateClip(scope, { workspaceId, ...words }));
    for (let attempt = 0; attempt < 3; attempt += 1) await studio.run(job);
    expect(await jobRow(studio.engine, job.id)).toMatchObject({ status: 'FAILED', failure: { code: 'VENDOR_DOWN' } });
    await as((scope) => studio.engine.jobs.retry(scope, { id: job.id }));
    expect(await studio.made(job)).toMatchObject({ durationMs: 2_000 });
    expect(worksOf(vendors.runway)).toBe(works + 1);
    expect(await attemptsOf(job)).toMatchObject([{ state: 'DONE' }]);
  });

  test('is made by the next provider while the first one fails, and by none when no other is on', async () => {
    await studio.engine.owner(
      `insert into provider_circuits (kind, provider, failures, failure, failed_at) values ('CLIP', 'runway', 5, 'VENDOR_DOWN', now())`,
    );
    const input = { workspaceId, ...words, durationMs: 3_000 };
    expect((await as((scope) => studio.service.estimateClip(scope, input))).provider).toBe('gemini');
    const asset = await studio.made(await as((scope) => studio.service.generateClip(scope, input)));
    expect(asset.provenance?.parts).toMatchObject([
      { provider: 'gemini', model: 'gemini-omni-1.2-flash', cost: { unit: 'tokens', amount: 17_376 } },
    ]);
    const named = await refusal(() => as((scope) => studio.service.generateClip(scope, { ...input, model: 'runway-gen4.5' })));
    expect(Object.keys(named.fields)).toEqual(['input.model']);
    await studio.engine.owner('delete from provider_circuits');
    const off = await refusal(() => as((scope) => studio.serviceWith({}).generateClip(scope, input)));
    expect(off.code).toBe('NOT_CONFIGURED');
  });

  test.each([
    ['no words', { prompt: ' ' }, 'input.prompt'],
    ['too many words', { prompt: 'a'.repeat(1_001) }, 'input.prompt'],
    ['half a second more', { durationMs: 2_500 }, 'input.durationMs'],
    ['a clip that is too long', { durationMs: 11_000 }, 'input.durationMs'],
    ['a resolution that the model does not make', { resolution: 'P1080' }, 'input.resolution'],
    ['a shape that the model does not make', { aspectRatio: 'SQUARE_1_1' }, 'input.aspectRatio'],
    ['a model that makes films', { model: 'storyboard' }, 'input.model'],
    ['a model that was switched off', { model: 'runway-gen3' }, 'input.model'],
    ['a model whose provider is off', { model: 'comfyui-clip' }, 'input.model'],
    ['a model that needs a picture', { model: 'runway-gen4-turbo' }, 'input.imageAssetId'],
  ] as const)('refuses %s', async (_, more, path) => {
    const { code, fields } = await refusal(() => as((scope) => studio.service.generateClip(scope, { workspaceId, ...words, ...more })));
    expect([code, Object.keys(fields)]).toEqual(['BAD_USER_INPUT', [path]]);
  });

  test('refuses a first picture that is none, or that another workspace has', async () => {
    const sound = await makeAsset(studio.engine, workspaceId, { kind: 'AUDIO' });
    const asked = (imageAssetId: string) =>
      refusal(() => as((scope) => studio.service.generateClip(scope, { workspaceId, ...words, imageAssetId })));
    expect(Object.keys((await asked(sound)).fields)).toEqual(['input.imageAssetId']);
    expect((await asked(newId())).code).toBe('NOT_FOUND');
  });
});

describe('generateAvatar', () => {
  const spoken = async () =>
    studio.made(await as((scope) => inputs().generateSpeech(scope, { workspaceId, text: 'A river bends.', language: 'en' })));

  test('lets a portrait speak, and says which parts models made', async () => {
    const [portrait, audio] = [await drawn(), await spoken()];
    const input = { portraitAssetId: portrait.id, audioAssetId: audio.id };
    const { credits, provider } = await as((scope) => studio.service.estimateAvatar(scope, input));
    expect([credits, provider]).toEqual([2 * Math.ceil((audio.durationMs ?? 0) / 5_000), 'd-id']);
    const asset = await studio.made(await as((scope) => studio.service.generateAvatar(scope, input)));
    expect(asset).toMatchObject({ kind: 'VIDEO', width: 512, height: 512, synthetic: true, codecs: ['h264', 'aac'] });
    expect(Math.abs((asset.durationMs ?? 0) - (audio.durationMs ?? 0))).toBeLessThan(150);
    // The portrait is a card, which no model made.
    expect(asset.provenance).toMatchObject({
      sourceType: 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA',
      parts: [{ kind: 'AVATAR', provider: 'd-id', model: 'talks', cost: { unit: 'seconds' } }, { kind: 'VISUAL' }, { kind: 'SPEECH' }],
    });
    const { streams } = await probed(asset);
    expect(streams.map(({ kind }) => kind).toSorted()).toEqual(['audio', 'video']);
    expect(await readMp4Mark(await studio.fileOf(asset))).toBe('COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA');
  });

  test('refuses assets of another kind, a long recording, and everything while no provider is on', async () => {
    const [picture, sound] = [await makeAsset(studio.engine, workspaceId), await makeAsset(studio.engine, workspaceId, { kind: 'AUDIO' })];
    const asked = (portraitAssetId: string, audioAssetId: string, service = studio.service) =>
      refusal(() => as((scope) => service.generateAvatar(scope, { portraitAssetId, audioAssetId })));
    expect(Object.keys((await asked(sound, picture)).fields).toSorted()).toEqual(['input.audioAssetId', 'input.portraitAssetId']);
    expect((await asked(picture, newId())).code).toBe('NOT_FOUND');
    expect((await asked(picture, sound, studio.serviceWith({}))).code).toBe('NOT_CONFIGURED');
    await studio.engine.owner('update assets set duration_ms = 300001 where id = $1', [sound]);
    expect(Object.keys((await asked(picture, sound)).fields)).toEqual(['input.audioAssetId']);
  });
});
