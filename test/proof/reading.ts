import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createWorker, PSM } from 'tesseract.js';
import type { Worker } from 'tesseract.js';
import type { Size } from './checker/decode.ts';

/** Languages whose letters are read, and the npm packages with the reader's data. */
const DATA: Readonly<Record<string, 'eng' | 'deu'>> = { en: 'eng', de: 'deu' };
/** Small films have letters of 16 pixels; the reader wants 30 or more. */
const ENLARGED = 3;

/** What is in one picture of a film. */
export interface Shown {
  readonly text: string;
  /** When it is looked for. Words that are shown one after the other are looked for at each of several moments. */
  readonly atMs: readonly number[];
  readonly kind: 'caption' | 'title';
}

/** Letters of texts that were shown, and how many of them the reader missed, added or took for others. */
export interface Legibility {
  readonly letters: number;
  readonly wrong: number;
}

export interface TextReader {
  readonly read: (ffmpeg: string, film: string, size: Size, shown: Shown) => Promise<Legibility>;
  readonly close: () => Promise<void>;
}

export const isReadable = (language: string): boolean => language in DATA;

/** Opens the optical character recognition of Tesseract for a language; it needs no network. */
export async function openTextReader(language: string): Promise<TextReader> {
  const name = DATA[language];
  if (name === undefined) throw new RangeError(`There is no reader of ${language}.`);
  const folder = dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${name}/package.json`));
  const worker = await createWorker(name, 1, { langPath: join(folder, '4.0.0_best_int'), cacheMethod: 'none', gzip: true });
  return {
    read: async (ffmpeg, film, size, shown) => {
      const texts: string[] = [];
      for (const atMs of shown.atMs) texts.push(...(await textsIn(worker, ffmpeg, film, size, shown.kind, atMs)));
      return sumOf((shown.atMs.length > 1 ? shown.text.split(/\s+/u) : [shown.text]).map((part) => best(part, texts)));
    },
    close: async () => void (await worker.terminate()),
  };
}

/** The picture as it is, and only what is nearly white, as dark letters: the reader takes bars of colour for the frame of a table. */
const TONES = ['', String.raw`,lut=y='if(gt(val\,190)\,0\,255)'`] as const;
/** Ways to look at a whole frame, whose words stand between ornament, and at the captions' part of it. */
const FRAME_WAYS = [PSM.SPARSE_TEXT, PSM.AUTO, PSM.SINGLE_BLOCK] as const;
const CAPTION_WAYS = [PSM.SINGLE_BLOCK] as const;

/** What each way of reading finds. A caption is not drawn where the card shows its words, so it is looked for in the whole frame too. */
async function textsIn(
  worker: Worker,
  ffmpeg: string,
  film: string,
  size: Size,
  kind: Shown['kind'],
  atMs: number,
): Promise<readonly string[]> {
  const isTall = size.width / size.height < 0.7;
  const whole = { crop: 'null', ways: FRAME_WAYS };
  const captions = { crop: isTall ? 'crop=iw:ih*0.31:0:ih*0.43' : 'crop=iw:ih*0.3:0:ih*0.7', ways: CAPTION_WAYS };
  const texts: string[] = [];
  for (const { crop, ways } of kind === 'title' ? [whole] : [captions, whole]) {
    for (const tone of TONES) {
      const filter = `${crop},scale=iw*${ENLARGED}:-1:flags=lanczos,format=gray${tone}`;
      const options = ['-v', 'error', '-ss', (atMs / 1_000).toFixed(3), '-i', film, '-frames:v', '1', '-vf', filter];
      const { stdout } = await promisify(execFile)(ffmpeg, [...options, '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'], {
        ...{ encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
      });
      for (const mode of ways) {
        await worker.setParameters({ tessedit_pageseg_mode: mode, user_defined_dpi: '200' });
        texts.push((await worker.recognize(stdout)).data.text);
      }
    }
  }
  return texts;
}

/** The best of several ways of reading. */
function best(text: string, texts: readonly string[]): Legibility {
  return texts.map((read) => legibility(read, text)).reduce((one, other) => (other.wrong < one.wrong ? other : one));
}

export const sumOf = (all: readonly Legibility[]): Legibility => ({
  letters: all.reduce((sum, { letters }) => sum + letters, 0),
  wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
});

/** What of a text a reader of English or German knows. */
const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Script=Latin}\p{N}]/gu, '');

/** Compares a text with the part of what was read that is most like it: ornament is read as letters, too. */
function legibility(read: string, text: string): Legibility {
  const [found, wanted] = [lettersOf(read), lettersOf(text)];
  let row = Array.from({ length: found.length + 1 }, () => 0);
  for (const letter of wanted) {
    const next = [(row[0] ?? 0) + 1];
    for (let place = 0; place < found.length; place += 1)
      next.push(Math.min(row[place + 1]! + 1, next[place]! + 1, row[place]! + (found[place] === letter ? 0 : 1)));
    row = next;
  }
  return { letters: wanted.length, wrong: Math.min(...row) };
}
