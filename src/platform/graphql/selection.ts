import { Kind, getArgumentValues, getNamedType, isObjectType } from 'graphql';
import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import { merged } from '../../kernel/selection.ts';
import type { SelectedField, Selection } from '../../kernel/selection.ts';

/**
 * The selection below the field that is being resolved. Aliases are merged, and fields under `@skip` or `@include` count as selected,
 * because reading a little too much is harmless.
 */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const type = getNamedType(info.returnType);
  return isObjectType(type) ? merged(info.fieldNodes.map(({ selectionSet }) => read(info, type, selectionSet))) : {};
}

function read(info: GraphQLResolveInfo, type: GraphQLObjectType, set: SelectionSetNode | undefined): Selection {
  return merged(
    (set?.selections ?? []).map((selection) => {
      if (selection.kind === Kind.FIELD) return readField(info, type, selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) return read(info, type, selection.selectionSet);
      return read(info, type, info.fragments[selection.name.value]?.selectionSet);
    }),
  );
}

function readField(info: GraphQLResolveInfo, type: GraphQLObjectType, node: FieldNode): Selection {
  const field = type.getFields()[node.name.value];
  // `__typename` is part of the language and has no field in the schema.
  if (!field) return {};
  const args = field.args.length > 0 ? getArgumentValues(field, node, info.variableValues) : {};
  const inner = getNamedType(field.type);
  const asked: SelectedField = { args, subfields: isObjectType(inner) ? read(info, inner, node.selectionSet) : {} };
  return { [node.name.value]: asked };
}
