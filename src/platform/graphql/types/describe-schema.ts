import { getNamedType, isInputObjectType, isInterfaceType, isNullableType, isObjectType } from 'graphql';
import type { GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { fillWords, listedBy } from './list-words.ts';

/** Descriptions of types that are not declared by a class of Reelwright: the roots of Type-GraphQL and the types of graphql-scalars. */
const TYPES: Readonly<Record<string, string>> = {
  Query: 'Operations that read. None of them changes anything, and all fields of one request see the same state.',
  Mutation: 'Operations that change something. A request contains exactly one mutation, which happens completely or not at all.',
  Subscription: 'Live events over WebSocket, by the protocol `graphql-transport-ws`.',
  DateTime: 'A time in ISO 8601 with a time zone, for example `2026-11-20T09:00:00.000Z`. Times in responses are in UTC with milliseconds.',
  JSON: 'Any JSON value: an object, a list, a string, a number, a boolean or null.',
  SafeInt: 'A whole number from -(2^53 - 1) to 2^53 - 1, sent as a JSON number.',
};

const NOT_CHANGED = 'When omitted, the current value is kept.';

/** Describes those types and each argument `input`, and completes what descriptions leave to the type in which they stand. */
export function describeSchema(schema: GraphQLSchema): void {
  for (const [name, description] of Object.entries(TYPES)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) completeInput(type);
    else if (isObjectType(type) || isInterfaceType(type)) completeObject(type);
  }
}

/**
 * `{unset}` is when an optional field has no value: inputs for new objects and for changes extend the same class. A field of an input for
 * changes also says that omitting it changes nothing.
 */
function completeInput(type: GraphQLInputObjectType): void {
  const isChange = type.name.startsWith('Update');
  const listed = listedBy(type.name);
  for (const field of Object.values(type.getFields())) {
    const text = (field.description ?? '').replace('{unset}', isChange ? 'When null' : 'When omitted or null');
    const isComplete = !isChange || !isNullableType(field.type) || /\bomitted\b/.test(text);
    field.description = fillWords(isComplete ? text : `${text} ${NOT_CHANGED}`, listed);
  }
}

function completeObject(type: GraphQLObjectType | GraphQLInterfaceType): void {
  const listed = listedBy(type.name);
  for (const field of Object.values(type.getFields())) {
    field.description = fillWords(field.description ?? '', listed);
    const listedHere = listedBy(getNamedType(field.type).name);
    for (const argument of field.args) {
      const input = getNamedType(argument.type);
      if (argument.name === 'input') argument.description ??= `Input of \`${field.name}\`. ${input.description ?? ''}`;
      argument.description = fillWords(argument.description ?? '', listedHere);
    }
  }
}
