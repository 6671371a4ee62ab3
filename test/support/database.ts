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
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${newId().replaceAll('-', '')}`;
  const ownerUrl = inject('templateOwnerUrl');
  const template = new URL(ownerUrl).pathname.slice(1);
  await asOwner(`create database ${name} template ${template}`);
  // Rights on the database itself are not cloned.
  await asOwner(`revoke temporary on database ${name} from public`);
  return {
    ownerUrl: withDatabase(ownerUrl, name),
    applicationUrl: withDatabase(inject('templateApplicationUrl'), name),
    drop: () => asOwner(`drop database ${name} with (force)`),
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** In the database `postgres`: a template with a session on it cannot be cloned. */
async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: withDatabase(inject('templateOwnerUrl'), 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
