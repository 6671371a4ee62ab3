import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { VoiceEngine, VoiceModel } from './voice-engine.ts';

/** The parts of sherpa-onnx-node that are used. */
interface Sherpa {
  readonly OfflineTts: new (config: object) => {
    readonly sampleRate: number;
    readonly numSpeakers: number;
    generate(request: object): { readonly samples: Float32Array; readonly sampleRate: number };
  };
}

/**
 * Opens a Piper or Kokoro voice with sherpa-onnx. A missing file is an error; a damaged one ends the whole process, which is why voices
 * have processes of their own.
 */
export async function openSherpa({ folder, engine, speaker }: VoiceModel, modulePath: string): Promise<VoiceEngine> {
  const { OfflineTts } = createRequire(import.meta.url)(modulePath) as Sherpa;
  const at = (name: string): string => join(folder, name);
  const shared = { tokens: at('tokens.txt'), dataDir: at('espeak-ng-data') };
  const model =
    engine === 'piper'
      ? { vits: { ...shared, model: at('model.onnx') } }
      : { kokoro: { ...shared, model: at('model.onnx'), voices: at('voices.bin'), ...lexicons(folder) } };
  const voice = new OfflineTts({ model: { ...model, numThreads: 1, provider: 'cpu', debug: false }, maxNumSentences: 1 });
  if (speaker >= Math.max(1, voice.numSpeakers)) throw new Error(`the model has ${voice.numSpeakers} speakers, and no number ${speaker}`);
  return async ({ text }) => {
    const { samples, sampleRate } = voice.generate({ text, sid: speaker, speed: 1, enableExternalBuffer: false });
    return { samples, sampleRate };
  };
}

/** Files of word lists, by which Kokoro's newer models pronounce some languages. */
function lexicons(folder: string): { readonly lexicon?: string } {
  const files = readdirSync(folder).filter((name) => /^lexicon.*\.txt$/.test(name));
  return files.length === 0 ? {} : { lexicon: files.map((name) => join(folder, name)).join(',') };
}
