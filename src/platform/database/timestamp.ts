import { p } from '@mikro-orm/core';

/** A column for a moment: with time zone, to the millisecond, which is what a JavaScript Date holds. */
export const timestamp = () => p.datetime().columnType('timestamptz(3)');
