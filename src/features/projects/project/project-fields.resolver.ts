import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { ofNodes } from '../../../kernel/selection.ts';
import { preloaded } from '../../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { selectionOf } from '../../../platform/graphql/selection.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { assetsOfProject, newestFilmOfProject } from '../../assets/asset.read.ts';
import type { AssetFilter, AssetOrderField } from '../../assets/asset.read.ts';
import { AssetListArgs } from '../../assets/asset-list.type.ts';
import { AssetConnectionType, AssetType } from '../../assets/asset.type.ts';
import { loadUser, users } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import { UserType } from '../../identity/identity.type.ts';
import type { JobFilter, JobOrderField, ListedJob } from '../../jobs/job/job.read.ts';
import type { JobService } from '../../jobs/job/job.service.ts';
import { JobListArgs } from '../../jobs/job/job-list.type.ts';
import { JobConnectionType } from '../../jobs/job/job.type.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import { scenesOfProject } from '../scenes/scene.read.ts';
import type { ListedScene } from '../scenes/scene.read.ts';
import { SceneType } from '../scenes/scene.type.ts';
import type { ListedProject } from './project.read.ts';
import { ProjectType } from './project.type.ts';

/** Fields of `Project` that are read from other features. */
@Resolver(() => ProjectType)
export class ProjectFieldsResolver {
  readonly #jobs: JobService;

  constructor(
    private readonly workspaces: WorkspaceService,
    jobs: JobService,
  ) {
    this.#jobs = jobs;
  }

  @FieldResolver(() => [SceneType], {
    description: 'All scenes of the project in the order of the film, at most 200. Empty for a new project.',
  })
  async scenes(@Ctx() { scope }: Context, @Root() project: ListedProject): Promise<readonly ListedScene[]> {
    return preloaded(project, 'scenes', scenesOfProject) ?? scenesOfProject.rows(scope, project.id);
  }

  @FieldResolver(() => AssetConnectionType, {
    description:
      'The assets that were uploaded for the project or made by its jobs, newest first by default. Scenes may also use other assets.',
  })
  async assets(
    @Ctx() { scope }: Context,
    @Root() project: ListedProject,
    @Args(() => AssetListArgs) args: ListArgs<AssetFilter, AssetOrderField>,
  ): Promise<Connection<AssetRow>> {
    const along = preloaded(project, 'assets', assetsOfProject);
    return connectionOf(await assetsOfProject.list(scope, project.id, args, { preloaded: along }));
  }

  @FieldResolver(() => JobConnectionType, {
    description: 'The jobs of the project, such as those that make its films, newest first by default.',
  })
  async jobs(
    @Ctx() { scope }: Context,
    @Root() project: ListedProject,
    @Info() info: GraphQLResolveInfo,
    @Args(() => JobListArgs) args: ListArgs<JobFilter, JobOrderField>,
  ): Promise<Connection<ListedJob>> {
    return connectionOf(await this.#jobs.ofProject(scope, project, args, ofNodes(selectionOf(info))));
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The newest completed film of the project. Null before the first film is completed.',
  })
  latestVideo(@Ctx() { scope }: Context, @Root() project: ListedProject): Promise<AssetRow | null> | AssetRow | null {
    const along = preloaded(project, 'latestVideo', newestFilmOfProject);
    return along === undefined ? newestFilmOfProject.load(scope, project.id) : along;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the project, directly or with an API key. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() project: ListedProject): Promise<SeenUser | null> | SeenUser | null {
    const along = preloaded(project, 'createdBy', users);
    if (along !== undefined) return along;
    return project.createdBy ? loadUser(scope, project.createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the project belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() project: ListedProject): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, project.workspaceId);
  }
}
