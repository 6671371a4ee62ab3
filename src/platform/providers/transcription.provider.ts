import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';
import type { SpokenWord } from './speech.provider.ts';

/** Writes down what is said in a recording. */
export interface TranscriptionProvider extends ProviderIdentity {
  transcribe(request: TranscriptionRequest, call: ProviderCall): Promise<TranscriptionResult>;
}

interface TranscriptionRequest {
  /** A WAV file below `workDir`. */
  readonly path: string;
  /** BCP 47; detected when undefined. */
  readonly language: string | undefined;
}

interface TranscriptionResult extends ProviderResult {
  /** BCP 47. */
  readonly language: string;
  readonly text: string;
  /** In order, without overlap; empty where the provider gives no times. */
  readonly words: readonly SpokenWord[];
}
