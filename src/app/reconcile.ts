import { newId } from '../kernel/id.ts';
import type { Log } from '../kernel/log.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { ListedObject, Storage } from '../platform/storage/storage.ts';
import type { Config } from './config.ts';
import { openPlatform } from './platform.ts';
import { Waiting } from './waiting.ts';

/** ORPHAN: an object that no row names. MISSING: a row whose object is not there. */
export interface Difference {
  readonly kind: 'ORPHAN' | 'MISSING';
  readonly key: string;
}

export interface FilesOptions {
  readonly storage: Storage;
  /** Seconds for which an object may lie there before its row comes; younger ones are no orphans yet. */
  readonly graceSeconds: number;
}

interface StoredKey {
  readonly storage_key: string;
  readonly must_exist: boolean;
}

/** Keys of our making; whatever else lies in the bucket is none of our business. */
const OURS = /^[0-9a-f-]{36}\/(artifacts|assets)\//;
/** Rows read, and orphans asked about, at once. */
const AT_ONCE = 1_000;
/** For what people are told: what is younger may be getting its row at this moment. */
const PRINT_AFTER_SECONDS = 3_600;

/**
 * What rows and objects say differently, over all workspaces: both are read once, side by side in the order of their keys. As work
 * goes on meanwhile, each suspicion is looked into again before it is told.
 */
export async function* differences(scope: Scope, { storage, graceSeconds }: FilesOptions): AsyncGenerator<Difference> {
  const settled = await momentBefore(scope, graceSeconds);
  const objects = storage.list('')[Symbol.asyncIterator]();
  const rows = storedKeys(scope);
  const isSuspect = ({ key, modifiedAt }: ListedObject): boolean => OURS.test(key) && modifiedAt <= settled;
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
    if (suspects.length === AT_ONCE || !object) {
      yield* (await orphansAmong(scope, suspects)).map((key) => ({ kind: 'ORPHAN', key }) as const);
      suspects = [];
    }
  }
}

/** `reelwright reconcile`: prints every difference. Returns how many there are. */
export async function runReconcile(config: Config, log: Log, print: (line: string) => void): Promise<number> {
  const waiting = new Waiting({ seconds: 0, signal: AbortSignal.timeout(60_000), log });
  const { database, storage, close } = await openPlatform(config, log, { isWorker: false, waiting });
  const scope = database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: new AbortController().signal });
  try {
    let count = 0;
    for await (const { kind, key } of differences(scope, { storage, graceSeconds: PRINT_AFTER_SECONDS })) {
      print(`${kind === 'ORPHAN' ? 'object without a row' : 'row without its object'}: ${key}`);
      count += 1;
    }
    return count;
  } finally {
    await close();
  }
}

/** By the database's clock. */
export async function momentBefore(scope: Scope, seconds: number): Promise<Date> {
  const [row] = await scope.tx((em) =>
    em.execute<{ ms: number }[]>('select (extract(epoch from clock_timestamp()) * 1000 - ?)::float as ms', [seconds * 1_000]),
  );
  if (!row) throw new Error('the database did not tell the time');
  return new Date(row.ms);
}

async function* storedKeys(scope: Scope): AsyncGenerator<StoredKey, undefined> {
  for (let after = ''; ;) {
    const page = await scope.tx((em) => em.execute<StoredKey[]>('select * from stored_keys(?, ?)', [after, AT_ONCE]));
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < AT_ONCE) return undefined;
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

/** The object is not there, and its row still is. */
const isMissing = async (scope: Scope, storage: Storage, key: string): Promise<boolean> =>
  !(await storage.stat(key)) && (await orphansAmong(scope, [key])).length === 0;

async function next<T>(iterator: AsyncIterator<T>): Promise<T | undefined> {
  const step = await iterator.next();
  return step.done ? undefined : step.value;
}
