import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerOpeners } from '../../../src/app/films/film-tools.ts';
import { readProviders } from '../../../src/app/environment/provider-environment.ts';
import { MAX_FAILURES } from '../../../src/features/jobs/steps/retry-policy.ts';
import type { StepRun } from '../../../src/features/jobs/steps/step-handler.ts';
import type { FilmSpec } from '../../../src/features/renders/film/film-spec.ts';
import type { FilmTools, ResultOf } from '../../../src/features/renders/steps/step-results.ts';
import { voiceStep } from '../../../src/features/renders/steps/voice.step.ts';
import { newId } from '../../../src/kernel/id.ts';
import { silentLog } from '../../../src/kernel/log.ts';
import type { Drawing } from '../../../src/platform/media/drawing.ts';
import { ProviderRegistry } from '../../../src/platform/providers/provider-registry.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, writeTone } from '../../support/small-film.ts';
import { smallSpec } from '../../support/small-spec.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { HEARD, speechVendor, transcriptionVendor } from '../../support/vendors/media-vendors.ts';
import { MemoryAttempts } from '../../support/vendors/memory-attempts.ts';
import { openStandIn, type StandIn } from '../../support/vendors/stand-in.ts';

const folder = await temporaryFolder();
let speech: StandIn;
let transcription: StandIn;
beforeAll(async () => {
  [speech, transcription] = await Promise.all([
    openStandIn(speechVendor(false), folder.path),
    openStandIn(transcriptionVendor(true), folder.path),
  ]);
});
afterAll(async () => {
  await Promise.all([speech?.close(), transcription?.close()]);
  await folder[Symbol.asyncDispose]();
});

/** Artifacts in a folder, each made once. */
function memoryArtifacts(): FilmTools['artifacts'] {
  const made = new Map<string, object>();
  const getOrCreate = async (
    _: unknown,
    { inputs }: { readonly inputs: object },
    __: unknown,
    make: () => Promise<Record<string, { readonly path: string; readonly metadata: object }>>,
  ) => {
    const hash = JSON.stringify(inputs);
    const known = made.get(hash);
    if (known) return { artifacts: { it: known }, reused: true };
    const one = (await make())['it'];
    const storageKey = path.join(folder.path, newId());
    await copyFile(one?.path ?? '', storageKey);
    const artifact = { hash, storageKey, metadata: { ...one?.metadata, sha256: storageKey } };
    made.set(hash, artifact);
    return { artifacts: { it: artifact }, reused: false };
  };
  const fetch = (_: unknown, { storageKey }: { readonly storageKey: string }, to: string) => copyFile(storageKey, to);
  return { getOrCreate, fetch } as unknown as FilmTools['artifacts'];
}

interface Setup {
  readonly narration?: string;
  readonly key?: string;
  readonly scene?: Partial<FilmSpec['scenes'][number]>;
  readonly providers?: Partial<FilmSpec['providers']>;
}

