import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { Preset } from '../../presets/preset.read.ts';
import type { PresetService } from '../../presets/preset.service.ts';
import { PresetType } from '../../presets/preset.type.ts';
import type { PromptTemplateRow } from '../../templates/template.entity.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import { PromptTemplateType } from '../../templates/template.type.ts';
import type { ListedProject } from './project.read.ts';
import { ProjectType } from './project.type.ts';

/** `Project.template` and `Project.preset`. */
@Resolver(() => ProjectType)
export class ProjectChoicesResolver {
  constructor(
    private readonly templates: TemplateService,
    private readonly presets: PresetService,
  ) {}

  @FieldResolver(() => PromptTemplateType, {
    nullable: true,
    description: 'The prompt template from which `generateScript` writes scenes. Null when there is none, and when it was deleted.',
  })
  template(@Ctx() { scope }: Context, @Root() { templateId }: ListedProject): Promise<PromptTemplateRow | null> | null {
    return templateId ? this.templates.load(scope, templateId) : null;
  }

  @FieldResolver(() => PresetType, {
    nullable: true,
    description: 'The preset whose options the films of the project have. Null when there is none, and when it was deleted.',
  })
  preset(@Ctx() { scope }: Context, @Root() { presetId }: ListedProject): Promise<Preset | null> | null {
    return presetId ? this.presets.load(scope, presetId) : null;
  }
}
