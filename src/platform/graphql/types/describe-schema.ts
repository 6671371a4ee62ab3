import { isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/** Descriptions of types that are not declared by a class of Reelwright: the roots of Type-GraphQL and the types of graphql-scalars. */
const TYPES: Readonly<Record<string, string>> = {
  Query: 'Reads. None of them changes anything; all fields of one request see the same state.',
  Mutation: 'Changes. A request contains exactly one mutation, which happens completely or not at all.',
  Subscription: 'Live events over WebSocket, by the protocol `graphql-transport-ws`.',
  DateTime: 'A time in ISO 8601 with a time zone, for example `2026-11-20T09:00:00.000Z`. Answers are in UTC with milliseconds.',
  JSON: 'Any JSON value: an object, a list, a string, a number, a boolean or null.',
  SafeInt: 'A whole number from -(2^53 - 1) to 2^53 - 1, sent as a JSON number.',
};

/** Describes those types, and each argument `input` by its type. */
export function describeSchema(schema: GraphQLSchema): void {
  for (const [name, description] of Object.entries(TYPES)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => isObjectType(type));
  for (const field of roots.flatMap((type) => Object.values(type.getFields()))) {
    for (const argument of field.args) {
      const type = schema.getType(String(argument.type).replaceAll(/[[\]!]/g, ''));
      if (argument.name === 'input') argument.description ??= `Input of \`${field.name}\`. ${type?.description ?? ''}`;
    }
  }
}
