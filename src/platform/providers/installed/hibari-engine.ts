import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HIBARI_RATE, HOP, waveform } from './hibari-waveform.ts';
import type { Spectra } from './hibari-waveform.ts';
import type { EngineOutput, VoiceEngine } from './voice-engine.ts';

/** The parts of onnxruntime-web that are used. Its package is a development dependency; the build copies its files. */
interface OnnxRuntime {
  readonly env: { logLevel: string; readonly wasm: { numThreads: number; wasmPaths: string } };
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: BigInt64Array | Float32Array, dims: readonly number[]) => object;
}
interface Session {
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
}

/** Name of the frames of each phoneme, in pairs: a value inside of the model that is not an output. */
const DURATIONS = '/Clip_output_0';
const FRAMES_OF_A_DURATION = 2;
/** Token of silence, with which the input of the model begins and ends. */
const PAD = 0;

/**
 * Makes a value inside of a model an output. An ONNX file is a protobuf message, and consecutive messages are merged: a graph with one more
 * output is appended, so that nothing has to be parsed.
 */
export function withOutput(model: Uint8Array, name: string): Uint8Array {
  const field = (number: number, content: Uint8Array): Uint8Array => {
    if (content.length > 0x7f) throw new RangeError('The name of an output is too long.');
    return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
  };
  const [GRAPH, OUTPUT, NAME] = [7, 12, 1];
  return Buffer.concat([model, field(GRAPH, field(OUTPUT, field(NAME, Buffer.from(name))))]);
}

/** Opens a voice of hibari, which has the files `model.onnx` and `vocab.json`. `runtimeFolder` has the files of onnxruntime-web. */
export async function openHibari({ folder }: { readonly folder: string }, runtimeFolder: string): Promise<VoiceEngine> {
  const ort = (await import(pathToFileURL(join(runtimeFolder, 'ort.wasm.min.mjs')).href)) as OnnxRuntime;
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = pathToFileURL(`${runtimeFolder}/`).href;
  const [model, vocabulary] = await Promise.all([readFile(join(folder, 'model.onnx')), readFile(join(folder, 'vocab.json'), 'utf8')]);
  const idOf = JSON.parse(vocabulary) as Readonly<Record<string, number>>;
  const session = await ort.InferenceSession.create(withOutput(model, DURATIONS), { executionProviders: ['wasm'] });
  return async ({ phonemes }) => {
    const known = [...phonemes].filter((letter) => idOf[letter] !== undefined);
    const ids = [PAD, ...known.map((letter) => idOf[letter] ?? PAD), PAD];
    const output = await session.run({
      ids: new ort.Tensor('int64', BigInt64Array.from(ids.map(BigInt)), [1, ids.length]),
      speed: new ort.Tensor('float32', Float32Array.of(1), [1]),
    });
    const of = (name: string): Float32Array => output[name]?.data ?? new Float32Array();
    const spectra: Spectra = { lh: of('lh'), theta: of('theta'), ln: of('ln'), lr: of('lr'), phi: of('phi'), f0: of('f0') };
    return { samples: waveform(spectra), sampleRate: HIBARI_RATE, words: wordSpans(known, of(DURATIONS)) };
  };
}

/** Start and end of each word in milliseconds; words are separated by spaces. `durations` has one more entry at both ends. */
export function wordSpans(phonemes: readonly string[], durations: Float32Array): NonNullable<EngineOutput['words']> {
  const toMs = (steps: number): number => (steps * FRAMES_OF_A_DURATION * HOP * 1_000) / HIBARI_RATE;
  const spans: { startMs: number; endMs: number }[] = [];
  let at = durations[0] ?? 0;
  let isInside = false;
  for (const [index, letter] of phonemes.entries()) {
    const end = at + (durations[index + 1] ?? 0);
    if (/\p{L}/u.test(letter)) {
      const startMs = (isInside ? spans.pop()?.startMs : undefined) ?? toMs(at);
      spans.push({ startMs, endMs: toMs(end) });
      isInside = true;
    } else isInside = false;
    at = end;
  }
  return spans;
}
