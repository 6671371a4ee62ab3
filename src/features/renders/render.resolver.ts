import { Arg, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';
import type { Context } from '../../platform/graphql/context.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import { AspectRatioEnum, ResolutionEnum } from '../providers/catalogue.type.ts';
import type { FilmCheck } from './film/film-check.ts';
import type { RenderService, VideoEstimate } from './render.service.ts';
import { GenerateVideoInput } from './video.input.ts';

@ObjectType('JobInputs', { description: 'The request of a job, with defaults filled in. Fields that the type of the job lacks are null.' })
class JobInputsType {
  @Field(() => String, { nullable: true, description: 'What the film is about, as requested. Null when only a script was given.' })
  prompt!: string | null;
  @Field(() => String, { nullable: true, description: 'The words to speak, as requested. Null when only a prompt was given.' }) script!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The language of the film, a BCP 47 tag.' }) language!: string | null;
  @Field(() => String, { nullable: true, description: 'The voice that speaks.' }) voice!: string | null;
  @Field(() => String, { nullable: true, description: 'The model that makes the film.' }) model!: string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: 'The resolution of the film.' }) resolution!: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: 'The aspect ratio of the film.' }) aspectRatio!: AspectRatio | null;
}

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
      'Makes a film from a prompt or a script and reserves its maximum cost. Follow the job with `jobProgress`. Requires the role EDITOR.',
  })
  generateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): Promise<JobRow> {
    return this.renders.generateVideo(scope, input);
  }

  @Query(() => CreditEstimateType, {
    description: 'Estimates the maximum cost of `generateVideo` from the length of its words. Writes nothing.',
  })
  estimateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): VideoEstimate {
    return this.renders.estimateVideo(scope, input);
  }

  @FieldResolver(() => [FilmCheckType], { description: 'The checks measured on the finished film. Empty before that.' })
  checks(@Root() job: Pick<JobRow, 'checks'>): readonly FilmCheck[] {
    return job.checks as readonly FilmCheck[];
  }

  @FieldResolver(() => JobInputsType, { description: 'The request of the job, with defaults filled in.' })
  input(@Root() job: Pick<JobRow, 'input'>): Record<string, unknown> {
    return job.input;
  }
}
