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
import { IdempotencyKey } from '../../platform/graphql/idempotency-key.ts';
import { AspectRatioEnum, ResolutionEnum } from '../providers/catalogue.type.ts';
import type { GenerateVideo } from './render.service.ts';

/** `a, b or c; b when left out.` */
const choice = ({ names, fallback }: OptionList<Option>): string => `${oneOf(names)}; ${fallback} when left out.`;

const storyboard = usableModel(MODELS.fallback);

@InputType({ description: 'A prompt or a script, or both: then the script is spoken.' })
export class GenerateVideoInput implements GenerateVideo {
  @Field(() => ID) workspaceId!: string;
  @Field(() => String, { nullable: true, description: 'At most 200 characters; found in the text when left out.' }) title?: string | null;
  @Field(() => String, { nullable: true, description: 'What the film is about; at most 4,000 characters.' }) prompt?: string | null;
  @Field(() => String, { nullable: true, description: 'What is spoken, word for word; at most 20,000 characters.' }) script?: string | null;
  @Field(() => String, { nullable: true, description: `BCP 47 tag, with or without a region: ${choice(LANGUAGES)}` }) language?:
    string | null;
  @Field(() => String, { nullable: true, description: 'A voice of the language, from `voices`; its default one when left out.' }) voice?:
    string | null;
  @Field(() => String, {
    nullable: true,
    description: `A model from \`models\`: ${oneOf(usableModels().map(({ name }) => name))}; ${MODELS.fallback} when left out.`,
  })
  model?: string | null;
  @Field(() => ResolutionEnum, {
    nullable: true,
    description: `${RESOLUTIONS.fallback} when left out. \`${storyboard.name}\` renders ${oneOf(storyboard.limits.resolutions)}.`,
  })
  resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `${SHAPES.fallback} when left out.` }) aspectRatio?: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: `Frames per second: ${choice(FRAME_RATES)}` }) fps?: number | null;
  @Field(() => String, { nullable: true, description: `Style of the scene cards: ${choice(LOOKS)}` }) look?: string | null;
  @Field(() => String, { nullable: true, description: `Captions in the picture: ${choice(CAPTION_STYLES)}` }) captionStyle?: string | null;
  @Field(() => String, { nullable: true, description: `Between scenes: ${choice(TRANSITIONS)}` })
  transition?: string | null;

  @Field(() => Int, { nullable: true, description: 'Among the jobs of the workspace, 0 to 9, higher is sooner; 5 when left out.' })
  priority?: number | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}
