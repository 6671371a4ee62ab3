import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import { UserType } from '../../identity/identity.type.ts';
import type { ListedProject } from '../project/project.read.ts';
import type { ProjectService } from '../project/project.service.ts';
import { ProjectType } from '../project/project.type.ts';
import { timelineOf } from '../timeline/timeline.ts';
import type { Timeline } from '../timeline/timeline.schema.ts';
import type { ProjectVersionRow } from './project-version.entity.ts';
import type { VersionService } from './version.service.ts';
import { ProjectVersionType, RestoreProjectVersionInput } from './version.type.ts';

@Resolver(() => ProjectVersionType)
export class VersionResolver {
  constructor(
    private readonly versions: VersionService,
    private readonly projects: ProjectService,
  ) {}

  @Query(() => ProjectVersionType, {
    nullable: true,
    description:
      'The version of a project with this number, as in `Job.projectVersion`. Null, with the error NOT_FOUND, for an unknown id or number and, identically, for a project of another workspace.',
  })
  projectVersion(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
    @Arg('number', () => Int, { description: 'The number of the version; the first version has 1.' }) number: number,
  ): Promise<ProjectVersionRow> {
    return this.versions.get(scope, id, number);
  }

  @Mutation(() => ProjectType, {
    description:
      'Replaces the content of a project by the content of one of its versions, except assets, presets and templates that no longer exist. The replaced content is lost unless a film was made from it. Requires the role EDITOR.',
  })
  async restoreProjectVersion(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
    @Arg('input', () => RestoreProjectVersionInput) { number }: RestoreProjectVersionInput,
  ): Promise<ListedProject> {
    await this.versions.restore(scope, id, number);
    return this.projects.get(scope, id);
  }

  @FieldResolver(() => ProjectType, { description: 'The project of the version, as it is now.' })
  project(@Ctx() { scope }: Context, @Root() { projectId }: ProjectVersionRow): Promise<ListedProject> {
    return this.projects.get(scope, projectId);
  }

  @FieldResolver(() => GraphQLJSON, {
    description: 'The content of the version in the format of docs/timeline.schema.json, which `importTimeline` accepts.',
  })
  timeline(@Root() { document }: ProjectVersionRow): Timeline {
    return timelineOf(document);
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who made the film for which the version was stored. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() { createdBy }: ProjectVersionRow): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }
}
