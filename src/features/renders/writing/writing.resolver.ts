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
      'Writes the scenes of a project from its brief, script or template, as a job that costs no credits. Fails with PROJECT_CHANGED instead of replacing scenes that somebody has edited meanwhile. Requires the role EDITOR.',
  })
  generateScript(@Ctx() { scope }: Context, @Arg('input', () => GenerateScriptInput) input: GenerateScriptInput): Promise<JobRow> {
    return this.writing.generateScript(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Makes parts of one scene again, as a job that costs no credits. The next film of the project uses them; everything else is reused. Requires the role EDITOR.',
  })
  regenerateScene(@Ctx() { scope }: Context, @Arg('input', () => RegenerateSceneInput) input: RegenerateSceneInput): Promise<JobRow> {
    return this.writing.regenerateScene(scope, input);
  }
}
