import { GraphQLID, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql';
import { foldedId } from '../../kernel/id.ts';

type Fold = (value: unknown) => unknown;
type Values = Readonly<Record<string, unknown>>;

/**
 * Ids are the same in capital and in small letters, wherever an operation takes one: each resolver gets them as they are stored. At the
 * resolvers and not in the scalar ID, because graphql-jit has code of its own for that one.
 */
export function foldIds(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) if (isObjectType(type)) Object.values(type.getFields()).forEach(foldArguments);
}

function foldArguments(field: GraphQLField<unknown, unknown>): void {
  const folds = foldsOf(field.args, []);
  const { resolve, subscribe } = field;
  if (folds.size === 0) return;
  if (resolve) field.resolve = (root, args: Values, ...rest) => resolve(root, folded(folds, args), ...rest);
  if (subscribe) field.subscribe = (root, args: Values, ...rest) => subscribe(root, folded(folds, args), ...rest);
}

/** By name, for those that are an id or have one inside. */
const foldsOf = (
  fields: readonly { readonly name: string; readonly type: GraphQLInputType }[],
  above: readonly string[],
): ReadonlyMap<string, Fold> =>
  new Map(
    fields.flatMap(({ name, type }) => {
      const fold = foldOf(type, above);
      return fold ? [[name, fold] as const] : [];
    }),
  );

function foldOf(type: GraphQLInputType, above: readonly string[]): Fold | undefined {
  if (isNonNullType(type)) return foldOf(type.ofType, above);
  if (type === GraphQLID) return (value) => (typeof value === 'string' ? foldedId(value) : value);
  if (isListType(type)) {
    const fold = foldOf(type.ofType, above);
    return fold && ((value) => (Array.isArray(value) ? value.map(fold) : value));
  }
  if (!isInputObjectType(type) || above.includes(type.name)) return undefined;
  const folds = foldsOf(Object.values(type.getFields()), [...above, type.name]);
  return folds.size > 0 ? (value) => (typeof value === 'object' && value !== null ? folded(folds, value as Values) : value) : undefined;
}

const folded = (folds: ReadonlyMap<string, Fold>, values: Values): Record<string, unknown> => {
  const copy: Record<string, unknown> = { ...values };
  for (const [name, fold] of folds) if (name in copy) copy[name] = fold(copy[name]);
  return copy;
};
