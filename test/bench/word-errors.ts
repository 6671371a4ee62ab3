/**
 * How well voices are understood: a small recogniser (pocketsphinx, `pip install pocketsphinx`) writes down the same text as spoken by the
 * synthetic voice and by natural ones, and the share of wrong words is printed. `npx tsx test/bench/word-errors.ts [VOICE…]`, with the
 * voices of VOICES_DIR; `en-us` and all English voices in there by default.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVoicesDir } from '../../src/app/config.ts';
import { openInstalledVoices } from '../../src/app/film-tools.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { VOICES, voicesOf } from '../../src/platform/catalogue/voices.ts';
import { locateFfmpeg } from '../../src/platform/media/locate-ffmpeg.ts';
import { EspeakSpeechProvider } from '../../src/platform/providers/builtin/espeak.speech-provider.ts';
import { InstalledSpeechProvider } from '../../src/platform/providers/installed/installed.speech-provider.ts';

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

const voicesDir = readVoicesDir(process.env);
VOICES.readFrom(voicesDir);
const installed = new InstalledSpeechProvider(await openInstalledVoices());
const espeak = new EspeakSpeechProvider();
const { ffmpegPath } = await locateFfmpeg({
  ffmpegPath: undefined,
  ffprobePath: undefined,
  searchPath: process.env['PATH'] ?? '',
  cacheFolder: join(tmpdir(), 'reelwright-bin'),
});
const asked = process.argv.slice(2);
const names =
  asked.length > 0 ? asked : ['en-us', ...voicesOf('en').flatMap(({ name, provider }) => (provider === 'installed' ? [name] : []))];
const work = await mkdtemp(join(tmpdir(), 'reelwright-words-'));
try {
  for (const voice of names) {
    const provider = VOICES.find(voice)?.provider === 'installed' ? installed : espeak;
    const files: string[] = [];
    for (const [index, text] of SENTENCES.entries()) {
      const { path } = await provider.speak(
        { text, language: 'en', voice },
        ...([
          {
            signal: new AbortController().signal,
            workDir: work,
            report: () => undefined,
            rememberRemote: async () => undefined,
            remoteId: undefined,
            log: silentLog,
          },
        ] as const),
      );
      const file = join(work, `${voice}-${index}.raw`);
      // Half a second of silence at both ends: the recogniser first listens to the room.
      execFileSync(ffmpegPath, [
        '-v',
        'error',
        '-i',
        path,
        '-af',
        'adelay=500,apad=pad_dur=0.5',
        '-ar',
        '16000',
        '-ac',
        '1',
        '-f',
        's16le',
        '-y',
        file,
      ]);
      files.push(file);
    }
    const heard = execFileSync('python3', ['-c', RECOGNISE, ...files], { encoding: 'utf8' }).split('\n');
    const wrong = SENTENCES.reduce((sum, text, index) => sum + distance(wordsOf(heard[index] ?? ''), wordsOf(text)), 0);
    const said = SENTENCES.reduce((sum, text) => sum + wordsOf(text).length, 0);
    console.log(`${voice}: ${((100 * wrong) / said).toFixed(0)} % of ${said} words wrong`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exit();
