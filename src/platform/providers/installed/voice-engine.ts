/** A model and the engine that runs it. */
export interface VoiceModel {
  readonly folder: string;
  readonly engine: 'hibari' | 'piper' | 'kokoro';
  readonly speaker: number;
}

export interface VoicePhrase {
  readonly text: string;
  /** Phonemes, for engines that read them; empty for others. */
  readonly phonemes: string;
}

export interface VoiceOrder {
  readonly key: string;
  readonly model: VoiceModel;
  readonly phrases: readonly VoicePhrase[];
}

export interface EngineOutput {
  /** Mono samples; full scale is 1. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Start and end of each word in milliseconds; missing where the engine does not know them. */
  readonly words?: readonly { readonly startMs: number; readonly endMs: number }[];
}
export type VoiceEngine = (phrase: VoicePhrase) => Promise<EngineOutput>;
