import { Field, ID, InputType } from 'type-graphql';
import type { RenditionKind } from '../../../platform/catalogue/renditions.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { RenditionKindEnum } from '../../providers/catalogue.type.ts';
import { FormatInput, describeFormats } from '../request/format.type.ts';
import type { RenderProject } from './project-render.service.ts';

@InputType({ description: 'The project to make a film of, and the preset for it.' })
export class RenderProjectInput implements RenderProject {
  @Field(() => ID, { description: 'The id of the project.' }) projectId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the preset for this film, of the workspace or of `systemPresets`. When omitted or null, it is the preset of the project. The language is always that of the project, and the aspect ratio too unless `formats` gives others.',
  })
  presetId?: string | null;
  @Field(() => [RenditionKindEnum], {
    nullable: true,
    description:
      'The forms in which the film is delivered, beside the MP4 and the poster that every film has; each at most once. When omitted or null, those of the preset, or of the request that created the project.',
  })
  renditions?: RenditionKind[] | null;
  @Field(() => [FormatInput], {
    nullable: true,
    description: describeFormats('the film has the shape of the project'),
  })
  formats?: FormatInput[] | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
