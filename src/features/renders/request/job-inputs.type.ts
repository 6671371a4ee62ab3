import { GraphQLJSON } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { CaptionPosition, CaptionSize } from '../../../platform/catalogue/film/caption-places.ts';
import { OPTION_SOURCES } from '../../../platform/catalogue/film/option-layers.ts';
import type { OptionSource } from '../../../platform/catalogue/film/option-layers.ts';
import type { OptionOrigin } from '../../../platform/catalogue/film/precedence.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import type { RenditionKind } from '../../../platform/catalogue/renditions.ts';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import {
  AspectRatioEnum,
  CaptionPositionEnum,
  CaptionSizeEnum,
  MotionEnum,
  RenditionKindEnum,
  ResolutionEnum,
} from '../../providers/catalogue.type.ts';
import { FormatType } from './format.type.ts';

@ObjectType('JobProviders', { description: 'The providers that a job calls, each by its name in `Capabilities.providers`.' })
class JobProvidersType {
  @Field(() => String, { description: 'The name of the provider that writes the script, for example `builtin`.' }) script!: string;
  @Field(() => String, { description: 'The name of the provider that speaks, for example `openai-compatible`.' }) speech!: string;
  @Field(() => String, { description: 'The name of the provider that makes the pictures, for example `comfyui`.' }) visual!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the provider that hears when words are spoken, for captions. Null when the voice tells it itself, or when no provider of transcripts is on.',
  })
  transcription?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the provider that makes clips of the scenes. Null when the model of the film shows pictures.',
  })
  clip?: string | null;
}

@ObjectType('JobInputs', {
  description: 'The request of a job, with the defaults that applied. Fields that the type of the job does not have are null.',
})
export class JobInputsType {
  @Field(() => String, {
    nullable: true,
    description:
      'What the film is about, from the request or its prompt template. Null when there is only a script, for films of `renderProject`, and for jobs that make no film.',
  })
  prompt!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The exact words to speak, from the request or its prompt template. Null when there is only a prompt, for films of `renderProject`, and for jobs that make no film.',
  })
  script!: string | null;
  @Field(() => String, { nullable: true, description: 'The language of the film, a BCP 47 tag. Null for jobs that make no film.' })
  language!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the voice that speaks, or `NONE` for a film without narration. Null for jobs that make no film.',
  })
  voice!: string | null;
  @Field(() => String, { nullable: true, description: 'The name of the model that makes the film. Null for jobs that make no film.' })
  model!: string | null;
  @Field(() => ResolutionEnum, {
    nullable: true,
    description: 'The resolution of the film, in a film of several formats that of the first one. Null for jobs that make no film.',
  })
  resolution!: Resolution | null;
  @Field(() => AspectRatioEnum, {
    nullable: true,
    description: 'The aspect ratio of the film, in a film of several formats that of the first one. Null for jobs that make no film.',
  })
  aspectRatio!: AspectRatio | null;
  @Field(() => [FormatType], {
    nullable: true,
    description:
      'All formats of the film, the first of which is `aspectRatio` and `resolution`. Null when the request gave none, and for jobs that make no film.',
  })
  formats!: FormatType[] | null;
  @Field(() => Int, { nullable: true, description: 'The frame rate of the film in frames per second. Null for jobs that make no film.' })
  fps!: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the style of the cards that are drawn as pictures of scenes. Null for jobs that make no film.',
  })
  look!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the style in which captions are drawn into the picture. Null for jobs that make no film.',
  })
  captionStyle!: string | null;
  @Field(() => CaptionPositionEnum, {
    nullable: true,
    description: 'Where captions are in the picture. Null for jobs that make no film, and for those created before this option existed.',
  })
  captionPosition!: CaptionPosition | null;
  @Field(() => CaptionSizeEnum, {
    nullable: true,
    description:
      'How large captions in the picture are. Null for jobs that make no film, and for those created before this option existed.',
  })
  captionSize!: CaptionSize | null;
  @Field(() => String, { nullable: true, description: 'The name of the transition between scenes. Null for jobs that make no film.' })
  transition!: string | null;
  @Field(() => MotionEnum, {
    nullable: true,
    description:
      'The movement of the camera over the pictures. Null for jobs that make no film, and for those created before this option existed.',
  })
  motion!: Motion | null;
  @Field(() => [String], {
    nullable: true,
    description: 'The brand colors of the cards as #rrggbb, from a preset, the most important one first. Null when there are none.',
  })
  brandColors!: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Names of providers from a preset, the preferred one first. Null when no preset sets an order.',
  })
  providerOrder!: string[] | null;
  @Field(() => JobProvidersType, {
    nullable: true,
    description: 'The providers that make the film. Null for jobs that make no film, and for those created before there was a choice.',
  })
  providers!: JobProvidersType | null;
  @Field(() => String, {
    nullable: true,
    description: 'The provider of a job that makes one asset or writes scenes, by name as in `capabilities`. Null for all other jobs.',
  })
  provider!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The mood of the built-in music. Null when none was requested: then `musicAsset` is the music, or the length of the film decides.',
  })
  musicMood!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The milliseconds that `musicAsset` skips at its start. Null when neither the request nor a preset has a start.',
  })
  musicStartMs!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'The decibels by which the music is louder than usual. Null when neither the request nor a preset has a gain.',
  })
  musicGainDb!: number | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The visible label that tells that an AI made pictures, clips or voices of the film: `none`, `start` or `throughout`. Null when neither the request nor a preset has one.',
  })
  aiLabel!: string | null;
  @Field(() => [RenditionKindEnum], {
    nullable: true,
    description:
      'The forms in which the film is delivered, beside the MP4 and the poster that every film has, from the request or a preset. Null when none were requested.',
  })
  renditions!: RenditionKind[] | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The length that was requested for the film, in milliseconds. Null when none was requested.',
  })
  durationMs!: number | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The values of the variables of the prompt template, as an object by name. Null when there are none.',
  })
  variables!: object | null;
}

const OptionSourceEnum = enumType(
  OPTION_SOURCES,
  'OptionSource',
  'Where the value of a film option comes from. The first of these that sets the option decides: REQUEST, TEMPLATE, PRESET, WORKSPACE, SYSTEM.',
  {
    PRESET: 'The preset that the request or the project names.',
    REQUEST: 'The request itself sets the option.',
    SYSTEM: 'The built-in default of Reelwright, because no other source sets the option.',
    TEMPLATE: 'The preset of the prompt template that the request or the project names.',
    WORKSPACE: 'The default preset of the workspace (`Workspace.defaultPreset`).',
  },
);

@ObjectType('ResolvedOption', { description: 'An option of a film, with its value and the source of the value.' })
export class ResolvedOptionType {
  @Field(() => String, { description: 'The name of the option as in `GenerateVideoInput` and `Preset`, for example `look`.' })
  option!: string;
  @Field(() => GraphQLJSON, { description: 'The value of the option: a text, a number or a list of texts.' }) value!: OptionOrigin['value'];
  @Field(() => OptionSourceEnum, { description: 'The source of the value.' }) source!: OptionSource;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the preset that gave the value. Null when `source` is REQUEST or SYSTEM.',
  })
  presetId!: string | null;
}
