import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import { TEMPLATE_TARGETS, VARIABLE_TYPES } from './template.states.ts';
import type { TemplateTarget, TemplateVariable, VariableType } from './template.states.ts';

export const TemplateTargetEnum = enumType(
  TEMPLATE_TARGETS,
  'TemplateTarget',
  'The part of a film that the text of a prompt template becomes.',
  {
    PROMPT: 'The text becomes the prompt of a film: what the film is about.',
    SCRIPT: 'The text becomes the script of a film: the exact words to speak.',
  },
);

export const VariableTypeEnum = enumType(VARIABLE_TYPES, 'VariableType', 'The type of the values of a variable of a prompt template.', {
  DATE: 'A date, given as a text in the form YYYY-MM-DD.',
  ENUM: 'One of the texts in `values` of the variable. A variable of this type without values is refused.',
  NUMBER: 'A JSON number. It is inserted with a decimal point and without thousands separators.',
  STRING: 'A text of at most 2,000 characters.',
});

@ObjectType('TemplateVariable', { description: 'A variable of a prompt template, whose value is inserted into the text.' })
export class TemplateVariableType implements TemplateVariable {
  @Field(() => String, { description: 'The name of the variable, as in `{{name}}`.' }) name!: string;
  @Field(() => VariableTypeEnum, { description: 'The type of the values of the variable.' }) type!: VariableType;
  @Field(() => String, {
    nullable: true,
    description: 'The meaning of the value, for people, at most 200 characters. Null when there is none.',
  })
  description!: string | null;
  @Field(() => Boolean, { description: 'Whether each film must give a value.' }) required!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'The text that is inserted when no value is given. Null when nothing is inserted then.',
  })
  default!: string | null;
  @Field(() => [String], { description: 'The accepted values of a variable of the type ENUM, 1 to 50 texts. Empty for other types.' })
  values!: string[];
}

@ObjectType('PromptTemplate', {
  implements: NodeType,
  description: 'A text with `{{variables}}` that becomes the prompt or the script of a film.',
})
export class PromptTemplateType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the template, 1 to 100 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'A description for people, at most 500 characters. Null when there is none.' })
  description!: string | null;
  @Field(() => TemplateTargetEnum, { description: 'Whether the text of the template becomes the prompt or the script of a film.' })
  writes!: TemplateTarget;
  @Field(() => String, { description: 'The text of the template, in which `{{name}}` marks the place of a variable.' }) text!: string;
  @Field(() => [TemplateVariableType], {
    description: 'The variables that the template declares, at most 50, in the order of their declaration. Each is used in the text.',
  })
  variables!: TemplateVariableType[];
  @Field(() => Int, {
    description:
      'The number of the current version, which grows by one with every change. `updatePromptTemplate` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which the template was created.' }) createdAt!: Date;
}

@ObjectType('TemplatePreview', { description: 'The text of a prompt template with certain values inserted.' })
export class TemplatePreviewType {
  @Field(() => TemplateTargetEnum, { description: 'Whether the text of the template becomes the prompt or the script of a film.' })
  writes!: TemplateTarget;
  @Field(() => String, { description: 'The text of the template with the values inserted.' }) text!: string;
}

export const PromptTemplateConnectionType = connectionType('PromptTemplate', () => PromptTemplateType);
