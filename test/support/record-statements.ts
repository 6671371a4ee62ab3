import { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';

/** Texts of the statements that this process has sent since `start`. */
export interface Recorder {
  start(): void;
  readonly statements: readonly string[];
}

/** Records the statements of every connection of this process, for all tests of a file. */
export function useStatementRecorder(): Recorder {
  const { query } = Client.prototype as { query: (...args: unknown[]) => unknown };
  let statements: string[] = [];
  beforeAll(() => {
    Object.assign(Client.prototype, {
      query(this: Client, ...args: unknown[]) {
        const [first] = args as [string | { readonly text?: string }];
        statements.push(typeof first === 'string' ? first : (first.text ?? ''));
        return query.apply(this, args);
      },
    });
  });
  afterAll(() => void Object.assign(Client.prototype, { query }));
  return {
    start: () => void (statements = []),
    get statements() {
      return statements;
    },
  };
}
