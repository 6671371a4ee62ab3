import { ReelwrightError } from '../../kernel/errors.ts';
import { currentActor } from '../../kernel/actor.ts';
import { baseLanguage, LANGUAGES } from '../../platform/catalogue/languages.ts';
import { lookPicturePath } from '../../platform/catalogue/look-pictures.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import { makesClips } from '../../platform/catalogue/models/model.ts';
import type { Model } from '../../platform/catalogue/models/model.ts';
import { MODELS } from '../../platform/catalogue/models.ts';
import type { Voice } from '../../platform/catalogue/voices/voice.ts';
import { builtinSamplePath } from '../../platform/catalogue/voices/builtin-samples.ts';
import { samplePath } from '../../platform/catalogue/voices/installed.ts';
import { PROVIDERS } from '../../platform/catalogue/providers.ts';
import { VOICES, voicesOf } from '../../platform/catalogue/voices.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { CloudModel, ModelLists } from './lists/model-lists.service.ts';
import type { LanguageType, LookType, VideoModelType, VoiceType } from './catalogue.type.ts';

const clipLengths = (model: Model) => ({
  shortestClipMs: makesClips(model) ? model.clip.shortestMs : null,
  longestClipMs: makesClips(model) ? model.clip.longestMs : null,
});

/** The choices for films, for signed-in people and API keys. They are the same for all workspaces. */
export class CatalogueService {
  constructor(
    private readonly publicUrl: string,
    private readonly lists: ModelLists,
  ) {}

  /** Every model of films, retired ones included, and then the models of clouds that the installation uses. */
  async models(scope: Scope): Promise<VideoModelType[]> {
    currentActor(scope);
    const clouds = await this.lists.used(scope);
    return [...this.#films(), ...clouds.map(shownModel)];
  }

  #films(): VideoModelType[] {
    return MODELS.all.map((model) => ({
      name: model.name,
      title: model.title,
      description: model.description,
      provider: model.provider,
      kind: model.kind,
      state: model.state,
      shutdownAt: model.shutdownAt === undefined ? null : new Date(model.shutdownAt),
      replacedBy: model.replacedBy ?? null,
      limits: 'limits' in model ? { ...model.limits, ...clipLengths(model) } : null,
      credits: 'price' in model ? model.price : null,
    }));
  }

  /**
   * Voices of a language or one of its regional variants; all of them when it is omitted. @throws ReelwrightError BAD_USER_INPUT for a
   * language without voices
   */
  voices(scope: Scope, language: string | null | undefined): readonly VoiceType[] {
    currentActor(scope);
    if (language == null) return this.#shown(VOICES.all);
    if (LANGUAGES.find(baseLanguage(language))) return this.#shown(voicesOf(language));
    const message = `Not supported. Choose one of ${LANGUAGES.names.join(', ')}.`;
    throw new ReelwrightError('BAD_USER_INPUT', `language: ${message}`, { fields: [{ path: 'language', message }] });
  }

  languages(scope: Scope): LanguageType[] {
    currentActor(scope);
    return LANGUAGES.all.map(({ name, title, nativeTitle }) => ({ name, title, nativeTitle, voices: this.#shown(voicesOf(name)) }));
  }

  #shown(voices: readonly Voice[]): VoiceType[] {
    return voices.map(({ name, title, description, language, provider, licence = null, sampleUrl = null }) => ({
      ...{ name, title, description, language, provider, licence },
      sampleUrl: this.#sampleUrl(provider, name) ?? sampleUrl,
    }));
  }

  /** The address of a sample that the API serves; undefined for voices of clouds. */
  #sampleUrl(provider: Voice['provider'], name: string): string | undefined {
    if (provider === 'builtin') return `${this.publicUrl}${builtinSamplePath(name)}`;
    return provider === 'installed' ? `${this.publicUrl}${samplePath(name)}` : undefined;
  }

  looks(scope: Scope): LookType[] {
    currentActor(scope);
    return LOOKS.all.map(({ name, title, description }) => ({
      name,
      title,
      description,
      isDefault: name === LOOKS.fallback,
      pictureUrl: `${this.publicUrl}${lookPicturePath(name)}`,
    }));
  }
}

const shownModel = ({ provider, kind, name, state, shutdownAt }: CloudModel): VideoModelType => ({
  ...{ name, title: name, provider, kind, state, shutdownAt, replacedBy: null, limits: null, credits: null },
  description: PROVIDERS.get(provider).description,
});
