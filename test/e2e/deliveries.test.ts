import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, gql, register, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { download, finished, generate, sha256, type Job, type Output } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

const FILES = ['WEBM', 'GIF', 'AUDIO_MP3', 'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS'] as const;
const RENDITIONS = `query ($id: ID!) { job(id: $id) { streamUrl resolvedPreset { option source } outputs { id }
  renditions { kind url asset { id kind status fileName contentType byteSize sha256 } } } }`;

interface Delivered {
  readonly streamUrl: string | null;
  readonly resolvedPreset: readonly { readonly option: string; readonly source: string }[];
  readonly outputs: readonly { readonly id: string }[];
  readonly renditions: readonly { readonly kind: string; readonly url: string | null; readonly asset: Output }[];
}

let stack: Stack;
let person: Person;
let job: Job;
let delivered: Delivered;
const input = { script: newScript(2), title: 'In every form', musicMood: 'none', fps: 24 };

const read = async (id: string): Promise<Delivered> => (await gql<{ job: Delivered }>(person, RENDITIONS, { id })).job;
const storageUsed = async (): Promise<number> =>
  (
    await gql<{ workspace: { storage: { used: number } } }>(person, 'query ($id: ID!) { workspace(id: $id) { storage { used } } }', {
      id: person.workspaceId,
    })
  ).workspace.storage.used;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
  const { createPreset } = await gql<{ createPreset: { id: string } }>(
    person,
    'mutation ($input: CreatePresetInput!) { createPreset(input: $input) { id } }',
    { input: { workspaceId: person.workspaceId, name: 'Everything', renditions: [...FILES, 'HLS'] } },
  );
  job = await finished(person, await generate(person, { ...input, presetId: createPreset.id }));
  delivered = await read(job.id);
});
afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

describe('a film with all renditions of a preset', () => {
  it('has each of them as an asset whose bytes are those that its link serves, after every check has passed', async () => {
    expect(job.failure).toBeNull();
    expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(delivered.resolvedPreset).toContainEqual({ option: 'renditions', source: 'PRESET' });
    const kinds = delivered.renditions.map(({ kind }) => kind);
    const files = FILES.flatMap((kind) =>
      Array.from({ length: { THUMBNAILS: 3, STORYBOARD: 2, CHAPTERS: 2 }[kind as string] ?? 1 }, () => kind),
    );
    expect(kinds).toEqual(['MP4', 'POSTER', ...files, 'HLS']);
    for (const { kind, url, asset } of delivered.renditions) {
      if (kind === 'HLS') continue;
      const bytes = await download({ downloadUrl: url ?? '' });
      expect([kind, bytes.length, sha256(bytes)]).toEqual([kind, asset.byteSize, asset.sha256]);
    }
    for (const name of ['webm.frames', 'youtube.mp4.keyFrames', 'mp3.loudness', 'hls.frames'])
      expect(job.checks.map((check) => check.name)).toContain(name);
    const stages = job.steps.map(({ name, total }) => `${name} ${total}`);
    expect(stages).toEqual(expect.arrayContaining(['RENDITION 8', 'STREAM 4']));
  });

  it('counts them in the storage of the workspace, the sound of the stream too', async () => {
    const sizes = job.outputs.reduce((sum, { byteSize }) => sum + byteSize, 0);
    const sound = await soundOf(delivered.streamUrl ?? '');
    expect(await storageUsed()).toBe(sizes + (await (await fetch(sound)).arrayBuffer()).byteLength);
  });

  it('makes nothing again for a second film of the same words', async () => {
    const again = await finished(person, await generate(person, { ...input, renditions: [...FILES, 'HLS'] }));
    const reused = again.steps.filter(({ name }) => name === 'RENDITION' || name === 'STREAM').map((step) => [step.total, step.reused]);
    expect(reused).toEqual([
      [4, 4],
      [8, 8],
    ]);
  });
});

/** The objects that the sound of a stream is in, in order. */
async function soundsOf(streamUrl: string): Promise<readonly string[]> {
  const playlist = await (await fetch(new URL('sound.m3u8', streamUrl))).text();
  return [...new Set(playlist.split('\n').filter((line) => line.startsWith('http')))];
}

