import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { FormatInput } from '../request/format.type.ts';
import { MAX_FORMATS } from '../video-plan.ts';
import { ProjectCheckType } from './project-check.type.ts';
import { RenderProjectInput } from './project-render.input.ts';
import type { ProjectCheck, ProjectRenderService } from './project-render.service.ts';

@Resolver()
export class ProjectRenderResolver {
  constructor(private readonly renders: ProjectRenderService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that makes a film of a project as it is now, stores that state as a version (`Job.projectVersion`), and reserves the maximum cost. Unchanged scenes are not made again. Answers INVALID_STATE when `checkProject` finds an ERROR. Requires the role EDITOR.',
  })
  renderProject(@Ctx() { scope }: Context, @Arg('input', () => RenderProjectInput) input: RenderProjectInput): Promise<JobRow> {
    return this.renders.render(scope, input);
  }

  @Query(() => ProjectCheckType, {
    description:
      'Checks a project for problems that its film would have, such as missing assets or captions that are too fast to read. Nothing is made or changed.',
  })
  checkProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
    @Arg('formats', () => [FormatInput], {
      nullable: true,
      description: `The shapes and sizes of the film, as for \`renderProject\`, 1 to ${MAX_FORMATS}: problems that only some of them have name their format. When omitted or null, the film has the shape of the project.`,
    })
    formats?: FormatInput[] | null,
  ): Promise<ProjectCheck> {
    return this.renders.check(scope, id, formats);
  }
}
