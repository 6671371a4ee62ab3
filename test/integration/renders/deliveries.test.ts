import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertAsPlanned, checkFile } from '../../../src/features/renders/deliveries/check-rendition.ts';
import { decode } from '../../../src/features/renders/deliveries/decode-rendition.ts';
import { RECIPES } from '../../../src/features/renders/deliveries/recipes.ts';
import type { FileRendition } from '../../../src/features/renders/deliveries/rendition-files.ts';
import { joinParts } from '../../../src/features/renders/deliveries/stream/join-parts.ts';
import { mediaPlaylist, streamPlaylist } from '../../../src/features/renders/deliveries/stream/playlist.ts';
import { AAC_SAMPLES, TARGET_SECONDS } from '../../../src/features/renders/deliveries/stream/segments.ts';
import { makePart, planPart, sceneOfPart } from '../../../src/features/renders/deliveries/stream/stream-part.ts';
import type { MadePart } from '../../../src/features/renders/deliveries/stream/stream-part.ts';
import { SAMPLE_RATE } from '../../../src/features/renders/film/timeline.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm, type SmallFilm } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe.each(ffmpegs)('$name', ({ media }) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let film: SmallFilm;
  beforeAll(async () => {
    folder = await temporaryFolder();
    film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [2_500, 9_500, 9_000], spec: { fps: 24, opening: 48 } });
  }, 60_000);
  afterAll(() => folder[Symbol.asyncDispose]());

  const inFolder = (name: string): string => path.join(folder.path, name);

  async function make(kind: FileRendition, spec = film.spec) {
    const finished = { spec, timeline: film.timeline, voices: film.voices, isSoft: false };
    const making = {
      titledFrame,
      ...{ ...finished, media, film: film.film, fileName: 'film', threads: 2, report: () => undefined },
      ...call(folder.path),
    };
    const planned = RECIPES[kind].files(finished);
    const paths = planned.map(({ ending }) => inFolder(`made-${ending}`));
    await RECIPES[kind].make(making, (file) => paths[file]!);
    const expected = RECIPES[kind].expected(finished);
    const check = async (file = 0, as = paths[file]!) =>
      checkFile(making, { path: as, planned: planned[file]!, expected: expected[file]! });
    return { paths, check, checked: planned.flatMap((_, index) => (expected[index] ? [index] : [])) };
  }

  async function titledFrame(frame: number): Promise<string> {
    const output = inFolder(`frame-${frame}.jpg`);
    const outputOptions = ['-vf', `select=eq(n\\,${frame}),format=yuvj420p`, '-frames:v', '1', '-an', '-f', 'mjpeg'];
    await media.run(
      { inputs: [{ path: film.film, format: 'mov' }], outputOptions, output, threads: 1, timeoutMs: 60_000 },
      call(folder.path),
    );
    return output;
  }

  /** The film's sound as samples of one channel. */
  async function samplesOf(input: string, format: string): Promise<Int16Array> {
    const output = inFolder('samples.raw');
    const outputOptions = ['-map', '0:a:0', '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le'];
    await media.run({ inputs: [{ path: input, format }], outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(folder.path));
    const bytes = await readFile(output);
    return new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 2));
  }

  test('a film of several chapters has them in its file, and passes its own checks', async () => {
    const checks = await verifyFilm({ media, ...film, threads: 1, report: () => undefined, ...call(folder.path) });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks).toContainEqual({ name: 'chapters', expected: '2', measured: '2', ok: true });
    const output = inFolder('chapters.txt');
    await media.run(
      { inputs: [{ path: film.film, format: 'mov' }], outputOptions: ['-f', 'ffmetadata'], output, threads: 1, timeoutMs: 10_000 },
      call(folder.path),
    );
    expect((await readFile(output, 'utf8')).match(/title=.*/g)).toEqual(['title=Words of scene 0.', 'title=Words of scene 2.']);
    const [vtt = '', text = ''] = (await make('CHAPTERS')).paths;
    expect(await readFile(vtt, 'utf8')).toMatch(
      /^WEBVTT\n\n1\n00:00:00\.000 --> 00:00:(\d\d\.\d+)\nWords of scene 0\.\n\n2\n00:00:\1 --> /,
    );
    expect(await readFile(text, 'utf8')).toBe('0:00 Words of scene 0.\n0:13 Words of scene 2.\n');
  });

  test.each(['WEBM', 'GIF', 'AUDIO_MP3', 'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD'] as const)(
    'a film becomes %s, which passes its checks, and sound or picture without their end fail them',
    async (kind) => {
      const { check, checked, paths } = await make(kind);
      for (const file of checked) expect((await check(file)).filter(({ ok }) => !ok)).toEqual([]);
      if (kind !== 'AUDIO_MP3' && kind !== 'YOUTUBE') return;
      const whole = await readFile(paths[0]!);
      await writeFile(inFolder('cut'), whole.subarray(0, Math.floor(whole.length * 0.6)));
      const checks = await check(0, inFolder('cut'));
      expect(() => assertAsPlanned(checks)).toThrow(expect.objectContaining({ code: 'RENDITION_NOT_AS_PLANNED' }));
    },
  );

  /** Ways to spoil a rendition with ffmpeg, and the checks that must then fail. */
  const faults: readonly [name: string, kind: FileRendition, spoil: readonly string[], caught: readonly string[]][] = [
    ['sound that is 15 ms late', 'AUDIO_MP3', ['-af', 'adelay=15:all=1', '-c:a', 'libmp3lame'], ['soundOffset']],
    ['sound that is 15 ms early', 'WEBM', ['-c:v', 'copy', '-af', 'atrim=start=0.015,asetpts=N/SR/TB'], ['soundOffset']],
    ['a picture that is 20 ms late', 'YOUTUBE', ['-map', '0:v', '-map', '1:a', '-c', 'copy'], ['soundOffset']],
    ['sound of another film', 'AUDIO_M4A', ['-af', 'asetrate=44100,aresample=48000'], ['soundOffset']],
    ['peaks at the ceiling', 'AUDIO_M4A', ['-af', 'volume=30dB,alimiter=limit=0.99:level=disabled'], ['loudness', 'truePeak']],
    ['a silent scene', 'AUDIO_MP3', ['-af', "volume=0:enable='between(t,6,9)'", '-c:a', 'libmp3lame'], ['silence']],
    [
      'a black second',
      'YOUTUBE',
      ['-c:a', 'copy', '-vf', "drawbox=color=black:t=fill:enable='between(t,1,2.2)'", '-c:v', 'libx264', '-preset', 'ultrafast'],
      ['black'],
    ],
    ['other colors', 'WEBM', ['-c:a', 'copy', '-c:v', 'libvpx-vp9', '-cpu-used', '8', '-colorspace', 'smpte170m'], ['color']],
  ];
  test.each(faults)('%s is seen in %s', async (_, kind, spoil, caught) => {
    const { check, paths } = await make(kind);
    const format = { AUDIO_MP3: 'mp3', AUDIO_M4A: 'ipod', WEBM: 'webm' }[kind as string] ?? 'mp4';
    const input = { path: paths[0]!, format: { mp3: 'mp3', webm: 'matroska' }[format] ?? 'mov' };
    const inputs = spoil.includes('1:a') ? [{ ...input, options: ['-itsoffset', '0.02'] }, input] : [input];
    const outputOptions = [...spoil, '-f', format];
    await media.run({ inputs, outputOptions, output: inFolder('spoilt'), threads: 2, timeoutMs: 60_000 }, call(folder.path));
    const failed = (await check(0, inFolder('spoilt'))).filter(({ ok }) => !ok).map(({ name }) => name.split('.').at(-1));
    expect(failed).toEqual(expect.arrayContaining([...caught]));
  });

  test('sound and picture for YouTube stay together without an edit list', async () => {
    const { paths } = await make('YOUTUBE');
    expectTogether(await samplesOf(film.film, 'mov'), await samplesOf(paths[0]!, 'mov'));
  });

  describe('a stream', () => {
    const parts: MadePart[] = [];

    /** Playlists of local files, as the service writes them. */
    async function writePlaylists(listed: readonly MadePart[], isFinished: boolean): Promise<string> {
      const { width, height, fps, language } = film.spec;
      const list = (kind: 'video' | 'sound') =>
        listed.flatMap((part) =>
          part.segments.map(({ frames, blocks, [kind]: range }) => ({
            seconds: kind === 'video' ? frames / fps : (blocks * AAC_SAMPLES) / SAMPLE_RATE,
            range,
            url: path.basename(part[kind]),
          })),
        );
      for (const part of list('video')) expect(Math.round(part.seconds)).toBeLessThanOrEqual(TARGET_SECONDS);
      await writeFile(inFolder('video.m3u8'), mediaPlaylist(list('video'), isFinished));
      await writeFile(inFolder('sound.m3u8'), mediaPlaylist(list('sound'), isFinished));
      const [first] = listed;
      const index = streamPlaylist({ width, height, fps, language, codec: first?.codec ?? '', bandwidth: 1_000_000 });
      await writeFile(inFolder('index.m3u8'), index);
      return inFolder('index.m3u8');
    }

    const read = (input: string) =>
      decode(media, call(folder.path), {
        ...{ input: { path: input, format: 'hls' }, kinds: ['video', 'audio'], threads: 1, filmMs: film.timeline.durationMs },
      });

    test('has a part for the opening and for each scene, whose voices are heard when the film says them', async () => {
      const { spec, timeline, voices, voiceFiles, pieces } = film;
      const files = [...pieces];
      // A folder of a worker may have such a name.
      const quoted = inFolder("it's.mp4");
      await copyFile(files[0]!, quoted);
      files[0] = quoted;
      for (let number = 0; number <= spec.scenes.length; number += 1) {
        const scene = sceneOfPart(spec, number);
        // The opening is made before the next voice is known.
        const part = planPart(spec, number, (at) => (number === 0 && at > 0 ? undefined : voices[at]));
        const made = await makePart({
          ...{ media, fps: spec.fps, part, clips: files.splice(0, part.clips.length) },
          voices: part.voicesAt.flatMap((at, index) =>
            at === undefined ? [] : [{ at, path: voiceFiles[scene + index]!, samples: voices[scene + index]!.samples }],
          ),
          ...call(folder.path),
        });
        parts.push({ ...made, video: inFolder(`video-${number}.ts`), sound: inFolder(`sound-${number}.aac`) });
        // The next part overwrites these files.
        await writeFile(inFolder(`video-${number}.ts`), await readFile(made.video));
        await writeFile(inFolder(`sound-${number}.aac`), await readFile(made.sound));
      }
      expect(parts.flatMap(({ segments }) => segments).reduce((sum, { frames }) => sum + frames, 0)).toBe(timeline.frames);
      expect(parts[0]?.codec).toMatch(/^avc1\.6400[0-9a-f]{2}$/);
      const index = await writePlaylists(parts, true);
      expect(await read(index)).toMatchObject({ frames: timeline.frames });
      const [planned, early] = [await samplesOf(film.film, 'mov'), await samplesOf(index, 'hls')];
      expectTogether(planned, early);
      expect(likeness(planned, early)).toBeGreaterThan(0.99);
    });

    test('ends with the same segments and the sound of the film', async () => {
      const joined = await joinParts({
        ...{ media, fps: film.spec.fps, film: film.film, ...call(folder.path) },
        parts: parts.map(({ video, segments }) => ({ path: video, segments })),
      });
      const rangesOf = (some: readonly MadePart[]) =>
        some.flatMap(({ segments }) => segments.map(({ frames, blocks }) => ({ frames, blocks })));
      expect(rangesOf([{ ...joined, codec: '' }]).slice(0, -1)).toEqual(rangesOf(parts).slice(0, -1));
      const index = await writePlaylists([{ ...joined, codec: parts[0]!.codec }], true);
      expect(await read(index)).toMatchObject({ frames: film.timeline.frames, errors: 0 });
      const [planned, final] = [await samplesOf(film.film, 'mov'), await samplesOf(index, 'hls')];
      expect(likeness(planned, final)).toBeGreaterThan(0.9999);
    });
  });
});

/** The voices are a tone of 440 Hz: shifted by one wave it is nearly the same, but for its beginning and end. */
const WAVE = Math.round(SAMPLE_RATE / 440);

/** Both sounds are most alike without a shift. */
function expectTogether(one: Int16Array, other: Int16Array): void {
  const shifts = [-AAC_SAMPLES, -10 * WAVE, -WAVE, -1, 1, WAVE, 10 * WAVE, AAC_SAMPLES];
  const together = likeness(one, other);
  for (const shift of shifts) expect(likeness(one, other, shift)).toBeLessThan(together);
}

/** How alike two sounds are, whatever their loudness: 1 for the same. */
function likeness(one: Int16Array, other: Int16Array, shift = 0): number {
  let [both, first, second] = [0, 0, 0];
  for (const [at, sample] of one.entries()) {
    const heard = other[at + shift] ?? 0;
    both += sample * heard;
    first += sample * sample;
    second += heard * heard;
  }
  return both / Math.sqrt(first * second);
}
