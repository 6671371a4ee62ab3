import { createHash } from 'node:crypto';
import type { Connection, Submittable } from 'pg';

export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** A statement with a name that is derived from its text, so that a name identifies one text. */
export const named = (text: string): NamedStatement => ({
  name: `rw_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
  text,
});

/**
 * A query of one row with one text, within the scope of a session. Its last two parameters are the session, and the workspace to which the
 * scope is narrowed or null. CASE runs the query after its condition has opened the scope; if it ran before, the query would see nothing.
 */
export const inSession = (query: string, parameters: number): NamedStatement =>
  named(`select case when open_read_scope($${parameters + 1}::uuid, $${parameters + 2}::uuid) then (${query}) end`);

/** A statement with its values. */
export interface BoundStatement extends NamedStatement {
  readonly values: readonly (string | null)[];
  /** Whether it is not prepared on this connection yet. */
  readonly isNew: boolean;
}

/**
 * A prepared statement in one message without Describe: its result is the first column of its row, as text. PostgreSQL runs it in an
 * implicit transaction, with which local settings end, even after errors. node-postgres calls the `handle…` methods.
 */
export class SessionRead implements Submittable {
  #row: string | null = null;

  constructor(
    private readonly statement: BoundStatement,
    /** Names of statements to close first. */
    private readonly dropped: readonly string[],
    private readonly done: (error: Error | undefined, row: string | null) => void,
  ) {}

  submit(connection: Connection): void {
    const { name, text, values, isNew } = this.statement;
    connection.stream.cork();
    try {
      for (const old of this.dropped) connection.close({ type: 'S', name: old }, true);
      // A failed message may have left the name prepared; closing an unknown name is not an error.
      if (isNew) connection.close({ type: 'S', name }, true);
      if (isNew) connection.parse({ name, text, types: [] }, true);
      connection.bind({ statement: name, values: [...values] }, true);
      connection.execute({}, true);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#row = fields[0] ?? null;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.done(undefined, this.#row);
  }

  handleError(error: Error): void {
    this.done(error, null);
  }
}
