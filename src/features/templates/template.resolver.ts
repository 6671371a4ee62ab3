import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import { loadUser } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import { UserType } from '../identity/identity.type.ts';
import type { Preset } from '../presets/preset.read.ts';
import type { PresetService } from '../presets/preset.service.ts';
import { PresetType } from '../presets/preset.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { PromptTemplateRow } from './template.entity.ts';
import { CreatePromptTemplateInput, PromptTemplateListArgs, UpdatePromptTemplateInput } from './template.input.ts';
import type { PromptTemplateFilter, PromptTemplateOrderField } from './template.read.ts';
import type { FilledTemplate, TemplateService } from './template.service.ts';
import { PromptTemplateConnectionType, PromptTemplateType, TemplatePreviewType } from './template.type.ts';

@Resolver(() => PromptTemplateType)
export class TemplateResolver {
  constructor(
    private readonly templates: TemplateService,
    private readonly presets: PresetService,
    private readonly workspaces: WorkspaceService,
  ) {}

  @Query(() => PromptTemplateType, {
    nullable: true,
    description:
      'A prompt template by its id. Answers NOT_FOUND for a missing or deleted one and, identically, for one of another workspace.',
  })
  promptTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
  ): Promise<PromptTemplateRow> {
    return this.templates.get(scope, id);
  }

  @Query(() => TemplatePreviewType, {
    description:
      'The words that a prompt template gives with these values. Values are inserted as they are. Missing, unknown and wrongly typed values answer BAD_USER_INPUT at `variables.NAME`.',
  })
  previewTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
    @Arg('variables', () => GraphQLJSON, {
      nullable: true,
      // Without `validate: false`, class-validator would fail on the object of a JSON literal, which has no prototype. The service checks
      // it.
      validate: false,
      description: 'An object with a value for each variable by its name, for example `{ city: "Oslo", days: 3 }`.',
    })
    variables: unknown,
  ): Promise<FilledTemplate> {
    return this.templates.preview(scope, id, variables);
  }

  @Mutation(() => PromptTemplateType, {
    description: 'Creates a prompt template, of at most 500 in a workspace. Requires the role EDITOR.',
  })
  createPromptTemplate(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreatePromptTemplateInput) input: CreatePromptTemplateInput,
  ): Promise<PromptTemplateRow> {
    return this.templates.create(scope, input);
  }

  @Mutation(() => PromptTemplateType, {
    description: 'Changes a prompt template. Jobs that exist keep their words. Requires the role EDITOR.',
  })
  updatePromptTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
    @Arg('input', () => UpdatePromptTemplateInput) input: UpdatePromptTemplateInput,
  ): Promise<PromptTemplateRow> {
    return this.templates.update(scope, id, input);
  }

  @Mutation(() => Boolean, {
    description: 'Deletes a prompt template; this cannot be undone. Jobs that exist keep their words. Requires the role EDITOR.',
  })
  async deletePromptTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
  ): Promise<boolean> {
    await this.templates.delete(scope, id);
    return true;
  }

  @FieldResolver(() => PresetType, {
    nullable: true,
    description: 'The options of films made with the template. Null when it names no preset, or the preset was deleted.',
  })
  preset(@Ctx() { scope }: Context, @Root() { presetId }: PromptTemplateRow): Promise<Preset | null> | null {
    return presetId ? this.presets.load(scope, presetId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the template, or whose API key did. Null for people who have left.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() { createdBy }: PromptTemplateRow): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the template belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() { workspaceId }: PromptTemplateRow): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, workspaceId);
  }
}

/** `Workspace.promptTemplates`. */
@Resolver(() => WorkspaceType)
export class WorkspaceTemplatesResolver {
  readonly #templates: TemplateService;

  constructor(templates: TemplateService) {
    this.#templates = templates;
  }

  @FieldResolver(() => PromptTemplateConnectionType, { description: 'Prompt templates of the workspace, newest first by default.' })
  async promptTemplates(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => PromptTemplateListArgs) args: ListArgs<PromptTemplateFilter, PromptTemplateOrderField>,
  ): Promise<Connection<PromptTemplateRow>> {
    return connectionOf(await this.#templates.list(scope, id, args));
  }
}
