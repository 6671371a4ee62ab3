import { Field, ID, InputType, Int } from 'type-graphql';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import type { GivenVariable } from './template-check.ts';
import { NAME_RULE } from './template-text.ts';
import type { PromptTemplateFilter, PromptTemplateOrderField } from './template.read.ts';
import type { CreatePromptTemplate, UpdatePromptTemplate } from './template.service.ts';
import type { TemplateTarget, VariableType } from './template.states.ts';
import { TemplateTargetEnum, VariableTypeEnum } from './template.type.ts';

const NAME = 'The name of the template, 1 to 100 characters. Names need not be unique.';
const DESCRIPTION = 'A description for people, at most 500 characters.';
const NOT_CHANGED = 'When omitted or null, the current value is kept.';
const TEXT =
  'The text of the template, at most 4,000 characters for a PROMPT and 20,000 for a SCRIPT. `{{name}}` marks the place of a declared variable.';
const VARIABLES =
  'The variables of the template, at most 50. Each must be used in the text, and each placeholder of the text must be declared.';
const PRESET = 'The id of a preset of the workspace or of one of `systemPresets`, whose options films made with the template have.';

@InputType({ description: 'The declaration of a variable of a prompt template.' })
export class TemplateVariableInput implements GivenVariable {
  @Field(() => String, {
    description: `The name of the variable, as in \`{{name}}\`: ${NAME_RULE}. It is unique in the template.`,
  })
  name!: string;
  @Field(() => VariableTypeEnum, { description: 'The type of the values of the variable.' }) type!: VariableType;
  @Field(() => String, {
    nullable: true,
    description: 'The meaning of the value, for people, at most 200 characters. When omitted or null, there is none.',
  })
  description?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether each film must give a value. A required variable has no `default`. Default false.',
  })
  required?: boolean | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The text that is inserted when no value is given. It must fit the type; a number is written like 12.5. When omitted or null, nothing is inserted.',
  })
  default?: string | null;
  @Field(() => [String], {
    nullable: true,
    description:
      'The accepted values of a variable of the type ENUM: 1 to 50 texts of at most 200 characters each. Must be omitted, null or empty for other types.',
  })
  values?: string[] | null;
}

@InputType({ description: 'The name, text and variables of a new prompt template.' })
export class CreatePromptTemplateInput implements CreatePromptTemplate {
  @Field(() => ID, { description: 'The id of the workspace that the template belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: NAME }) name!: string;
  @Field(() => String, { nullable: true, description: `${DESCRIPTION} When omitted or null, there is none.` }) description?: string | null;
  @Field(() => TemplateTargetEnum, { description: 'Whether the text of the template becomes the prompt or the script of a film.' })
  writes!: TemplateTarget;
  @Field(() => String, { description: TEXT }) text!: string;
  @Field(() => [TemplateVariableInput], { nullable: true, description: `${VARIABLES} When omitted or null, there are none.` })
  variables?: TemplateVariableInput[] | null;
  @Field(() => ID, { nullable: true, description: `${PRESET} When omitted or null, there is none.` }) presetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a prompt template. Fields that are omitted are not changed.' })
export class UpdatePromptTemplateInput implements UpdatePromptTemplate {
  @Field(() => Int, {
    description:
      'The `PromptTemplate.version` that you read. When the template was changed since then, the answer is CONFLICT with the current template in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => String, { nullable: true, description: `${NAME} ${NOT_CHANGED}` }) name?: string | null;
  @Field(() => String, { nullable: true, description: `${DESCRIPTION} Null removes it.` }) description?: string | null;
  @Field(() => TemplateTargetEnum, {
    nullable: true,
    description: `Whether the text of the template becomes the prompt or the script of a film. ${NOT_CHANGED}`,
  })
  writes?: TemplateTarget | null;
  @Field(() => String, { nullable: true, description: `${TEXT} ${NOT_CHANGED}` }) text?: string | null;
  @Field(() => [TemplateVariableInput], {
    nullable: true,
    description: `${VARIABLES} They replace the current ones. When omitted or null, the current ones are kept.`,
  })
  variables?: TemplateVariableInput[] | null;
  @Field(() => ID, { nullable: true, description: `${PRESET} Null removes it.` }) presetId?: string | null;
}

@InputType('PromptTemplateFilter', { description: 'Restricts a list of prompt templates. A template must match all given fields.' })
class PromptTemplateFilterInput extends TimeRangeInput implements PromptTemplateFilter {
  @TextField('name, description or text') text?: string | null;
  @OneOfField(TemplateTargetEnum, 'targets') writes?: TemplateTarget[] | null;
  @ReferenceField('that name the preset') presetId?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
}

export const PromptTemplateListArgs = listArgs<PromptTemplateFilterInput, PromptTemplateOrderField>(
  'PromptTemplate',
  PromptTemplateFilterInput,
  { CREATED_AT: 'The time at which the prompt template was created.', NAME: 'The name of the prompt template.' },
);
