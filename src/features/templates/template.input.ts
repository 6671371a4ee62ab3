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
const DESCRIPTION = 'Free text for people, at most 500 characters.';
const TEXT =
  'The text: at most 4,000 characters for a PROMPT and 20,000 for a SCRIPT. `{{name}}` marks the place of a declared variable; nothing else has a meaning.';
const VARIABLES = 'The variables of the text, at most 50. Each must be used, and each placeholder must be declared.';
const PRESET = 'The id of a preset of the workspace, or of one that ships with the program: the options of films made with the template.';

@InputType({ description: 'A variable of a prompt template.' })
export class TemplateVariableInput implements GivenVariable {
  @Field(() => String, {
    description: `The name between \`{{\` and \`}}\`: ${NAME_RULE}. Unique in the template.`,
  })
  name!: string;
  @Field(() => VariableTypeEnum, { description: 'Which values are accepted.' }) type!: VariableType;
  @Field(() => String, { nullable: true, description: 'What the value means, for people, at most 200 characters.' })
  description?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether a value must be given; then there is no default. Default false.' })
  required?: boolean | null;
  @Field(() => String, {
    nullable: true,
    description:
      'What is inserted when no value is given; it must fit the type, and a number is written like 12.5. Nothing is inserted when omitted.',
  })
  default?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: 'The accepted values of an ENUM: 1 to 50, of at most 200 characters each. Refused for other types.',
  })
  values?: string[] | null;
}

@InputType({ description: 'A new prompt template.' })
export class CreatePromptTemplateInput implements CreatePromptTemplate {
  @Field(() => ID, { description: 'The id of the workspace that the template belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: NAME }) name!: string;
  @Field(() => String, { nullable: true, description: DESCRIPTION }) description?: string | null;
  @Field(() => TemplateTargetEnum, { description: 'What the text becomes: a prompt or a script.' }) writes!: TemplateTarget;
  @Field(() => String, { description: TEXT }) text!: string;
  @Field(() => [TemplateVariableInput], { nullable: true, description: `${VARIABLES} None when omitted.` })
  variables?: TemplateVariableInput[] | null;
  @Field(() => ID, { nullable: true, description: `${PRESET} None when omitted.` }) presetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a prompt template. Omitted fields are not changed.' })
export class UpdatePromptTemplateInput implements UpdatePromptTemplate {
  @Field(() => Int, {
    description:
      'The `version` that you read. When the template was changed since, the answer is CONFLICT with the current one in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => String, { nullable: true, description: NAME }) name?: string | null;
  @Field(() => String, { nullable: true, description: `${DESCRIPTION} Null removes it.` }) description?: string | null;
  @Field(() => TemplateTargetEnum, { nullable: true, description: 'What the text becomes: a prompt or a script.' })
  writes?: TemplateTarget | null;
  @Field(() => String, { nullable: true, description: TEXT }) text?: string | null;
  @Field(() => [TemplateVariableInput], { nullable: true, description: `${VARIABLES} They replace the current ones.` })
  variables?: TemplateVariableInput[] | null;
  @Field(() => ID, { nullable: true, description: `${PRESET} Null removes it.` }) presetId?: string | null;
}

@InputType('PromptTemplateFilter', { description: 'Restricts a list of prompt templates.' })
class PromptTemplateFilterInput extends TimeRangeInput implements PromptTemplateFilter {
  @TextField('name, description or text') text?: string | null;
  @OneOfField(TemplateTargetEnum, 'targets') writes?: TemplateTarget[] | null;
  @ReferenceField('that name the preset') presetId?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
}

export const PromptTemplateListArgs = listArgs<PromptTemplateFilterInput, PromptTemplateOrderField>(
  'PromptTemplate',
  PromptTemplateFilterInput,
  { CREATED_AT: 'The time at which the template was created.', NAME: 'The name of the template.' },
);
