import { baseLanguage } from '../languages.ts';
import { usableModel } from '../models.ts';
import type { ProviderKind } from '../providers.ts';
import { NO_VOICE, VOICES } from '../voices.ts';
import type { FilmOptions } from './film-options.ts';

/** Voices of a speech provider by language, `*` for all others. */
export type VoicesByLanguage = Readonly<Record<string, string>>;

/** A provider that can be called for one kind of work. */
export interface ProviderOn {
  readonly kind: ProviderKind;
  readonly name: string;
  /** Of a speech provider whose voices are not in the catalogue. */
  readonly voices?: VoicesByLanguage;
}

/** Who makes a film, by name. */
export interface FilmProviders {
  readonly script: string;
  readonly speech: string;
  readonly visual: string;
}

interface Choosing extends Pick<FilmOptions, 'model' | 'language' | 'voice' | 'providerOrder'> {
  /** A request or a preset names the voice, and so its provider. */
  readonly isVoiceChosen: boolean;
}

interface Chosen {
  readonly providers: FilmProviders;
  /** The voice of the option, or one of the chosen provider's own. */
  readonly voice: string;
}

/**
 * Chooses the provider of each kind: the first of the preset's order that is on, else the first that is on, else the one of the model. A
 * provider that speaks has a voice for the language; a voice that somebody chose is spoken by its own provider.
 */
export class ProviderChoice {
  /** `on` in the order of preference, without the built-in providers. */
  constructor(private readonly on: readonly ProviderOn[] = []) {}

  /** The preferred provider of a kind of which no model has one; undefined when none is on. */
  preferred(kind: ProviderKind): string | undefined {
    return this.on.find((one) => one.kind === kind)?.name;
  }

  choose({ model, language, voice, providerOrder, isVoiceChosen }: Choosing): Chosen {
    const { uses } = usableModel(model);
    const order = providerOrder ?? [];
    const first = (kind: ProviderKind, fallback: string, fits: (one: ProviderOn) => boolean = () => true): ProviderOn => {
      const able = [...this.on.filter((one) => one.kind === kind && fits(one)), { kind, name: fallback }];
      const named = order.flatMap((name) => able.find((one) => one.name === name) ?? []);
      return named[0] ?? able[0] ?? { kind, name: fallback };
    };
    const own = speakerOf(voice);
    const speaks = ({ voices = {} }: ProviderOn): boolean => voiceOf(voices, language) !== undefined;
    const speech = isVoiceChosen ? { name: own, voices: {} } : first('SPEECH', own, speaks);
    return {
      providers: { script: first('SCRIPT', uses.script).name, speech: speech.name, visual: first('VISUAL', uses.visual).name },
      voice: voiceOf(speech.voices ?? {}, language) ?? voice,
    };
  }
}

const voiceOf = (voices: VoicesByLanguage, language: string): string | undefined =>
  voices[language.toLowerCase()] ?? voices[baseLanguage(language)] ?? voices['*'];

/** Nobody is asked to speak a film without narration. A voice that was removed meanwhile is missed by the provider that had it. */
const speakerOf = (voice: string): string => (voice === NO_VOICE ? 'builtin' : (VOICES.find(voice)?.provider ?? 'installed'));

/** Who made a film whose request is from before there was a choice. */
export const builtinProviders = (model: string, voice: string): FilmProviders => ({
  ...usableModel(model).uses,
  speech: speakerOf(voice),
});
