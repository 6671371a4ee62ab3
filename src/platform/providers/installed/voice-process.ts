/**
 * Runs the models of installed voices in a process of its own: a bad model ends this process instead of the worker. `installed-voices.ts`
 * starts it with the paths of the engines. It handles one order at a time and answers phrase by phrase. The syntax can be erased, so that
 * Node runs this file as TypeScript or compiled.
 */
import { setImmediate } from 'node:timers/promises';
import type { SpeechAnswer } from '../speech/speech-pool.ts';
import type { EngineOutput, VoiceEngine, VoiceModel, VoiceOrder } from './voice-engine.ts';

const send = (message: SpeechAnswer<EngineOutput>): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => {
      resolve();
    });
  });

let opened: Promise<VoiceEngine> | undefined;

/** Opens the engine of a model. A process opens one model, because sherpa-onnx uses the pronunciation of its first one for all others. */
const engineOf = (model: VoiceModel, { runtimeFolder, sherpa }: Paths): Promise<VoiceEngine> =>
  (opened ??=
    model.engine === 'hibari'
      ? import('./hibari-engine.ts').then(({ openHibari }) => openHibari(model, runtimeFolder))
      : import('./sherpa-engine.ts').then(({ openSherpa }) => openSherpa(model, sherpa)));

interface Paths {
  readonly runtimeFolder: string;
  readonly sherpa: string;
}

async function take({ model, phrases }: VoiceOrder, paths: Paths): Promise<void> {
  const engine = await engineOf(model, paths);
  for (const phrase of phrases) {
    await send({ kind: 'phrase', phrase: await engine(phrase) });
    // Lets a disconnect be noticed between phrases, so that this process ends with its parent.
    await setImmediate();
  }
}

const [, , runtimeFolder = '', sherpa = ''] = process.argv;
if (process.send !== undefined) {
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches the whole process group; the parent decides when to stop.
  process.on('SIGINT', () => undefined);
  process.on('message', (order: VoiceOrder) => {
    take(order, { runtimeFolder, sherpa }).catch(async (error: unknown) => {
      await send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      process.exit(1);
    });
  });
}
