import { IsOptional, MaxLength } from 'class-validator';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { CAPTION_STYLES } from '../../../platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../../platform/catalogue/frame-rates.ts';
import { LANGUAGES } from '../../../platform/catalogue/languages.ts';
import { LOOKS } from '../../../platform/catalogue/looks.ts';
import { MODELS, usableModel, usableModels } from '../../../platform/catalogue/models.ts';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import type { Option, OptionList } from '../../../platform/catalogue/options.ts';
import { MUSIC_MOODS } from '../../../platform/catalogue/music-moods.ts';
import { RESOLUTIONS } from '../../../platform/catalogue/resolutions.ts';
import type { Resolution } from '../../../platform/catalogue/resolutions.ts';
import { SHAPES } from '../../../platform/catalogue/shapes.ts';
import type { AspectRatio } from '../../../platform/catalogue/shapes.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { MAX_URL_LENGTH } from '../../../platform/http/outbound-url.ts';
import { AspectRatioEnum, MotionEnum, ResolutionEnum } from '../../providers/catalogue.type.ts';
import type { GenerateVideo } from '../render.service.ts';

/** A description such as `a, b or c. Default b.` */
const choice = ({ names, fallback }: OptionList<Option>): string => `${oneOf(names)}. Default ${fallback}.`;

const storyboard = usableModel(MODELS.fallback);

const LONG_URL = { message: `callbackUrl must have at most ${MAX_URL_LENGTH} characters.` };

@InputType({
  description:
    'What to film: a prompt, a script, both, or a template that writes one of them. A given script is spoken verbatim. An omitted option comes from the preset of the template, the preset, the default preset of the workspace, or the default of the system, in this order.',
})
export class GenerateVideoInput implements GenerateVideo {
  @Field(() => ID, { description: 'The id of the workspace that the film belongs to and whose credits it costs.' }) workspaceId!: string;
  @Field(() => String, { nullable: true, description: 'Title of the film, at most 200 characters. Taken from the text when omitted.' })
  title?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The text of a short film, at most 4,000 characters; its sentences are read out. With a script it only provides the title. Providers that write take instructions here, the built-in one does not.',
  })
  prompt?: string | null;
  @Field(() => String, { nullable: true, description: 'The exact words to speak, at most 20,000 characters.' }) script?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of the film, a BCP 47 tag with or without a region: ${oneOf(LANGUAGES.names)}; with the voice \`NONE\` any that the fonts draw. When omitted, that of the voice, or else detected from the text; ${LANGUAGES.fallback} for a text that is too short to tell.`,
  })
  language?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The voice that speaks, one of `voices(language)`, or `NONE` for a film without narration: its words are captions, shown as long as it takes to read them. The default voice of the language when omitted.',
  })
  voice?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The model that makes the film, one of \`models\`: ${oneOf(usableModels().map(({ name }) => name))}. Default ${MODELS.fallback}.`,
  })
  model?: string | null;
  @Field(() => ResolutionEnum, {
    nullable: true,
    description: `The resolution of the film. Default ${RESOLUTIONS.fallback}. The model \`${storyboard.name}\` renders ${oneOf(storyboard.limits.resolutions)}.`,
  })
  resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. Default ${SHAPES.fallback}.` })
  aspectRatio?: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: `The frame rate in frames per second: ${choice(FRAME_RATES)}` }) fps?: number | null;
  @Field(() => String, { nullable: true, description: `The style of the scene cards: ${choice(LOOKS)}` }) look?: string | null;
  @Field(() => String, { nullable: true, description: `How captions are drawn into the picture: ${choice(CAPTION_STYLES)}` })
  captionStyle?: string | null;
  @Field(() => String, { nullable: true, description: `The transition between scenes: ${choice(TRANSITIONS)}` })
  transition?: string | null;

  @Field(() => MotionEnum, { nullable: true, description: `The movement over the pictures. Default ${MOTIONS.fallback}.` })
  motion?: Motion | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of a prompt template of the workspace. Its text becomes the prompt or the script, which is then omitted here.',
  })
  templateId?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'An object with a value for each variable of the template by its name. Missing, unknown and wrongly typed values answer BAD_USER_INPUT at `input.variables.NAME`.',
  })
  variables?: unknown;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a preset of the workspace, or of one that ships with the program: options for the fields that are omitted here.',
  })
  presetId?: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'The length that the film should have, in milliseconds, 1,000 to 3,600,000. What is written from a prompt is kept about as long at most; a given script is spoken whole. The check `targetDuration` of the job compares.',
  })
  durationMs?: number | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind IMAGE or VIDEO, as a reference for the pictures. Stored for later: films do not use it yet.',
  })
  referenceAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind AUDIO: the music. It is repeated where it is shorter than the film, lowered under the voice, and fades out with the film. Excludes musicMood.',
  })
  musicAssetId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The mood of the built-in music: ${oneOf(MUSIC_MOODS.names)}. Excludes musicAssetId. Default ${MUSIC_MOODS.fallback} for films that are likely to last 15 s or longer, else none.`,
  })
  musicMood?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'Texts of your own by key: an object of at most 50 entries, with keys of at most 40 and values of at most 500 characters. Returned as `Job.metadata` and in webhooks; `JobFilter.metadata` finds them.',
  })
  metadata?: unknown;
  @Field(() => String, {
    nullable: true,
    description:
      'An http or https URL with a public address, without user and password, at most 2,000 characters. It receives one signed POST when the job ends. Needs a secret: see `rotateCallbackSecret`.',
  })
  @IsOptional()
  @MaxLength(MAX_URL_LENGTH, LONG_URL)
  callbackUrl?: string | null;

  @Field(() => Int, { nullable: true, description: 'Priority among the jobs of the workspace, 0 to 9; higher is sooner. Default 5.' })
  priority?: number | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}
