import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { LANGUAGES } from '../../../platform/catalogue/languages.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { AspectRatioEnum } from '../../providers/catalogue.type.ts';
import type { CreateProject, DuplicateProject, UpdateProject } from './project.service.ts';

const NAME = '1 to 200 characters. Names need not be unique.';
const LANGUAGE = `The language of the film, a BCP 47 tag with or without a region: ${oneOf(LANGUAGES.names)}.`;
const ASPECT_RATIO = 'The aspect ratio of the film.';
const PRESET = 'When omitted or null, it is that of the preset of the project, or else';

/** Fields of a project besides its name; `project-fields.ts` checks them. `{unset}`: see describe-schema.ts. */
@InputType()
abstract class ProjectFieldsInput {
  @Field(() => String, { nullable: true, description: 'What the film is about, at most 4,000 characters. {unset}, there is no brief.' })
  brief?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The words of the whole film, from which `generateScript` writes scenes, at most 20,000 characters. {unset}, there is no script.',
  })
  script?: string | null;
  @Field(() => ID, { nullable: true, description: 'The id of a prompt template of the workspace. {unset}, there is no template.' })
  templateId?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'The values of the variables of the prompt template, as an object of at most 50 texts, numbers, booleans or nulls by name; a text has at most 4,000 characters. {unset}, there are no values.',
  })
  variables?: unknown;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a preset of the workspace or of one of `systemPresets`, for the films of the project. {unset}, there is no preset.',
  })
  presetId?: string | null;
}

@InputType({ description: 'The name and the fields of a new project, which has no scenes.' })
export class CreateProjectInput extends ProjectFieldsInput implements CreateProject {
  @Field(() => ID, { description: 'The id of the workspace that the project belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: `The name of the project, ${NAME}` }) name!: string;
  @Field(() => String, { nullable: true, description: `${LANGUAGE} ${PRESET} ${LANGUAGES.fallback}.` }) language?: string | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `${ASPECT_RATIO} ${PRESET} ${SHAPES.fallback}.` })
  aspectRatio?: AspectRatio | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a project. Fields that are omitted are not changed; null sets the default.' })
export class UpdateProjectInput extends ProjectFieldsInput implements UpdateProject {
  @Field(() => Int, {
    description:
      'The `Project.version` that you read. When the project was changed since then, the answer is CONFLICT with the current project in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => String, { nullable: true, description: `The name of the project, ${NAME} When omitted or null, the current value is kept.` })
  name?: string | null;
  @Field(() => String, { nullable: true, description: `${LANGUAGE} Null sets ${LANGUAGES.fallback}.` }) language?: string | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `${ASPECT_RATIO} Null sets ${SHAPES.fallback}.` })
  aspectRatio?: AspectRatio | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'The overlays of the film, such as texts, logos and clips, in the format of `tracks` in docs/timeline.schema.json. They replace the current overlays; null removes all. When omitted, the current ones are kept.',
  })
  tracks?: unknown;
}

@InputType({ description: 'The project to copy, and the name of the copy.' })
export class DuplicateProjectInput implements DuplicateProject {
  @Field(() => ID, { description: 'The id of the project to copy.' }) projectId!: string;
  @Field(() => String, {
    nullable: true,
    description: `The name of the copy, ${NAME} When omitted or null, it is the name of the original.`,
  })
  name?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
