import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { MotionEnum } from '../../providers/catalogue.type.ts';
import type { AddScene, UpdateScene } from './scene.service.ts';
import type { Fit, Point, ShortClip } from './scene.states.ts';
import { FitEnum, ShortClipEnum } from './scene.type.ts';

@InputType('PointInput', { description: 'A place in a picture.' })
class PointInput implements Point {
  @Field(() => Float, { description: 'Distance from the left edge as a share of the width, 0 to 1.' }) x!: number;
  @Field(() => Float, { description: 'Distance from the upper edge as a share of the height, 0 to 1.' }) y!: number;
}

/** Fields of a scene; `scene-fields.ts` checks them. */
@InputType()
abstract class SceneFieldsInput {
  @Field(() => String, { nullable: true, description: 'The words to speak, at most 4,000 characters. Null or empty: none.' })
  narration?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What to show, as a prompt for a provider of pictures, at most 2,000 characters. Null: none.',
  })
  visualPrompt?: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of a READY asset of the kind IMAGE or VIDEO to show. Null: none.' })
  visualAssetId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of a READY asset of the kind AUDIO to play as the voice. Null: none.' })
  voiceAssetId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Text to show instead of the narration, at most 2,000 characters. Null: the narration is shown.',
  })
  caption?: string | null;
  @Field(() => FitEnum, { nullable: true, description: 'How the picture fills a frame of another shape. Null: FILL, the default.' })
  fit?: Fit | null;
  @Field(() => PointInput, { nullable: true, description: 'The place in the picture that stays visible when it is cut. Null: the center.' })
  focus?: PointInput | null;
  @Field(() => MotionEnum, {
    nullable: true,
    description: 'The movement over the picture. Null: NONE. When omitted, a new scene takes the motion of the preset of the project.',
  })
  motion?: Motion | null;
  @Field(() => Int, { nullable: true, description: 'How much of the start of a clip to skip, 0 to 21,600,000 ms. Null: nothing.' })
  trimStartMs?: number | null;
  @Field(() => Float, { nullable: true, description: 'The speed of a clip as a factor, 0.25 to 4. Null: 1.' }) speed?: number | null;
  @Field(() => ShortClipEnum, { nullable: true, description: 'What a clip does that is shorter than the scene. Null: LOOP, the default.' })
  shortClip?: ShortClip | null;
  @Field(() => String, {
    nullable: true,
    description: `The transition to the next scene: ${oneOf(TRANSITIONS.names)}. Null: ${TRANSITIONS.fallback}. When omitted, a new scene takes that of the preset of the project.`,
  })
  transition?: string | null;
  @Field(() => Int, { nullable: true, description: 'The length of that transition, 100 to 2,000 ms. Null: 400, the default.' })
  transitionMs?: number | null;
  @Field(() => Int, { nullable: true, description: 'The length of the scene, 500 to 600,000 ms. Null: as long as its words take.' })
  durationMs?: number | null;
}

@InputType({ description: 'A new scene and its place. Omitted fields have their defaults.' })
export class AddSceneInput extends SceneFieldsInput implements AddScene {
  @Field(() => ID, { description: 'The id of the project.' }) projectId!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the scene of the same project that the new one follows. At the end when omitted; null: before all scenes.',
  })
  afterSceneId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a scene. Omitted fields are not changed; null sets the default.' })
export class UpdateSceneInput extends SceneFieldsInput implements UpdateScene {
  @Field(() => Int, {
    description:
      'The `version` of the scene that you read. When the scene was changed since, the answer is CONFLICT with the current one in `details.current`.',
  })
  expectedVersion!: number;
}

@InputType({ description: 'The new place of a scene.' })
export class MoveSceneInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the scene of the same project that it follows. Omitted or null: before all scenes.',
  })
  afterSceneId?: string | null;
}
