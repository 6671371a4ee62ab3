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

/**
 * Ways from one root field that end with the same field of the same type. More types give far more ways than fields, and all ways to a field
 * run the same resolver; the shortest ways are kept.
 */
const MAX_WAYS = 2;

/** The ways in which a query, mutation or subscription leads to an object without further arguments, the shortest first. */
export function fieldPaths(schema: GraphQLSchema, rootField: string): FieldPath[] {
  const type = getNamedType(fieldOf(schema, rootField).type);
  if (!isObjectType(type)) return [];
  const isList = type.name.endsWith('Connection');
  const root: Way = isList
    ? { type: nodeOf(fieldOf(schema, rootField)), above: [], name: 'nodes', wrap: (inner) => `{ nodes ${inner} }` }
    : { type, above: [], name: '', wrap: (inner) => inner };
  const found: FieldPath[] = [];
  const ways = new Map<string, number>();
  for (let level = [root]; level.length > 0;) {
    found.push(...level.map(pathOf));
    level = level.flatMap(waysBelow).filter(({ last = '' }) => {
      ways.set(last, (ways.get(last) ?? 0) + 1);
      return (ways.get(last) ?? 0) <= MAX_WAYS;
    });
  }
  return found;
}

interface Way {
  readonly type: GraphQLObjectType;
  /** Types on the way. */
  readonly above: readonly string[];
  readonly name: string;
  /** `Type.field` that it ends with. */
  readonly last?: string;
  readonly wrap: (inner: string) => string;
}

const plainFields = (type: GraphQLObjectType) => Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument));

function pathOf({ type, name, wrap }: Way): FieldPath {
  const leaves = plainFields(type).filter((field) => isLeafType(getNamedType(field.type)));
  return { name, leaves: leaves.map((field) => field.name), select: (chosen) => wrap(`{ ${['__typename', ...chosen].join(' ')} }`) };
}

function waysBelow({ type, above, name, wrap }: Way): Way[] {
  const onPath = [...above, type.name];
  return plainFields(type).flatMap((field) => {
    const inner = isConnection(field.type) ? nodeOf(field) : getNamedType(field.type);
    if (!isObjectType(inner) || onPath.length >= MAX_DEPTH) return [];
    if (onPath.filter((visited) => visited === inner.name).length >= MAX_VISITS) return [];
    const through = (selection: string): string =>
      wrap(isConnection(field.type) ? `{ ${field.name}(first: 50) { nodes ${selection} } }` : `{ ${field.name} ${selection} }`);
    const last = `${type.name}.${field.name}`;
    return [{ type: inner, above: onPath, name: name === '' ? field.name : `${name}.${field.name}`, last, wrap: through }];
  });
}
