import type { ProviderCall, ProviderIdentity, ProviderResult } from './provider.ts';

/** Turns a prompt, a script or both into scenes. Where a script is given its words are spoken as they stand. */
export interface ScriptProvider extends ProviderIdentity {
  write(request: ScriptRequest, call: ProviderCall): Promise<ScriptResult>;
}

export interface ScriptRequest {
  readonly prompt: string | undefined;
  readonly script: string | undefined;
  readonly title: string | undefined;
  /** BCP 47, for example `en`, `de`, `zh-Hans`. */
  readonly language: string;
  readonly targetDurationMs: number | undefined;
}

export interface ScriptResult extends ProviderResult {
  readonly title: string;
  readonly scenes: readonly ScriptScene[];
}

export interface ScriptScene {
  /** What is spoken, 1 to 600 characters. */
  readonly narration: string;
  /** A few words that the picture may show as its heading. */
  readonly heading: string;
}
