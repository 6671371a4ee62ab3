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
      'The project with this id, which may be deleted. Null, with the error NOT_FOUND, for an unknown id and, identically, for a project of another workspace.',
  })
  project(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the project.' }) id: string): Promise<ListedProject> {
    return this.#projects.get(scope, id);
  }

  @FieldResolver(() => ProjectConnectionType, {
    description:
      'The projects of the workspace that are not deleted, newest first by default. The filter `deleted` lists deleted projects.',
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
      'Changes a project. Answers CONFLICT when the project was changed since you read it; changes of its scenes have no effect. Requires the role EDITOR.',
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
      'Deletes a project. `restoreProject` can restore it for 30 days; then its scenes and versions are deleted permanently. Its jobs and assets are kept. Requires the role EDITOR.',
  })
  deleteProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
  ): Promise<ListedProject> {
    return this.#projects.delete(scope, id);
  }

  @Mutation(() => ProjectType, { description: 'Restores a deleted project within 30 days of its deletion. Requires the role EDITOR.' })
  restoreProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
  ): Promise<ListedProject> {
    return this.#projects.restore(scope, id);
  }

  @Mutation(() => ProjectType, {
    description: 'Copies a project with its scenes and overlays, but without its films and versions. Requires the role EDITOR.',
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
      'The project that has changed, or whose scenes have, read when the event is delivered. Null for events of another type than PROJECT, and when the project no longer exists.',
  })
  project(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedProject | null> | null {
    return type === 'PROJECT' && subjectId ? this.projects.load(scope, subjectId) : null;
  }
}
