import type { Request, RequestHandler, Response } from 'express';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { REFUSED_DOCUMENT, codeOf } from '../ended-operation.ts';
import type { OnOperation } from '../ended-operation.ts';
import { isObject } from './trusted-documents.ts';
import type { NamedRequest, TrustedDocuments } from './trusted-documents.ts';

export interface TrustedHttpOptions {
  readonly documents: TrustedDocuments;
  /** Converts a refusal for the client of this response. */
  readonly present: (error: unknown, response: Response) => object;
  readonly onOperation: OnOperation;
}

/** Puts the text of a trusted document in the place of its id, so that plans and Apollo see an ordinary request. */
export function trustedHttp({ documents, present, onOperation }: TrustedHttpOptions): RequestHandler {
  return (request, response, next) => {
    try {
      if (request.method === 'GET') nameInUrl(documents, request);
      else if (isObject(request.body)) request.body = named(documents, request.body as NamedRequest);
      next();
    } catch (error) {
      const outcome = codeOf({ originalError: error });
      onOperation({ ...REFUSED_DOCUMENT, transport: 'HTTP', outcome, seconds: 0, requestId: String(response.getHeader('x-request-id')) });
      // Clients that send unknown documents by their hashes first take another status for a failure of the server.
      response.status(outcome === 'PERSISTED_QUERY_NOT_FOUND' ? 200 : 400).json({ errors: [present(error, response)] });
    }
  };
}

/** The same request with the document instead of its id. Other extensions are kept. */
function named<Sent extends NamedRequest>(documents: TrustedDocuments, request: Sent): Sent {
  const query = documents.textOf(request);
  const { documentId: _id, extensions, ...rest } = request;
  const others = withoutHash(extensions);
  return { ...rest, ...(query === undefined ? {} : { query }), ...(others === undefined ? {} : { extensions: others }) } as Sent;
}

/** Undefined when nothing is left: a request without extensions can be answered by a plan. */
function withoutHash(extensions: unknown): unknown {
  if (!isObject(extensions)) return extensions ?? undefined;
  const { persistedQuery: _hash, ...others } = extensions as Readonly<Record<string, unknown>>;
  return Object.keys(others).length > 0 ? others : undefined;
}

function nameInUrl(documents: TrustedDocuments, request: Request): void {
  const [path = '', search = ''] = request.url.split(/\?(.*)/s, 2);
  const parameters = new URLSearchParams(search);
  // Otherwise the parameter that is checked and the one that is executed could differ.
  if (parameters.size > new Set(parameters.keys()).size)
    throw new ReelwrightError('BAD_USER_INPUT', 'A parameter of the URL is given twice.');
  const { extensions, ...others } = Object.fromEntries(parameters);
  const { extensions: kept, ...texts } = named(documents, { ...others, extensions: parsed(extensions) });
  const all = { ...texts, ...(kept === undefined ? {} : { extensions: JSON.stringify(kept) }) };
  request.url = `${path}?${new URLSearchParams(all as Record<string, string>).toString()}`;
}

/** Extensions of a URL. Text that is not JSON stays as it is; Apollo refuses it. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
