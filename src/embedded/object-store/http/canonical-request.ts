import { S3Error } from '../errors.ts';

/** Names and values of a query, decoded, in order. */
export type Query = readonly (readonly [name: string, value: string])[];

const UNRESERVED_TOO = /[!'()*]/g;
const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** Percent-encodes all but RFC 3986's unreserved characters, as SigV4 requires; `encodeURIComponent` leaves five more. */
const uriEncode = (text: string): string => encodeURIComponent(text).replace(UNRESERVED_TOO, percent);

/** Encodes a path, like `uriEncode` but keeping `/`: S3 encodes a path once and never normalizes it. */
export const uriEncodePath = (path: string): string => uriEncode(path).replaceAll('%2F', '/');

/** Decodes once. Throws InvalidURI for a lone `%` and for bytes that are not UTF-8. */
export function uriDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}

/** Parses a query string. A plus is a space, as in form encoding. */
export function parseQuery(text: string): Query {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.includes('=') ? pair.indexOf('=') : pair.length;
      const decode = (part: string) => uriDecode(part.replaceAll('+', ' '));
      return [decode(pair.slice(0, at)), decode(pair.slice(at + 1))] as const;
    });
}

/** Compares two encoded texts. They are ASCII, so this is the byte order that SigV4 requires. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const canonicalQuery = (query: Query): string =>
  query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => byCode(nameA, nameB) || byCode(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

interface CanonicalParts {
  readonly method: string;
  /** The decoded path. */
  readonly path: string;
  /** The query without `X-Amz-Signature`. */
  readonly query: Query;
  /** Lower-case names with every received value. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly signedHeaders: readonly string[];
  /** Hex SHA-256 of the body, or a SigV4 keyword such as UNSIGNED-PAYLOAD. */
  readonly payloadHash: string;
}

/** The canonical request: task 1 of "Create a signed AWS API request" in the AWS documentation, with its exceptions for S3. */
export function canonicalRequest({ method, path, query, headers, signedHeaders, payloadHash }: CanonicalParts): string {
  const line = (name: string) => `${name}:${(headers[name] ?? []).map((value) => value.trim().replace(/\s+/g, ' ')).join(',')}\n`;
  return [method, uriEncodePath(path), canonicalQuery(query), signedHeaders.map(line).join(''), signedHeaders.join(';'), payloadHash].join(
    '\n',
  );
}
