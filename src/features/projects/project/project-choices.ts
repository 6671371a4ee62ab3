import type { EntityManager } from '@mikro-orm/postgresql';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import type { AspectRatio } from '../../../platform/catalogue/shapes.ts';
import { badFields } from '../../../platform/input/read-input.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';

/** What projects and scenes take from a preset when they are created. */
interface ChosenPreset {
  readonly language?: string | null | undefined;
  readonly aspectRatio?: AspectRatio | null | undefined;
  readonly motion?: Motion | null | undefined;
  readonly transition?: string | null | undefined;
}

/** Finds a preset that a workspace can use, its own or one that ships with the program. */
export interface Presets {
  find(em: EntityManager, workspaceId: string, id: string): Promise<ChosenPreset | null>;
}

interface Choices {
  readonly templateId?: string | null | undefined;
  readonly presetId?: string | null | undefined;
}

/**
 * The preset and the template that an input names, where they differ from what was named `before`. @throws ReelwrightError BAD_USER_INPUT
 * naming those that the workspace cannot use; those of another workspace are unknown
 */
export async function assertChoices(
  em: EntityManager,
  presets: Presets,
  given: { readonly workspaceId: string; readonly path: string; readonly choices: Choices; readonly before?: Choices },
): Promise<ChosenPreset | null> {
  const { workspaceId, path, choices, before } = given;
  const { templateId, presetId } = choices;
  const isNew = (name: keyof Choices): boolean => choices[name] != null && choices[name] !== before?.[name];
  const template = templateId ? await em.findOne(PromptTemplateEntity, { id: templateId, workspaceId, deletedAt: null }) : null;
  const preset = presetId ? await presets.find(em, workspaceId, presetId) : null;
  const faults = [
    ...(isNew('templateId') && !template ? [{ path: `${path}.templateId`, message: 'Prompt template not found.' }] : []),
    ...(isNew('presetId') && !preset ? [{ path: `${path}.presetId`, message: 'Preset not found.' }] : []),
  ];
  if (faults.length > 0) throw badFields(faults);
  return preset;
}
