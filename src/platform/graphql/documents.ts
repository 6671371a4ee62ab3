import { TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LIMITS } from './limits.ts';

/** Documents that are kept. Clients send few different ones, but each again and again. */
const KEPT = 500;

/** Valid documents by their text, those that were used last: a thousand subscriptions hold one document, not a thousand copies. */
export class Documents {
  readonly #byText = new LRUCache<string, DocumentNode>({ max: KEPT });

  get(text: string): DocumentNode | undefined {
    return this.#byText.get(text);
  }

  add(text: string, document: DocumentNode): void {
    if (text.length <= LIMITS.keptDocumentCharacters) this.#byText.set(text, document);
  }
}

/** What decides whose subscriptions of one document are the same. */
export interface Traits {
  /** Variables that say where to begin, and nothing else. */
  readonly cursors: ReadonlySet<string>;
  /** Something in it looks different to each person, not only to each role: a field with the extension `perViewer`. */
  readonly perViewer: boolean;
}

/** The argument with which subscriptions take their cursor. */
const CURSOR_ARGUMENT = 'after';

const known = new WeakMap<OperationDefinitionNode, Traits>();

/** Reads off a valid document what two of its subscriptions must have in common to be one. */
export function traitsOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Traits {
  const traits = known.get(operation) ?? readTraits(schema, document, operation);
  known.set(operation, traits);
  return traits;
}

function readTraits(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Traits {
  const types = new TypeInfo(schema);
  const uses = new Map<string, number>();
  let perViewer = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      // A definition names its variable without using it.
      VariableDefinition: () => false,
      Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
      Field: () => void (perViewer ||= types.getFieldDef()?.extensions['perViewer'] === true),
    }),
  );
  const cursors = operation.selectionSet.selections
    .flatMap((field) => (field.kind === 'Field' ? (field.arguments ?? []) : []))
    .flatMap(({ name, value }) => (name.value === CURSOR_ARGUMENT && value.kind === 'Variable' ? value.name.value : []))
    .filter((name) => uses.get(name) === 1);
  return { cursors: new Set(cursors), perViewer };
}
