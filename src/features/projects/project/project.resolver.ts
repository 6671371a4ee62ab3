import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { ofNodes } from '../../../kernel/selection.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { selectionOf } from '../../../platform/graphql/selection.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import { WorkspaceEventObjectType } from '../../workspaces/events/workspace-event.type.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import { CreateProjectInput, DuplicateProjectInput, UpdateProjectInput } from './project.input.ts';
import type { ListedProject, ProjectFilter, ProjectOrderField } from './project.read.ts';
import type { ProjectService } from './project.service.ts';
import { ProjectConnectionType, ProjectListArgs, ProjectType } from './project.type.ts';

@Resolver(() => WorkspaceType)
export class ProjectResolver {
  readonly #projects: ProjectService;

  constructor(projects: ProjectService) {
    this.#projects = projects;
  }

  @Query(() => ProjectType, {
    nullable: true,
    description:
      'A project by its id, deleted ones too. Answers NOT_FOUND for a missing one and, identically, for one of another workspace.',
  })
  project(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the project.' }) id: string): Promise<ListedProject> {
    return this.#projects.get(scope, id);
  }

  @FieldResolver(() => ProjectConnectionType, {
    description: 'Projects of the workspace that are not deleted, newest first by default. The filter `deleted` lists the deleted ones.',
  })
  async projects(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Info() info: GraphQLResolveInfo,
    @Args(() => ProjectListArgs) args: ListArgs<ProjectFilter, ProjectOrderField>,
  ): Promise<Connection<ListedProject>> {
    return connectionOf(await this.#projects.list(scope, id, args, ofNodes(selectionOf(info))));
  }

  @Mutation(() => ProjectType, { description: 'Creates a project without scenes. Requires the role EDITOR.' })
  createProject(@Ctx() { scope }: Context, @Arg('input', () => CreateProjectInput) input: CreateProjectInput): Promise<ListedProject> {
    return this.#projects.create(scope, input);
  }

  @Mutation(() => ProjectType, {
    description:
      'Changes the fields of a project. Answers CONFLICT when somebody else has changed them meanwhile; changes of scenes do not matter. Requires the role EDITOR.',
  })
  updateProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
    @Arg('input', () => UpdateProjectInput) input: UpdateProjectInput,
  ): Promise<ListedProject> {
    return this.#projects.update(scope, id, input);
  }

  @Mutation(() => ProjectType, {
    description:
      'Deletes a project. It can be restored for 30 days; then its scenes and versions are deleted. Its jobs and assets remain. Requires the role EDITOR.',
  })
  deleteProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
  ): Promise<ListedProject> {
    return this.#projects.delete(scope, id);
  }

  @Mutation(() => ProjectType, { description: 'Restores a project within 30 days of its deletion. Requires the role EDITOR.' })
  restoreProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
  ): Promise<ListedProject> {
    return this.#projects.restore(scope, id);
  }

  @Mutation(() => ProjectType, {
    description: 'Copies a project with its scenes and overlays, without its films and versions. Requires the role EDITOR.',
  })
  duplicateProject(
    @Ctx() { scope }: Context,
    @Arg('input', () => DuplicateProjectInput) input: DuplicateProjectInput,
  ): Promise<ListedProject> {
    return this.#projects.duplicate(scope, input);
  }
}

/** `WorkspaceEvent.project`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventProjectResolver {
  constructor(private readonly projects: ProjectService) {}

  @FieldResolver(() => ProjectType, {
    nullable: true,
    description:
      'The project that has changed, or whose scenes have, as it is at delivery. Null for other types, and when it no longer exists.',
  })
  project(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedProject | null> | null {
    return type === 'PROJECT' && subjectId ? this.projects.load(scope, subjectId) : null;
  }
}
