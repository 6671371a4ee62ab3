import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
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
