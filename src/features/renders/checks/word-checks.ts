import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { isInstruction } from '../../../platform/text/instructions.ts';
import { unreadableScript } from '../../../platform/text/scripts.ts';
import { isSpoken } from '../film/film-spec.ts';
import { unreadableMessage } from '../request/readable.ts';
import type { Finding } from './project-finding.ts';
import type { DocumentScene } from '../project/project-spec.ts';

/** Findings for words that the voice would spell, and for words that are meant for an author and not for the audience. */
export function wordFindings(
  scene: Pick<DocumentScene, 'id' | 'narration'>,
  position: number,
  { language, voice }: { readonly language: string; readonly voice: string },
): readonly Finding[] {
  if (!isSpoken(scene)) return [];
  const about = { sceneId: scene.id, field: 'narration' };
  const unreadable = voice === NO_VOICE ? undefined : unreadableScript(scene.narration, language);
  if (unreadable) {
    const message = `Scene ${position + 1}: ${unreadableMessage(unreadable, language)}`;
    return [{ type: 'UNREADABLE_TEXT', severity: 'ERROR', message, ...about }];
  }
  if (!isInstruction(scene.narration, language)) return [];
  const message = `The words of scene ${position + 1} are an instruction, and will be ${voice === NO_VOICE ? 'shown' : 'spoken'} as they are. Replace them by the words of the film.`;
  return [{ type: 'INSTRUCTION', severity: 'WARNING', message, ...about }];
}
