import { baseLanguage } from '../languages.ts';
import { usableModel } from '../models.ts';
import type { ProviderKind, ProviderOf } from '../providers.ts';
import { NO_VOICE, VOICES } from '../voices.ts';
import type { FilmOptions } from './film-options.ts';

/** Voices of a speech provider by language, `*` for all others. */
export type VoicesByLanguage = Readonly<Record<string, string>>;

/** A provider that can be called for one kind of work. */
export interface ProviderOn {
  readonly kind: ProviderKind;
  readonly name: string;
  /** Voices by language, for a speech provider whose voices are not in the catalogue; undefined for all others. */
  readonly voices?: VoicesByLanguage;
}

/** Names of the providers that make a film. */
export interface FilmProviders {
  readonly script: string;
  readonly speech: string;
  readonly visual: string;
  /** Makes clips of the scenes, for models that do; missing for all others. */
  readonly clip?: string | undefined;
  /** Hears when the words are spoken, where the voice may not tell it; missing without such a voice or provider. */
  readonly transcription?: string | undefined;
}

/** Speech providers that tell no times of words, or not with each of their servers and voices. */
const WITHOUT_TIMES: readonly string[] = ['openai-compatible', 'google-tts', 'gemini', 'openai'] satisfies ProviderOf<'SPEECH'>[];

interface Choosing extends Pick<FilmOptions, 'model' | 'language' | 'voice' | 'providerOrder'> {
  /** Whether a request or a preset names the voice, and thereby its provider. */
  readonly isVoiceChosen: boolean;
  /** Whether recordings are the voice of scenes. */
  readonly isRecorded?: boolean;
}

interface Chosen {
  readonly providers: FilmProviders;
  /** The voice of the option, or the one of the chosen provider for the language. */
  readonly voice: string;
}

/**
 * Chooses the provider of each kind: the first one of the preset's order that can be called, else the first one that can be called, else
 * that of the model. A speech provider must have a voice for the language. A voice that a request or preset names is spoken by its own
 * provider.
 */
export class ProviderChoice {
  /**
   * `on`: providers that can be called, in the order of preference, without the built-in ones. `probing`: those of them that failed, and
   * that one film may try again.
   */
  constructor(
    private readonly on: readonly ProviderOn[] = [],
    private readonly probing: readonly ProviderOn[] = [],
  ) {}

  /** Whether one of these failed and is tried again by the film that uses it. */
  isTrial(used: readonly Pick<ProviderOn, 'kind' | 'name'>[]): boolean {
    return used.some(({ kind, name }) => this.probing.some((one) => one.kind === kind && one.name === name));
  }

  /** Whether the provider can be called for this kind of work. */
  isOn(kind: ProviderKind, name: string): boolean {
    return this.on.some((one) => one.kind === kind && one.name === name);
  }

  /** The preferred provider of a kind of which no model has one; undefined when none is on. */
  preferred(kind: ProviderKind): string | undefined {
    return this.on.find((one) => one.kind === kind)?.name;
  }

  /** The providers of a kind that are on: those of the order first, then the preferred ones. */
  inOrder(kind: ProviderKind, order: readonly string[] = []): readonly string[] {
    const able = this.on.filter((one) => one.kind === kind).map(({ name }) => name);
    return [...new Set([...order.filter((name) => able.includes(name)), ...able])];
  }

  choose({ model, language, voice, providerOrder, isVoiceChosen, isRecorded = false }: Choosing): Chosen {
    const { uses, clip } = usableModel(model);
    const order = providerOrder ?? [];
    const first = (kind: ProviderKind, fallback: string, fits: (one: ProviderOn) => boolean = () => true): ProviderOn => {
      const able = [...this.on.filter((one) => one.kind === kind && fits(one)), { kind, name: fallback }];
      const named = order.flatMap((name) => able.find((one) => one.name === name) ?? []);
      return named[0] ?? able[0] ?? { kind, name: fallback };
    };
    const own = speakerOf(voice);
    const speaks = ({ voices = {} }: ProviderOn): boolean => voiceOf(voices, language) !== undefined;
    const speech = isVoiceChosen ? { name: own, voices: {} } : first('SPEECH', own, speaks);
    const isUntimed = isRecorded || WITHOUT_TIMES.includes(speech.name);
    const transcription = isUntimed ? this.inOrder('TRANSCRIPTION', order)[0] : undefined;
    return {
      providers: {
        script: first('SCRIPT', uses.script).name,
        speech: speech.name,
        // Scenes that show clips call no provider of pictures: one that fails must not be tried by their film.
        visual: clip ? uses.visual : first('VISUAL', uses.visual).name,
        ...(clip && { clip: clip.provider }),
        ...(transcription !== undefined && { transcription }),
      },
      voice: voiceOf(speech.voices ?? {}, language) ?? voice,
    };
  }
}

const voiceOf = (voices: VoicesByLanguage, language: string): string | undefined =>
  voices[language.toLowerCase()] ?? voices[baseLanguage(language)] ?? voices['*'];

/**
 * The provider of a voice. A film without narration gets the built-in one, which is not called. A voice that is no longer in the catalogue
 * was an installed one, whose provider reports that it is missing.
 */
const speakerOf = (voice: string): string => (voice === NO_VOICE ? 'builtin' : (VOICES.find(voice)?.provider ?? 'installed'));

/** The providers of a film whose request is from before there was a choice. */
export const builtinProviders = (model: string, voice: string): FilmProviders => ({
  ...usableModel(model).uses,
  speech: speakerOf(voice),
});
