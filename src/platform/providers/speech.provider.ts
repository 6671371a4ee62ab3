import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Speaks text. Implementations write one mono WAV file (any sample rate, 16-bit) to `workDir`; loudness is levelled elsewhere. */
export interface SpeechProvider extends ProviderIdentity {
  /** Revision of one voice, instead of `revision`, if voices change one by one. */
  revisionOf?(voice: string): string;
  speak(request: SpeechRequest, call: ProviderCall): Promise<SpeechResult>;
}

export interface SpeechRequest {
  readonly text: string;
  readonly language: string;
  /** Name of a voice in the catalogue. */
  readonly voice: string;
}

export interface SpeechResult extends ProviderResult {
  /** Path of a WAV file below `workDir`. */
  readonly path: string;
  readonly durationMs: number;
  /** Phrases in order, without overlap; their joined texts are the request's words. */
  readonly phrases: readonly SpokenPhrase[];
  /** Set when the provider tells no times that can be believed: those of the phrases are estimated by syllables and pauses. */
  readonly isEstimated?: true;
}

/** A spoken phrase with exact times from the start of the file, from which captions are made. */
export interface SpokenPhrase {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The words as written, with times, which are exact if the voice reports them and estimated otherwise. */
  readonly words?: readonly SpokenWord[];
}

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}
