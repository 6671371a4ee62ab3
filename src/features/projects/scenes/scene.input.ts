import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import type { Motion } from '../../../platform/catalogue/motions.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { MotionEnum } from '../../providers/catalogue.type.ts';
import type { AddScene, UpdateScene } from './scene.service.ts';
import type { CaptionTranslation, Fit, Point, ShortClip } from './scene.states.ts';
import { FitEnum, ShortClipEnum } from './scene.type.ts';

@InputType('PointInput', { description: 'A point in a picture.' })
class PointInput implements Point {
  @Field(() => Float, { description: 'The distance from the left edge as a share of the width, from 0 to 1.' }) x!: number;
  @Field(() => Float, { description: 'The distance from the upper edge as a share of the height, from 0 to 1.' }) y!: number;
}

@InputType('CaptionTranslationInput', { description: 'The caption of a scene in another language.' })
class CaptionTranslationInput implements CaptionTranslation {
  @Field(() => String, { description: 'The language as a BCP 47 tag, for example `de` or `pt-BR`; each at most once in a scene.' })
  language!: string;
  @Field(() => String, { description: 'The translated words, at most 2,000 characters. They must not be empty.' }) text!: string;
}

const MOTION = 'The movement of the camera over the picture.';
const TRANSITION = `The transition to the next scene: ${oneOf(TRANSITIONS.names)}.`;
const PRESET = 'When omitted, it is that of the preset of the project; when null, it is';

/** Fields of a scene; `scene-fields.ts` checks them. `{unset}`: see describe-schema.ts. */
@InputType()
abstract class SceneFieldsInput {
  @Field(() => String, {
    nullable: true,
    description: 'The words to speak, at most 4,000 characters. {unset}, or when empty, nothing is spoken.',
  })
  narration?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The prompt of the picture or clip that a provider makes, at most 2,000 characters. Cards do not use it. {unset}, it is made of the words of the scene.',
  })
  visualPrompt?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of a READY asset of the kind IMAGE or VIDEO to show. {unset}, a picture is made.',
  })
  visualAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind AUDIO to play instead of the spoken narration. {unset}, the voice of the film speaks the narration.',
  })
  voiceAssetId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The text to show as captions, at most 2,000 characters. {unset}, the narration is shown.',
  })
  caption?: string | null;
  @Field(() => [CaptionTranslationInput], {
    nullable: true,
    description:
      'The captions in other languages, at most 20. A film with the rendition CAPTION_TRANSLATIONS has files with them. {unset}, there are none.',
  })
  captionTranslations?: CaptionTranslationInput[] | null;
  @Field(() => FitEnum, { nullable: true, description: 'How the picture fills a frame of another shape. {unset}, it is FILL.' })
  fit?: Fit | null;
  @Field(() => PointInput, {
    nullable: true,
    description: 'The point of the picture that stays visible when the picture is cropped. {unset}, it is the center.',
  })
  focus?: PointInput | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the start of a clip to skip, in milliseconds, 0 to 21,600,000. {unset}, nothing is skipped.',
  })
  trimStartMs?: number | null;
  @Field(() => Float, { nullable: true, description: 'The speed of a clip as a factor, 0.25 to 4; 2 is twice as fast. {unset}, it is 1.' })
  speed?: number | null;
  @Field(() => ShortClipEnum, { nullable: true, description: 'How a clip that is shorter than the scene fills it. {unset}, it is LOOP.' })
  shortClip?: ShortClip | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'The gain of the own sound of a clip in decibels, -60 to 12; 0 plays it as it is, under the voice and the music. {unset}, the clip is silent.',
  })
  clipGainDb?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the transition to the next scene, in milliseconds, 100 to 2,000. {unset}, it is 400.',
  })
  transitionMs?: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the scene in milliseconds, 500 to 600,000. {unset}, the scene is as long as its words take.',
  })
  durationMs?: number | null;
}

@InputType({ description: 'A new scene of a project, and its place among the other scenes.' })
export class AddSceneInput extends SceneFieldsInput implements AddScene {
  @Field(() => ID, { description: 'The id of the project to which the scene is added.' }) projectId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the scene of the same project after which the new scene is placed. When omitted, it is placed after all scenes; when null, before all scenes.',
  })
  afterSceneId?: string | null;
  @Field(() => MotionEnum, { nullable: true, description: `${MOTION} ${PRESET} ${MOTIONS.fallback}.` }) motion?: Motion | null;
  @Field(() => String, { nullable: true, description: `${TRANSITION} ${PRESET} ${TRANSITIONS.fallback}.` }) transition?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a scene. Fields that are omitted are not changed; null sets the default.' })
export class UpdateSceneInput extends SceneFieldsInput implements UpdateScene {
  @Field(() => Int, {
    description:
      'The `Scene.version` that you read. When the scene was changed since then, the answer is CONFLICT with the current scene in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => MotionEnum, { nullable: true, description: `${MOTION} Null sets ${MOTIONS.fallback}.` }) motion?: Motion | null;
  @Field(() => String, { nullable: true, description: `${TRANSITION} Null sets ${TRANSITIONS.fallback}.` }) transition?: string | null;
}

@InputType({ description: 'The new place of a scene among the scenes of its project.' })
export class MoveSceneInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the scene of the same project after which the scene is placed. When omitted or null, it is placed before all scenes.',
  })
  afterSceneId?: string | null;
}
