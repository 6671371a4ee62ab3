import { sql } from '@mikro-orm/postgresql';
import type { RawQueryFragment } from '@mikro-orm/postgresql';

/** Start of the transaction by the clock of the database, plus or minus seconds. It is the same in all rows that the transaction writes. */
export const transactionTime = (plusSeconds = 0): RawQueryFragment => sql`now() + make_interval(secs => ${plusSeconds})`;

/**
 * The time at which the statement runs, by the clock of the database. After waiting for a lock, the start of the transaction is too old.
 */
export const clockTime = (plusSeconds = 0): RawQueryFragment => sql`clock_timestamp() + make_interval(secs => ${plusSeconds})`;
