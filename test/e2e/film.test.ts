import { rm } from 'node:fs/promises';
import { Client } from 'minio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endPrograms, launch } from '../support/program.ts';
import { gql, refused, register, watch, type Person, type Watching } from '../support/client.ts';
import { anyNumber, newScript } from '../support/factories.ts';
import {
  download,
  evenSpaces,
  finished,
  generate,
  plain,
  probe,
  readCaptions,
  readJob,
  readLog,
  sequencesOf,
  sha256,
  type Job,
} from '../support/films.ts';
import { newDataDir, startStack, type Stack } from '../support/stack.ts';

const STAGES = ['SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER'];
const SCRIPT = newScript(3);
/** Silence before the first word and after the last one. */
const OPENING_MS = 1_200;
const ENDING_MS = 1_500;

let stack: Stack;
let person: Person;
let folder: string;
/** One film, watched by two from its beginning: one undisturbed, one whose connection is cut again and again. */
let job: Job;
let watching: Watching;
let disturbed: Watching;
let cuts = 0;

beforeAll(async () => {
  [stack, folder] = await Promise.all([startStack(), newDataDir()]);
  person = await register(stack.url);
  // The worker holds still until both watch: they see the film from its very beginning, on a busy machine too.
  const { pid: worker } = await stack.program.heard(({ msg }) => msg === 'worker is ready');
  process.kill(worker, 'SIGSTOP');
  const id = await generate(person, { script: SCRIPT, title: 'How it is made', resolution: 'P480', musicMood: 'none' });
  watching = watch(person, { jobId: id });
  let nextCut = 2 + anyNumber(3);
  disturbed = watch(person, {
    jobId: id,
    reconnect: true,
    onEvent: (_, { cut, events }) => {
      if (events.length < nextCut || cuts === 5) return;
      cuts += 1;
      nextCut = events.length + 1 + anyNumber(4);
      cut();
    },
  });
  await Promise.all([watching, disturbed].map(({ until: seen }) => seen(({ type }) => type === 'SNAPSHOT')));
  process.kill(worker, 'SIGCONT');
  await Promise.all([watching.ended, disturbed.ended]);
  job = await readJob(person, id);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

/** The stack's object store, with all rights. */
function openStore(): Client {
  const { S3_ENDPOINT = '', S3_ACCESS_KEY: accessKey = '', S3_SECRET_KEY: secretKey = '', S3_REGION: region = '' } = stack.secrets();
  const { hostname: endPoint, port } = new URL(S3_ENDPOINT);
  return new Client({ endPoint, port: Number(port), useSSL: false, accessKey, secretKey, region });
}

const keyOf = (downloadUrl: string): string => decodeURIComponent(new URL(downloadUrl).pathname.split('/').slice(2).join('/'));

describe('a subscription to a film', () => {
  it('begins with a snapshot, shows every stage and progress that never falls, and ends with the film', async () => {
    const { events } = watching;
    expect(await watching.ended).toBe('completed');
    expect(events[0]).toMatchObject({ type: 'SNAPSHOT', status: 'QUEUED', progress: 0, step: null });
    expect(events.slice(1).map(({ type }) => type)).not.toContain('SNAPSHOT');
    expect(events.at(-1)).toMatchObject({ type: 'STATUS', status: 'COMPLETED', progress: 1 });

    const progress = events.map((event) => event.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(new Set(progress).size).toBeGreaterThanOrEqual(10);
    expect(progress.slice(0, -1).every((value) => value < 1)).toBe(true);

    const steps = events.filter(({ type }) => type === 'STEP');
    expect([...new Set(steps.map(({ step }) => step))]).toEqual(expect.arrayContaining(STAGES));
    expect(events.filter(({ type }) => type === 'STATUS').map(({ status }) => status)).toEqual(['RUNNING', 'COMPLETED']);
  });

  it('delivers the job no older than the event', () => {
    for (const { progress, status, job: delivered } of watching.events) {
      expect(delivered.progress).toBeGreaterThanOrEqual(progress);
      if (status === 'COMPLETED') expect(delivered.status).toBe('COMPLETED');
    }
  });

  it('tells what the durable log has, without a gap', async () => {
    const log = await readLog(person, job.id, 7);
    expect(sequencesOf(log)).toEqual(log.map((_, index) => index + 1));
    const [snapshot, ...live] = watching.events;
    expect(live.map(plain)).toEqual(log.slice(snapshot?.sequence));
    expect(job.cursor).toBe(log.at(-1)?.cursor);
  });

  it('repeats nothing and misses nothing when the connection is cut again and again', async () => {
    const log = await readLog(person, job.id);
    const [snapshot, ...rest] = disturbed.events;
    expect(cuts).toBe(5);
    expect(await disturbed.ended).toBe('completed');
    expect(snapshot?.type).toBe('SNAPSHOT');
    expect(rest.map(plain)).toEqual(log.slice(snapshot?.sequence));
  });

  it('shows a snapshot and ends at once when the film is done already', async () => {
    const late = watch(person, { jobId: job.id });
    expect(await late.ended).toBe('completed');
    expect(late.events).toMatchObject([{ type: 'SNAPSHOT', status: 'COMPLETED', progress: 1, cursor: job.cursor }]);
  });

  it('replays what followed any cursor when the film is done already', async () => {
    const log = await readLog(person, job.id);
    for (const index of [0, anyNumber(log.length - 2), log.length - 1]) {
      const late = watch(person, { jobId: job.id, after: log[index]!.cursor });
      expect(await late.ended).toBe('completed');
      expect(late.events.map(plain)).toEqual(log.slice(index + 1));
    }
  });

  it.each(['', 'nonsense', '1:-1', '1:1e3', '1:9999999999999999', '1:01a1f816-a73f-75bf-a2e5-269b095a2693'])(
    'refuses the cursor %j that it never gave',
    async (text) => {
      const after = Buffer.from(text).toString('base64url');
      const lost = watch(person, { jobId: job.id, after });
      expect(await lost.ended).toMatchObject({ refused: [{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] } }] });
    },
  );
});

describe('the film', () => {
  it('is done, with every check passed', () => {
    expect(job).toMatchObject({ status: 'COMPLETED', progress: 1, title: 'How it is made', failure: null });
    expect(job.checks.length).toBeGreaterThan(10);
    expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(job.steps.map(({ name }) => name)).toEqual(STAGES);
    for (const { status, done, total } of job.steps) expect({ status, done }).toEqual({ status: 'COMPLETED', done: total });
  });

  it('has picture and sound, as long as its narration, with captions that say the script', async () => {
    const film = await probe(await download(job.video!), folder);
    const captions = readCaptions((await download(job.captions!)).toString('utf8'));
    expect(film.streams).toMatchObject([
      { codec_type: 'video', codec_name: 'h264', width: 854, height: 480 },
      { codec_type: 'audio', codec_name: 'aac' },
    ]);
    expect(evenSpaces(captions.map(({ text }) => text).join(' '))).toBe(evenSpaces(SCRIPT));

    const planned = Number(job.checks.find(({ name }) => name === 'duration')?.expected);
    const [firstSound, lastSound] = film.speechMs;
    expect(Math.abs(film.durationMs - planned)).toBeLessThan(50);
    expect(job.video?.durationMs).toBe(planned);
    expect(Math.abs(firstSound - OPENING_MS)).toBeLessThan(200);
    expect(Math.abs(film.durationMs - ENDING_MS - lastSound)).toBeLessThan(200);
    expect(Math.abs(captions[0]!.startMs - firstSound)).toBeLessThan(200);
    // A caption stays for half a second.
    expect(Math.abs(captions.at(-1)!.endMs - 500 - lastSound)).toBeLessThan(200);
    // WebVTT has whole milliseconds.
    expect(captions.at(-1)!.endMs).toBeLessThanOrEqual(Math.ceil(film.durationMs));

    const srt = (await download(job.captionsSrt!)).toString('utf8');
    const asVtt = `WEBVTT\n\n${srt.replaceAll(/(\d\d:\d\d),(\d{3})/g, '$1.$2')}`;
    expect(readCaptions(asVtt)).toEqual(captions);
  });

  it('comes as outputs whose bytes are those that are announced', async () => {
    const kinds = job.outputs.map(({ kind, contentType }) => `${kind} ${contentType}`);
    expect(kinds).toEqual(
      expect.arrayContaining(['VIDEO video/mp4', 'CAPTION text/vtt', 'CAPTION application/x-subrip', 'IMAGE image/jpeg']),
    );
    expect(job.outputs.map(({ id }) => id)).toEqual(expect.arrayContaining([job.video?.id, job.thumbnail?.id, job.captions?.id]));
    for (const output of job.outputs) {
      const bytes = await download(output);
      expect(output.status).toBe('READY');
      expect({ byteSize: bytes.length, sha256: sha256(bytes) }).toEqual({ byteSize: output.byteSize, sha256: output.sha256 });
    }
    const { asset } = await gql<{ asset: object }>(person, `query ($id: ID!) { asset(id: $id) { id kind job { id } workspace { id } } }`, {
      id: job.video?.id,
    });
    expect(asset).toEqual({ id: job.video?.id, kind: 'VIDEO', job: { id: job.id }, workspace: { id: person.workspaceId } });
  });

  it('reuses what was made before when the same script is spoken again', async () => {
    const again = await finished(
      person,
      await generate(person, { script: SCRIPT, title: 'How it is made', resolution: 'P480', musicMood: 'none' }),
    );
    expect(again.status).toBe('COMPLETED');
    const reused = (stage: string): number | undefined => again.steps.find(({ name }) => name === stage)?.reused;
    expect([reused('VOICE'), reused('VISUAL'), reused('SEGMENT')]).toEqual([3, 3, 3]);
    expect(again.video?.sha256).toBe(job.video?.sha256);
    expect(again.video?.id).not.toBe(job.video?.id);
  });

  it('changes one scene only when one scene changes', async () => {
    const changed = SCRIPT.replace(/\n\n[^\n]*$/, `\n\n${newScript(1)}`);
    const second = await finished(
      person,
      await generate(person, { script: changed, title: 'How it is made', resolution: 'P480', musicMood: 'none' }),
    );
    const stage = (wanted: string) => second.steps.find(({ name }) => name === wanted);
    expect(second.status).toBe('COMPLETED');
    expect(stage('VOICE')).toMatchObject({ total: 3, reused: 2 });
    expect(stage('SEGMENT')?.reused).toBeGreaterThanOrEqual(1);
  });
});

describe('a download link', () => {
  const link = (expiresIn = 900, disposition = 'ATTACHMENT'): Promise<string> =>
    gql<{ asset: { downloadUrl: string } }>(
      person,
      'query ($id: ID!, $expiresIn: Int, $disposition: Disposition) { asset(id: $id) { downloadUrl(expiresIn: $expiresIn, disposition: $disposition) } }',
      { id: job.video?.id, expiresIn, disposition },
    ).then(({ asset }) => asset.downloadUrl);

  it('works without further credentials, whole or in parts, under the name of the film', async () => {
    const whole = await fetch(await link());
    const part = await fetch(await link(), { headers: { range: 'bytes=4-7' } });
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="How-it-is-made\.mp4"/);
    expect(sha256(Buffer.from(await whole.arrayBuffer()))).toBe(job.video?.sha256);
    expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
    const inline = await fetch(await link(60, 'INLINE'), { method: 'GET', headers: { range: 'bytes=0-0' } });
    expect(inline.headers.get('content-disposition')).toMatch(/^inline/);
  });

  it('is the same text when it is asked for again', async () => {
    const span = (): number => Math.floor(Date.now() / 300_000);
    const began = span();
    let [first, second] = [await link(), await link()];
    // Asked right across the moment at which the text changes.
    if (span() !== began) [first, second] = [await link(), await link()];
    expect(second).toBe(first);
  });

  it('ends when it was said to, 5 minutes later at the most', async () => {
    const search = new URL(await link(60)).searchParams;
    const signed = search.get('X-Amz-Date')!.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
    const left = (Date.parse(signed) - Date.now()) / 1_000 + Number(search.get('X-Amz-Expires'));
    expect(left).toBeGreaterThan(58);
    expect(left).toBeLessThanOrEqual(60 + 300);
    for (const expiresIn of [0, -1, 700_000]) {
      const query = 'query ($id: ID!, $expiresIn: Int) { asset(id: $id) { downloadUrl(expiresIn: $expiresIn) } }';
      const { extensions } = await refused(person, query, { id: job.video?.id, expiresIn });
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'expiresIn' }] });
    }
  });

  it('is refused once its time is over', async () => {
    const [store, key] = [openStore(), keyOf(job.video!.downloadUrl)];
    const signedAgo = (seconds: number): Promise<string> =>
      store.presignedGetObject('reelwright', key, 60, {}, new Date(Date.now() - seconds * 1_000));
    expect((await fetch(await signedAgo(30))).status).toBe(200);
    expect((await fetch(await signedAgo(62))).status).toBe(403);
  });

  it('is refused with anything in it changed', async () => {
    const url = new URL(await link());
    const other = new URL(job.captions!.downloadUrl).pathname;
    const changed: ((copy: URL) => unknown)[] = [
      (copy) => copy.searchParams.set('X-Amz-Expires', '604800'),
      (copy) => copy.searchParams.set('response-content-type', 'text/html'),
      (copy) => copy.searchParams.set('X-Amz-Signature', `${copy.searchParams.get('X-Amz-Signature')?.slice(0, -1)}0x`),
      (copy) => (copy.pathname = other),
      (copy) => (copy.search = ''),
    ];
    for (const change of changed) {
      const copy = new URL(url);
      change(copy);
      expect((await fetch(copy)).status, copy.href).toBe(403);
    }
    for (const method of ['PUT', 'DELETE']) expect((await fetch(url, { method })).status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('a prompt alone', () => {
  it('becomes an upright outline film in German', async () => {
    const prompt = 'Warum ist der Himmel blau? Luft streut blaues Licht.';
    const id = await generate(person, { prompt, language: 'de', aspectRatio: 'PORTRAIT_9_16' });
    const outline = await finished(person, id);
    expect(outline).toMatchObject({ status: 'COMPLETED', title: 'Warum ist der Himmel blau?', video: { width: 360, height: 640 } });
    const captions = readCaptions((await download(outline.captions!)).toString('utf8'));
    expect(captions.map(({ text }) => text)).toContain('Luft streut blaues Licht.');
  });
});

describe('check-storage', () => {
  const checkStorage = async () => {
    const program = launch(['check-storage'], { DATA_DIR: stack.dataDir, LOG_LEVEL: 'warn' });
    return { code: await program.ended, said: program.stdout(), errors: program.stderr() };
  };

  it('finds rows and objects of finished films in agreement, and a film whose file was taken away', async () => {
    expect(await checkStorage()).toEqual({ code: 0, said: 'Rows and objects agree.\n', errors: '' });
    const key = keyOf(job.captions!.downloadUrl);
    await openStore().removeObject('reelwright', key);
    expect(await checkStorage()).toEqual({ code: 1, said: `row without its object: ${key}\n`, errors: '' });
  });
});
