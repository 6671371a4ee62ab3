import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OPTION_SOURCES } from '../../../platform/catalogue/film/layers.ts';
import type { OptionSource } from '../../../platform/catalogue/film/layers.ts';
import type { OptionOrigin } from '../../../platform/catalogue/film/precedence.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import type { Resolution } from '../../../platform/catalogue/resolutions.ts';
import type { AspectRatio } from '../../../platform/catalogue/shapes.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { AspectRatioEnum, MotionEnum, ResolutionEnum } from '../../providers/catalogue.type.ts';

@ObjectType('JobProviders', { description: 'The providers that a job calls, by name as in `capabilities`.' })
class JobProvidersType {
  @Field(() => String, { description: 'Who writes the script, for example `builtin`.' }) script!: string;
  @Field(() => String, { description: 'Who speaks, for example `openai-compatible`.' }) speech!: string;
  @Field(() => String, { description: 'Who makes the pictures, for example `comfyui`.' }) visual!: string;
}

@ObjectType('JobInputs', { description: 'The request of a job, with defaults filled in. Fields that the type of the job lacks are null.' })
export class JobInputsType {
  @Field(() => String, {
    nullable: true,
    description: 'What the film is about, as requested or written by the template. Null when only a script was given.',
  })
  prompt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The words to speak, as requested or written by the template. Null when only a prompt was given.',
  })
  script!: string | null;
  @Field(() => String, { nullable: true, description: 'The language of the film, a BCP 47 tag.' }) language!: string | null;
  @Field(() => String, { nullable: true, description: 'The voice that speaks.' }) voice!: string | null;
  @Field(() => String, { nullable: true, description: 'The model that makes the film.' }) model!: string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: 'The resolution of the film.' }) resolution!: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: 'The aspect ratio of the film.' }) aspectRatio!: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: 'The frame rate of the film in frames per second.' }) fps!: number | null;
  @Field(() => String, { nullable: true, description: 'The style of the scene cards.' }) look!: string | null;
  @Field(() => String, { nullable: true, description: 'How captions are drawn into the picture.' }) captionStyle!: string | null;
  @Field(() => String, { nullable: true, description: 'The transition between scenes.' }) transition!: string | null;
  @Field(() => MotionEnum, { nullable: true, description: 'The movement over the pictures. Null for jobs from before there was a choice.' })
  motion!: Motion | null;
  @Field(() => [String], { nullable: true, description: 'Brand colors of the preset as #rrggbb, for the cards. Null when there are none.' })
  brandColors!: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Names of providers in the order of the preset. Null without a preset that has one.',
  })
  providerOrder!: string[] | null;
  @Field(() => JobProvidersType, {
    nullable: true,
    description: 'The providers that make the film. Null for jobs that make none, and for those from before there was a choice.',
  })
  providers!: JobProvidersType | null;
  @Field(() => String, {
    nullable: true,
    description: 'The provider of a job that makes one asset or writes scenes, by name as in `capabilities`. Null for all other jobs.',
  })
  provider!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The mood of the built-in music. Null where none was chosen: the length of the film decides, or an asset is the music.',
  })
  musicMood!: string | null;
  @Field(() => Int, { nullable: true, description: 'The length that the film should have, in milliseconds. Null when none was requested.' })
  durationMs!: number | null;
  @Field(() => GraphQLJSON, { nullable: true, description: 'The values of the variables of the template, by name. Null without any.' })
  variables!: object | null;
}

const OptionSourceEnum = enumType(OPTION_SOURCES, 'OptionSource', 'Where an option of a film comes from, the highest precedence first.', {
  PRESET: 'The preset that the request names.',
  REQUEST: 'The request itself.',
  SYSTEM: 'The default of the system.',
  TEMPLATE: 'The preset of the prompt template that the request names.',
  WORKSPACE: 'The default preset of the workspace.',
});

@ObjectType('ResolvedOption', { description: 'An option of a film, with its value and where that came from.' })
export class ResolvedOptionType {
  @Field(() => String, { description: 'The name of the option as in `GenerateVideoInput` and `Preset`, for example `look`.' })
  option!: string;
  @Field(() => GraphQLJSON, { description: 'The value: a text, a number or a list of texts.' }) value!: OptionOrigin['value'];
  @Field(() => OptionSourceEnum, { description: 'Where the value came from.' }) source!: OptionSource;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the preset that gave the value. Null for values of the request and defaults of the system.',
  })
  presetId!: string | null;
}
