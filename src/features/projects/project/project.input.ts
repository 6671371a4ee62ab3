import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { LANGUAGES } from '../../../platform/catalogue/languages.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { SHAPES } from '../../../platform/catalogue/shapes.ts';
import type { AspectRatio } from '../../../platform/catalogue/shapes.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { AspectRatioEnum } from '../../providers/catalogue.type.ts';
import type { CreateProject, DuplicateProject, UpdateProject } from './project.service.ts';

const NAME = '1 to 200 characters. Names need not be unique.';
const PRESET = 'When a new project omits it, that of the preset';

/** Fields of a project besides its name; `project-fields.ts` checks them. */
@InputType()
abstract class ProjectFieldsInput {
  @Field(() => String, { nullable: true, description: 'What the film is about, at most 4,000 characters. Null: nothing.' })
  brief?: string | null;
  @Field(() => String, { nullable: true, description: 'The words of the whole film, at most 20,000 characters. Null: none.' })
  script?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of the film, a BCP 47 tag with or without a region: ${oneOf(LANGUAGES.names)}. ${PRESET}, or else ${LANGUAGES.fallback}.`,
  })
  language?: string | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. ${PRESET}, or else ${SHAPES.fallback}.` })
  aspectRatio?: AspectRatio | null;
  @Field(() => ID, { nullable: true, description: 'The id of a prompt template of the workspace. Null: none.' }) templateId?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'Values of the variables of the template: an object with at most 50 names, whose values are texts of at most 4,000 characters, numbers, booleans or null. Null: none.',
  })
  variables?: unknown;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of a preset of the workspace, or of one that ships with the program. Null: none.',
  })
  presetId?: string | null;
}

@InputType({ description: 'The name and the content of a new project, without scenes.' })
export class CreateProjectInput extends ProjectFieldsInput implements CreateProject {
  @Field(() => ID, { description: 'The id of the workspace that the project belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: `The name of the project, ${NAME}` }) name!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a project. Omitted fields are not changed; null sets the default.' })
export class UpdateProjectInput extends ProjectFieldsInput implements UpdateProject {
  @Field(() => Int, {
    description:
      'The `version` of the project that you read. When the project was changed since, the answer is CONFLICT with the current one in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => String, { nullable: true, description: `The name of the project, ${NAME}` }) name?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'The overlays of the film, as `tracks` of `docs/timeline.schema.json`. They replace the current ones. Null: none.',
  })
  tracks?: unknown;
}

@InputType({ description: 'The project to copy, and the name of the copy.' })
export class DuplicateProjectInput implements DuplicateProject {
  @Field(() => ID, { description: 'The id of the project to copy.' }) projectId!: string;
  @Field(() => String, { nullable: true, description: `The name of the copy, ${NAME} That of the original when omitted.` })
  name?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
