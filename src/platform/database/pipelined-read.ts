import { createHash } from 'node:crypto';
import type { Connection, Submittable } from 'pg';

export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** The name follows from the text, so that a connection never has two texts under one name. */
export const named = (text: string): NamedStatement => ({
  name: `rw_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
  text,
});

/** A statement with its values. */
export interface BoundStatement extends NamedStatement {
  readonly values: readonly string[];
  /** The connection has not parsed it yet. */
  readonly isNew: boolean;
}

/**
 * Statements sent together and ended by one Sync: PostgreSQL runs them in one implicit transaction, with which local settings end, whatever
 * happens. Answers the last statement's only row, of one text. The methods are those that node-postgres calls on what it submits.
 */
export class PipelinedRead implements Submittable {
  #completed = 0;
  #row: string | null = null;

  constructor(
    private readonly statements: readonly BoundStatement[],
    /** Names that the connection need not keep any longer. */
    private readonly dropped: readonly string[],
    private readonly done: (error: Error | undefined, row: string | null) => void,
  ) {}

  submit(connection: Connection): void {
    connection.stream.cork();
    try {
      for (const name of this.dropped) connection.close({ type: 'S', name }, true);
      for (const { name, text, values, isNew } of this.statements) {
        // Closed before: a parse that failed halfway may have left the name behind. Closing an unknown name is no error.
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
