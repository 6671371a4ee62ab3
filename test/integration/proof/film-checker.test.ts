import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captionsToWebVtt } from '../../../src/features/renders/film/caption-files.ts';
import { checkFilm, judge } from '../../proof/checker/check-film.ts';
import { gather, type Delivered, type Evidence, type Planned } from '../../proof/checker/evidence.ts';
import { readVtt } from '../../proof/checker/vtt.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm, type SmallFilm } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { media, ffmpegPath } = ffmpegs[0] ?? never();

/** Faults that ffmpeg plants into a good film, and checks that must find them (others may find them too). */
const DAMAGED: readonly [name: string, options: readonly string[], caught: string][] = [
  ['the index behind the data', ['-c', 'copy', '-movflags', '0'], 'index'],
  ['another frame rate', ['-vf', 'fps=25', '-c:a', 'copy'], 'frameRate'],
  ['dropped frames', ['-vf', "select='not(between(n,30,35))'", '-fps_mode', 'vfr', '-c:a', 'copy'], 'frameRate'],
  ['another size', ['-vf', 'scale=160:90', '-c:a', 'copy'], 'size'],
  ['another profile', ['-profile:v', 'main', '-c:a', 'copy'], 'codecs'],
  ['mono sound', ['-c:v', 'copy', '-ac', '1'], 'codecs'],
  ['colours of standard definition', ['-colorspace', 'smpte170m', '-color_primaries', 'smpte170m', '-c:a', 'copy'], 'color'],
  ['key frames that are far apart', ['-g', '900', '-c:a', 'copy'], 'keyFrames'],
  ['a longer film', ['-vf', 'tpad=stop=10', '-c:a', 'copy'], 'frames'],
  ['sound that ends early', ['-c:v', 'copy', '-af', 'atrim=end=3'], 'lengths'],
  ['sound that is too loud', ['-c:v', 'copy', '-af', 'volume=3dB'], 'loudness'],
  ['peaks at the ceiling', ['-c:v', 'copy', '-af', 'volume=30dB,volume=-12dB,alimiter=limit=1:level=disabled'], 'truePeak'],
  ['a scene that is not spoken', ['-c:v', 'copy', '-af', "volume=0:enable='between(t,2.4,4.4)'"], 'spokenCaptions'],
  ['sound that is late', ['-c:v', 'copy', '-af', 'adelay=400:all=1'], 'opening'],
  ['a black second', ['-vf', "drawbox=color=black:t=fill:enable='between(t,1,2.2)'", '-c:a', 'copy'], 'black'],
  ['flashes', ['-vf', "drawbox=color=white:t=fill:enable='between(t,2,3)*mod(floor(t*10),2)'", '-c:a', 'copy'], 'flashing'],
  ['levels outside of the range of video', ['-vf', "lutyuv=y='if(gt(val\\,128)\\,255\\,0)'", '-c:a', 'copy'], 'levels'],
  ['an end that does not fade', ['-t', '4.5', '-c:a', 'copy'], 'fadeOut'],
];

/** The end of the first box of this name, counted from the place of its name. */
const inBox = (file: Buffer, name: string): number => file.indexOf(name, 0, 'latin1');

/** Faults of single bytes. */
const CHANGED: readonly [name: string, change: (file: Buffer) => void, caught: string][] = [
  ['no colour box', (file) => file.write('free', inBox(file, 'colr'), 'latin1'), 'color'],
  [
    'a key frame that is none',
    (file) => file.writeUInt32BE(file.readUInt32BE(inBox(file, 'stss') + 16) + 1, inBox(file, 'stss') + 16),
    'keyFrames',
  ],
  ['a picture that begins late', (file) => file.writeUInt32BE(0, inBox(file, 'elst') + 16), 'frameRate'],
  ['samples outside of the data', (file) => file.writeUInt32BE(file.length, inBox(file, 'stco') + 12), 'samples'],
  ['a box that is too long', (file) => file.writeUInt32BE(file.length, inBox(file, 'mdia') - 4), 'readable'],
  [
    'damaged pictures',
    (file) => {
      for (let at = Math.floor(file.length * 0.4); at < file.length * 0.9; at += 97) file[at] = (file[at] ?? 0) ^ 0xff;
    },
    'decoding',
  ],
];

/** A time in milliseconds of every caption moved. */
const moved = (vtt: string, ms: number): string =>
  vtt.replaceAll(/(\d\d):(\d\d)\.(\d{3})/g, (_, minutes: string, seconds: string, fraction: string) => {
    const all = (Number(minutes) * 60 + Number(seconds)) * 1_000 + Number(fraction) + ms;
    return new Date(Math.max(0, all)).toISOString().slice(14, 23);
  });

const firstCue = (vtt: string): string => /\n1\n.*\n.*\n\n/.exec(vtt)?.[0] ?? never();

