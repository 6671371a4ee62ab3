import { ReelwrightError } from '../../kernel/errors.ts';
import { currentCaller } from '../../kernel/scope.ts';
import { baseLanguage, LANGUAGES } from '../../platform/catalogue/languages.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import { isUsable } from '../../platform/catalogue/model.ts';
import { MODELS } from '../../platform/catalogue/models.ts';
import { VOICES, voicesOf } from '../../platform/catalogue/voices.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { LanguageType, LookType, VideoModelType, VoiceType } from './catalogue.type.ts';

/** What films can be made with, for signed-in people and API keys. All of it is read from the catalogue; nothing depends on the workspace. */
export class CatalogueService {
  /** Every model, retired ones included. */
  models(scope: Scope): VideoModelType[] {
    currentCaller(scope);
    return MODELS.all.map((model) => ({
      name: model.name,
      title: model.title,
      description: model.description,
      provider: model.provider,
      kind: model.kind,
      state: model.state,
      shutdownAt: model.shutdownAt === undefined ? null : new Date(model.shutdownAt),
      replacedBy: model.replacedBy ?? null,
      limits: isUsable(model) ? model.limits : null,
      credits: isUsable(model) ? model.price : null,
    }));
  }

  /** Voices of a language or one of its regional variants; all of them when it is left out. BAD_USER_INPUT for a language that nobody speaks. */
  voices(scope: Scope, language: string | null | undefined): readonly VoiceType[] {
    currentCaller(scope);
    if (language == null) return VOICES.all;
    if (LANGUAGES.find(baseLanguage(language))) return voicesOf(language);
    const message = `Not offered. Choose one of ${LANGUAGES.names.join(', ')}.`;
    throw new ReelwrightError('BAD_USER_INPUT', `language: ${message}`, { fields: [{ path: 'language', message }] });
  }

  languages(scope: Scope): LanguageType[] {
    currentCaller(scope);
    return LANGUAGES.all.map(({ name, title, nativeTitle }) => ({ name, title, nativeTitle, voices: voicesOf(name) }));
  }

  looks(scope: Scope): LookType[] {
    currentCaller(scope);
    return LOOKS.all.map(({ name, title, description }) => ({ name, title, description, isDefault: name === LOOKS.fallback }));
  }
}
