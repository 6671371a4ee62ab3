import { getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import type { GraphQLField, GraphQLObjectType, GraphQLOutputType } from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** As deep as it is interesting: items of a list, things that they name, and lists of those. */
const DEPTH = 3;

export const isConnection = (type: GraphQLOutputType): boolean => getNamedType(type).name.endsWith('Connection');

/** Everything that can be asked for without arguments; a type inside of itself once more, with its plain fields. */
export function deepSelection(type: GraphQLObjectType, above: readonly string[] = []): string {
  const isTooDeep = above.includes(type.name) || above.length > DEPTH;
  const parts = Object.values(type.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .flatMap((field) => {
      const inner = getNamedType(field.type);
      if (isLeafType(inner)) return field.name;
      if (isTooDeep || !isObjectType(inner)) return [];
      const below = [...above, type.name];
      if (!isConnection(field.type)) return `${field.name} { ${deepSelection(inner, below)} }`;
      return `${field.name}(first: 2) { totalCount nodes { ${deepSelection(nodeOf(field), below)} } }`;
    });
  return parts.join(' ');
}

/** The type of a connection's items. */
export function nodeOf({ type }: Field): GraphQLObjectType {
  const connection = getNamedType(type);
  const node = isObjectType(connection) ? getNamedType(connection.getFields()['nodes']?.type) : undefined;
  if (!isObjectType(node)) throw new Error(`${String(type)} has no nodes`);
  return node;
}
