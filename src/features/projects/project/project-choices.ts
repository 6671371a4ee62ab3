import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import type { FilmOptions, GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { OptionLayer } from '../../../platform/catalogue/film/option-layers.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import { presetOptions } from '../../presets/preset.read.ts';
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

interface Choosing extends Choices {
  /** Options of the request that created the project; they precede those of presets. */
  readonly options?: GivenOptions | null | undefined;
  /** Options that precede all others. */
  readonly given?: GivenOptions;
}

interface Chosen {
  readonly workspaceId: string;
  /** The choices after the change, and those before it. */
  readonly choices: Choices;
  readonly before?: Choices;
  /** Path of the input that names them. */
  readonly path: string;
}

/** The template and the preset of a project. */
export class ProjectChoices {
  constructor(
    private readonly presets: PresetService,
    private readonly templates: TemplateService,
  ) {}

  /**
   * Checks the choices that differ from `before`. Given variables must fill the template. @throws ReelwrightError BAD_USER_INPUT that names
   * every invalid field; a template or preset of another workspace is unknown
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

  /**
   * The options of a project by the rule of precedence: its own, those of the presets that apply, the built-in defaults. An unusable option
   * of a preset is ignored here; requests for films report it.
   */
  async optionsOf(em: EntityManager, workspaceId: string, { templateId, presetId, ...project }: Choosing): Promise<FilmOptions> {
    const template = templateId == null ? null : await this.#template(em, workspaceId, templateId);
    const named = (id: string | null | undefined) => (id == null ? null : this.presets.find(em, workspaceId, id));
    const layer = (source: OptionLayer['source'], preset: Preset | null): OptionLayer[] =>
      preset ? [{ source, options: presetOptions(preset), presetId: preset.id }] : [];
    const own: OptionLayer = { source: 'REQUEST', options: { ...project.options, ...project.given } };
    const layers = [
      ...layer('TEMPLATE', await named(template?.presetId)),
      ...layer('PRESET', await named(presetId)),
      ...layer('WORKSPACE', await this.presets.defaultOf(em, workspaceId)),
    ];
    const { options, faults } = resolveOptions([own, ...layers]);
    if (faults.length === 0) return options;
    const faulty = new Set(faults.map(({ option }) => option));
    return resolveOptions([own, ...layers.map((one) => withoutOptions(one, faulty))]).options;
  }

  #template(em: EntityManager, workspaceId: string, id: string): Promise<PromptTemplateRow | null> {
    return em.findOne(PromptTemplateEntity, { id, workspaceId, deletedAt: null });
  }
}

const withoutOptions = (layer: OptionLayer, names: ReadonlySet<string>): OptionLayer => ({
  ...layer,
  options: Object.fromEntries(Object.entries(layer.options).filter(([name]) => !names.has(name))),
});
