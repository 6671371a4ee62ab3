import { GraphQLID, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql';
import { foldedId } from '../../kernel/id.ts';

type Fold = (value: unknown) => unknown;
type Values = Readonly<Record<string, unknown>>;

/**
 * Makes upper and lower case of ids equal wherever an operation takes an id: each resolver gets ids as they are stored. This is done at the
 * resolvers instead of the scalar ID, because graphql-jit has code of its own for ID.
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

/** Functions that fold the arguments which are an id or contain one, by name. */
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
