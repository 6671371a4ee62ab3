import { Field, ID, InputType, Int } from 'type-graphql';
import { CAPTION_STYLES } from '../../platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../platform/catalogue/frame-rates.ts';
import { LANGUAGES } from '../../platform/catalogue/languages.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import { MODELS, usableModel, usableModels } from '../../platform/catalogue/models.ts';
import { oneOf } from '../../platform/catalogue/options.ts';
import type { Option, OptionList } from '../../platform/catalogue/options.ts';
import { RESOLUTIONS } from '../../platform/catalogue/resolutions.ts';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import { SHAPES } from '../../platform/catalogue/shapes.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';
import { TRANSITIONS } from '../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { AspectRatioEnum, ResolutionEnum } from '../providers/catalogue.type.ts';
import type { GenerateVideo } from './render.service.ts';

/** `a, b or c. Default b.` */
const choice = ({ names, fallback }: OptionList<Option>): string => `${oneOf(names)}. Default ${fallback}.`;

const storyboard = usableModel(MODELS.fallback);

@InputType({ description: 'What to film: a prompt, a script, or both. A given script is spoken verbatim.' })
export class GenerateVideoInput implements GenerateVideo {
  @Field(() => ID, { description: 'The id of the workspace that the film belongs to and whose credits it costs.' }) workspaceId!: string;
  @Field(() => String, { nullable: true, description: 'Title of the film, at most 200 characters. Taken from the text when omitted.' })
  title?: string | null;
  @Field(() => String, { nullable: true, description: 'What the film is about, at most 4,000 characters.' }) prompt?: string | null;
  @Field(() => String, { nullable: true, description: 'The exact words to speak, at most 20,000 characters.' }) script?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of the film, a BCP 47 tag with or without a region: ${choice(LANGUAGES)}`,
  })
  language?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The voice that speaks, one of `voices(language)`. The default voice of the language when omitted.',
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

  @Field(() => Int, { nullable: true, description: 'Priority among the jobs of the workspace, 0 to 9; higher is sooner. Default 5.' })
  priority?: number | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}
