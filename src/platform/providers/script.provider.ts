import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Turns a prompt, a script or both into scenes. A given script is spoken verbatim. */
export interface ScriptProvider extends ProviderIdentity {
  write(request: ScriptRequest, call: ProviderCall): Promise<ScriptResult>;
  /** Writes one narration again, in other words. A provider that cannot write returns it unchanged. */
  rewrite(request: RewriteRequest, call: ProviderCall): Promise<RewriteResult>;
  /** A heading for each narration that somebody else has written, without a call to a service; empty where none fits. */
  headings(narrations: readonly string[], language: string): readonly string[];
}

export interface ScriptRequest {
  readonly prompt: string | undefined;
  readonly script: string | undefined;
  readonly title: string | undefined;
  /** BCP 47 tag, for example `en`, `de`, `zh-Hans`. */
  readonly language: string;
  /** Maximum milliseconds that written words should take to speak; they should come close to it. A given script is kept whole. */
  readonly targetDurationMs: number | undefined;
  /** How the words should sound, for example "cheerful". */
  readonly tone?: string | undefined;
}

export interface RewriteRequest {
  readonly narration: string;
  /** What the film is about. */
  readonly brief: string | undefined;
  readonly title: string;
  readonly language: string;
}

export interface RewriteResult extends ProviderResult {
  readonly narration: string;
}

export interface ScriptResult extends ProviderResult {
  readonly title: string;
  readonly scenes: readonly ScriptScene[];
  /** Parts of the request that are in no scene, for people: `1 code block`. */
  readonly leftOut?: readonly string[];
}

export interface ScriptScene {
  /** Spoken text, 1 to 600 characters. */
  readonly narration: string;
  /** A few words that the picture may show as a heading. */
  readonly heading: string;
  /** Whether the author ended a paragraph here; the pause after it is longer. */
  readonly endsParagraph?: boolean;
}
