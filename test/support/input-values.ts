import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType } from 'graphql';
import type { GraphQLEnumType, GraphQLInputType, GraphQLScalarType, GraphQLSchema } from 'graphql';
import { fieldOf, operationNames } from './call-operation.ts';
import { OPERATIONS } from './operations.ts';
import type { World } from './world.ts';

export interface InputPlace {
  /** As in `Mutation.login`. */
  readonly operation: string;
  /** Argument, fields, and 0 for the first item of a list. */
  readonly path: readonly string[];
  readonly type: GraphQLScalarType | GraphQLEnumType;
}

/** Every scalar and enum that an operation takes, however deep. */
export const inputPlaces = (schema: GraphQLSchema): InputPlace[] =>
  operationNames(schema).flatMap((operation) =>
    fieldOf(schema, operation).args.flatMap((arg) => placesIn(arg.type, [arg.name], []).map((place) => ({ operation, ...place }))),
  );

function placesIn(type: GraphQLInputType, path: readonly string[], above: readonly string[]): Omit<InputPlace, 'operation'>[] {
  if (isNonNullType(type)) return placesIn(type.ofType, path, above);
  if (isListType(type)) return placesIn(type.ofType, [...path, '0'], above);
  if (isScalarType(type) || isEnumType(type)) return [{ path, type }];
  if (above.includes(type.name)) return [];
  return Object.values(type.getFields()).flatMap((field) => placesIn(field.type, [...path, field.name], [...above, type.name]));
}

const PLAIN: Readonly<Record<string, unknown>> = {
  String: 'plain',
  ID: '0192a000-0000-7000-8000-000000000000',
  Int: 1,
  Float: 1,
  Boolean: true,
};

/** Arguments that fit, those of the table of operations where it has some, with the value at the place. */
export function argumentsWith(
  schema: GraphQLSchema,
  world: World,
  { operation, path }: InputPlace,
  value: unknown,
): Record<string, unknown> {
  const known = OPERATIONS[operation];
  const given = known && 'arguments' in known ? known.arguments : undefined;
  const base: Record<string, unknown> = { ...(typeof given === 'function' ? given(world) : given) };
  const [argument, ...rest] = path;
  const needed = fieldOf(schema, operation).args.filter(({ name, type }) => name in base || name === argument || isNonNullType(type));
  return Object.fromEntries(needed.map(({ name, type }) => [name, filled(type, name === argument ? rest : undefined, base[name], value)]));
}

function filled(type: GraphQLInputType, path: readonly string[] | undefined, base: unknown, value: unknown): unknown {
  if (isNonNullType(type)) return filled(type.ofType, path, base, value);
  if (path?.length === 0) return value;
  if (isListType(type)) return path ? [filled(type.ofType, path.slice(1), undefined, value)] : (base ?? []);
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    const given = (base ?? {}) as Record<string, unknown>;
    const wanted = Object.values(named.getFields()).filter(
      ({ name, type: of }) => name in given || name === path?.[0] || isNonNullType(of),
    );
    return Object.fromEntries(
      wanted.map(({ name, type: of }) => [name, filled(of, name === path?.[0] ? path.slice(1) : undefined, given[name], value)]),
    );
  }
  if (base !== undefined) return base;
  return isEnumType(named) ? named.getValues()[0]?.name : (PLAIN[named.name] ?? 'plain');
}
