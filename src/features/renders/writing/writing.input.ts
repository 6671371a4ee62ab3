import { Field, ID, InputType, Int } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { SCENE_PARTS } from './writing-plan.ts';
import type { ScenePart } from './writing-plan.ts';
import type { GenerateScript, RegenerateScene } from './writing.service.ts';

const ScenePartEnum = enumType(SCENE_PARTS, 'ScenePart', 'A part of a scene that a provider makes.', {
  NARRATION: 'The words of the scene. The built-in provider leaves them as they are.',
  VISUAL: 'The picture of the scene. Refused with BAD_USER_INPUT for a scene that shows an asset.',
  VOICE: 'The spoken words of the scene. Refused with BAD_USER_INPUT for a scene that has a recording or no words.',
});

@InputType({ description: 'The project whose scenes are written, and how the scenes should be.' })
export class GenerateScriptInput implements GenerateScript {
  @Field(() => ID, {
    description: 'The id of the project. The scenes are written from its template with its variables, its brief and its script.',
  })
  projectId!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'The length that the film should have, in milliseconds, 1,000 to 3,600,000. A script is always kept whole. When omitted or null, there is no target.',
  })
  durationMs?: number | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The tone of the words, for example `friendly`, at most 200 characters. The built-in provider ignores it. When omitted or null, the provider decides.',
  })
  tone?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether existing scenes are replaced. When false, omitted or null, a project that has scenes is refused with INVALID_STATE.',
  })
  replaceScenes?: boolean | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The scene, and which of its parts are made again.' })
export class RegenerateSceneInput implements RegenerateScene {
  @Field(() => ID, { description: 'The id of the scene.' }) sceneId!: string;
  @Field(() => [ScenePartEnum], { description: 'The parts of the scene to make again, at least one.' }) parts!: ScenePart[];
  @IdempotencyKey() idempotencyKey?: string | null;
}
