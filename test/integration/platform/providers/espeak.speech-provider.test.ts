import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { BUILTIN_VOICES } from '../../../../src/platform/catalogue/voices/builtin.ts';
import { EspeakSpeechProvider } from '../../../../src/platform/providers/builtin/espeak.speech-provider.ts';
import type { ProviderCall } from '../../../../src/platform/providers/provider.ts';
import type { SpeechRequest, SpeechResult } from '../../../../src/platform/providers/speech.provider.ts';
import { SAMPLES } from '../../../support/samples.ts';
import { descendants, isRunning } from '../../../support/processes.ts';

const RATE = 22_050;
const TEXTS: Readonly<Record<string, string>> = {
  en: 'Why is the sky blue? Sunlight looks white, but it holds every colour of the rainbow, from long red waves to short blue ones. Dr. Smith paid $3,500 on 3/4/2026.',
  de: 'Am 3. Oktober feiern wir z. B. den Tag der Deutschen Einheit. Sonnenlicht sieht weiß aus, enthält aber alle Farben des Regenbogens, von Rot bis Violett.',
  zh: '为什么天空是蓝色的？阳光看起来是白色的，其实包含彩虹的所有颜色；空气分子把蓝光向各个方向散射，所以我们看到的天空是蓝色的。',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelwright-espeak-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const newCall = async (change: Partial<ProviderCall> = {}): Promise<ProviderCall> => ({
  signal: new AbortController().signal,
  workDir: await mkdtemp(join(folder, 'work-')),
  report: () => undefined,
  log: silentLog,
  ...change,
});

const provider = new EspeakSpeechProvider();
const speak = async (request: Partial<SpeechRequest> = {}, call?: ProviderCall): Promise<SpeechResult> =>
  provider.speak({ text: 'Hello world.', language: 'en', voice: 'en-us', ...request }, call ?? (await newCall()));

async function samplesOf({ path }: SpeechResult): Promise<Int16Array> {
  const wav = await readFile(path);
  expect([wav.toString('latin1', 0, 4), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual(['RIFF', 1, RATE, 16]);
  return new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length));
}

const toSample = (ms: number): number => Math.round((ms / 1000) * RATE);
const peak = (samples: Int16Array): number => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** A stand-in for the WASM engine, since the real one neither hangs nor crashes when asked. */
async function engine(source: string): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'engine-')), 'engine.js');
  await writeFile(path.replace('.js', '.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  await writeFile(join(path, '..', 'package.json'), '{"type":"module"}');
  await writeFile(path, source);
  return path;
}

/** Characters a second that are neither spelled nor a gabble; a Chinese or Korean character is a syllable. */
const PACES: Readonly<Record<string, readonly [number, number]>> = { zh: [2.5, 8], ko: [3, 9] };

describe.each(BUILTIN_VOICES.map(({ name, language }) => [name, language.slice(0, 2)] as const))('voice %s', (voice, language) => {
  it('speaks each phrase aloud, where it says, without clipping', async () => {
    const text = `${TEXTS[language] ?? ''} ${SAMPLES[language] ?? ''}`.trim();
    const result = await speak({ text, language, voice });
    const samples = await samplesOf(result);
    expect(result.durationMs).toBeCloseTo((samples.length * 1000) / RATE, 3);
    expect(peak(samples)).toBeLessThan(32_000);
    let end = 0;
    for (const { startMs, endMs } of result.phrases) {
      expect(startMs).toBeGreaterThanOrEqual(end);
      expect(peak(samples.subarray(toSample(end), toSample(startMs)))).toBe(0);
      expect(peak(samples.subarray(toSample(startMs), toSample(endMs)))).toBeGreaterThan(3000);
      end = endMs;
    }
    expect(toSample(end)).toBe(samples.length);
    expect(
      result.phrases
        .map((phrase) => phrase.text)
        .join('')
        .replace(/\s/g, ''),
    ).toBe(text.replace(/\s/g, ''));
  });

  it('reads at the pace of speech, as no voice does that spells letters', async () => {
    const { phrases } = await speak({ text: SAMPLES[language] ?? '', language, voice });
    const characters = phrases.reduce((sum, { text }) => sum + [...text].length, 0);
    const seconds = phrases.reduce((sum, { startMs, endMs }) => sum + (endMs - startMs) / 1000, 0);
    const [slowest, fastest] = PACES[language] ?? [8, 25];
    expect(characters / seconds).toBeGreaterThan(slowest);
    expect(characters / seconds).toBeLessThan(fastest);
  });
});

it('gives voices of a language different sounds', async () => {
  const clips = await Promise.all(['en-us', 'en-us-female', 'en-gb', 'en-gb-female'].map((voice) => speak({ voice })));
  const sounds = await Promise.all(clips.map(async ({ path }) => (await readFile(path)).toString('base64')));
  expect(new Set(sounds).size).toBe(sounds.length);
});

it('speaks the same sound for the same words, whatever was said before and beside it', async () => {
  const alone = await new EspeakSpeechProvider().speak({ text: 'Hello world.', language: 'en', voice: 'en-us' }, await newCall());
  await speak({ text: TEXTS['zh'] ?? '', language: 'zh', voice: 'zh' });
  const together = await Promise.all(Array.from({ length: 6 }, () => speak()));
  const expected = await readFile(alone.path);
  for (const { path } of together) expect(expected.equals(await readFile(path))).toBe(true);
});

it('pauses longer after a sentence than after a clause', async () => {
  const { phrases } = await speak({ text: `${TEXTS['en']?.split('?')[1]?.trim() ?? ''} Yes.` });
  const gaps = phrases.slice(1).map(({ startMs }, index) => startMs - (phrases[index]?.endMs ?? 0));
  expect(gaps[0]).toBeCloseTo(180, 0);
  expect(gaps.at(-1)).toBeCloseTo(420, 0);
});

it('takes text for text: neither options, nor markup, nor phonemes', async () => {
  const { phrases } = await speak({
    text: '--version -w /tmp/x <speak><break time="9s"/></speak> [[h@l\'oU]] %{} [out];\u0000 "quoted" $(ls)',
  });
  expect(phrases.map(({ text }) => text).join(' ')).toContain('<break time="9s"/>');
  const [plain, bracketed] = await Promise.all([speak({ text: 'hello world' }), speak({ text: '[[hello]] world' })]);
  expect((await readFile(bracketed.path)).equals(await readFile(plain.path))).toBe(true);
});

it('reports how far it is', async () => {
  const seen: number[] = [];
  await speak({ text: TEXTS['en'] ?? '' }, await newCall({ report: (fraction) => seen.push(fraction) }));
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

it.each(['😀🎉', '... !? —', ''])('refuses %j, which has no sound, and leaves no file', async (text) => {
  const call = await newCall();
  await expect(speak({ text }, call)).rejects.toMatchObject({ code: 'NOTHING_TO_SPEAK', category: 'USER_INPUT', retryable: false });
  expect(await readdir(call.workDir)).toEqual([]);
});

it('refuses a voice that it does not have', async () => {
  await expect(speak({ voice: '-w /tmp/x' })).rejects.toMatchObject({ code: 'UNKNOWN_VOICE', category: 'USER_INPUT' });
});

it('says what to install when the package is missing', async () => {
  const without = new EspeakSpeechProvider({ enginePath: '' });
  const refusal = without.speak({ text: 'Hello.', language: 'en', voice: 'en-us' }, await newCall());
  await expect(refusal).rejects.toMatchObject({
    code: 'NOT_CONFIGURED',
    retryable: false,
    hint: expect.stringContaining('espeak-ng') as string,
  });
});

describe('an engine that misbehaves', () => {
  const speakWith = async (source: string, call: ProviderCall, silenceLimitMs = 20_000): Promise<SpeechResult> =>
    new EspeakSpeechProvider({ enginePath: await engine(source), silenceLimitMs }).speak(
      { text: 'Hello.', language: 'en', voice: 'en-us' },
      call,
    );

  it.each([
    ['crashes', 'export default () => process.abort();'],
    ['throws', 'export default () => Promise.reject(new Error("out of memory"));'],
    ['is no module', 'this is no module'],
  ])('and %s fails the step, which may be tried again', async (_, source) => {
    await expect(speakWith(source, await newCall())).rejects.toMatchObject({
      code: 'SPEECH_FAILED',
      category: 'PROVIDER',
      retryable: true,
    });
  });

  const HANG =
    'import { writeFileSync } from "node:fs"; export default () => { writeFileSync(new URL("pid", import.meta.url), String(process.pid)); for (;;); };';

  it('and hangs is ended at its time limit', async () => {
    await expect(speakWith(HANG, await newCall(), 500)).rejects.toMatchObject({ code: 'SPEECH_FAILED', retryable: true });
  });

  it('and hangs is killed as soon as the step is aborted', async () => {
    const stop = new AbortController();
    const path = await engine(HANG);
    const speaking = new EspeakSpeechProvider({ enginePath: path }).speak(
      { text: 'Hello.', language: 'en', voice: 'en-us' },
      await newCall({ signal: stop.signal }),
    );
    const outcome = speaking.then(
      () => 'spoken',
      (error: unknown) => error,
    );
    const pid = Number(await until(() => readFile(join(path, '..', 'pid'), 'utf8')));
    const abortedAt = performance.now();
    stop.abort(new Error('canceled'));
    expect(await outcome).toMatchObject({ message: 'canceled' });
    await until(() => {
      if (isRunning(pid)) throw new Error('still there');
    });
    expect(performance.now() - abortedAt).toBeLessThan(1000);
  });
});

it('is aborted before it begins', async () => {
  await expect(speak({}, await newCall({ signal: AbortSignal.abort(new Error('canceled')) }))).rejects.toThrow('canceled');
});

it('leaves no process behind when its own is killed', async () => {
  const parent = fork(fileURLToPath(new URL('../../../support/speak-forever.ts', import.meta.url)), [folder], { execArgv: [] });
  await once(parent, 'message');
  const children = descendants(parent.pid ?? 0).map(({ pid }) => pid);
  expect(children.length).toBeGreaterThan(0);
  parent.kill('SIGKILL');
  await until(() => {
    if (children.some(isRunning)) throw new Error('still there');
  });
});

/** Tries until it succeeds, 20 s at most: a busy machine starts and ends processes slowly. */
const until = <T>(attempt: () => T | Promise<T>): Promise<T> => vi.waitFor(attempt, { timeout: 20_000, interval: 20 });
