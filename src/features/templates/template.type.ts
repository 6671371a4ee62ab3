import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import { TEMPLATE_TARGETS, VARIABLE_TYPES } from './template.states.ts';
import type { TemplateTarget, TemplateVariable, VariableType } from './template.states.ts';

export const TemplateTargetEnum = enumType(TEMPLATE_TARGETS, 'TemplateTarget', 'What the text of a prompt template becomes.', {
  PROMPT: 'The prompt of a film: what it is about.',
  SCRIPT: 'The script of a film: the exact words that are spoken.',
});

export const VariableTypeEnum = enumType(VARIABLE_TYPES, 'VariableType', 'The type of a variable of a prompt template.', {
  DATE: 'A day of the calendar, written as YYYY-MM-DD.',
  ENUM: 'One of the `values` of the variable. A variable of this type without values is answered with BAD_USER_INPUT.',
  NUMBER: 'A JSON number. It is inserted with a decimal point and without grouping.',
  STRING: 'A text of at most 2,000 characters.',
});

@ObjectType('TemplateVariable', { description: 'A variable of a prompt template: the place of a value in its text.' })
export class TemplateVariableType implements TemplateVariable {
  @Field(() => String, { description: 'The name between `{{` and `}}`.' }) name!: string;
  @Field(() => VariableTypeEnum, { description: 'Which values are accepted.' }) type!: VariableType;
  @Field(() => String, { nullable: true, description: 'What the value means, for people, at most 200 characters. Null without one.' })
  description!: string | null;
  @Field(() => Boolean, { description: 'Whether a value must be given.' }) required!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'What is inserted when no value is given, as it is inserted. Null inserts nothing.',
  })
  default!: string | null;
  @Field(() => [String], { description: 'The accepted values of an ENUM, 1 to 50; empty for other types.' }) values!: string[];
}

@ObjectType('PromptTemplate', {
  implements: NodeType,
  description: 'A text with `{{variables}}` that becomes the prompt or the script of a film.',
})
export class PromptTemplateType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the template, 1 to 100 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Free text for people, at most 500 characters. Null when there is none.' })
  description!: string | null;
  @Field(() => TemplateTargetEnum, { description: 'What the text becomes: a prompt or a script.' }) writes!: TemplateTarget;
  @Field(() => String, { description: 'The text, in which `{{name}}` marks the place of a variable.' }) text!: string;
  @Field(() => [TemplateVariableType], { description: 'The declared variables, at most 50. Each is used in the text.' })
  variables!: TemplateVariableType[];
  @Field(() => Int, { description: 'Goes up by one with every change. `updatePromptTemplate` takes it as `expectedVersion`.' })
  version!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the template was created.' }) createdAt!: Date;
}

@ObjectType('TemplatePreview', { description: 'The words that a prompt template gives with certain values.' })
export class TemplatePreviewType {
  @Field(() => TemplateTargetEnum, { description: 'What the text becomes: a prompt or a script.' }) writes!: TemplateTarget;
  @Field(() => String, { description: 'The text with the values in the places of the variables.' }) text!: string;
}

export const PromptTemplateConnectionType = connectionType('PromptTemplate', () => PromptTemplateType);
