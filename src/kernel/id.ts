import { uuidv7 } from 'uuidv7';

/**
 * A new UUIDv7 (RFC 9562, 5.7): unique without coordination, and ordered by creation time. It is copied, because the library concatenates
 * 24 strings, which V8 keeps as a tree of 770 bytes for as long as the id is used.
 */
export const newId = (): string => Buffer.from(uuidv7(), 'latin1').toString('latin1');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID. Checked before a query, because PostgreSQL answers a malformed uuid with an error instead of no row. */
export const isId = (text: string): boolean => UUID.test(text);

/** An id as it is stored: upper and lower case of a UUID are the same id. Other texts stay as they are. */
export const foldedId = (text: string): string => (isId(text) ? text.toLowerCase() : text);
