import { TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LIMITS } from './limits.ts';

/** Number of documents kept. Clients send few different documents, many times. */
const KEPT = 500;

/** Validated documents by text, least recently used evicted: a thousand subscriptions share one document. */
export class Documents {
  readonly #byText = new LRUCache<string, DocumentNode>({ max: KEPT });

  get(text: string): DocumentNode | undefined {
    return this.#byText.get(text);
  }

  add(text: string, document: DocumentNode): void {
    if (text.length <= LIMITS.keptDocumentCharacters) this.#byText.set(text, document);
  }
}

/** What decides whether subscriptions of one document can share results. */
export interface Traits {
  /** Variables that hold a start cursor and nothing else. */
  readonly cursors: ReadonlySet<string>;
  /** A selected field differs per person, not only per role: a field with the extension `perViewer`. */
  readonly perViewer: boolean;
}

/** The argument that takes a subscription's cursor. */
const CURSOR_ARGUMENT = 'after';

const known = new WeakMap<OperationDefinitionNode, Traits>();

/** Reads from a validated document what two subscriptions must have in common to be shared. */
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
