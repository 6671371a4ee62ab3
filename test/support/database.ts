import { Client } from 'pg';
import { inject } from 'vitest';
import { newId } from '../../src/kernel/id.ts';

export interface TestDatabase {
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  /** Ends every session on it, then removes it. */
  readonly drop: () => Promise<void>;
}

/** A migrated, empty database for one test file: a clone of the template, made in about 50 ms. */
export const createTestDatabase = (): Promise<TestDatabase> =>
  cloneDatabase({ ownerUrl: inject('templateOwnerUrl'), applicationUrl: inject('templateApplicationUrl') });

/** A clone of a database that nobody is connected to. */
export async function cloneDatabase(template: Omit<TestDatabase, 'drop'>): Promise<TestDatabase> {
  const name = `test_${newId().replaceAll('-', '')}`;
  const asOwner = (sql: string): Promise<void> => runAsOwner(template.ownerUrl, sql);
  await asOwner(`create database ${name} template ${new URL(template.ownerUrl).pathname.slice(1)}`);
  // Rights on the database itself are not cloned.
  await asOwner(`revoke temporary on database ${name} from public`);
  return {
    ownerUrl: withDatabase(template.ownerUrl, name),
    applicationUrl: withDatabase(template.applicationUrl, name),
    drop: () => asOwner(`drop database ${name} with (force)`),
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** In the database `postgres`: a template with a session on it cannot be cloned. */
async function runAsOwner(ownerUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: withDatabase(ownerUrl, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
