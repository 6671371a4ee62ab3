import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../../kernel/page.ts';
import { preloaded } from '../../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import { connectionOf } from '../../../platform/graphql/types/connection.ts';
import type { Connection } from '../../../platform/graphql/types/connection.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { AssetType } from '../../assets/asset.type.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { projectsById } from './project.read.ts';
import type { ListedProject, ProjectFilter, ProjectOrderField } from './project.read.ts';
import type { ProjectService } from './project.service.ts';
import { ProjectConnectionType, ProjectListArgs, ProjectType } from './project.type.ts';

/** `Asset.project` and `Asset.usedIn`. */
@Resolver(() => AssetType)
export class AssetProjectsResolver {
  constructor(private readonly projects: ProjectService) {}

  @FieldResolver(() => ProjectType, {
    nullable: true,
    description: 'The project for which the asset was uploaded, or whose job made it. Null when there is none.',
  })
  project(@Ctx() { scope }: Context, @Root() { projectId }: AssetRow): Promise<ListedProject | null> | null {
    return projectId ? this.projects.load(scope, projectId) : null;
  }

  @FieldResolver(() => ProjectConnectionType, {
    description:
      'The projects whose scenes or overlays use the asset, newest first by default. Films cannot use the asset after it is deleted.',
  })
  async usedIn(
    @Ctx() { scope }: Context,
    @Root() { id }: AssetRow,
    @Args(() => ProjectListArgs) args: ListArgs<ProjectFilter, ProjectOrderField>,
  ): Promise<Connection<ListedProject>> {
    return connectionOf(await this.projects.usingAsset(scope, id, args));
  }
}

/** `Job.project`. */
@Resolver(() => JobObjectType)
export class JobProjectResolver {
  constructor(private readonly projects: ProjectService) {}

  @FieldResolver(() => ProjectType, { nullable: true, description: 'The project for which the job works. Null when there is none.' })
  project(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedProject | null> | ListedProject | null {
    const along = preloaded(job, 'project', projectsById);
    if (along !== undefined) return along;
    return job.projectId ? this.projects.load(scope, job.projectId) : null;
  }
}
