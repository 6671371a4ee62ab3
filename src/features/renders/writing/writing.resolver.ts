import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { GenerateScriptInput, RegenerateSceneInput } from './writing.input.ts';
import type { WritingService } from './writing.service.ts';

@Resolver()
export class WritingResolver {
  constructor(private readonly writing: WritingService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that writes the scenes of a project from its brief, script or template. It costs no credits. The job fails with PROJECT_CHANGED when somebody edits the scenes before it ends. Requires the role EDITOR.',
  })
  generateScript(@Ctx() { scope }: Context, @Arg('input', () => GenerateScriptInput) input: GenerateScriptInput): Promise<JobRow> {
    return this.writing.generateScript(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that makes parts of one scene again, for the next film of the project. It costs no credits. Requires the role EDITOR.',
  })
  regenerateScene(@Ctx() { scope }: Context, @Arg('input', () => RegenerateSceneInput) input: RegenerateSceneInput): Promise<JobRow> {
    return this.writing.regenerateScene(scope, input);
  }
}
