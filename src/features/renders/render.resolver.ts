import { Arg, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import { ProviderEstimateType } from '../providers/estimates/provider-estimate.type.ts';
import type { FilmCheck } from './film/checks/film-check.ts';
import type { VideoEstimate } from './film-job.ts';
import type { RenderService } from './render.service.ts';
import { GenerateVideoInput } from './request/video.input.ts';

@ObjectType('FilmCheck', { description: 'A check of the finished film: the expected and the measured value of one property.' })
class FilmCheckType implements FilmCheck {
  @Field(() => String, {
    description:
      'The name of the check, for example `duration`, `frameRate` or `loudness`. In a film of several formats it begins with the size of the format, as in `1080x1920.duration`.',
  })
  name!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The unit of `expected` and `measured`, for example `ms`. Null when they have no unit.',
  })
  unit?: string;
  @Field(() => String, { description: 'The expected value, as a text in `unit`.' }) expected!: string;
  @Field(() => String, { description: 'The value that was measured on the finished film, as a text in `unit`.' }) measured!: string;
  @Field(() => Boolean, { description: 'Whether the measured value is within the tolerance of the expected one.' }) ok!: boolean;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that the check is about. Null when it is about the whole film.' })
  sceneId?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'The time in the film that the check is about, in milliseconds. Null when it is about the whole film.',
  })
  atMs?: number;
}

@ObjectType('CreditEstimate', { description: 'The maximum cost of a film, estimated before it is made.' })
class CreditEstimateType implements VideoEstimate {
  @Field(() => Int, { description: 'The maximum cost of the film in all of its formats in credits, which `generateVideo` would reserve.' })
  credits!: number;
  @Field(() => Int, { description: 'The maximum length of the film in milliseconds.' }) durationMs!: number;
  @Field(() => [ProviderEstimateType], {
    description: 'What each provider that makes the film is expected to charge at most, in the order script, speech, pictures or clips.',
  })
  providers!: readonly ProviderEstimateType[];
}

@Resolver(() => JobObjectType)
export class RenderResolver {
  constructor(private readonly renders: RenderService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that makes a film, creates a project to edit the film in (`Job.project`), and reserves its maximum cost. `jobProgress` follows the job. Requires the role EDITOR.',
  })
  generateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): Promise<JobRow> {
    return this.renders.generateVideo(scope, input);
  }

  @Query(() => CreditEstimateType, {
    description:
      'Estimates the maximum cost of a film from the length of its words, without creating anything. Takes the same input as `generateVideo`.',
  })
  estimateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): Promise<VideoEstimate> {
    return this.renders.estimateVideo(scope, input);
  }

  @FieldResolver(() => [FilmCheckType], {
    description:
      'The checks of the finished film, in a fixed order. Empty before the stage VERIFY is finished, for films of several formats before they are COMPLETED, and for jobs that make no film.',
  })
  checks(@Root() job: Pick<JobRow, 'checks'>): readonly FilmCheck[] {
    return job.checks as readonly FilmCheck[];
  }
}
