import { Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { RenderProject } from './project-render.service.ts';

@InputType({ description: 'The project to make a film of, and the preset for it.' })
export class RenderProjectInput implements RenderProject {
  @Field(() => ID, { description: 'The id of the project.' }) projectId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the preset for this film, of the workspace or of `systemPresets`. When omitted or null, it is the preset of the project. Language and aspect ratio are always those of the project.',
  })
  presetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
