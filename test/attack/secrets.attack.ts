import { contentHash } from '../../src/platform/text/content-hash.ts';
import type { Engine } from '../support/engine.ts';

/** What somebody who reads the database knows of a call: everything that was sent but the secret. */
export interface KnownCall {
  readonly mutation: string;
  readonly key: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The field that the secret stood in, or stands in as `*`, and what it may have been. */
  readonly secretField: string;
  readonly guesses: readonly string[];
}

/** Tries out what the secret of a call was, by what is kept of its input. Returns the guess that fits. */
export async function guessSecret(engine: Engine, { mutation, key, input, secretField, guesses }: KnownCall): Promise<string | undefined> {
  const rows = await engine.owner<{ input_hash: string }>('select input_hash from idempotency_keys where mutation = $1 and key = $2', [
    mutation,
    key,
  ]);
  const kept = rows.map(({ input_hash }) => input_hash);
  return guesses.find((guess) => {
    const known = input[secretField];
    const value = typeof known === 'string' ? known.replace('*', guess) : guess;
    return kept.includes(contentHash({ ...input, [secretField]: value }));
  });
}

/** Tables and columns in whose rows this text stands, no matter who may read them. */
export async function findText(engine: Engine, text: string): Promise<string[]> {
  const tables = await engine.owner<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'pgboss')`,
  );
  const found = tables.map(async ({ name }) => {
    const rows = await engine.owner(`select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`, [text]);
    return rows.length > 0 ? [name] : [];
  });
  return (await Promise.all(found)).flat();
}
