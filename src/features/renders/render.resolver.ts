import { Arg, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';
import type { Context } from '../../platform/graphql/context.ts';
import type { JobRow } from '../jobs/job.entity.ts';
import { JobObjectType } from '../jobs/job.type.ts';
import { AspectRatioEnum, ResolutionEnum } from '../providers/catalogue.type.ts';
import type { FilmCheck } from './film/film-check.ts';
import type { RenderService, VideoEstimate } from './render.service.ts';
import { GenerateVideoInput } from './video.input.ts';

@ObjectType('JobInputs', { description: 'What was asked for, with defaults filled in.' })
class JobInputsType {
  @Field(() => String, { nullable: true }) prompt!: string | null;
  @Field(() => String, { nullable: true }) script!: string | null;
  @Field(() => String, { nullable: true }) language!: string | null;
  @Field(() => String, { nullable: true }) voice!: string | null;
  @Field(() => String, { nullable: true }) model!: string | null;
  @Field(() => ResolutionEnum, { nullable: true }) resolution!: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true }) aspectRatio!: AspectRatio | null;
}

@ObjectType('FilmCheck', { description: 'The proof of the film: what was expected, what was measured.' })
class FilmCheckType implements FilmCheck {
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) unit?: string;
  @Field(() => String) expected!: string;
  @Field(() => String) measured!: string;
  @Field(() => Boolean) ok!: boolean;
  @Field(() => ID, { nullable: true }) sceneId?: string;
  @Field(() => Int, { nullable: true }) atMs?: number;
}

@ObjectType('CreditEstimate')
class CreditEstimateType {
  @Field(() => Int, { description: 'What `generateVideo` would reserve: the most that the film may cost.' }) credits!: number;
  @Field(() => Int, { description: 'The longest that the film may become.' }) durationMs!: number;
}

@Resolver(() => JobObjectType)
export class RenderResolver {
  readonly #renders: RenderService;

  constructor(renders: RenderService) {
    this.#renders = renders;
  }

  @Mutation(() => JobObjectType, { description: 'From a prompt or a script to a film, in one call. Watch it with `jobProgress`.' })
  generateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): Promise<JobRow> {
    return this.#renders.generateVideo(scope, input);
  }

  @Query(() => CreditEstimateType, {
    description: 'What `generateVideo` would cost at most, from the length of its words. Nothing is written.',
  })
  estimateVideo(@Ctx() { scope }: Context, @Arg('input', () => GenerateVideoInput) input: GenerateVideoInput): VideoEstimate {
    return this.#renders.estimateVideo(scope, input);
  }

  @FieldResolver(() => [FilmCheckType])
  checks(@Root() job: Pick<JobRow, 'checks'>): readonly FilmCheck[] {
    return job.checks as readonly FilmCheck[];
  }

  @FieldResolver(() => JobInputsType)
  input(@Root() job: Pick<JobRow, 'input'>): Record<string, unknown> {
    return job.input;
  }
}