/** The object that the sound of a finished stream is in. */
const soundOf = async (streamUrl: string): Promise<string> => (await soundsOf(streamUrl))[0] ?? '';
const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

describe('a playlist that is asked for with the next segment', () => {
  const HELD_MS = 5_900;
  /** Asks for one segment more until the stream has ended. */
  async function follow(jobId: string, onFirst: () => Promise<void> = async () => undefined) {
    await expect.poll(async () => (await read(jobId)).streamUrl, { timeout: 60_000 }).not.toBeNull();
    const { streamUrl } = await read(jobId);
    const answers: { readonly wanted: number; readonly segments: number; readonly status: number; readonly ms: number }[] = [];
    for (let [wanted, ended] = [1, false]; !ended;) {
      const began = performance.now();
      const response = await fetch(new URL(`video.m3u8?_HLS_msn=${wanted}`, streamUrl ?? ''));
      const text = await response.text();
      const segments = text.split('#EXTINF').length - 1;
      answers.push({ wanted, segments, status: response.status, ms: performance.now() - began });
      if (answers.length === 1) await onFirst();
      ended = text.includes('#EXT-X-ENDLIST') || !response.ok;
      wanted = segments;
    }
    return answers;
  }

  it('is answered when there is one, or after some seconds', async () => {
    const script = '# One\n\nFirst words of it.\n\n# Two\n\nSecond words of it.\n\n# Three\n\nThird words of it.';
    const answers = await follow(await generate(person, { ...input, script, renditions: ['HLS'] }));
    for (const { wanted, segments, ms } of answers.slice(0, -1)) expect(segments > wanted || ms > HELD_MS).toBe(true);
    expect(answers.at(-1)?.status).toBe(200);
    // One answer for each part of the film, and the last one.
    expect(answers.filter(({ ms }) => ms < HELD_MS).length).toBeLessThanOrEqual((answers.at(-1)?.segments ?? 0) + 1);
  });

  it('is not found when the job is canceled meanwhile', async () => {
    const script = Array.from({ length: 40 }, (_, scene) => `Sentence ${scene} of a film that nobody waits for.`).join('\n\n');
    const jobId = await generate(person, { ...input, script, renditions: ['HLS'] });
    const cancel = async () => void (await gql(person, 'mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id: jobId }));
    expect((await follow(jobId, cancel)).at(-1)?.status).toBe(404);
  });
});

describe('the address of a stream', () => {
  it('serves playlists to players of allowed origins, and nothing else', async () => {
    const response = await fetch(delivered.streamUrl ?? '', { headers: { origin: 'http://localhost:3000' } });
    expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(await response.text()).toContain('CODECS="avc1.64');
    const { status } = await fetch(new URL('other.m3u8', delivered.streamUrl ?? ''));
    expect(status).toBe(404);
  });

  it('ends with the session that read it, with the deleted stream, and is nothing when it is changed', async () => {
    const { accessToken } = await gql<{ login: { accessToken: string } }>(
      person,
      'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      { input: { email: person.email, password: person.password } },
    ).then(({ login }) => login);
    const other = { ...person, accessToken };
    const streamUrl = (await gql<{ job: Delivered }>(other, RENDITIONS, { id: job.id })).job.streamUrl ?? '';
    const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;
    expect(await statusOf(streamUrl)).toBe(200);
    const [token = ''] = /(?<=streams\/)[^/]+/.exec(streamUrl) ?? [];
    expect(await statusOf(streamUrl.replace(token, `${token.slice(0, -3)}abc`))).toBe(404);
    expect(await statusOf(streamUrl.replace(token, accessToken))).toBe(404);
    // Its key is that of access tokens, but it signs nobody in.
    const signedIn = await ask({ ...person, accessToken: token }, 'query ($id: ID!) { job(id: $id) { id } }', { id: job.id });
    expect(signedIn.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    await gql(other, 'mutation { logout }');
    expect(await statusOf(streamUrl)).toBe(404);

    const stream = delivered.renditions.find(({ kind }) => kind === 'HLS')?.asset;
    await gql(person, 'mutation ($id: ID!) { deleteAsset(id: $id) { id } }', { id: stream?.id });
    expect(await statusOf(delivered.streamUrl ?? '')).toBe(404);
    const left = await read(job.id);
    expect(left.renditions.find(({ kind }) => kind === 'HLS')?.url).toBeNull();
    expect(left.streamUrl).toBeNull();
  });
});

const FORMATS = `query ($id: ID!) { job(id: $id) { id status creditsReserved creditsCharged input { aspectRatio formats { aspectRatio resolution } }
  failure { code message } steps { name status total } checks { name ok } video { width height }
  renditions { kind format asset { id width height fileName thumbnailUrl } } } }`;

interface Formatted {
  readonly status: string;
  readonly creditsReserved: number;
  readonly creditsCharged: number;
  readonly failure: unknown;
  readonly input: { readonly aspectRatio: string; readonly formats: readonly object[] };
  readonly steps: readonly { readonly name: string; readonly total: number }[];
  readonly checks: readonly { readonly name: string; readonly ok: boolean }[];
  readonly video: { readonly width: number; readonly height: number };
  readonly renditions: readonly {
    readonly kind: string;
    readonly format: number;
    readonly asset: {
      readonly width: number | null;
      readonly height: number | null;
      readonly fileName: string;
      readonly thumbnailUrl: string | null;
    };
  }[];
}

describe('a film in several formats', () => {
  const formats = [{ aspectRatio: 'PORTRAIT_9_16' }, { aspectRatio: 'LANDSCAPE_16_9' }];
  const words = { script: 'Air scatters blue light.', title: 'Two shapes', musicMood: 'none', fps: 24, resolution: 'P360' };
  const asked = { ...words, formats, renditions: ['GIF', 'AUDIO_MP3', 'HLS'] };

  it('is two finished films of one voice, each with its own checks, files and price', async () => {
    const estimate = 'query ($input: GenerateVideoInput!) { estimateVideo(input: $input) { credits } }';
    const creditsOf = async (input: object) =>
      (await gql<{ estimateVideo: { credits: number } }>(person, estimate, { input: { workspaceId: person.workspaceId, ...input } }))
        .estimateVideo.credits;
    const id = await generate(person, asked);
    await finished(person, id);
    const { job: film } = await gql<{ job: Formatted }>(person, FORMATS, { id });
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null, video: { width: 360, height: 640 } });
    expect(film.input).toEqual({
      aspectRatio: 'PORTRAIT_9_16',
      formats: formats.map(({ aspectRatio }) => ({ aspectRatio, resolution: 'P360' })),
    });
    expect(film.creditsReserved).toBe(2 * (await creditsOf({ ...words, aspectRatio: 'PORTRAIT_9_16' })));
    // A film of less than 10 s costs one credit.
    expect(film.creditsCharged).toBe(2);
    const stages = film.steps.map(({ name, total }) => `${name} ${total}`);
    const once = ['SCRIPT 1', 'VOICE 1', 'DELIVER 1'];
    // Only the first format has a stream: of its opening, of its scene, and the whole of it.
    const twice = ['VISUAL 2', 'SEGMENT 2', 'ASSEMBLE 2', 'VERIFY 2', 'RENDITION 3', 'STREAM 3'];
    expect(stages.toSorted()).toEqual([...once, ...twice].toSorted());
    const frames = film.checks.filter(({ name }) => name.endsWith('.frames'));
    expect(frames.map(({ name }) => name)).toEqual(['360x640.frames', '360x640.hls.frames', '640x360.frames']);
    expect(film.checks.every(({ ok }) => ok)).toBe(true);
    expect(film.renditions.map(({ format, kind }) => `${format} ${kind}`)).toEqual([
      ...['0 MP4', '0 POSTER', '0 GIF', '0 AUDIO_MP3', '0 HLS'],
      ...['1 MP4', '1 POSTER', '1 GIF'],
    ]);
    const films = film.renditions.filter(({ kind }) => kind === 'MP4').map(({ asset }) => asset);
    expect(films.map(({ width, height, fileName }) => [width, height, fileName])).toEqual([
      [360, 640, 'Two-shapes-360x640.mp4'],
      [640, 360, 'Two-shapes-640x360.mp4'],
    ]);
    const [tall, wide] = films.map(({ thumbnailUrl }) => new URL(thumbnailUrl ?? '').pathname);
    expect(tall).not.toBe(wide);
  });

  it('makes nothing of one format again when only that one is asked for, and without a stream', async () => {
    const single = await finished(person, await generate(person, { ...words, aspectRatio: 'LANDSCAPE_16_9' }));
    const made = single.steps.filter(({ name }) => name === 'VISUAL' || name === 'SEGMENT' || name === 'ASSEMBLE');
    expect(made.map(({ name, total, reused }) => [name, total, reused])).toEqual([
      ['VISUAL', 1, 1],
      ['SEGMENT', 1, 1],
      ['ASSEMBLE', 1, 1],
    ]);
  });
});

describe('a worker that dies while it makes a stream and renditions', () => {
  it('leaves a film that is whole, with each of them made by the next one', async () => {
    const id = await generate(person, { ...input, script: newScript(3, 2), renditions: ['WEBM', 'YOUTUBE', 'GIF', 'HLS'] });
    const starts = (stage: string) =>
      stack.program.log().filter((line) => line.msg === 'step started' && line['jobId'] === id && line['step'] === stage);
    // The opening and three scenes are its parts; the fifth step makes the whole of it.
    await stack.program.heard(() => starts('STREAM').length === 5 && starts('RENDITION').length > 0);
    const pid = starts('STREAM').at(-1)?.pid;
    process.kill(Number(pid), 'SIGKILL');
    const film = await finished(person, id);
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    for (const name of ['webm.frames', 'gif.duration', 'hls.frames']) expect(film.checks.map((check) => check.name)).toContain(name);
    const repeated = stack.program
      .log()
      .filter((line) => line['jobId'] === id && line.msg === 'step started' && Number(line['attempt']) > 1);
    expect(new Set(repeated.map(({ step }) => step))).toEqual(new Set(['STREAM', 'RENDITION']));
    const sound = await fetch(await soundOf((await read(id)).streamUrl ?? ''));
    expect((await sound.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
  });
});

describe.each(['step started', 'step finished'])('a worker that dies with “%s” of the opening of a stream', (moment) => {
  it('leaves an opening that is made once, and a stream with the sound of the film', async () => {
    const id = await generate(person, { ...input, script: newScript(3, 2), renditions: ['HLS'] });
    const ofStream = (msg: string, position: number) =>
      stack.program.heard((line) => line['jobId'] === id && line.msg === msg && line['step'] === 'STREAM' && line['position'] === position);
    process.kill((await ofStream(moment, 0)).pid, 'SIGKILL');
    await ofStream('step finished', 1);
    const early = await soundsOf((await read(id)).streamUrl ?? '');
    expect(early.length).toBeGreaterThan(0);
    const film = await finished(person, id);
    expect(film).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(film.checks.filter(({ ok }) => !ok)).toEqual([]);
    // A worker may die between the end of a step and its line.
    const ended = stack.program
      .log()
      .filter((line) => line['jobId'] === id && line.msg === 'step finished')
      .map(({ step, position }) => `${String(step)} ${String(position)}`);
    const twice = ended.filter((place, index) => ended.indexOf(place) < index);
    // The step that ends the stream has no scene and therefore the place 0, as the opening has.
    expect(twice).toEqual(['STREAM 0']);
    const finalSound = await bytesOf(await soundOf((await read(id)).streamUrl ?? ''));
    const live = Buffer.concat(await Promise.all(early.map(bytesOf)));
    expect(live.length).toBeGreaterThan(1_000);
    expect(live.equals(finalSound.subarray(0, live.length))).toBe(true);
  });
});
