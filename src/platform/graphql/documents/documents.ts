import { TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LIMITS } from '../limits.ts';

/** Number of documents that are cached. Clients send few different documents, many times. */
const KEPT = 500;

/** Validated documents by text; the least recently used ones are evicted. A thousand subscriptions share one document. */
export class Documents {
  readonly #byText = new LRUCache<string, DocumentNode>({ max: KEPT });

  get(text: string): DocumentNode | undefined {
    return this.#byText.get(text);
  }

  add(text: string, document: DocumentNode): void {
    if (text.length <= LIMITS.keptDocumentCharacters) this.#byText.set(text, document);
  }
}

/** Properties of a document that decide whether its subscriptions can share results. */
export interface Traits {
  /** Variables that are used as a start cursor and nowhere else. */
  readonly cursors: ReadonlySet<string>;
  /** Whether a selected field differs per session or API key instead of only per role, that is, has the extension `perViewer`. */
  readonly perViewer: boolean;
}

/** The argument of a subscription that is its cursor. */
const CURSOR_ARGUMENT = 'after';

const known = new WeakMap<OperationDefinitionNode, Traits>();

/** Reads the traits of a validated document. */
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
      // The definition of a variable names it without using it.
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
