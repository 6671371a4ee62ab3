import { Arg, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import type { FilmCheck } from './film/film-check.ts';
import type { RenderService, VideoEstimate } from './render.service.ts';
import { GenerateVideoInput } from './request/video.input.ts';

@ObjectType('FilmCheck', { description: 'A measured check of the film: what was expected, what was measured.' })
class FilmCheckType implements FilmCheck {
  @Field(() => String, { description: 'The name of the check, for example `duration`, `frameRate` or `loudness`.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'The unit of both values, for example `ms`. Null for values without a unit.' })
  unit?: string;
  @Field(() => String, { description: 'The expected value, in `unit`.' }) expected!: string;
  @Field(() => String, { description: 'The value measured on the finished file, in `unit`.' }) measured!: string;
  @Field(() => Boolean, { description: 'Whether the measured value is within the tolerance of the expected one.' }) ok!: boolean;
  @Field(() => ID, { nullable: true, description: 'The id of the scene that the check is about. Null for the whole film.' })
  sceneId?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'The time in the film that the check is about, in milliseconds. Null for the whole film.',
  })
  atMs?: number;
}

@ObjectType('CreditEstimate', { description: 'The maximum cost of a film before it is made.' })
class CreditEstimateType {
  @Field(() => Int, { description: 'What `generateVideo` would reserve: the maximum cost of the film.' }) credits!: number;
  @Field(() => Int, { description: 'The maximum length of the film in milliseconds.' }) durationMs!: number;
}

@Resolver(() => JobObjectType)
export class RenderResolver {
  constructor(private readonly renders: RenderService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Makes a film from a prompt, a script or a prompt template with a project to edit it in (`Job.project`), and reserves its maximum cost. Follow the job with `jobProgress`. Requires the role EDITOR.',
  })
  generateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): Promise<JobRow> {
    return this.renders.generateVideo(scope, input);
  }

  @Query(() => CreditEstimateType, {
    description: 'Estimates the maximum cost of `generateVideo` from the length of its words. Writes nothing.',
  })
  estimateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): Promise<VideoEstimate> {
    return this.renders.estimateVideo(scope, input);
  }

  @FieldResolver(() => [FilmCheckType], { description: 'The checks measured on the finished film. Empty before that.' })
  checks(@Root() job: Pick<JobRow, 'checks'>): readonly FilmCheck[] {
    return job.checks as readonly FilmCheck[];
  }
}
