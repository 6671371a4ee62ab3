/** A model and how it is run. */
export interface VoiceModel {
  readonly folder: string;
  readonly engine: 'hibari' | 'piper' | 'kokoro';
  readonly speaker: number;
}

export interface VoicePhrase {
  readonly text: string;
  /** For engines that read phonemes; empty for others. */
  readonly phonemes: string;
}

export interface VoiceOrder {
  readonly key: string;
  readonly model: VoiceModel;
  readonly phrases: readonly VoicePhrase[];
}

export interface EngineOutput {
  /** Mono; full scale is 1. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Milliseconds in which each word is heard; left out where the engine does not know. */
  readonly words?: readonly { readonly startMs: number; readonly endMs: number }[];
}
export type VoiceEngine = (phrase: VoicePhrase) => Promise<EngineOutput>;
