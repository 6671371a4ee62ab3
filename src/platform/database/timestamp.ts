import { p } from '@mikro-orm/core';

/** A column for a time with time zone, in milliseconds like a JavaScript Date. */
export const timestamp = () => p.datetime().columnType('timestamptz(3)');
