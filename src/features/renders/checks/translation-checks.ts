import { translationLanguages } from '../captions/translated-cues.ts';
import { shownWords } from '../film/film-spec.ts';
import { shownOf } from '../project/project-estimate.ts';
import type { DocumentScene } from '../project/project-spec.ts';
import type { Finding } from './project-finding.ts';

/** A finding for each scene that has captions, but not in all languages that other scenes are translated to. */
export function translationFindings(scenes: readonly DocumentScene[]): readonly Finding[] {
  const translated = scenes.map(({ captionTranslations = [] }) => ({ translations: captionTranslations }));
  const languages = translationLanguages({ scenes: translated });
  return scenes.flatMap((scene, position): Finding[] => {
    const own = translated[position]?.translations.map(({ language }) => language.toLowerCase()) ?? [];
    const missing = languages.filter((language) => !own.includes(language.toLowerCase()));
    if (missing.length === 0 || shownWords(shownOf(scene)).trim() === '') return [];
    const message = `The caption of scene ${position + 1} is not translated to ${missing.join(', ')}, as those of other scenes are.`;
    return [{ type: 'MISSING_TRANSLATION', severity: 'WARNING', message, sceneId: scene.id, field: 'captionTranslations' }];
  });
}
