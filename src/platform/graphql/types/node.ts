import { Field, ID, InterfaceType } from 'type-graphql';
import type { Scope } from '../../database/scope.ts';

/** Type names of rows that `node` returned. A row does not know under which type it is published. */
const typeNames = new WeakMap<object, string>();

@InterfaceType('Node', {
  description: 'An object with a globally unique id, as Relay clients expect it. `node(id)` reads it again.',
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Globally unique id of the object, a UUIDv7: ids of newer objects sort after older ones.' })
  id!: string;
}

/** Reads objects of one type by id. `load` applies the access rules of the type's own queries. */
export interface NodeSource {
  readonly type: string;
  readonly table: string;
  readonly load: (scope: Scope, id: string) => Promise<object | null>;
}

/**
 * The type name of a row that `asNode` marked. Synchronous, because graphql-jit cannot wait for Type-GraphQL's own wrapper of
 * `resolveType`.
 */
export const resolveNodeType = (row: object): string | undefined => typeNames.get(row);

/** Marks a row with the name of its type, for `resolveNodeType`. */
export function asNode<Row extends object>(row: Row, type: string): Row {
  typeNames.set(row, type);
  return row;
}
