import {
  Kind,
  TypeInfo,
  getNamedType,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLType,
  SelectionSetNode,
  VariableDefinitionNode,
} from 'graphql';

/** A JSON Schema of the draft 2020-12, which the Model Context Protocol uses for arguments and results of tools. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int: { type: 'integer' },
  SafeInt: { type: 'integer' },
  Float: { type: 'number' },
  DateTime: { type: 'string', format: 'date-time' },
  JSON: {},
};

/**
 * The JSON Schema of an operation's variables without `hidden` ones. A variable is described like the argument or input field that takes it.
 */
export function argumentsSchema(schema: GraphQLSchema, document: DocumentNode, hidden: ReadonlySet<string>): JsonSchema {
  const descriptions = describeVariables(schema, document);
  const variables = (getOperationAST(document)?.variableDefinitions ?? []).filter(({ variable }) => !hidden.has(variable.name.value));
  return {
    type: 'object',
    properties: Object.fromEntries(variables.map((one) => [nameOf(one), variableSchema(schema, one, descriptions.get(nameOf(one)))])),
    required: variables.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE).map(nameOf),
    additionalProperties: false,
  };
}

/** The JSON Schema of an operation's data. */
export function resultSchema(schema: GraphQLSchema, document: DocumentNode): JsonSchema {
  const operation = getOperationAST(document);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw new Error('a tool has one operation of the schema');
  const fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])),
  );
  return objectSchema(root, operation.selectionSet, fragments);
}

const nameOf = ({ variable }: VariableDefinitionNode): string => variable.name.value;

function variableSchema(schema: GraphQLSchema, variable: VariableDefinitionNode, description: string | undefined): JsonSchema {
  const type = typeFromAST(schema, variable.type);
  if (!type) throw new Error(`unknown type of $${nameOf(variable)}`);
  const { defaultValue } = variable;
  return {
    ...valueSchema(isNonNullType(type) ? (type.ofType as GraphQLType) : type),
    ...(description === undefined ? {} : { description }),
    ...(defaultValue?.kind === Kind.INT ? { default: Number(defaultValue.value) } : {}),
  };
}

function describeVariables(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, string> {
  const types = new TypeInfo(schema);
  const found = new Map<string, string>();
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Variable({ name }, _key, parent) {
        const user = parent && 'kind' in parent ? parent : undefined;
        const input = getNamedType(types.getParentInputType());
        const described =
          user?.kind === Kind.OBJECT_FIELD && isInputObjectType(input) ? input.getFields()[user.name.value] : types.getArgument();
        if (described?.description) found.set(name.value, described.description);
      },
    }),
  );
  return found;
}

/** The schema of a value that is not null. */
function valueSchema(type: GraphQLType): JsonSchema {
  if (isNonNullType(type)) return valueSchema(type.ofType as GraphQLType);
  if (isListType(type)) return { type: 'array', items: valueSchema(type.ofType) };
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
  return SCALARS[getNamedType(type).name] ?? {};
}

function objectSchema(
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): JsonSchema {
  const properties = new Map<string, JsonSchema>();
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const set = fragments.get(selection.name.value)?.selectionSet;
      const inner = set && (objectSchema(type, set, fragments)['properties'] as Record<string, JsonSchema>);
      for (const [name, value] of Object.entries(inner ?? {})) properties.set(name, value);
    } else if (selection.kind === Kind.FIELD) {
      const field = type.getFields()[selection.name.value];
      const name = selection.alias?.value ?? selection.name.value;
      if (field) properties.set(name, fieldSchema(field.type, selection.selectionSet, fragments));
    }
  }
  return { type: 'object', properties: Object.fromEntries(properties), required: [...properties.keys()] };
}

function fieldSchema(
  type: GraphQLType,
  set: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): JsonSchema {
  if (!isNonNullType(type)) return { anyOf: [presentSchema(type, set, fragments), { type: 'null' }] };
  return presentSchema(type.ofType as GraphQLType, set, fragments);
}

function presentSchema(
  type: GraphQLType,
  set: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): JsonSchema {
  if (isListType(type)) return { type: 'array', items: fieldSchema(type.ofType as GraphQLType, set, fragments) };
  return isObjectType(type) && set ? objectSchema(type, set, fragments) : valueSchema(type);
}
