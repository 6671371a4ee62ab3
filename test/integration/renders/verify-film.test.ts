import { copyFile, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { assembleFilm } from '../../../src/features/renders/film/assemble.ts';
import { filmFlashes } from '../../../src/features/renders/film/checks/flashing-check.ts';
import { clipCommand } from '../../../src/features/renders/film/clip-command.ts';
import { decodeClip } from '../../../src/features/renders/film/joined/decoded-clip.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { newId } from '../../../src/kernel/id.ts';
import { makeSource } from '../../support/counted-clip.ts';
import { expectFailure } from '../../support/failure-catalogue.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm, type SmallFilm } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Ways to spoil a good film with ffmpeg, and the checks that must then fail (others may fail with them). */
const faults: readonly [name: string, spoil: readonly string[], caught: readonly string[]][] = [
  ['another frame rate', ['-filter:v', 'fps=25', '-c:v', 'libx264', '-c:a', 'copy'], ['frameRate', 'frames', 'packets']],
  [
    'dropped frames',
    ['-filter:v', "select='not(between(n,30,35))'", '-fps_mode', 'vfr', '-c:v', 'libx264', '-c:a', 'copy'],
    ['irregularFrames', 'frames'],
  ],
  ['another size', ['-filter:v', 'scale=160:90', '-c:v', 'libx264', '-c:a', 'copy'], ['size']],
  ['another profile', ['-c:v', 'libx264', '-profile:v', 'main', '-c:a', 'copy'], ['streams']],
  ['a black second', ['-filter:v', "drawbox=color=black:t=fill:enable='between(t,1,2.2)'", '-c:v', 'libx264', '-c:a', 'copy'], ['black']],
  ['other colours', ['-c:v', 'libx264', '-colorspace', 'smpte170m', '-color_primaries', 'smpte170m', '-c:a', 'copy'], ['color']],
  ['too loud', ['-c:v', 'copy', '-filter:a', 'volume=3dB', '-c:a', 'aac'], ['loudness']],
  [
    'peaks at the ceiling',
    ['-c:v', 'copy', '-filter:a', 'volume=30dB,volume=-12dB,alimiter=limit=1:level=disabled', '-c:a', 'aac'],
    ['truePeak', 'loudness'],
  ],
  ['sound that is 15 ms late', ['-c:v', 'copy', '-filter:a', 'adelay=15:all=1', '-c:a', 'aac'], ['soundOffset']],
  ['sound that is 150 ms early', ['-c:v', 'copy', '-filter:a', 'atrim=start=0.15,asetpts=N/SR/TB', '-c:a', 'aac'], ['soundOffset']],
  ['a silent scene', ['-c:v', 'copy', '-filter:a', "volume=0:enable='between(t,1.8,3.6)'", '-c:a', 'aac'], ['silence']],
  ['no sound', ['-c:v', 'copy', '-an'], ['streams', 'sound', 'soundAgainstPicture']],
  ['mono sound', ['-c:v', 'copy', '-c:a', 'aac', '-ac', '1'], ['sound']],
  ['sound that ends early', ['-c:v', 'copy', '-filter:a', 'atrim=end=3', '-c:a', 'aac'], ['soundAgainstPicture']],
  ['a longer film', ['-filter:v', 'tpad=stop=10', '-c:v', 'libx264', '-c:a', 'copy'], ['duration', 'frames']],
  ['the index behind', ['-c', 'copy', '-movflags', '0'], ['indexInFront']],
];

describe.each(ffmpegs)('$name', ({ media }) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let good: SmallFilm;
  beforeAll(async () => {
    folder = await temporaryFolder();
    good = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [1300, 1500, 1200] });
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const verify = (film: string, part: Partial<SmallFilm> = {}) =>
    verifyFilm({ media, ...good, ...part, film, threads: 1, report: () => undefined, ...call(folder.path) });
  const failing = async (...args: Parameters<typeof verify>) => (await verify(...args)).filter(({ ok }) => !ok).map(({ name }) => name);
  const spoilt = () => path.join(folder.path, 'spoilt.mp4');

  test('a good film passes, with progress to the end', async () => {
    const fractions: number[] = [];
    const checks = await verifyFilm({ media, ...good, threads: 1, report: (fraction) => fractions.push(fraction), ...call(folder.path) });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(fractions.at(-1)).toBeGreaterThan(0.95);
  });

  test.each(faults)('%s is seen', async (_, spoil, caught) => {
    const outputOptions = [...(spoil.includes('-an') ? ['-map', '0:v'] : ['-map', '0:v', '-map', '0:a']), ...spoil];
    const tags = spoil.includes('smpte170m') || spoil.includes('copy', spoil.indexOf('-c:v')) ? [] : ['-preset', 'ultrafast'];
    const front = spoil.includes('-movflags') ? [] : ['-movflags', '+faststart'];
    await media.run(
      {
        inputs: [{ path: good.film, format: 'mov' }],
        outputOptions: [...outputOptions, ...tags, ...front, '-f', 'mp4'],
        output: spoilt(),
        threads: 1,
        timeoutMs: 60_000,
      },
      call(folder.path),
    );
    expect(await failing(spoilt())).toEqual(expect.arrayContaining([...caught]));
  });

  test('a file that was cut short is seen', async () => {
    await copyFile(good.film, spoilt());
    await truncate(spoilt(), Math.floor((await readFile(good.film)).length * 0.6));
    expect(await failing(spoilt())).toEqual(expect.arrayContaining(['packets', 'frames']));
  });

  test('damaged pictures are seen', async () => {
    const bytes = await readFile(good.film);
    for (let at = Math.floor(bytes.length * 0.4); at < bytes.length * 0.9; at += 97) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    await writeFile(spoilt(), bytes);
    expect(await failing(spoilt())).toContain('decodingErrors');
  });

  test('what is no film at all is a failure of its own', async () => {
    await writeFile(spoilt(), 'not a film');
    await expect(verify(spoilt())).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
  });

  /** The film of these clips, in this order, as if each had been decoded where it was made. */
  const filmOf = async (pieces: readonly string[], decode: readonly string[] = []): Promise<Partial<SmallFilm> & { film: string }> => {
    const { timeline, voiceFiles, voices, clips } = good;
    const request = { media, timeline, pieces, voices: voiceFiles, phrases: voices, threads: 1, report: () => undefined };
    const made = await assembleFilm({ ...request, ...call(await mkdtemp(path.join(folder.path, 'joined-'))) });
    const decoded = await Promise.all(
      clips.map((clip, index) => {
        const path = pieces[index] ?? '';
        const durationMs = ((timeline.pieces[index]?.frames ?? 0) / timeline.fps) * 1_000;
        return decode.includes(path) ? decodeClip({ media, ...call(folder.path) }, { path, durationMs, threads: 1 }) : clip;
      }),
    );
    return { ...made, clips: decoded };
  };
  const [BODY, JOIN] = [2, 3];

  test('what was decoded where it was made is not decoded again', async () => {
    const run = vi.spyOn(media, 'run');
    await verify(good.film);
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });

  test('a clip is decoded with progress, and of short freezes only those at its ends are kept', async () => {
    const clip = path.join(folder.path, 'changing.mp4');
    const inputs = [{ path: good.pieces[0] ?? '', format: 'mov' }];
    const filterGraph = '[0:v]trim=end_frame=1,loop=-1:1,fps=30,hue=h=90*floor(2*t),trim=end_frame=120[changing]';
    const outputOptions = ['-map', '[changing]', '-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'mp4'];
    await media.run({ inputs, filterGraph, outputOptions, output: clip, threads: 1, timeoutMs: 60_000 }, call(folder.path));
    const fractions: number[] = [];
    const onProgress = (fraction: number): unknown => fractions.push(fraction);
    const decoded = await decodeClip({ media, ...call(folder.path) }, { path: clip, durationMs: 4_000, threads: 1, onProgress });
    expect(decoded.frames).toBe(120);
    expect(decoded.frozen.map(({ startMs }) => Math.round(startMs / 500))).toEqual([0, 7]);
    expect(fractions.at(-1)).toBeGreaterThan(0.9);
  });

  test.each<[string, (pieces: string[]) => void]>([
    ['clips in another order', (pieces) => pieces.splice(0, 3, pieces[2] ?? '', pieces[1] ?? '', pieces[0] ?? '')],
    ['a clip twice', (pieces) => pieces.splice(JOIN, 1, pieces[1] ?? '')],
  ])('%s are seen although every picture can be decoded', async (_, change) => {
    const pieces = [...good.pieces];
    change(pieces);
    const joined = await filmOf(pieces);
    expect(await failing(joined.film, joined)).toContain('joinedClips');
  });

  test.each([
    ['dropped', 'noise=amount=0:drop=eq(n\\,40)'],
    ['moved', 'setts=ts=TS+if(eq(N\\,40)\\,900\\,0)'],
  ])('a packet that was %s is seen', async (_, filter) => {
    const outputOptions = ['-map', '0:v', '-map', '0:a', '-c', 'copy', '-bsf:v', filter, '-movflags', '+faststart', '-f', 'mp4'];
    const inputs = [{ path: good.film, format: 'mov' }];
    await media.run({ inputs, outputOptions, output: spoilt(), threads: 1, timeoutMs: 60_000 }, call(folder.path));
    expect(await failing(spoilt())).toContain('joinedClips');
  });

  test('a clip that is black, or damaged, is seen in a film that was joined well', async () => {
    const { spec, timeline, pieces } = good;
    const [black, damaged] = [path.join(folder.path, 'black.mp4'), path.join(folder.path, 'damaged.mp4')];
    const picture = path.join(folder.path, 'black.png');
    await writeFile(picture, createCanvas(spec.width, spec.height).encodeSync('png'));
    const piece = timeline.pieces[BODY] ?? expect.fail();
    await media.run(clipCommand({ spec, piece, pictures: [picture], output: black, threads: 1 }), call(folder.path));
    const dark = await filmOf(pieces.toSpliced(BODY, 1, black), [black]);
    const bytes = await readFile(pieces[BODY] ?? '');
    // In the middle of its first picture.
    bytes.fill(0xa5, Math.floor(bytes.length * 0.3), Math.floor(bytes.length * 0.3) + 64);
    await writeFile(damaged, bytes);
    const broken = await filmOf(pieces.toSpliced(BODY, 1, damaged), [damaged]);
    const run = vi.spyOn(media, 'run');
    expect(await failing(dark.film, dark)).toEqual(['black']);
    expect(await failing(broken.film, broken)).toContain('decodingErrors');
    expect(run).not.toHaveBeenCalled();
    run.mockRestore();
  });

  /** The good film with a clip of the workspace in its second scene, which is black and white in turn. */
  const withClip = async (hertz: number) => {
    const { spec, timeline, pieces } = good;
    const graph = `nullsrc=s=320x180:r=30:d=6,format=yuv420p,geq=lum='16+219*mod(floor(N/${15 / hertz}),2)':cb=128:cr=128`;
    const clip = { path: await makeSource(media, folder.path, graph), available: 180 };
    const file = { assetId: newId(), sha256: 'a', width: 320, height: 180, fit: 'FILL', durationMs: 6_000, trimStartMs: 0 } as const;
    const shown = { ...file, speed: 1, shortClip: 'LOOP' } as const;
    const scenes = spec.scenes.map((scene) => (scene.position === 1 ? { ...scene, clip: shown } : scene));
    const made = await Promise.all(
      timeline.pieces.map(async (piece, index) => {
        const pictures = piece.views.map(({ scene }) => (scene === 1 ? clip : path.join(folder.path, `still-${scene}.png`)));
        const output = path.join(folder.path, `flashing-${index}.mp4`);
        await media.run(clipCommand({ spec: { ...spec, scenes }, piece, pictures, output, threads: 1 }), call(folder.path));
        return output;
      }),
    );
    expect(made).toHaveLength(pieces.length);
    return { ...(await filmOf(made, made)), spec: { ...spec, scenes } };
  };

  test('a clip that flashes five times a second is refused with its scene, joined and decoded as a whole', async () => {
    const flashing = await withClip(5);
    const sceneId = good.spec.scenes[1]?.id;
    const broken = (await verify(flashing.film, flashing)).filter(({ ok }) => !ok);
    expect(broken).toEqual([
      {
        name: 'flashing',
        unit: 'flashes/s',
        expected: '<= 3',
        measured: expect.stringMatching(/^5/),
        ok: false,
        sceneId,
        atMs: expect.any(Number),
      },
    ]);
    const failure = filmFlashes(broken, flashing.spec);
    await expectFailure(() => Promise.reject(failure), 'FILM_FLASHES');
    expect(failure?.sceneId).toBe(sceneId);
    expect(failure?.message).toMatch(
      /^The film flashes more than 3 times in a second: scene 2 flashes 5(\.5)? times in a second at 2\.\d s\.$/,
    );
    const whole = await verify(flashing.film, { ...flashing, clips: [] });
    expect(whole.filter(({ name }) => name === 'flashing')).toEqual(broken);
    // Flashes of what is drawn here are no input of anybody's.
    expect(filmFlashes(broken, good.spec)).toBeUndefined();
  });

  test.each([1, 2])('a clip that flashes %i times a second is delivered', async (hertz) => {
    const slow = await withClip(hertz);
    expect(await failing(slow.film, slow)).toEqual([]);
  });

  test('the lines of a text that scrolls are no flashes', async () => {
    const lines = "color=white:s=1280x720:r=30:d=0.04,format=gray,geq=lum='if(lt(mod(Y,12),6),175-100*gt(random(1),0.5),235)'";
    const scrolled = `${lines},loop=loop=120:size=1,trim=end_frame=120,setpts=N/30/TB,scroll=vertical=${45 / 30 / 720},format=yuv420p`;
    const source = await makeSource(media, folder.path, scrolled);
    const { flashes } = await decodeClip({ media, ...call(folder.path) }, { path: source, durationMs: 4_000, threads: 1 });
    expect(flashes?.stretches).toEqual([]);
  });

  test('captions that are missing, late or other words are seen', async () => {
    const [first, ...rest] = good.cues;
    if (first === undefined) throw new Error('no cue');
    expect(await failing(good.film, { cues: rest })).toEqual(['captionedScenes', 'captionText']);
    expect(await failing(good.film, { cues: [{ ...first, startMs: first.endMs + 10, endMs: first.endMs + 300 }, ...rest] })).toContain(
      'captionTimes',
    );
    expect(await failing(good.film, { cues: [{ ...first, lines: ['Something else.'] }, ...rest] })).toEqual(['captionText']);
  });
});
