import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { S3Error } from '../errors.ts';

/** An element's content: text, elements, or several of the same name. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** Characters that XML 1.0 cannot represent, which are most control characters; a listing with `encoding-type=url` avoids the problem. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Builds a complete document. Text is escaped; `undefined` elements are omitted. */
export function buildXml(root: string, content: { readonly [name: string]: XmlValue }): string {
  const body = builder.build({ [root]: { '@_xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/', ...content } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.replace(UNWRITABLE, '\ufffd')}`;
}

/** Keeps keys and ETags as text with their spaces: leading zeros are part of a key, not of a number. */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  // Without this option, `&#xD;` would stay encoded.
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 2_000_000 },
  isArray: (name) => name === 'Part' || name === 'Object',
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the repeated elements of `<root><item>…</item>…</root>`, and the root's other elements as text. Throws MalformedXML. Document type
 * definitions are never read.
 */
export function parseXmlList(
  text: string,
  root: string,
  item: string,
): { items: Record<string, unknown>[]; root: Record<string, unknown> } {
  if (/<!DOCTYPE/i.test(text)) throw new S3Error('MalformedXML');
  let parsed: unknown;
  try {
    parsed = parser.parse(text, true);
  } catch {
    throw new S3Error('MalformedXML');
  }
  const found = isRecord(parsed) ? parsed[root] : undefined;
  const items = isRecord(found) ? found[item] : undefined;
  if (!isRecord(found) || !Array.isArray(items) || !items.every(isRecord)) throw new S3Error('MalformedXML');
  return { items, root: found };
}

/** The text of one child element. Throws MalformedXML when it is missing or repeated. */
export function textOf(element: Record<string, unknown>, name: string): string {
  const value = element[name];
  if (typeof value !== 'string') throw new S3Error('MalformedXML');
  return value;
}
