import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';
import type { SpokenWord } from './speech.provider.ts';

/** Transcribes a recording. */
export interface TranscriptionProvider extends ProviderIdentity {
  transcribe(request: TranscriptionRequest, call: ProviderCall): Promise<TranscriptionResult>;
}

export interface TranscriptionRequest {
  /** A mono, 16-bit, 16 kHz WAV file below `workDir`, of at most ten minutes. */
  readonly path: string;
  readonly durationMs: number;
  /** BCP 47; detected when undefined. */
  readonly language: string | undefined;
  /** Which part of the recording it is, from 0: each is a call of its own. */
  readonly part: number;
}

export interface TranscriptionResult extends ProviderResult {
  /** BCP 47; undefined where the provider names none that is known. */
  readonly language: string | undefined;
  readonly text: string;
  /** In order, without overlap, in milliseconds from the start of the file; empty where the provider gives no times that can be believed. */
  readonly words: readonly SpokenWord[];
  /** The same in longer pieces, at least one when something is said. */
  readonly segments: readonly SpokenWord[];
}
