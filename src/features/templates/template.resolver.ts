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
      'The prompt template with this id. Null, with the error NOT_FOUND, for an unknown id, for a deleted template and, identically, for a template of another workspace.',
  })
  promptTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
  ): Promise<PromptTemplateRow> {
    return this.templates.get(scope, id);
  }

  @Query(() => TemplatePreviewType, {
    description:
      'The text of a prompt template with these values inserted. A missing, unknown or wrongly typed value answers BAD_USER_INPUT at `variables.NAME`.',
  })
  previewTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
    @Arg('variables', () => GraphQLJSON, {
      nullable: true,
      // Without `validate: false`, class-validator would fail on the object of a JSON literal, which has no prototype. The service checks
      // it.
      validate: false,
      description:
        'An object with a value for each variable by its name, for example `{ city: "Oslo", days: 3 }`. May be omitted or null when no variable is required.',
    })
    variables: unknown,
  ): Promise<FilledTemplate> {
    return this.templates.preview(scope, id, variables);
  }

  @Mutation(() => PromptTemplateType, {
    description: 'Creates a prompt template. A workspace has at most 500 templates. Requires the role EDITOR.',
  })
  createPromptTemplate(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreatePromptTemplateInput) input: CreatePromptTemplateInput,
  ): Promise<PromptTemplateRow> {
    return this.templates.create(scope, input);
  }

  @Mutation(() => PromptTemplateType, {
    description: 'Changes a prompt template. Jobs that exist keep the text with which they were created. Requires the role EDITOR.',
  })
  updatePromptTemplate(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the prompt template.' }) id: string,
    @Arg('input', () => UpdatePromptTemplateInput) input: UpdatePromptTemplateInput,
  ): Promise<PromptTemplateRow> {
    return this.templates.update(scope, id, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a prompt template; this cannot be undone. Jobs that exist keep the text with which they were created. Requires the role EDITOR. Returns true.',
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
    description: 'The preset whose options films made with the template have. Null when there is none, and when it was deleted.',
  })
  preset(@Ctx() { scope }: Context, @Root() { presetId }: PromptTemplateRow): Promise<Preset | null> | null {
    return presetId ? this.presets.load(scope, presetId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the template, directly or with an API key. Null when that person has left the workspace.',
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

  @FieldResolver(() => PromptTemplateConnectionType, { description: 'The prompt templates of the workspace, newest first by default.' })
  async promptTemplates(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => PromptTemplateListArgs) args: ListArgs<PromptTemplateFilter, PromptTemplateOrderField>,
  ): Promise<Connection<PromptTemplateRow>> {
    return connectionOf(await this.#templates.list(scope, id, args));
  }
}
