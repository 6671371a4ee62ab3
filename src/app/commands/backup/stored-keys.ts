import type { Client } from 'pg';

const PAGE_SIZE = 10_000;

/** Keys of all objects that rows need, as the client's transaction sees them. About 150 bytes of memory for each. */
export async function neededKeys(client: Pick<Client, 'query'>): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let after = ''; ;) {
    const { rows } = await client.query<{ storage_key: string; must_exist: boolean }>('select * from stored_keys($1, $2)', [
      after,
      PAGE_SIZE,
    ]);
    for (const row of rows) if (row.must_exist) keys.add(row.storage_key);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_SIZE) return keys;
    after = last.storage_key;
  }
}
