import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';
import type { SpokenWord } from './speech.provider.ts';

/** Transcribes a recording. */
export interface TranscriptionProvider extends ProviderIdentity {
  transcribe(request: TranscriptionRequest, call: ProviderCall): Promise<TranscriptionResult>;
}

interface TranscriptionRequest {
  /** Path of a WAV file below `workDir`. */
  readonly path: string;
  /** BCP 47 tag; undefined to detect the language. */
  readonly language: string | undefined;
}

interface TranscriptionResult extends ProviderResult {
  /** BCP 47 tag. */
  readonly language: string;
  readonly text: string;
  /** Words in order, without overlap; empty if the provider reports no times. */
  readonly words: readonly SpokenWord[];
}
