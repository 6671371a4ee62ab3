import { ReelwrightError } from '../../../kernel/errors.ts';

/** A request that may name its document instead of sending it. */
export interface NamedRequest {
  readonly query?: unknown;
  /** The id as the persisted documents of GraphQL over HTTP name it; `sha256:` may precede a hash. */
  readonly documentId?: unknown;
  /** Apollo Client, urql and graphql-ws send the hash as `persistedQuery.sha256Hash`. */
  readonly extensions?: unknown;
}

/** Documents that the operator has published. Clients send their ids instead of their texts. */
export class TrustedDocuments {
  readonly #byId: ReadonlyMap<string, string>;
  readonly #texts: ReadonlySet<string>;

  constructor(
    documents: ReadonlyMap<string, string>,
    private readonly options: {
      /** Whether all other documents are refused. */
      readonly only: boolean;
      /** Documents without an id that are trusted too. */
      readonly own?: readonly string[];
    },
  ) {
    this.#byId = documents;
    this.#texts = new Set([...documents.values(), ...(options.own ?? [])]);
  }

  /**
   * The document of a request; undefined when the request has neither an id nor a text. The document of a known id replaces the text that
   * was sent with it. @throws ReelwrightError PERSISTED_QUERY_NOT_FOUND or UNTRUSTED_DOCUMENT
   */
  textOf(request: NamedRequest): string | undefined {
    const id = idOf(request);
    const known = id === undefined ? undefined : this.#byId.get(id);
    if (known !== undefined) return known;
    const text = typeof request.query === 'string' && request.query !== '' ? request.query : undefined;
    if (this.options.only && (text === undefined || !this.#texts.has(text))) throw untrusted(id);
    if (text === undefined && id !== undefined) throw notFound();
    return text;
  }
}

function idOf({ documentId, extensions }: NamedRequest): string | undefined {
  if (typeof documentId === 'string') return documentId.replace(/^sha256:/, '');
  const { persistedQuery } = (isObject(extensions) ? extensions : {}) as { readonly persistedQuery?: unknown };
  const hash = isObject(persistedQuery) && 'sha256Hash' in persistedQuery ? persistedQuery.sha256Hash : undefined;
  return typeof hash === 'string' ? hash : undefined;
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Apollo Client then sends the text, in the same way as for documents that a server has not stored yet. */
const notFound = (): ReelwrightError =>
  new ReelwrightError('PERSISTED_QUERY_NOT_FOUND', 'No trusted document has this id. Send the document as `query`.');

const untrusted = (id: string | undefined): ReelwrightError =>
  new ReelwrightError(
    'UNTRUSTED_DOCUMENT',
    id === undefined
      ? 'This installation runs trusted documents only. Send the id of one as `documentId`.'
      : 'No trusted document has this id, and this installation runs no others.',
  );
