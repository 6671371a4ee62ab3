import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Speaks text. Implementations write one mono WAV file (any sample rate, 16-bit) into `workDir`; levelling is not their business. */
export interface SpeechProvider extends ProviderIdentity {
  speak(request: SpeechRequest, call: ProviderCall): Promise<SpeechResult>;
}

export interface SpeechRequest {
  readonly text: string;
  readonly language: string;
  /** A name of the catalogue's voices. */
  readonly voice: string;
}

export interface SpeechResult extends ProviderResult {
  /** A WAV file below `workDir`. */
  readonly path: string;
  readonly durationMs: number;
  /** In order, without overlap; their texts joined give the request's words. */
  readonly phrases: readonly SpokenPhrase[];
}

/** One breath of speech, with exact times from the beginning of the file. Captions are made of these. */
export interface SpokenPhrase {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Where the provider knows them; the built-in one does not. */
  readonly words?: readonly SpokenWord[];
}

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}
