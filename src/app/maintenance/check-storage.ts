import type { Scope } from '../../platform/database/scope.ts';
import type { ListedObject, Storage } from '../../platform/storage/storage.ts';

/** ORPHAN: an object without a row. MISSING: a row whose object does not exist. */
export interface Difference {
  readonly kind: 'ORPHAN' | 'MISSING';
  readonly key: string;
}

export interface FilesOptions {
  readonly storage: Storage;
  /** Seconds until an object without a row counts as an orphan. */
  readonly graceSeconds: number;
}

interface StoredKey {
  readonly storage_key: string;
  readonly must_exist: boolean;
}

/** Keys that Reelwright generates; other objects in the bucket are ignored. */
const OWN_KEY = /^[0-9a-f-]{36}\/(artifacts|assets|previews|profile-pictures|profile-picture-uploads)\//;
/** Number of rows that are read, or of orphans that are checked again, at a time. */
const BATCH_SIZE = 1_000;

/**
 * Differences between rows and objects of all workspaces. Both are read once, merged in key order. Because work continues meanwhile, each
 * difference is checked again before it is reported.
 */
export async function* differences(scope: Scope, { storage, graceSeconds }: FilesOptions): AsyncGenerator<Difference> {
  const settled = await timeBefore(scope, graceSeconds);
  const objects = storage.list('')[Symbol.asyncIterator]();
  const rows = storedKeys(scope);
  const isSuspect = ({ key, modifiedAt }: ListedObject): boolean => OWN_KEY.test(key) && modifiedAt <= settled;
  let suspects: string[] = [];
  let [object, row] = [await next(objects), await next(rows)];
  while (object || row) {
    scope.signal.throwIfAborted();
    if (object && (!row || object.key < row.storage_key)) {
      if (isSuspect(object)) suspects.push(object.key);
      object = await next(objects);
    } else if (row && (!object || row.storage_key < object.key)) {
      if (row.must_exist && (await isMissing(scope, storage, row.storage_key))) yield { kind: 'MISSING', key: row.storage_key };
      row = await next(rows);
    } else {
      [object, row] = [await next(objects), await next(rows)];
    }
    if (suspects.length === BATCH_SIZE || !object) {
      yield* (await orphansAmong(scope, suspects)).map((key) => ({ kind: 'ORPHAN', key }) as const);
      suspects = [];
    }
  }
}

/** The time `seconds` ago, by the clock of the database. */
export async function timeBefore(scope: Scope, seconds: number): Promise<Date> {
  const [row] = await scope.tx((em) =>
    em.execute<{ ms: number }[]>('select (extract(epoch from clock_timestamp()) * 1000 - ?)::float as ms', [seconds * 1_000]),
  );
  if (!row) throw new Error('the database returned no time');
  return new Date(row.ms);
}

async function* storedKeys(scope: Scope): AsyncGenerator<StoredKey, undefined> {
  for (let after = ''; ;) {
    const page = await scope.tx((em) => em.execute<StoredKey[]>('select * from stored_keys(?, ?)', [after, BATCH_SIZE]));
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < BATCH_SIZE) return undefined;
    after = last.storage_key;
  }
}

async function orphansAmong(scope: Scope, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await scope.tx((em) =>
    em.execute<{ key: string }[]>('select key from orphaned_keys(?::jsonb) as key', [JSON.stringify(keys)]),
  );
  return rows.map(({ key }) => key);
}

/** Whether the object is missing although its row still exists. */
const isMissing = async (scope: Scope, storage: Storage, key: string): Promise<boolean> =>
  !(await storage.stat(key)) && (await orphansAmong(scope, [key])).length === 0;

async function next<T>(iterator: AsyncIterator<T>): Promise<T | undefined> {
  const step = await iterator.next();
  return step.done ? undefined : step.value;
}
