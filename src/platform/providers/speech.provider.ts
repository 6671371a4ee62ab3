import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Speaks text. Implementations write one mono WAV file (any sample rate, 16-bit) to `workDir`; loudness is levelled elsewhere. */
export interface SpeechProvider extends ProviderIdentity {
  /** In place of `revision`, where voices change one by one. */
  revisionOf?(voice: string): string;
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
  /** In order, without overlap; their joined texts equal the request's words. */
  readonly phrases: readonly SpokenPhrase[];
}

/** One spoken phrase with exact times from the start of the file. Captions are made from these. */
export interface SpokenPhrase {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The words as written, with times: exact where the voice tells them, else estimated. */
  readonly words?: readonly SpokenWord[];
}

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}