describe.each(ffmpegs)('$name', ({ media }) => {
  function open({ narration = HEARD, key = transcription.key, scene, providers: others }: Setup = {}) {
    const settings = readProviders({ SPEECH_URL: speech.url, TRANSCRIPTION_URL: transcription.url, TRANSCRIPTION_API_KEY: key });
    const providers = new ProviderRegistry(providerOpeners({} as Drawing, { settings, media, log: silentLog }));
    const recorded = path.join(folder.path, 'recorded.wav');
    const storage = { getFile: (_: string, to: string) => copyFile(recorded, to) };
    const tools = { media, storage, artifacts: memoryArtifacts(), providers } as unknown as FilmTools;
    const plain = smallSpec({ voicesMs: [3_000] });
    const spec: FilmSpec = {
      ...plain,
      voice: 'af_heart',
      providers: { speech: 'openai-compatible', visual: 'builtin', transcription: 'openai-compatible', ...others },
      scenes: [{ ...plain.scenes[0]!, narration, ...scene }],
    };
    const attempts = new MemoryAttempts();
    const asset = { storageKey: 'a', contentType: 'audio/wav', metadata: { format: 'wav' } };
    const speak = async (failures = 0): Promise<ResultOf<'VOICE'>> => {
      const run = {
        ...call(folder.path),
        job: { workspaceId: '', spec },
        step: { position: 0, sceneId: spec.scenes[0]?.id, format: 0, failures, outages: 0 },
        scope: { tx: async () => asset },
        report: () => undefined,
        recordCost: async () => undefined,
        attempts: () => attempts,
        log: silentLog,
      } as unknown as StepRun;
      return (await voiceStep(tools)(run)).result as ResultOf<'VOICE'>;
    };
    return { speak, attempts, recorded };
  }

  /** The stand-in hears each word for its share of the sound. */
  const expectHeard = ({ voice }: ResultOf<'VOICE'>) => {
    const words = voice.phrases.flatMap((phrase) => phrase.words ?? []);
    expect(voice).toMatchObject({ isHeard: true });
    expect(voice.isEstimated).toBeUndefined();
    expect(words.map(({ text }) => text).join(' ')).toBe(HEARD);
    const eachMs = voice.samples / 48 / words.length;
    for (const [index, { startMs }] of words.entries()) expect(Math.abs(startMs - index * eachMs)).toBeLessThan(2);
    expect(voice.phrases.map(({ text, startMs }) => [text.trim(), Math.round(startMs / eachMs)])).toEqual([
      ['A river bends.', 0],
      ['Water carries the bank away.', 3],
    ]);
  };

  test('a voice without times has those that were heard, and is heard once', async () => {
    const { speak, attempts } = open();
    const before = transcription.charges().length;
    const spoken = await speak();
    expectHeard(spoken);
    const seconds = Math.ceil(spoken.voice.samples / 48_000);
    expect(transcription.charges().slice(before)).toEqual([seconds]);
    expect(attempts.booked).toEqual([seconds]);
    expect(spoken.heard).toMatchObject({ kind: 'TRANSCRIPTION', cost: { unit: 'seconds', amount: seconds } });
    expect(await speak()).toEqual(spoken);
    expect(transcription.charges()).toHaveLength(before + 1);
  });

  test('a recording has the times of its words, which its phrases alone do not tell', async () => {
    const scene = { recording: { assetId: newId(), sha256: newId(), durationMs: 3_000 } };
    const { speak, recorded } = open({ scene });
    await writeTone(recorded, 3_000);
    expectHeard(await speak());
    const silent = open({ scene, narration: '' });
    const before = transcription.charges().length;
    expect((await silent.speak()).voice.isHeard).toBeUndefined();
    expect(transcription.charges()).toHaveLength(before);
  });

  test('without a provider of transcripts the times stay estimated', async () => {
    const { voice, heard } = await open({ providers: { transcription: undefined } }).speak();
    expect(voice).toMatchObject({ isEstimated: true });
    expect([voice.isHeard, heard]).toEqual([undefined, undefined]);
  });

  test('other words than were written leave the times estimated, and were paid for', async () => {
    const { speak, attempts } = open({ narration: 'Nothing of this sentence is ever recognized here.' });
    const { voice, heard } = await speak();
    expect(voice).toMatchObject({ isEstimated: true });
    expect([attempts.states, heard?.cost?.unit]).toEqual([['DONE', 'DONE'], 'seconds']);
  });

  test('a key that is refused leaves the times estimated at once', async () => {
    const { speak, attempts } = open({ key: 'not-the-key-of-anybody' });
    expect((await speak()).voice).toMatchObject({ isEstimated: true });
    expect(attempts.states.at(-1)).toBe('FAILED BAD_KEY');
  });

  test('an answer that is lost leaves the times estimated, and is never asked for again by itself', async () => {
    const { speak, attempts } = open();
    const before = transcription.charges().length;
    transcription.fail('lose the answer');
    expect((await speak()).voice).toMatchObject({ isEstimated: true });
    expect(attempts.states.at(-1)).toMatch(/^UNCERTAIN/);
    expect((await speak()).voice).toMatchObject({ isEstimated: true });
    expect(transcription.charges()).toHaveLength(before + 1);
  });

  test('a server that is down is asked again, and does not fail the film in the end', async () => {
    const { speak } = open();
    const down = { answer: { status: 503, body: { error: { message: 'down' } } } };
    transcription.fail(down);
    await expect(speak()).rejects.toMatchObject({ retryable: true });
    transcription.fail(down);
    expect((await speak(MAX_FAILURES - 1)).voice).toMatchObject({ isEstimated: true });
    const voiceCalls = speech.works().length;
    expectHeard(await speak());
    // The voice was not spoken again.
    expect(speech.works()).toHaveLength(voiceCalls);
  });
});
