import type { EntityManager } from '@mikro-orm/postgresql';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { contentHash } from '../../kernel/content-hash.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { Failure } from '../../kernel/failure.ts';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../database/scope.ts';
import type { Storage } from '../storage/storage.ts';
import { ArtifactEntity } from './artifact.entity.ts';

/** A thing that was made, where it lies, and what is known of it. */
export interface Artifact<Facts extends object = object> {
  /** Of its ingredients: artifacts made of this one name it by this. */
  readonly hash: string;
  readonly storageKey: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly facts: Facts & { readonly sha256: string };
}

/** What is needed to fetch one. */
export interface StoredArtifact {
  readonly storageKey: string;
  /** Left out by steps that were finished before it was kept. */
  readonly sha256?: string | undefined;
}

/** A local file that has just been made. */
export interface Made<Facts extends object = object> {
  readonly path: string;
  readonly contentType: string;
  readonly facts: Facts;
}

export interface Recipe {
  readonly workspaceId: string;
  /** Everything that the result depends on, revisions included: the same ingredients are the same thing. */
  readonly ingredients: object;
  readonly signal: AbortSignal;
}

/** Past this, an object that has no row may be collected as an orphan: what was put so slowly must not get its row any more. */
const PUBLISH_WITHIN = '6 hours';

/** Makes things once in a workspace. What is made lies under a key of its own attempt, so that two who make it at once never mix bytes. */
export class Artifacts {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Finds the things that these ingredients give, or makes them all. The names say which is which. */
  async obtain<Name extends string, Facts extends object>(
    scope: Scope,
    recipe: Recipe,
    names: readonly Name[],
    make: () => Promise<Record<Name, Made<Facts>>>,
  ): Promise<{ readonly artifacts: Record<Name, Artifact<Facts>>; readonly reused: boolean }> {
    const { workspaceId, ingredients, signal } = recipe;
    const hashes = new Map(names.map((name) => [name, contentHash({ name, ingredients })]));
    const found = await this.#find<Facts>(scope, workspaceId, [...hashes.values()]);
    const complete = (from: ReadonlyMap<string, Artifact<Facts>>): Record<Name, Artifact<Facts>> | undefined => {
      const entries = names.map((name) => [name, from.get(hashes.get(name) ?? '')] as const);
      return entries.every(([, artifact]) => artifact) ? (Object.fromEntries(entries) as Record<Name, Artifact<Facts>>) : undefined;
    };
    const reused = complete(found);
    if (reused) return { artifacts: reused, reused: true };
    const made = await make();
    for (const [name, hash] of hashes) found.set(hash, await this.#publish(scope, workspaceId, hash, made[name], signal));
    const artifacts = complete(found);
    if (!artifacts) throw new Error('an artifact that was just made is missing');
    return { artifacts, reused: false };
  }

  /**
   * Brings it here, and believes nothing: what arrives is what was published, or it does not count. What is lost or damaged is forgotten,
   * so that whoever needs it next makes it again. @throws Failure ARTIFACT_LOST, ARTIFACT_DAMAGED
   */
  async fetch(scope: Scope, { storageKey, sha256 }: StoredArtifact, path: string, signal: AbortSignal): Promise<void> {
    await this.#orLost(scope, storageKey, this.#storage.getFile(storageKey, path, { signal }));
    if (sha256 === undefined || (await fileHash(path)) === sha256) return;
    await this.#forget(scope, storageKey);
    throw damaged();
  }

  /** Copies it inside the store, to a key that no collection touches. @throws Failure ARTIFACT_LOST */
  async copy(scope: Scope, storageKey: string, to: string): Promise<void> {
    await this.#orLost(scope, storageKey, this.#storage.copy(storageKey, to, scope.signal));
  }

  async #orLost(scope: Scope, storageKey: string, use: Promise<unknown>): Promise<void> {
    try {
      await use;
    } catch (error) {
      if (!(error instanceof ReelwrightError && error.code === 'NOT_FOUND')) throw error;
      await this.#forget(scope, storageKey);
      throw artifactLost(error);
    }
  }

  /** Under another name than that of its ingredients nobody finds it. */
  async #forget(scope: Scope, storageKey: string): Promise<void> {
    await scope.tx((em) => em.execute(`update artifacts set hash = 'lost/' || id where storage_key = ?`, [storageKey]));
  }

  async #find<Facts extends object>(scope: Scope, workspaceId: string, hashes: readonly string[]): Promise<Map<string, Artifact<Facts>>> {
    const rows = await scope.tx(async (em) => {
      const kept = await keepArtifacts(em, workspaceId, hashes);
      return kept.length === 0 ? [] : em.find(ArtifactEntity, { workspaceId, hash: { $in: kept } });
    });
    return new Map(rows.map((row) => [row.hash, row as unknown as Artifact<Facts>]));
  }

  /**
   * Puts the object and then its row. Whoever comes second with the same ingredients gets the row of the first, under its lock, so
   * that no collection comes between. An object whose row is never written is collected as an orphan.
   */
  async #publish<Facts extends object>(
    scope: Scope,
    workspaceId: string,
    hash: string,
    { path, contentType, facts }: Made<Facts>,
    signal: AbortSignal,
  ): Promise<Artifact<Facts>> {
    const id = newId();
    const storageKey = `${workspaceId}/artifacts/${hash}/${id}`;
    const [{ byteSize }, sha256] = await Promise.all([this.#storage.putFile(storageKey, path, { contentType, signal }), fileHash(path)]);
    const known = JSON.stringify({ ...facts, sha256 });
    const winner = await scope.tx(async (em) => {
      const rows = await em.execute<{ id: string }[]>(
        `insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, facts)
         select id, ?, ?, ?, ?, ?, ?::jsonb from (select ?::uuid as id) made
           where uuid_extract_timestamp(id) > clock_timestamp() - interval '${PUBLISH_WITHIN}'
         on conflict (workspace_id, hash) do update set used_at = now() returning id`,
        [workspaceId, hash, storageKey, contentType, byteSize, known, id],
      );
      return em.findOne(ArtifactEntity, { id: { $in: rows.map((row) => row.id) } });
    });
    if (winner?.storageKey !== storageKey) await this.#storage.remove([storageKey]);
    if (!winner) throw new Error(`an artifact was stored for more than ${PUBLISH_WITHIN}`);
    return winner as unknown as Artifact<Facts>;
  }
}

/**
 * Touches these artifacts, so that collection leaves them alone, whether they are marked or not. Returns the hashes of those that are there:
 * the others were collected, and whoever counts on them must have them made anew. Either this comes first or the collection, never both.
 */
export async function keepArtifacts(em: EntityManager, workspaceId: string, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await em.execute<{ hash: string }[]>(
    'update artifacts set used_at = now() where workspace_id = ? and hash in (?) returning hash',
    [workspaceId, hashes],
  );
  return rows.map(({ hash }) => hash);
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** What an earlier step made, and the store has no more. A retry of the job makes it again. */
export const artifactLost = (cause: unknown): Failure =>
  new Failure('ARTIFACT_LOST', 'A finished part is missing from the object store.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job: what is lost is made again.',
    cause,
  });

const damaged = (): Failure =>
  new Failure('ARTIFACT_DAMAGED', 'A finished part came back from the object store with other bytes than were stored.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job: damaged parts are made again. The operator should check the object store and its proxies.',
  });
