import { sql } from '@mikro-orm/postgresql';
import type { RawQueryFragment } from '@mikro-orm/postgresql';

/** When the transaction began, by the clock of the database, plus or minus seconds: equal in all rows that it writes. */
export const transactionTime = (plusSeconds = 0): RawQueryFragment => sql`now() + make_interval(secs => ${plusSeconds})`;

/** The time at which the statement runs, by the clock of the database: after a lock was waited for, the start of the transaction is too old. */
export const clockTime = (plusSeconds = 0): RawQueryFragment => sql`clock_timestamp() + make_interval(secs => ${plusSeconds})`;
