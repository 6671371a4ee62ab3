import { Kind, getOperationAST } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FormattedExecutionResult,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';
import { authorOf, keyIdOf } from '../../kernel/actor.ts';
import type { Actor } from '../../kernel/actor.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import type { Context } from './context.ts';

/** An operation that was answered, or a subscription that has begun. */
export interface EndedOperation {
  readonly transport: 'HTTP' | 'SOCKET';
  readonly type: 'query' | 'mutation' | 'subscription' | 'none';
  /** The root field of the schema; `several` for more than one, `none` when the document was refused. Never a client's name. */
  readonly field: string;
  /** OK, or the code of the first error. */
  readonly outcome: string;
  readonly seconds: number;
  /** The workspace that the operation names in an argument `workspaceId` of its root field, or as `workspace(id:)`. */
  readonly workspaceId: string | undefined;
  /** Missing when the operation was refused before its caller was identified. */
  readonly context?: Context | undefined;
  /** The HTTP request, where there is no context. */
  readonly requestId?: string | undefined;
  /** The caller, as far as they are known without a context. */
  readonly caller?: CallerIds | undefined;
}

/** The ids of a caller, for logs. */
export interface CallerIds {
  readonly userId?: string | undefined;
  readonly keyId?: string | undefined;
  /** The only workspace of an API key. */
  readonly workspaceId?: string | undefined;
}

export const idsOf = (actor: Actor): CallerIds => ({
  userId: authorOf(actor),
  keyId: keyIdOf(actor),
  workspaceId: actor.kind === 'key' ? [...actor.memberships.keys()][0] : undefined,
});

/** Receives each operation at its end. Must not throw. */
export type OnOperation = (operation: EndedOperation) => void;

/** A validated document, as it was sent. */
interface SentOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

type Described = Pick<EndedOperation, 'type' | 'field' | 'workspaceId'>;

/** The description of a document that was refused before it was validated. */
export const REFUSED_DOCUMENT: Described = { type: 'none', field: 'none', workspaceId: undefined };

interface Root {
  readonly field: string;
  /** Finds the workspace in the variables. */
  readonly workspaceOf: (variables: Readonly<Record<string, unknown>>) => unknown;
}

const roots = new WeakMap<OperationDefinitionNode, Root>();

/** Describes a validated operation by names of the schema. */
export function describeOperation({ schema, document, operationName, variables }: SentOperation): Described {
  const operation = getOperationAST(document, operationName);
  if (!operation) return REFUSED_DOCUMENT;
  const root = roots.get(operation) ?? rootOf(schema, document, operation);
  roots.set(operation, root);
  const workspaceId = root.workspaceOf(variables ?? {});
  return {
    type: operation.operation,
    field: root.field,
    workspaceId: typeof workspaceId === 'string' && isId(workspaceId) ? workspaceId : undefined,
  };
}

/** OK, or the code of the first error, as the client receives it. */
export const outcomeOf = ({ errors }: Pick<FormattedExecutionResult, 'errors'>): string => (errors?.[0] ? codeOf(errors[0]) : 'OK');

interface SomeError {
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly originalError?: unknown;
}

/** The code of an error, presented or not. */
export function codeOf({ extensions, originalError }: SomeError): string {
  if (originalError instanceof ReelwrightError) return originalError.code;
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL';
}

function rootOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Root {
  const fields = fieldsOf(document, operation.selectionSet);
  const names = new Set(fields.map(({ name }) => name.value));
  const [name = 'none', ...others] = names;
  // Validation has refused unknown fields already; this keeps the label bounded even if a caller forgets it.
  const isKnown = name.startsWith('__') || schema.getRootType(operation.operation)?.getFields()[name] !== undefined;
  if (others.length > 0 || !isKnown) return { field: others.length > 0 ? 'several' : 'other', workspaceOf: () => undefined };
  const values = (fields[0]?.arguments ?? []).map(({ name: argument, value }) => ({ name: argument.value, value }));
  const wanted = name === 'workspace' ? ['id', 'workspaceId'] : ['workspaceId'];
  const own = values.find((argument) => wanted.includes(argument.name))?.value;
  const input = values.find((argument) => argument.name === 'input')?.value;
  return {
    field: name,
    workspaceOf: (variables) => (own ? valueOf(own, variables) : input && propertyOf(valueOf(input, variables), variables)),
  };
}

const propertyOf = (input: unknown, variables: Readonly<Record<string, unknown>>): unknown => {
  const value = typeof input === 'object' && input !== null && 'workspaceId' in input ? input.workspaceId : undefined;
  return isNode(value) ? valueOf(value, variables) : value;
};

const isNode = (value: unknown): value is ValueNode => typeof value === 'object' && value !== null && 'kind' in value;

/** The value of a variable or a text; the fields of a literal object, unread. */
function valueOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.STRING) return node.value;
  return node.kind === Kind.OBJECT ? Object.fromEntries(node.fields.map(({ name, value }) => [name.value, value])) : undefined;
}

/** The fields of a selection, with those of its fragments. A validated document has no circular fragments. */
function fieldsOf(document: DocumentNode, { selections }: SelectionSetNode): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsOf(document, fragment.selectionSet) : [];
  });
}
