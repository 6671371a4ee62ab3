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

/** A statement with its values. */
export interface BoundStatement extends NamedStatement {
  readonly values: readonly string[];
  /** Whether it is not prepared on this connection yet. */
  readonly isNew: boolean;
}

/**
 * Several statements in one message with a single Sync. PostgreSQL runs them in one implicit transaction, so local settings end with it
 * even after errors. The result is the first column of the last statement's row. node-postgres calls the `handle…` methods.
 */
export class PipelinedRead implements Submittable {
  #completed = 0;
  #row: string | null = null;

  constructor(
    private readonly statements: readonly BoundStatement[],
    /** Names of statements to close first. */
    private readonly dropped: readonly string[],
    private readonly done: (error: Error | undefined, row: string | null) => void,
  ) {}

  submit(connection: Connection): void {
    connection.stream.cork();
    try {
      for (const name of this.dropped) connection.close({ type: 'S', name }, true);
      for (const { name, text, values, isNew } of this.statements) {
        // A failed pipeline may have left the name prepared; closing an unknown name is not an error.
        if (isNew) connection.close({ type: 'S', name }, true);
        if (isNew) connection.parse({ name, text, types: [] }, true);
        connection.bind({ statement: name, values: [...values] }, true);
        connection.execute({}, true);
      }
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#completed === this.statements.length - 1) this.#row = fields[0] ?? null;
  }

  handleCommandComplete(): void {
    this.#completed += 1;
  }

  handleReadyForQuery(): void {
    this.done(undefined, this.#row);
  }

  handleError(error: Error): void {
    this.done(error, null);
  }
}
