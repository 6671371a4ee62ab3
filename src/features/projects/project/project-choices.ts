import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import type { Preset } from '../../presets/preset.read.ts';
import type { PresetService } from '../../presets/preset.service.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import type { PromptTemplateRow } from '../../templates/template.entity.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import type { Variables } from './project.states.ts';

interface Choices {
  readonly templateId?: string | null | undefined;
  readonly presetId?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
}

interface Chosen {
  readonly workspaceId: string;
  /** What the project has after the change, and had before it. */
  readonly choices: Choices;
  readonly before?: Choices;
  /** Of the input that names them. */
  readonly path: string;
}

/** The template and the preset of a project. */
export class ProjectChoices {
  constructor(
    private readonly presets: PresetService,
    private readonly templates: TemplateService,
  ) {}

  /**
   * Checks what differs from `before`. Variables that are given must fill the template. @throws ReelwrightError BAD_USER_INPUT naming
   * every field that is wrong; a template or preset of another workspace is unknown
   */
  async assert(em: EntityManager, { workspaceId, choices, before, path }: Chosen): Promise<void> {
    const complaints = new Complaints();
    const isNew = (name: keyof Choices): boolean => JSON.stringify(choices[name] ?? null) !== JSON.stringify(before?.[name] ?? null);
    const template = choices.templateId == null ? null : await this.#template(em, workspaceId, choices.templateId);
    const preset = choices.presetId == null ? null : await this.presets.find(em, workspaceId, choices.presetId);
    if (choices.templateId != null && isNew('templateId') && !template) complaints.add(`${path}.templateId`, 'Prompt template not found.');
    if (choices.presetId != null && isNew('presetId') && !preset) complaints.add(`${path}.presetId`, 'Preset not found.');
    if (template && choices.variables && (isNew('variables') || isNew('templateId')))
      this.templates.fill(template, choices.variables, `${path}.variables`, complaints);
    complaints.throwIfAny();
  }

  /** Presets that apply to a project, the one that goes first in front: the template's, its own, the workspace's. */
  async layers(em: EntityManager, workspaceId: string, { templateId, presetId }: Choices): Promise<readonly Preset[]> {
    const template = templateId == null ? null : await this.#template(em, workspaceId, templateId);
    const named = [template?.presetId, presetId].filter((id) => id != null);
    const found = [];
    for (const id of named) found.push(await this.presets.find(em, workspaceId, id));
    return [...found, await this.presets.defaultOf(em, workspaceId)].filter((preset) => preset !== null);
  }

  #template(em: EntityManager, workspaceId: string, id: string): Promise<PromptTemplateRow | null> {
    return em.findOne(PromptTemplateEntity, { id, workspaceId, deletedAt: null });
  }
}

/** The first value that a preset has for an option. */
export const firstOf = <Name extends keyof Preset>(layers: readonly Preset[], name: Name): NonNullable<Preset[Name]> | undefined =>
  layers.map((preset) => preset[name]).find((value): value is NonNullable<Preset[Name]> => value != null);
