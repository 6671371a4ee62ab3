import type { EntityManager } from '@mikro-orm/postgresql';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { contentHash } from '../text/content-hash.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { Failure } from '../../kernel/failure.ts';
import { newId } from '../../kernel/id.ts';
import type { Scope } from '../database/scope.ts';
import type { Storage } from '../storage/storage.ts';
import { ArtifactEntity } from './artifact.entity.ts';

/** A stored artifact and its metadata. */
export interface Artifact<Metadata extends object = object> {
  /** Hash of the artifact's inputs; equal inputs give the same artifact. */
  readonly hash: string;
  readonly storageKey: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly metadata: Metadata & { readonly sha256: string };
}

/** What is needed to download an artifact. */
export interface StoredArtifact {
  readonly storageKey: string;
  /** Absent for steps that finished before the hash was recorded. */
  readonly sha256?: string | undefined;
}

/** A local file that a step has just made. */
export interface Made<Metadata extends object = object> {
  readonly path: string;
  readonly contentType: string;
  readonly metadata: Metadata;
}

export interface ArtifactKey {
  readonly workspaceId: string;
  /** Everything the result depends on, revisions included. */
  readonly inputs: object;
  readonly signal: AbortSignal;
}

/** An object without a row may be deleted as an orphan after this time, so a slower upload must not get a row. */
const PUBLISH_WITHIN = '6 hours';

/**
 * Content-addressed cache of a workspace's intermediate files. Each attempt writes under its own key, so concurrent attempts never mix
 * bytes.
 */
export class Artifacts {
  constructor(private readonly storage: Storage) {}

  /** Returns the artifacts of these inputs, or makes all of them. `names` distinguishes the artifacts of one key. */
  async getOrCreate<Name extends string, Metadata extends object>(
    scope: Scope,
    artifactKey: ArtifactKey,
    names: readonly Name[],
    make: () => Promise<Record<Name, Made<Metadata>>>,
  ): Promise<{ readonly artifacts: Record<Name, Artifact<Metadata>>; readonly reused: boolean }> {
    const { workspaceId, inputs, signal } = artifactKey;
    const hashes = new Map(names.map((name) => [name, contentHash({ name, inputs })]));
    const found = await this.#find<Metadata>(scope, workspaceId, [...hashes.values()]);
    const complete = (from: ReadonlyMap<string, Artifact<Metadata>>): Record<Name, Artifact<Metadata>> | undefined => {
      const entries = names.map((name) => [name, from.get(hashes.get(name) ?? '')] as const);
      return entries.every(([, artifact]) => artifact) ? (Object.fromEntries(entries) as Record<Name, Artifact<Metadata>>) : undefined;
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
   * Downloads and verifies the hash. A missing or damaged artifact is dropped so that the next caller rebuilds it. @throws Failure
   * ARTIFACT_LOST, ARTIFACT_DAMAGED
   */
  async fetch(scope: Scope, { storageKey, sha256 }: StoredArtifact, path: string, signal: AbortSignal): Promise<void> {
    await this.#orLost(scope, storageKey, this.storage.getFile(storageKey, path, { signal }));
    if (sha256 === undefined || (await fileHash(path)) === sha256) return;
    await this.#drop(scope, storageKey);
    throw damaged();
  }

  /** Copies within the store to a key that collection does not touch. @throws Failure ARTIFACT_LOST */
  async copy(scope: Scope, storageKey: string, to: string): Promise<void> {
    await this.#orLost(scope, storageKey, this.storage.copy(storageKey, to, scope.signal));
  }

  async #orLost(scope: Scope, storageKey: string, use: Promise<unknown>): Promise<void> {
    try {
      await use;
    } catch (error) {
      if (!(error instanceof ReelwrightError && error.code === 'NOT_FOUND')) throw error;
      await this.#drop(scope, storageKey);
      throw artifactLost(error);
    }
  }

  /** Renames the row so that lookups miss it. */
  async #drop(scope: Scope, storageKey: string): Promise<void> {
    await scope.tx((em) => em.execute(`update artifacts set hash = 'lost/' || id where storage_key = ?`, [storageKey]));
  }

  async #find<Metadata extends object>(
    scope: Scope,
    workspaceId: string,
    hashes: readonly string[],
  ): Promise<Map<string, Artifact<Metadata>>> {
    const rows = await scope.tx(async (em) => {
      const kept = await keepArtifacts(em, workspaceId, hashes);
      return kept.length === 0 ? [] : em.find(ArtifactEntity, { workspaceId, hash: { $in: kept } });
    });
    return new Map(rows.map((row) => [row.hash, row as unknown as Artifact<Metadata>]));
  }

  /**
   * Stores the object, then its row. The second writer of the same inputs gets the first one's row under its lock, so that collection
   * cannot delete it in between. An object without a row is deleted as an orphan.
   */
  async #publish<Metadata extends object>(
    scope: Scope,
    workspaceId: string,
    hash: string,
    { path, contentType, metadata }: Made<Metadata>,
    signal: AbortSignal,
  ): Promise<Artifact<Metadata>> {
    const id = newId();
    const storageKey = `${workspaceId}/artifacts/${hash}/${id}`;
    const [{ byteSize }, sha256] = await Promise.all([this.storage.putFile(storageKey, path, { contentType, signal }), fileHash(path)]);
    const known = JSON.stringify({ ...metadata, sha256 });
    const winner = await scope.tx(async (em) => {
      const rows = await em.execute<{ id: string }[]>(
        `insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, metadata)
         select id, ?, ?, ?, ?, ?, ?::jsonb from (select ?::uuid as id) made
           where uuid_extract_timestamp(id) > clock_timestamp() - interval '${PUBLISH_WITHIN}'
         on conflict (workspace_id, hash) do update set used_at = now() returning id`,
        [workspaceId, hash, storageKey, contentType, byteSize, known, id],
      );
      return em.findOne(ArtifactEntity, { id: { $in: rows.map((row) => row.id) } });
    });
    if (winner?.storageKey !== storageKey) await this.storage.remove([storageKey]);
    if (!winner) throw new Error(`an artifact was stored for more than ${PUBLISH_WITHIN}`);
    return winner as unknown as Artifact<Metadata>;
  }
}

/**
 * Marks artifacts as used, so that collection keeps them even when they are marked for deletion. Returns the hashes that still exist; the
 * others must be rebuilt. The row lock orders this against collection.
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

/** An earlier step's artifact is missing from the store. Retrying the job rebuilds it. */
export const artifactLost = (cause: unknown): Failure =>
  new Failure('ARTIFACT_LOST', 'A finished part is missing from the object store.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job. Missing parts are made again.',
    cause,
  });

const damaged = (): Failure =>
  new Failure('ARTIFACT_DAMAGED', 'A finished part came back from the object store with other bytes than were stored.', {
    category: 'RESOURCE',
    retryable: true,
    hint: 'Retry the job: damaged parts are made again. The operator should check the object store and its proxies.',
  });
