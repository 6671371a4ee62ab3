import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { MotionEnum } from '../../providers/catalogue.type.ts';
import { FITS, SHORT_CLIPS } from './scene.states.ts';
import type { CaptionTranslation, Fit, Point, ShortClip } from './scene.states.ts';

export const FitEnum = enumType(FITS, 'Fit', 'How a picture fills a frame of another shape.', {
  BLUR: 'The whole picture is shown, before a blurred copy of itself that fills the frame.',
  FILL: 'The picture fills the frame and is cropped around `Scene.focus`.',
  FIT: 'The whole picture is shown, with bars in the colors of the look.',
});
export const ShortClipEnum = enumType(SHORT_CLIPS, 'ShortClip', 'How a clip that is shorter than its scene fills the scene.', {
  HOLD: 'The last frame of the clip stays until the scene ends.',
  LOOP: 'The clip starts again until the scene ends.',
  SLOW: 'The clip is slowed down to the length of the scene.',
});

@ObjectType('Point', { description: 'A point in a picture.' })
class PointType implements Point {
  @Field(() => Float, { description: 'The distance from the left edge as a share of the width, from 0 to 1.' }) x!: number;
  @Field(() => Float, { description: 'The distance from the upper edge as a share of the height, from 0 to 1.' }) y!: number;
}

@ObjectType('CaptionTranslation', { description: 'The caption of a scene in another language.' })
class CaptionTranslationType implements CaptionTranslation {
  @Field(() => String, { description: 'The language as a BCP 47 tag, for example `de`.' }) language!: string;
  @Field(() => String, { description: 'The translated words, at most 2,000 characters.' }) text!: string;
}

@ObjectType('Scene', { implements: NodeType, description: 'A section of a film: words, and the picture that is shown with them.' })
export class SceneType implements NodeType {
  id!: string;
  @Field(() => Int, {
    description:
      'The number of the current version, which grows by one with every change of the scene except moves. `updateScene` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => Int, { description: 'The place of the scene in the film; the first scene has 0.' }) position!: number;
  @Field(() => String, { description: 'The words to speak, at most 4,000 characters. Empty for a scene without words.' })
  narration!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The prompt of the picture or clip that a provider makes, in place of the words of the scene. Cards do not use it. Null when there is none.',
  })
  visualPrompt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The text that is shown as captions. Null when the narration is shown.',
  })
  caption!: string | null;
  @Field(() => [CaptionTranslationType], {
    description:
      'The captions in other languages, at most one in each. They are in the files of the rendition CAPTION_TRANSLATIONS, and never in the picture.',
  })
  captionTranslations!: readonly CaptionTranslationType[];
  @Field(() => FitEnum, { description: 'How the picture fills a frame of another shape.' }) fit!: Fit;
  @Field(() => PointType, {
    nullable: true,
    description: 'The point of the picture that stays visible when the picture is cropped. Null for the center.',
  })
  focus!: Point | null;
  @Field(() => MotionEnum, { description: 'The movement of the camera over the picture.' }) motion!: Motion;
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the start of a clip that is skipped, in milliseconds. Null when nothing is skipped.',
  })
  trimStartMs!: number | null;
  @Field(() => Float, { nullable: true, description: 'The speed of a clip as a factor; 2 is twice as fast. Null for the normal speed.' })
  speed!: number | null;
  @Field(() => ShortClipEnum, { description: 'How a clip that is shorter than the scene fills it.' }) shortClip!: ShortClip;
  @Field(() => Float, {
    nullable: true,
    description: 'The gain of the own sound of a clip in decibels; 0 plays it as it is. Null when the clip is silent.',
  })
  clipGainDb!: number | null;
  @Field(() => String, { description: 'The name of the transition to the next scene, for example `fade`.' }) transition!: string;
  @Field(() => Int, {
    description: 'The length of the transition to the next scene, in milliseconds. It has no effect when the transition is `cut`.',
  })
  transitionMs!: number;
  @Field(() => Int, {
    nullable: true,
    description: 'The length that was set for the scene, in milliseconds. Null when the scene is as long as its words take.',
  })
  durationMs!: number | null;
}
