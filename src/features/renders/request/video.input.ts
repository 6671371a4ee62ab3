import { IsOptional, MaxLength } from 'class-validator';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../../platform/catalogue/film/caption-places.ts';
import type { CaptionPosition, CaptionSize } from '../../../platform/catalogue/film/caption-places.ts';
import { CAPTION_STYLES } from '../../../platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../../platform/catalogue/sizes/frame-rates.ts';
import { LANGUAGES } from '../../../platform/catalogue/languages.ts';
import { LOOKS } from '../../../platform/catalogue/looks.ts';
import { MODELS, usableModel, usableModels } from '../../../platform/catalogue/models.ts';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import type { Option, OptionList } from '../../../platform/catalogue/options.ts';
import { AI_LABELS } from '../../../platform/catalogue/ai-labels.ts';
import { MUSIC_MOODS } from '../../../platform/catalogue/music-moods.ts';
import type { RenditionKind } from '../../../platform/catalogue/renditions.ts';
import { RESOLUTIONS } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { MAX_URL_LENGTH } from '../../../platform/http/outbound-url.ts';
import {
  AspectRatioEnum,
  CaptionPositionEnum,
  CaptionSizeEnum,
  MotionEnum,
  RenditionKindEnum,
  ResolutionEnum,
} from '../../providers/catalogue.type.ts';
import { FormatInput, describeFormats } from './format.type.ts';
import type { GenerateVideo } from '../render.service.ts';

/** The sentence of a description that says what happens when the option is omitted. */
const otherwise = (fallback: string | number): string =>
  `When omitted or null, a preset decides (see \`OptionSource\`), or else it is ${fallback}.`;

/** `a, b or c. When omitted …` */
const choice = ({ names, fallback }: OptionList<Option>): string => `${oneOf(names)}. ${otherwise(fallback)}`;

const storyboard = usableModel(MODELS.fallback);

const LONG_URL = { message: `callbackUrl must have at most ${MAX_URL_LENGTH} characters.` };

