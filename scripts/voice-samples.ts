/** Speaks the sample of each built-in voice that the API serves: `npm run voice-samples`, after a change of voices or of their sentences. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { wavHeader } from '../src/platform/audio/wav-header.ts';
import { builtinSampleFile } from '../src/platform/catalogue/voices/builtin-samples.ts';
import { BUILTIN_VOICES } from '../src/platform/catalogue/voices/builtin.ts';
import { Espeak, findEspeak } from '../src/platform/providers/builtin/espeak.ts';
import { sampleText } from '../src/platform/voice-install/samples.ts';
import { ffmpegs } from '../test/support/ffmpegs.ts';

const [tool] = ffmpegs;
const enginePath = findEspeak();
if (!tool || enginePath === undefined) throw new Error('needs ffmpeg and the optional package espeak-ng');
const espeak = new Espeak(enginePath);
const signal = AbortSignal.timeout(300_000);
const workDir = await mkdtemp(join(tmpdir(), 'voice-samples-'));
const MP3 = [
  '-map_metadata',
  '-1',
  '-bitexact',
  '-write_xing',
  '0',
  '-id3v2_version',
  '0',
  '-c:a',
  'libmp3lame',
  '-b:a',
  '32k',
  '-f',
  'mp3',
];

for (const { name, engineName, wordsPerMinute, language } of BUILTIN_VOICES) {
  const [sound] = await espeak.speak({ voice: engineName, wordsPerMinute, phrases: [sampleText(language)] }, signal, () => undefined);
  if (!sound) throw new Error(`${name} says nothing`);
  const path = join(workDir, `${name}.wav`);
  const { samples, sampleRate } = sound;
  await writeFile(path, [wavHeader(samples.length, sampleRate), new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)]);
  const output = builtinSampleFile(name);
  await mkdir(dirname(output), { recursive: true });
  await tool.media.run(
    { inputs: [{ path, format: 'wav' }], outputOptions: MP3, output, threads: 1, timeoutMs: 60_000 },
    { workDir, signal },
  );
}
await rm(workDir, { recursive: true });
