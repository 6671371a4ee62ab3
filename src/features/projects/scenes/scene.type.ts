import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { MotionEnum } from '../../providers/catalogue.type.ts';
import { FITS, SHORT_CLIPS } from './scene.states.ts';
import type { Fit, Point, ShortClip } from './scene.states.ts';

export const FitEnum = enumType(FITS, 'Fit', 'How a picture fills a frame of another shape.', {
  BLUR: 'The whole picture is shown, before a blurred copy of itself that fills the frame.',
  FILL: 'The picture fills the frame; what does not fit is cut off around `focus`.',
  FIT: 'The whole picture is shown, with bars in the colors of the look.',
});
export const ShortClipEnum = enumType(SHORT_CLIPS, 'ShortClip', 'What a clip does that is shorter than its scene.', {
  HOLD: 'The last frame of the clip is held.',
  LOOP: 'The clip starts again.',
  SLOW: 'The clip is slowed down to the length of the scene.',
});

@ObjectType('Point', { description: 'A place in a picture.' })
class PointType implements Point {
  @Field(() => Float, { description: 'Distance from the left edge as a share of the width, 0 to 1.' }) x!: number;
  @Field(() => Float, { description: 'Distance from the upper edge as a share of the height, 0 to 1.' }) y!: number;
}

@ObjectType('Scene', { implements: NodeType, description: 'One part of a film: what is said, and what is seen meanwhile.' })
export class SceneType implements NodeType {
  id!: string;
  @Field(() => Int, {
    description: 'Goes up by one with every change of the scene, not of its place. `updateScene` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => Int, { description: 'The place of the scene in the film, from 0.' }) position!: number;
  @Field(() => String, { description: 'The words to speak, at most 4,000 characters. Empty for a scene without words.' })
  narration!: string;
  @Field(() => String, { nullable: true, description: 'What to show, as a prompt for a provider of pictures. Null when there is none.' })
  visualPrompt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Text that is shown instead of the narration. Null: the narration is shown as it is spoken.',
  })
  caption!: string | null;
  @Field(() => FitEnum, { description: 'How the picture fills the frame when its shape differs.' }) fit!: Fit;
  @Field(() => PointType, { nullable: true, description: 'The place in the picture that stays visible when it is cut. Null: the center.' })
  focus!: Point | null;
  @Field(() => MotionEnum, { description: 'The movement over the picture.' }) motion!: Motion;
  @Field(() => Int, { nullable: true, description: 'How much of the start of a clip is skipped, in milliseconds. Null: nothing.' })
  trimStartMs!: number | null;
  @Field(() => Float, { nullable: true, description: 'The speed of a clip as a factor: 2 is twice as fast. Null: 1.' }) speed!:
    number | null;
  @Field(() => ShortClipEnum, { description: 'What a clip does that is shorter than the scene.' }) shortClip!: ShortClip;
  @Field(() => String, { description: 'The transition to the next scene, by its name, for example `fade`.' }) transition!: string;
  @Field(() => Int, { description: 'The length of that transition in milliseconds. A cut has none, whatever its length.' })
  transitionMs!: number;
  @Field(() => Int, { nullable: true, description: 'The length of the scene in milliseconds. Null: as long as its words take.' })
  durationMs!: number | null;
}