const CAPTIONED: readonly [name: string, change: (vtt: string) => string, caught: string][] = [
  ['late captions', (vtt) => moved(vtt, 400), 'captionsBeginWithSound'],
  ['a caption that is missing', (vtt) => vtt.replace(firstCue(vtt), '\n'), 'captionedSpeech'],
  ['another word', (vtt) => vtt.replace('Words', 'Sword'), 'captionText'],
  ['captions in the wrong order', (vtt) => `${vtt}\n9${firstCue(vtt).slice(2)}`, 'captionOrder'],
  [
    'a gap that blinks',
    (vtt) =>
      vtt.replace(/(--> )\S+(\n.*\n\n2\n)(\S+)/, (_, arrow: string, text: string, next: string) => arrow + moved(next, -200) + text + next),
    'captionGaps',
  ],
  ['three lines', (vtt) => vtt.replace('Words of', 'Words\nof\n'), 'captionLines'],
];

/** A film that is another one than was asked for. */
const MISTAKEN: readonly [name: string, planned: Partial<Planned>, caught: string][] = [
  ['a fade instead of a cut', { isCut: true }, 'cuts'],
  ['a picture that should move and stands still', { moves: 'ZOOM' }, 'motion'],
  ['a film without its music', { hasMusic: true }, 'music'],
  ['sound in a silent film', { isSpoken: false }, 'loudness'],
  ['captions that are too fast to read', { isSpoken: false, language: 'zh' }, 'captionSpeed'],
];

describe('the independent checker', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let good: SmallFilm;
  let files: Delivered;
  let plan: Planned;
  let evidence: Evidence;

  beforeAll(async () => {
    folder = await temporaryFolder();
    good = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [1_300, 1_500, 1_200] });
    const [poster, thumbnail] = await Promise.all([readFile(good.poster), readFile(good.thumbnail)]);
    files = { film: good.film, captions: captionsToWebVtt(good.cues), poster, thumbnail };
    plan = {
      ...{ width: 320, height: 180, fps: 30, durationMs: good.timeline.durationMs, scenes: 3, language: 'en' },
      words: good.spec.scenes.map(({ narration }) => narration).join(' '),
      ...{ isSpoken: true, hasMusic: false, moves: 'NOTHING' as const, isCut: false },
    };
    evidence = await gather(ffmpegPath, files, plan);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const found = async (part: Partial<Delivered>): Promise<string[]> =>
    (await checkFilm(ffmpegPath, { ...files, ...part }, plan)).faults.map(({ check }) => check);
  const spoilt = (): string => path.join(folder.path, 'spoilt.mp4');

  test('finds nothing in a good film', () => {
    expect(judge(evidence)).toEqual([]);
    expect(Math.abs(evidence.loudness + 14)).toBeLessThan(0.7);
    expect(evidence.truePeak).toBeLessThan(-1);
  });

  test.each(DAMAGED)('finds %s', async (_, options, caught) => {
    const picture =
      options.includes('-c') || options.includes('-c:v') ? [] : ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
    const sound = options.includes('-c') || options.includes('-c:a') ? [] : ['-c:a', 'aac'];
    const front = options.includes('-movflags') ? [] : ['-movflags', '+faststart'];
    await media.run(
      {
        inputs: [{ path: good.film, format: 'mov' }],
        outputOptions: ['-map', '0:v', '-map', '0:a', ...picture, ...sound, ...options, ...front, '-f', 'mp4'],
        output: spoilt(),
        threads: 1,
        timeoutMs: 60_000,
      },
      call(folder.path),
    );
    expect(await found({ film: spoilt() })).toContain(caught);
  });

  test.each(CHANGED)('finds %s', async (_, change, caught) => {
    const bytes = await readFile(good.film);
    change(bytes);
    await writeFile(spoilt(), bytes);
    expect(await found({ film: spoilt() })).toContain(caught);
  });

  test('finds a file that was cut short', async () => {
    await copyFile(good.film, spoilt());
    await truncate(spoilt(), Math.floor((await readFile(good.film)).length * 0.6));
    expect(await found({ film: spoilt() })).toContain('readable');
  });

  const namesOf = (part: Partial<Evidence>): string[] => judge({ ...evidence, ...part }).map(({ check }) => check);

  test.each(CAPTIONED)('finds %s', (_, change, caught) => {
    expect(namesOf({ cues: readVtt(change(files.captions)) })).toContain(caught);
  });

  test('finds markup in captions', async () => {
    expect(await found({ captions: files.captions.replace('Words', '<b>Words</b>') })).toEqual(['readable']);
  });

  test.each(MISTAKEN)('finds %s', (_, planned, caught) => {
    expect(namesOf({ planned: { ...plan, ...planned } })).toContain(caught);
  });

  test('finds a poster of another size', () => {
    expect(namesOf({ poster: evidence.thumbnail })).toContain('stills');
  });
});

function never(): never {
  throw new Error('the good film has it');
}
