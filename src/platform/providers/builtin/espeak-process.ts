/**
 * Runs espeak-ng in a process of its own, so that GPL code stays separate and a hang or crash does not affect the worker. `espeak.ts`
 * starts it with the path of the engine. It handles one request at a time and answers phrase by phrase. Only types are imported and the
 * syntax can be erased, so that Node runs this file as TypeScript or compiled.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SpeechAnswer } from '../speech/speech-pool.ts';
import { setImmediate } from 'node:timers/promises';

export interface EspeakOrder {
  /** espeak's name of a voice, for example `en-us+f2`. */
  readonly voice: string;
  readonly wordsPerMinute: number;
  readonly phrases: readonly string[];
  /**
   * The requested answer: the sound of the phrases; their phonemes in the International Phonetic Alphabet; or espeak's data, written to the
   * folder that the phrase names.
   */
  readonly answer: 'sound' | 'phonemes' | 'data';
}

/** The answer for one phrase, in order: mono, 16-bit little-endian samples, or phonemes in UTF-8. */
export interface EspeakPhrase {
  readonly bytes: Uint8Array;
  /** 0 for phonemes. */
  readonly sampleRate: number;
}

/** The values of WebAssembly that are used here and that Node's types lack. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(program: object, imports: object): Promise<{ exports: unknown }>;
};

/** The parts of Emscripten's module that are used. */
interface Engine {
  readonly FS: {
    writeFile(path: string, text: string): void;
    readFile(path: string): Uint8Array;
    unlink(path: string): void;
    readdir(path: string): string[];
    stat(path: string): { readonly mode: number };
    isDir(mode: number): boolean;
  };
}
interface EngineExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  stackAlloc(bytes: number): number;
  stackSave(): number;
  stackRestore(pointer: number): void;
  __main_argc_argv(count: number, pointer: number): number;
}
type EngineFactory = (options: object) => Promise<Engine>;
type Speak = (order: EspeakOrder, phrase: string) => EspeakPhrase;

const TEXT_FILE = '/phrase.txt';
const SOUND_FILE = '/phrase.wav';
const DATA_FOLDER = '/usr/local/share/espeak-ng-data';
const PHONEME_FILE = '/phonemes.txt';
const WAV_HEADER_BYTES = 44;
const SAMPLE_RATE_AT = 24;
/** espeak's amplitude in per cent: at its default of 100 some loud German vowels clip. */
const AMPLITUDE = 70;

/**
 * Starts the engine. The package exports only espeak's command line, which is meant to run once. Starting its module takes 100 ms and a
 * phrase 10 ms, so one module is kept and its memory is restored before each phrase. A phrase therefore sounds the same whatever was spoken
 * before.
 */
async function startEngine(enginePath: string): Promise<Speak> {
  const { default: create } = (await import(pathToFileURL(enginePath).href)) as { default: EngineFactory };
  const program = await WebAssembly.compile(await readFile(enginePath.replace(/\.js$/, '.wasm')));
  let exported: EngineExports | undefined;
  const engine = await create({
    noInitialRun: true,
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports: object, done: (instance: object, program: object) => void) {
      void WebAssembly.instantiate(program, imports).then((instance) => {
        exported = instance.exports as EngineExports;
        done(instance, program);
      });
      return {};
    },
  });
  if (exported === undefined) throw new Error('the engine has no exports');
  return speaker(engine, exported);
}

function speaker(engine: Engine, { memory, ...program }: EngineExports): Speak {
  const fresh = new Uint8Array(memory.buffer).slice();

  const main = (commandLine: readonly string[]): number => {
    new Uint8Array(memory.buffer).set(fresh);
    const stack = program.stackSave();
    const list = program.stackAlloc((commandLine.length + 1) * 4);
    for (const [index, argument] of commandLine.entries()) {
      const bytes = new TextEncoder().encode(`${argument}\0`);
      const pointer = program.malloc(bytes.length);
      new Uint8Array(memory.buffer).set(bytes, pointer);
      new DataView(memory.buffer).setUint32(list + index * 4, pointer, true);
    }
    new DataView(memory.buffer).setUint32(list + commandLine.length * 4, 0, true);
    const code = program.__main_argc_argv(commandLine.length, list);
    program.stackRestore(stack);
    return code;
  };

  const fileOf = (path: string): Uint8Array => {
    const bytes = engine.FS.readFile(path);
    engine.FS.unlink(path);
    return bytes;
  };

  const copy = (from: string, to: string): void => {
    mkdirSync(to, { recursive: true });
    for (const name of engine.FS.readdir(from).filter((one) => !one.startsWith('.'))) {
      const path = `${from}/${name}`;
      if (engine.FS.isDir(engine.FS.stat(path).mode)) copy(path, join(to, name));
      else writeFileSync(join(to, name), engine.FS.readFile(path));
    }
  };

  return ({ voice, wordsPerMinute, answer }, phrase) => {
    if (answer === 'data') {
      copy(DATA_FOLDER, phrase);
      return { bytes: new Uint8Array(), sampleRate: 0 };
    }
    // Text is passed in a file, so that it cannot be read as an option or markup (SSML is off without `-m`). `-D` makes the samples
    // deterministic.
    engine.FS.writeFile(TEXT_FILE, phrase);
    const options = ['-D', '-z', '-b', '1', '-a', String(AMPLITUDE), '-s', String(wordsPerMinute), '-v', voice];
    const output = answer === 'sound' ? ['-w', SOUND_FILE] : ['-q', '--ipa', `--phonout=${PHONEME_FILE}`];
    const code = main(['espeak-ng', ...options, '-f', TEXT_FILE, ...output]);
    if (code !== 0) throw new Error(`espeak-ng ended with code ${String(code)}`);
    if (answer === 'phonemes') return { bytes: fileOf(PHONEME_FILE), sampleRate: 0 };
    const wav = fileOf(SOUND_FILE);
    const sampleRate = new DataView(wav.buffer, wav.byteOffset).getUint32(SAMPLE_RATE_AT, true);
    return { bytes: wav.slice(WAV_HEADER_BYTES), sampleRate };
  };
}

const send = (message: SpeechAnswer<EspeakPhrase>): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => {
      resolve();
    });
  });

async function take(engine: Promise<Speak>, order: EspeakOrder): Promise<void> {
  const speak = await engine;
  for (const phrase of order.phrases) {
    await send({ kind: 'phrase', phrase: speak(order, phrase) });
    // Lets a disconnect be noticed between phrases, so that this process ends with its parent.
    await setImmediate();
  }
}

const enginePath = process.argv[2];
if (process.send !== undefined && enginePath !== undefined) {
  const engine = startEngine(enginePath);
  engine.catch(() => undefined);
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches the whole process group; the parent decides when to stop.
  process.on('SIGINT', () => undefined);
  process.on('message', (order: EspeakOrder) => {
    take(engine, order).catch(async (error: unknown) => {
      await send({ kind: 'failed', reason: error instanceof Error ? error.message : String((error as { message?: unknown }).message) });
      process.exit(1);
    });
  });
}
