import { OptionList } from './options.ts';
import { builtin } from './providers/builtin.ts';
import { comfyui } from './providers/comfyui.ts';
import { dId } from './providers/d-id.ts';
import { elevenlabs } from './providers/elevenlabs.ts';
import { gemini } from './providers/gemini.ts';
import { googleTts } from './providers/google-tts.ts';
import { openaiCompatible } from './providers/openai-compatible.ts';
import { openai } from './providers/openai.ts';
import { openverse } from './providers/openverse.ts';
import { pexels } from './providers/pexels.ts';
import { pixabay } from './providers/pixabay.ts';
import { runway } from './providers/runway.ts';
import { stability } from './providers/stability.ts';
import { installed } from './providers/installed.ts';

/** Kinds of providers, with one interface each in `src/platform/providers`. */
export const PROVIDER_KINDS = ['SCRIPT', 'SPEECH', 'VISUAL', 'CLIP', 'AVATAR', 'TRANSCRIPTION', 'MUSIC'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/**
 * Every provider that this version can call, with the kinds that it serves. `vendors/open-vendors.ts` and `app/films/film-tools.ts` open them.
 */
export const PROVIDERS = new OptionList('builtin', [
  ...([builtin, installed, openaiCompatible, comfyui, openai, gemini, elevenlabs, stability, googleTts, runway, dId] as const),
  ...([pexels, pixabay, openverse] as const),
]);

type Provider = (typeof PROVIDERS)['all'][number];

/** Names of the providers of one kind. */
export type ProviderOf<Kind extends ProviderKind> = Kind extends ProviderKind ? NamesOfKind<Provider, Kind> : never;
type NamesOfKind<Entry, Kind> = Entry extends { readonly name: infer Name; readonly kinds: readonly (infer Served)[] }
  ? Kind extends Served
    ? Name
    : never
  : never;

/** Whether a provider serves a kind. */
export const serves = (name: string, kind: ProviderKind): boolean => {
  const kinds: readonly ProviderKind[] = PROVIDERS.find(name)?.kinds ?? [];
  return kinds.includes(kind);
};
