import { getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { fieldOf } from './call-operation.ts';
import { isConnection, nodeOf } from './deep-selection.ts';

/** Objects on a path; a type may be on it twice, since what a thing names may be another one of its kind. */
const MAX_DEPTH = 4;
const MAX_VISITS = 2;

/** A way from a root field to one object type, with the plain fields of that type. */
export interface FieldPath {
  /** `jobs.outputs`, without the root field; empty for the object that the root field returns. */
  readonly name: string;
  readonly leaves: readonly string[];
  /** A selection set for the root field that asks for these leaves at the end of the path. */
  readonly select: (leaves: readonly string[]) => string;
}

/** Every way in which a query, mutation or subscription leads to an object without further arguments. */
export function fieldPaths(schema: GraphQLSchema, rootField: string): FieldPath[] {
  const type = getNamedType(fieldOf(schema, rootField).type);
  if (!isObjectType(type)) return [];
  return type.name.endsWith('Connection')
    ? pathsFrom(nodeOf(fieldOf(schema, rootField)), [], 'nodes', (inner) => `{ nodes ${inner} }`)
    : pathsFrom(type, [], '', (inner) => inner);
}

function pathsFrom(type: GraphQLObjectType, above: readonly string[], name: string, wrap: (inner: string) => string): FieldPath[] {
  const onPath = [...above, type.name];
  const fields = Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type))).map((field) => field.name);
  const below = fields.flatMap((field) => {
    const inner = isConnection(field.type) ? nodeOf(field) : getNamedType(field.type);
    if (!isObjectType(inner) || onPath.length >= MAX_DEPTH) return [];
    if (onPath.filter((visited) => visited === inner.name).length >= MAX_VISITS) return [];
    const through = (selection: string): string =>
      wrap(isConnection(field.type) ? `{ ${field.name}(first: 50) { nodes ${selection} } }` : `{ ${field.name} ${selection} }`);
    return pathsFrom(inner, onPath, name === '' ? field.name : `${name}.${field.name}`, through);
  });
  return [{ name, leaves, select: (chosen) => wrap(`{ ${['__typename', ...chosen].join(' ')} }`) }, ...below];
}
