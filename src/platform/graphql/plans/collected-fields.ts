import { Kind } from 'graphql';
import type { FieldNode, FragmentDefinitionNode, GraphQLObjectType, SelectionSetNode } from 'graphql';
import { NoPlan } from './no-plan.ts';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The nodes of each field by response key, in the order of the response. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Merges the selections of these nodes as graphql-js does. Unlike `selectionOf` it keeps aliases. @throws NoPlan for directives, and for
 * fragments on another type
 */
export function collectFields(
  type: GraphQLObjectType,
  nodes: readonly { readonly selectionSet?: SelectionSetNode | undefined }[],
  fragments: Fragments,
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.directives?.length) throw new NoPlan('a directive');
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment || fragment.directives?.length || (fragment.typeCondition && fragment.typeCondition.name.value !== type.name))
        throw new NoPlan('a fragment of another type');
      collect(fragment.selectionSet);
    }
  };
  for (const { selectionSet } of nodes) collect(selectionSet);
  return fields;
}
