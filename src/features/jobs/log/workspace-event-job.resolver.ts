import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { WorkspaceEventObjectType } from '../../workspaces/events/workspace-event.type.ts';
import type { ListedJob } from '../job/job.read.ts';
import type { JobService } from '../job/job.service.ts';
import { JobObjectType } from '../job/job.type.ts';

/** `WorkspaceEvent.job`. */
@Resolver(() => WorkspaceEventObjectType)
export class WorkspaceEventJobResolver {
  constructor(private readonly jobs: JobService) {}

  @FieldResolver(() => JobObjectType, {
    nullable: true,
    description:
      'The job that has changed, read when the event is delivered. Null for events of another type than JOB, and when the job no longer exists.',
  })
  job(@Ctx() { scope }: Context, @Root() { type, subjectId }: WorkspaceEventObjectType): Promise<ListedJob | null> | null {
    return type === 'JOB' && subjectId ? this.jobs.load(scope, subjectId) : null;
  }
}
