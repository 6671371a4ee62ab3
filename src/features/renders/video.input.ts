import { Field, ID, InputType, Int } from 'type-graphql';
import { enumType } from '../../platform/graphql/enum.ts';
import { IdempotencyKey } from '../../platform/graphql/idempotency-key.ts';
import { ASPECT_RATIO_NAMES, RESOLUTION_NAMES } from './video-options.ts';
import type { AspectRatio, Resolution } from './video-options.ts';
import type { GenerateVideo } from './render.service.ts';

export const ResolutionEnum = enumType(RESOLUTION_NAMES, 'Resolution', 'The short side in pixels.', {
  P1440: 'Reserved. Not offered yet; answered with BAD_USER_INPUT.',
  P2160: 'Reserved. Not offered yet; answered with BAD_USER_INPUT.',
});
export const AspectRatioEnum = enumType(ASPECT_RATIO_NAMES, 'AspectRatio');

@InputType({ description: 'A prompt or a script, or both: then the script is spoken.' })
export class GenerateVideoInput implements GenerateVideo {
  @Field(() => ID) workspaceId!: string;
  @Field(() => String, { nullable: true, description: 'At most 200 characters; found in the text when left out.' }) title?: string | null;
  @Field(() => String, { nullable: true, description: 'What the film is about; at most 4,000 characters.' }) prompt?: string | null;
  @Field(() => String, { nullable: true, description: 'What is spoken, word for word; at most 20,000 characters.' }) script?: string | null;
  @Field(() => String, { nullable: true, description: 'BCP 47; `en` when left out. Built in: en, de, zh.' }) language?: string | null;
  @Field(() => String, { nullable: true, description: 'A voice of the language; its first one when left out.' }) voice?: string | null;
  @Field(() => String, { nullable: true, description: '`storyboard`, the built-in one, when left out.' }) model?: string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: 'P720 when left out; P360 to P1080 are offered.' })
  resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: 'LANDSCAPE_16_9 when left out.' }) aspectRatio?: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: '24, 25, 30 or 60; 30 when left out.' }) fps?: number | null;
  @Field(() => String, { nullable: true, description: 'editorial, poster or quiet.' }) look?: string | null;
  @Field(() => String, { nullable: true, description: 'classic or none.' }) captionStyle?: string | null;
  @Field(() => String, { nullable: true, description: 'cut, fade, fadeblack, fadewhite, slideleft, smoothleft, wipeleft or circleopen.' })
  transition?: string | null;

  @Field(() => Int, { nullable: true, description: 'Among the jobs of the workspace, 0 to 9, higher is sooner; 5 when left out.' })
  priority?: number | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}
