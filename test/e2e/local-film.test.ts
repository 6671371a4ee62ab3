import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gql, register, type Person } from '../support/client.ts';
import { download, finished, generate, probe, readCaptions, type Job } from '../support/films.ts';
import { newId } from '../../src/kernel/id.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { markIn } from '../../src/platform/provenance/source-type-mark.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { clipWorkflow, comfyUiVendor, HEARD, speechVendor, transcriptionVendor, WORKFLOW } from '../support/vendors/media-vendors.ts';
import { didVendor } from '../support/vendors/d-id-vendor.ts';
import { chatVendor } from '../support/vendors/script-vendors.ts';
import { openStandIn, type StandIn } from '../support/vendors/stand-in.ts';
import { worksOf } from '../support/vendors/subject.ts';

let folder: string;
let servers: Readonly<Record<'script' | 'speech' | 'comfyui' | 'did' | 'transcription', StandIn>>;
let stack: Stack;
let person: Person;
let job: Job;

/** A film that models on the operator's own machine write, speak and draw. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-film-'));
  const vendors = [chatVendor('lmstudio'), speechVendor(), comfyUiVendor(), didVendor(), transcriptionVendor(false)];
  const [script, speech, comfyui, did, transcription] = await Promise.all(vendors.map((vendor) => openStandIn(vendor, folder)));
  if (!script || !speech || !comfyui || !did || !transcription) throw new Error('five servers were started');
  servers = { script, speech, comfyui, did, transcription };
  const workflow = join(folder, 'flow.json');
  await writeFile(workflow, JSON.stringify(WORKFLOW));
  const clips = join(folder, 'clips.json');
  await writeFile(clips, JSON.stringify(clipWorkflow('SaveVideo')));
  stack = await startStack({
    env: {
      OPENAI_COMPATIBLE_URL: script.url,
      OPENAI_COMPATIBLE_MODEL: 'little-model',
      SPEECH_URL: speech.url,
      TRANSCRIPTION_URL: transcription.url,
      COMFYUI_URL: comfyui.url,
      COMFYUI_WORKFLOW: workflow,
      COMFYUI_CLIP_WORKFLOW: clips,
      DID_BASE_URL: did.url,
      DID_API_KEY: did.key,
    },
  });
  person = await register(stack.url);
  job = await finished(person, await generate(person, { prompt: 'Explain why rivers bend.' }));
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  for (const server of Object.values(servers ?? {})) await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a film by models of the operator’s own', () => {
  it('is complete, and of the words of the model', async () => {
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null, title: 'Why rivers bend' });
    expect(job.checks.every(({ ok }) => ok)).toBe(true);
    if (!job.captions) throw new Error('there are no captions');
    const captions = readCaptions((await download(job.captions)).toString('utf8'));
    expect(captions.map(({ text }) => text).join(' ')).toContain('A river never runs straight');
  });

  it('has as many pictures as scenes, one voice for each, and one script', () => {
    const { script, speech, comfyui, transcription } = servers;
    // The voice tells the times of its words, so that nobody has to hear them.
    expect([script, speech, comfyui, transcription].map(worksOf)).toEqual([1, 3, 3, 0]);
  });

  it('is a film of pictures that move from one to the next', async () => {
    if (!job.video) throw new Error('there is no film');
    const film = await download(job.video);
    const { durationMs, streams } = await probe(film, folder);
    expect(durationMs).toBeGreaterThan(10_000);
    expect(streams.map(({ codec_name: codec }) => codec).toSorted()).toEqual(['aac', 'h264']);
  });

  it('says in the file and in the API that models made it, with prompt and seed of every picture', async () => {
    if (!job.video || !job.thumbnail) throw new Error('there is no film');
    expect(markIn(await download(job.video))).toBe('COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA');
    expect(markIn(await download(job.thumbnail))).toBe('TRAINED_ALGORITHMIC_MEDIA');
    expect(job.checks).toContainEqual(expect.objectContaining({ name: 'sourceType', ok: true }));
    const { job: shown } = await gql<{ job: { video: { synthetic: boolean; provenance: { parts: Record<string, unknown>[] } } } }>(
      person,
      `query ($id: ID!) { job(id: $id) { video { synthetic provenance { sourceType
        parts { kind provider model prompt seed voice licence sceneId cost { unit amount usd } } } } } }`,
      { id: job.id },
    );
    const { synthetic, provenance } = shown.video;
    expect([synthetic, provenance]).toMatchObject([true, { sourceType: 'COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA' }]);
    const of = (kind: string) => provenance.parts.filter((part) => part['kind'] === kind);
    expect(of('VISUAL')).toHaveLength(3);
    for (const part of of('VISUAL')) {
      expect(part).toMatchObject({ provider: 'comfyui', model: 'workflow', prompt: expect.stringContaining('river') as string });
      expect(part['seed']).toMatch(/^\d+$/);
    }
    expect(of('SPEECH')).toMatchObject(
      Array.from({ length: 3 }, () => ({
        provider: 'openai-compatible',
        model: 'kokoro',
        voice: 'af_heart',
        cost: null,
      })),
    );
    expect(of('MUSIC')).toMatchObject([{ provider: 'builtin' }]);
  });

  it('names who made it, and the installation what is on', async () => {
    const answer = await gql(
      person,
      'query ($id: ID!) { job(id: $id) { input { voice providers { script speech visual } } } capabilities { providers { kind name } } }',
      {
        id: job.id,
      },
    );
    expect(answer).toMatchObject({
      job: { input: { voice: 'af_heart', providers: { script: 'openai-compatible', speech: 'openai-compatible', visual: 'comfyui' } } },
      capabilities: { providers: expect.arrayContaining([{ kind: 'VISUAL', name: 'comfyui' }]) as unknown },
    });
  });
});

/** The frame at two seconds of a film of 640x360, in shades of grey. */
const frameOf = (film: Buffer): Buffer => {
  const path = join(folder, `${newId()}.mp4`);
  writeFileSync(path, film);
  const [tool] = ffmpegs;
  if (!tool) throw new Error('no ffmpeg to test with');
  return execFileSync(tool.ffmpegPath, [
    '-v',
    'error',
    '-ss',
    '2',
    '-i',
    path,
    '-frames:v',
    '1',
    '-pix_fmt',
    'gray',
    '-f',
    'rawvideo',
    '-',
  ]);
};

