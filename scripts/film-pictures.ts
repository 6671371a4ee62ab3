/** Makes the pictures of README.md and docs/films.md from films that the program makes: `npm run docs:films`. Needs `script` of util-linux. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { LOOKS } from '../src/platform/catalogue/looks.ts';
import { locateFfmpeg } from '../src/platform/media/locate-ffmpeg.ts';
import { record } from './film-pictures/recording.ts';
import { openStudio, type Studio } from './film-pictures/studio.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/images' }, only: { type: 'string' } } });
const isWanted = (name: 'demo' | 'looks' | 'cards'): boolean => values.only === undefined || values.only === name;
const out = (name: string): string => join(values.out, name);
const folder = await mkdtemp(join(tmpdir(), 'film-pictures-'));
const { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath, PATH: searchPath = '' } = process.env;
const located = await locateFfmpeg({ ffmpegPath, ffprobePath, searchPath, cacheFolder: join(folder, 'bin') });
const ffmpeg = (...options: readonly string[]) => promisify(execFile)(located.ffmpegPath, ['-v', 'error', '-y', ...options]);

const DEMO =
  'Why the sky is blue. Air scatters blue light far more than red. So blue reaches your eyes from everywhere. At sunset only red is left.';
/** Seconds: the title card with the first caption. */
const TITLE_AT = 2.2;
const GAP = 8;

/** A frame of a film as a PNG. */
async function frameOf(film: string, seconds: number, name: string): Promise<string> {
  const path = join(folder, `${name}.png`);
  await ffmpeg('-ss', seconds.toFixed(3), '-i', film, '-frames:v', '1', path);
  return path;
}

/** Pictures in rows, all of one height. */
async function sheet(name: string, rows: readonly (readonly string[])[], height: number): Promise<void> {
  const images = await Promise.all(rows.map((row) => Promise.all(row.map((path) => loadImage(path)))));
  const widthOf = (image: { width: number; height: number }): number => Math.round((image.width * height) / image.height);
  const width = Math.max(...images.map((row) => row.reduce((sum, image) => sum + widthOf(image) + GAP, -GAP)));
  const canvas = createCanvas(width, images.length * (height + GAP) - GAP);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  images.forEach((row, line) => {
    let x = 0;
    for (const image of row) {
      context.drawImage(image, x, line * (height + GAP), widthOf(image), height);
      x += widthOf(image) + GAP;
    }
  });
  await writeFile(out(name), await canvas.encode('jpeg', 84));
  console.log(out(name));
}

async function recordDemo(): Promise<void> {
  const film = join(folder, 'why-the-sky-is-blue.mp4');
  const main = resolve('dist/src/main.js');
  const shown = `npm run demo -- "Why the sky is blue. Air scatters blue light far more …"`;
  const env = { ...process.env, DATA_DIR: join(folder, 'demo'), TERM: 'xterm-256color', FORCE_COLOR: '1' };
  const command = `'${process.execPath}' '${main}' demo --out '${film}' '${DEMO}'`;
  const { list, code } = await record(shown, command, env, folder);
  if (code !== 0) throw new Error(`The demo ended with ${code ?? 'a signal'}.`);
  const palette = 'split[a][b];[a]palettegen=max_colors=48:stats_mode=diff[p];[b][p]paletteuse=dither=none:diff_mode=rectangle';
  await ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-vf', `fps=10,${palette}`, '-loop', '0', out('demo.gif'));
  console.log(out('demo.gif'));
  await sheet('film.jpg', [[await frameOf(film, TITLE_AT, 'film')]], 720);
}

const LOOKED_AT = 'Air scatters short waves more than long ones.';

/** The same scene in each look. */
async function looks(studio: Studio): Promise<void> {
  const frames: string[] = [];
  for (const look of LOOKS.names) {
    const film = join(folder, `${look}.mp4`);
    const captions = await studio.film(
      { title: 'Why the sky is blue', script: `Look at the sky on a clear day.\n\n${LOOKED_AT}`, look },
      film,
    );
    frames.push(await frameOf(film, lastSeconds(captions, LOOKED_AT), look));
  }
  const [one = '', two = '', three = '', ...others] = frames;
  await sheet('looks.jpg', [[one, two, three], others], 300);
}

/** One film of every type of card. */
async function cards(studio: Studio): Promise<void> {
  const script = await readFile('examples/scripts/every-card.md', 'utf8');
  const film = join(folder, 'cards.mp4');
  const captions = await studio.film({ title: 'Ten small stories', script, motion: 'GENTLE', look: 'editorial' }, film);
  const paragraphs = script.trim().split('\n\n');
  const frames: string[] = [];
  for (const [index, paragraph] of paragraphs.entries())
    frames.push(await frameOf(film, index === 0 ? TITLE_AT : lastSeconds(captions, paragraph), `card-${index}`));
  const rows = Array.from({ length: Math.ceil(frames.length / 3) }, (_, row) => frames.slice(3 * row, 3 * row + 3));
  await sheet('every-card.jpg', rows, 240);
}

/** A moment at which the last words of a text are still shown, in seconds. */
function lastSeconds(captions: string, text: string): number {
  const lettersOf = (words: string): string => words.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const wanted = lettersOf(text);
  const blocks = captions.split('\n\n').map((block) => block.split('\n'));
  const found = blocks.findLast((lines) => {
    const shown = lettersOf(lines.slice(2).join(' '));
    return shown !== '' && (wanted.endsWith(shown) || shown.endsWith(wanted));
  });
  const [, hours = '0', minutes = '0', seconds = '0'] = /--> (\d+):(\d+):([\d.]+)/.exec(found?.[1] ?? '') ?? [];
  if (!found) throw new Error(`no caption says “${text}”`);
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) - 0.45;
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
try {
  if (isWanted('demo')) await recordDemo();
  const studio = await openStudio(join(folder, 'films'), stop.signal);
  try {
    if (isWanted('looks')) await looks(studio);
    if (isWanted('cards')) await cards(studio);
  } finally {
    await studio.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
