import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { ProjectCheckType } from './project-check.type.ts';
import { RenderProjectInput } from './project-render.input.ts';
import type { ProjectCheck, ProjectRenderService } from './project-render.service.ts';

@Resolver()
export class ProjectRenderResolver {
  constructor(private readonly renders: ProjectRenderService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Makes a film of a project as it is now, freezes that state as a version (`Job.projectVersion`), and reserves the maximum cost. What earlier films of the workspace have in common with it is reused. Answers INVALID_STATE when `checkProject` finds an ERROR. Requires the role EDITOR.',
  })
  renderProject(@Ctx() { scope }: Context, @Arg('input', () => RenderProjectInput) input: RenderProjectInput): Promise<JobRow> {
    return this.renders.render(scope, input);
  }

  @Query(() => ProjectCheckType, {
    description: 'Checks what a film of a project would suffer from, by estimates and without making anything. Writes nothing.',
  })
  checkProject(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the project.' }) id: string,
  ): Promise<ProjectCheck> {
    return this.renders.check(scope, id);
  }
}
