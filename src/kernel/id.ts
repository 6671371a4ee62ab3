import { uuidv7 } from 'uuidv7';

/** Ids are UUIDv7 (RFC 9562, 5.7): unique without coordination and sorted by time of creation. */
export const newId = (): string => uuidv7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ask before a database does: PostgreSQL answers a malformed uuid with an error, not with "no such row". */
export const isId = (text: string): boolean => UUID.test(text);

/** An id as it is stored: the case of a UUID's letters means nothing. Other texts stay as they are. */
export const foldedId = (text: string): string => (isId(text) ? text.toLowerCase() : text);