@InputType({
  description:
    'The film to make: a prompt, a script, both, or a prompt template that writes one of them, and options. `OptionSource` says where options that are omitted come from.',
})
export class GenerateVideoInput implements GenerateVideo {
  @Field(() => ID, { description: 'The id of the workspace that the film belongs to and whose credits it costs.' }) workspaceId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The title of the film, at most 200 characters. When omitted or null, it is taken from the prompt or the script.',
  })
  title?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'What the film is about, at most 4,000 characters. A provider that writes follows it as an instruction; the built-in provider reads its sentences out. Together with a script it only gives the title. Required when neither `script` nor `templateId` is given; otherwise it may be omitted or null.',
  })
  prompt?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The exact words to speak, at most 20,000 characters. When omitted or null, the prompt or the template decides what is spoken.',
  })
  script?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of the film, a BCP 47 tag with or without a region: ${oneOf(LANGUAGES.names)}. With the voice \`NONE\`, any language that the fonts can draw. When omitted or null, it is that of a preset or of the voice, or else it is detected from the text, with ${LANGUAGES.fallback} for a short text.`,
  })
  language?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the voice that speaks, one of `voices(language)`, or `NONE` for a film whose words are only shown. When omitted or null, a preset decides (see `OptionSource`), or else it is the first voice of the language.',
  })
  voice?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The name of the model that makes the film, one of \`models\`: ${oneOf(usableModels().map(({ name }) => name))}. ${otherwise(MODELS.fallback)}`,
  })
  model?: string | null;
  @Field(() => ResolutionEnum, {
    nullable: true,
    description: `The resolution of the film. The model \`${storyboard.name}\` accepts ${oneOf(storyboard.limits.resolutions)}. ${otherwise(RESOLUTIONS.fallback)}`,
  })
  resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. ${otherwise(SHAPES.fallback)}` })
  aspectRatio?: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: `The frame rate of the film in frames per second: ${choice(FRAME_RATES)}` }) fps?:
    number | null;
  @Field(() => String, { nullable: true, description: `The style of the cards that are drawn as pictures of scenes: ${choice(LOOKS)}` })
  look?: string | null;
  @Field(() => String, { nullable: true, description: `The style in which captions are drawn into the picture: ${choice(CAPTION_STYLES)}` })
  captionStyle?: string | null;
  @Field(() => CaptionPositionEnum, {
    nullable: true,
    description: `Where captions are in the picture. ${otherwise(CAPTION_POSITIONS.fallback)}`,
  })
  captionPosition?: CaptionPosition | null;
  @Field(() => CaptionSizeEnum, {
    nullable: true,
    description: `How large captions in the picture are. ${otherwise(CAPTION_SIZES.fallback)}`,
  })
  captionSize?: CaptionSize | null;
  @Field(() => String, { nullable: true, description: `The transition between scenes: ${choice(TRANSITIONS)}` })
  transition?: string | null;

  @Field(() => MotionEnum, { nullable: true, description: `The movement of the camera over the pictures. ${otherwise(MOTIONS.fallback)}` })
  motion?: Motion | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a prompt template of the workspace. Its text becomes the prompt or the script, which must then be omitted here. When omitted or null, no template is used.',
  })
  templateId?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'An object with a value for each variable of the prompt template, by its name. May be omitted or null when no variable is required. A missing, unknown or wrongly typed value answers BAD_USER_INPUT at `input.variables.NAME`.',
  })
  variables?: unknown;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a preset of the workspace or of one of `systemPresets`, for the options that are omitted here. When omitted or null, only the template and the workspace can give a preset.',
  })
  presetId?: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The length that the film should have, in milliseconds, 1,000 to 3,600,000. It limits what is written from a prompt; a given script is always spoken whole. When omitted or null, the words decide the length.',
  })
  durationMs?: number | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind IMAGE or VIDEO, as a reference for the pictures. Reserved: it is stored, but no provider uses it yet. When omitted or null, there is none.',
  })
  referenceAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind AUDIO to play as music; a short one is repeated. Not allowed together with `musicMood`. When omitted or null, a preset or `musicMood` decides.',
  })
  musicAssetId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The mood of the built-in music: ${oneOf(MUSIC_MOODS.names)}. Not allowed together with \`musicAssetId\`. When omitted or null, a preset decides, or else it is ${MUSIC_MOODS.fallback} for a film of about 15 seconds or longer and none for a shorter one.`,
  })
  musicMood?: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The milliseconds that `musicAssetId` skips at its start, 0 to 21,600,000. At least 1 second has to be left after it; in a film that is longer than the rest, the music begins there again. Not allowed without an asset as music. When omitted or null, the preset that gives the music decides, or else it is 0.',
  })
  musicStartMs?: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'The decibels by which the music, own or built-in, is louder than usual, -40 to 12. When omitted or null, a preset decides, or else it is 0.',
  })
  musicGainDb?: number | null;
  @Field(() => String, {
    nullable: true,
    description: `A visible label which tells that an AI made pictures, clips or voices of the film: ${oneOf(AI_LABELS.names)}. Films of which an AI made nothing have no label. When omitted or null, a preset decides, or else there is no label.`,
  })
  aiLabel?: string | null;
  @Field(() => [RenditionKindEnum], {
    nullable: true,
    description:
      'The forms in which the film is delivered, beside the MP4 and the poster that every film has; each at most once. `Job.renditions` lists them when the film is finished. When omitted or null, a preset decides (see `OptionSource`), or else there are no others.',
  })
  renditions?: RenditionKind[] | null;
  @Field(() => [FormatInput], {
    nullable: true,
    description: describeFormats('the film has one format, of `aspectRatio` and `resolution`'),
  })
  formats?: FormatInput[] | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'Your own data about the job: an object of at most 50 texts, with keys of at most 40 and values of at most 500 characters. `Job.metadata` and webhooks return it, and `JobFilter.metadata` finds it. When omitted or null, the job has none.',
  })
  metadata?: unknown;
  @Field(() => String, {
    nullable: true,
    description:
      'An http or https URL with a public address, without user and password, at most 2,000 characters. It receives a signed POST when the job ends; `rotateCallbackSecret` creates the secret, which is required. When omitted or null, nothing is sent.',
  })
  @IsOptional()
  @MaxLength(MAX_URL_LENGTH, LONG_URL)
  callbackUrl?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Priority among the jobs of the workspace, from 0 to 9. Jobs with a higher priority start sooner. Default 5.',
  })
  priority?: number | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}