/** The pixels that are clearly different: their number, the leftmost one and the lowest one. */
function differences(one: Buffer, other: Buffer): { count: number; left: number; bottom: number } {
  expect(one.length).toBe(640 * 360);
  const found = [...one.keys()].filter((at) => Math.abs((one[at] ?? 0) - (other[at] ?? 0)) > 25);
  return {
    count: found.length,
    left: Math.min(...found.map((at) => at % 640)),
    bottom: Math.max(...found.map((at) => Math.floor(at / 640))),
  };
}

describe('a film of clips by a model of the operator’s own', () => {
  const SCRIPT = 'A river bends because water is lazy.\n\nIt carries its outer bank away, and drops the sand where it is slow.';

  it('shows a clip in each scene, as long as the voice, and pays for each once', async () => {
    const before = worksOf(servers.comfyui);
    const request = { script: SCRIPT, language: 'en', model: 'comfyui-clip', fps: 24 };
    const film = await finished(person, await generate(person, request));
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(worksOf(servers.comfyui)).toBe(before + 2);
    if (!film.video) throw new Error('there is no film');
    // It is too short for music, so that models made all of it.
    expect(markIn(await download(film.video))).toBe('TRAINED_ALGORITHMIC_MEDIA');
    const { job: shown } = await gql<{ job: { input: object; video: { provenance: { parts: { kind: string }[] } } } }>(
      person,
      'query ($id: ID!) { job(id: $id) { input { model providers { visual clip } } video { provenance { parts { kind provider prompt } } } } }',
      { id: film.id },
    );
    expect(shown.input).toMatchObject({ model: 'comfyui-clip', providers: { clip: 'comfyui' } });
    const clips = shown.video.provenance.parts.filter(({ kind }) => kind === 'CLIP');
    expect(clips).toMatchObject([
      { provider: 'comfyui', prompt: expect.stringContaining('water is lazy') as string },
      { provider: 'comfyui', prompt: expect.stringContaining('outer bank') as string },
    ]);

    // The same film with a label reuses its clips, and differs in one corner.
    const labelled = await finished(person, await generate(person, { ...request, aiLabel: 'throughout' }));
    expect(labelled).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(worksOf(servers.comfyui)).toBe(before + 2);
    if (!labelled.video) throw new Error('there is no film');
    const [plain, marked] = [frameOf(await download(film.video)), frameOf(await download(labelled.video))];
    const corner = differences(plain, marked);
    expect(corner.count).toBeGreaterThan(100);
    expect([corner.left, corner.bottom]).toEqual([expect.toSatisfy((x: number) => x > 320), expect.toSatisfy((y: number) => y < 40)]);
  });
});

describe('a film with a talking portrait and its recorded voice', () => {
  const started = async (mutation: string, input: Record<string, unknown>): Promise<string> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const answer = await gql<Record<string, { id: string }>>(
      person,
      `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`,
      { input },
    );
    return answer['made']?.id ?? '';
  };
  const made = async (mutation: string, input: Record<string, unknown>): Promise<string> => {
    const { status, failure, outputs } = await finished(person, await started(mutation, input));
    expect([status, failure]).toEqual(['COMPLETED', null]);
    return outputs[0]?.id ?? '';
  };

  it('shows it in its scene, in time with its voice, whose words are heard, and names who made it', async () => {
    const { workspaceId } = person;
    const portraitAssetId = await made('generateImage', { workspaceId, prompt: 'A portrait', resolution: 'P360' });
    const audioAssetId = await made('generateSpeech', { workspaceId, text: HEARD });
    const avatar = await made('generateAvatar', { portraitAssetId, audioAssetId });
    const projectId = await started('createProject', { workspaceId, name: 'Rivers', language: 'en' });
    await started('addScene', {
      ...{ projectId, narration: HEARD },
      ...{ visualAssetId: avatar, voiceAssetId: audioAssetId },
    });
    const film = await finished(person, await started('renderProject', { projectId }));
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    const answer = await gql(person, 'query ($id: ID!) { job(id: $id) { video { synthetic provenance { parts { kind provider } } } } }', {
      id: film.id,
    });
    expect(answer).toMatchObject({
      job: { video: { synthetic: true, provenance: { parts: expect.arrayContaining([{ kind: 'AVATAR', provider: 'd-id' }]) as unknown } } },
    });
    expect(worksOf(servers.did)).toBe(1);
    // The captions have the times of the transcript, where a recording alone would have estimated ones.
    expect(worksOf(servers.transcription)).toBe(1);
    expect(film.checks.map(({ name }) => name)).not.toContain('captionTiming');
    if (!film.captions) throw new Error('there are no captions');
    expect(
      readCaptions((await download(film.captions)).toString('utf8'))
        .map(({ text }) => text)
        .join(' '),
    ).toBe(HEARD);
  });
});
