import { Field, ID, InputType, Int } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { SCENE_PARTS } from './writing-plan.ts';
import type { ScenePart } from './writing-plan.ts';
import type { GenerateScript, RegenerateScene } from './writing.service.ts';

const ScenePartEnum = enumType(SCENE_PARTS, 'ScenePart', 'A part of a scene that a provider makes.', {
  NARRATION: 'The words. The built-in provider writes nothing of its own and leaves them as they are.',
  VISUAL: 'The picture that is drawn for the scene.',
  VOICE: 'The speech of the words.',
});

@InputType({ description: 'The project whose scenes are written, and what they should be like.' })
export class GenerateScriptInput implements GenerateScript {
  @Field(() => ID, {
    description: 'The id of the project. Its template with its variables, its brief and its script are what the scenes are written from.',
  })
  projectId!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'The length that the film should have, in milliseconds, 1,000 to 3,600,000. A given script is kept whole.',
  })
  durationMs?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'How the words should sound, for example `friendly`; at most 200 characters. The built-in provider ignores it.',
  })
  tone?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether existing scenes are replaced. False or omitted: a project with scenes is refused with INVALID_STATE.',
  })
  replaceScenes?: boolean | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The scene, and the parts of it that are made again.' })
export class RegenerateSceneInput implements RegenerateScene {
  @Field(() => ID, { description: 'The id of the scene.' }) sceneId!: string;
  @Field(() => [ScenePartEnum], { description: 'The parts to make again, at least one.' }) parts!: ScenePart[];
  @IdempotencyKey() idempotencyKey?: string | null;
}
