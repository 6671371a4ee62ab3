import { raw } from '@mikro-orm/postgresql';
import type { EntityManager, InferKyselyDB, RawQueryFragment } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { contentHash } from '../text/content-hash.ts';
import { ReelwrightError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import { settleAll } from '../../kernel/settle-all.ts';
import { untilAborted } from '../../kernel/signals.ts';
import type { Scope } from '../database/scope.ts';
import { isDiskFull } from '../files/disk-full.ts';
import type { Storage } from '../storage/storage.ts';
import { artifactDamaged, artifactLost } from './artifact-failures.ts';
import { ArtifactEntity } from './artifact.entity.ts';
import type { LocalCopies } from './local-copies.ts';

/** A stored artifact and its metadata. */
export interface Artifact<Metadata extends object = object> {
  /** Hash of the artifact's inputs; equal inputs give the same artifact. */
  readonly hash: string;
  readonly storageKey: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly metadata: Metadata & { readonly sha256: string };
}

/** The columns that downloading an artifact needs. */
export interface StoredArtifact {
  readonly storageKey: string;
  /** Missing for steps that finished before the hash was recorded. */
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
  /** Everything that the result depends on, including revisions. */
  readonly inputs: object;
  readonly signal: AbortSignal;
  /** Called each minute of waiting for another caller, because a step that reports nothing for long counts as stalled. */
  readonly onWaiting?: () => void;
}

/** Milliseconds; shorter than any step may be silent. */
const REPORT_EVERY_MS = 60_000;

/** An object without a row may be deleted as an orphan after this time, so a slower upload must not get a row. */
const PUBLISH_WITHIN = '6 hours';

const INSERT = `
  insert into artifacts (id, workspace_id, hash, storage_key, content_type, byte_size, metadata)
  select id, ?, ?, ?, ?, ?, ?::jsonb from (select ?::uuid as id) made
    where uuid_extract_timestamp(id) > clock_timestamp() - interval '${PUBLISH_WITHIN}'
  on conflict (workspace_id, hash) do update set used_at = now() returning id`;

/** Waits for another caller. @throws the reason of the signal */
async function patiently(other: Promise<void>, { signal, onWaiting }: ArtifactKey): Promise<void> {
  const timer = onWaiting && setInterval(onWaiting, REPORT_EVERY_MS);
  try {
    await untilAborted(other, signal);
  } finally {
    clearInterval(timer);
  }
}

/**
 * Content-addressed cache of a workspace's intermediate files. Each attempt writes under its own key, so concurrent attempts never mix
 * bytes.
 */
export class Artifacts {
  /** What this process makes now, until it has ended, whether or not it was made. */
  readonly #flights = new Map<string, Promise<void>>();

  /** `copies` keeps files that this process makes for its next steps. */
  constructor(
    private readonly storage: Storage,
    private readonly copies?: LocalCopies,
  ) {}

  /**
   * Returns the artifacts of these inputs, or makes all of them. `names` distinguishes the artifacts of one key. Callers of this process that
   * need the same ones at the same time wait for the first of them, and make them only if that fails.
   */
  async getOrCreate<Name extends string, Metadata extends object>(
    scope: Scope,
    artifactKey: ArtifactKey,
    names: readonly Name[],
    make: () => Promise<Record<Name, Made<Metadata>>>,
  ): Promise<{ readonly artifacts: Record<Name, Artifact<Metadata>>; readonly reused: boolean }> {
    const { workspaceId, inputs, signal } = artifactKey;
    const flight = contentHash({ workspaceId, inputs, names });
    // Asked again after each wait, because the next of those who waited may have begun meanwhile.
    for (let other = this.#flights.get(flight); other; other = this.#flights.get(flight)) await patiently(other, artifactKey);
    const own = this.#findOrMake(scope, artifactKey, names, make);
    // A step that was stopped may not end, and nobody must wait for it then.
    const ended = untilAborted(own, signal).then(
      () => undefined,
      () => undefined,
    );
    this.#flights.set(flight, ended);
    void ended.then(() => this.#flights.get(flight) === ended && this.#flights.delete(flight));
    return own;
  }

  async #findOrMake<Name extends string, Metadata extends object>(
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
    const made = await make().catch((error: unknown) => {
      // Frees the space of the local copies, which the retry of this step needs.
      if (isDiskFull(error)) this.copies?.clear();
      throw error;
    });
    const files = [...hashes].map(([name, hash]) => ({ hash, file: made[name] }));
    const artifacts = complete(await this.#publish(scope, workspaceId, files, signal));
    if (!artifacts) throw new Error('an artifact that was just made is missing');
    return { artifacts, reused: false };
  }

  /** The existing artifacts of these inputs, in the same order; undefined for those that were never made. */
  async known<Metadata extends object>(
    scope: Scope,
    { workspaceId, name }: { readonly workspaceId: string; readonly name: string },
    inputs: readonly object[],
  ): Promise<readonly (Artifact<Metadata> | undefined)[]> {
    const hashes = inputs.map((one) => contentHash({ name, inputs: one }));
    const found = await this.#find<Metadata>(scope, workspaceId, hashes);
    return hashes.map((hash) => found.get(hash));
  }

  /**
   * Links this process's own copy to the path, or downloads the artifact and verifies its hash. The file at the path must not be written
   * to, because a copy is shared. The row of a missing or damaged artifact is made invalid, so that the next caller makes it again. @throws
   * Failure ARTIFACT_LOST, ARTIFACT_DAMAGED
   */
  async fetch(scope: Scope, { storageKey, sha256 }: StoredArtifact, path: string, signal: AbortSignal): Promise<void> {
    if (await this.copies?.link(storageKey, path)) return;
    await this.#orLost(scope, storageKey, this.storage.getFile(storageKey, path, { signal }));
    if (sha256 === undefined || (await fileHash(path)) === sha256) return;
    await this.#drop(scope, storageKey);
    throw artifactDamaged();
  }

  /** Copies an artifact within the store to a key that is not deleted with artifacts. @throws Failure ARTIFACT_LOST */
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

  /** Changes the hash of the row, so that lookups do not find it. */
  async #drop(scope: Scope, storageKey: string): Promise<void> {
    const hash: RawQueryFragment = raw(`'lost/' || id`);
    await scope.tx((em) => em.nativeUpdate(ArtifactEntity, { storageKey }, { hash }));
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
   * Stores the objects, all at once, then their rows. The second writer of the same inputs gets the first one's row under its lock, so that
   * the row cannot be deleted in between. Its own object has no row and is deleted as an orphan.
   */
  async #publish<Metadata extends object>(
    scope: Scope,
    workspaceId: string,
    files: readonly { readonly hash: string; readonly file: Made<Metadata> }[],
    signal: AbortSignal,
  ): Promise<Map<string, Artifact<Metadata>>> {
    const stored = await settleAll(
      files.map(async ({ hash, file: { path, contentType, metadata } }) => {
        const id = newId();
        const storageKey = `${workspaceId}/artifacts/${hash}/${id}`;
        const [{ byteSize }, sha256] = await settleAll([this.storage.putFile(storageKey, path, { contentType, signal }), fileHash(path)]);
        return {
          id,
          path,
          storageKey,
          values: [workspaceId, hash, storageKey, contentType, byteSize, JSON.stringify({ ...metadata, sha256 }), id],
        };
      }),
    );
    const winners = await scope.tx(async (em) => {
      const ids: string[] = [];
      // Every writer of these inputs uses the same order, so that two of them cannot deadlock.
      for (const { values } of stored) ids.push(...(await em.execute<{ id: string }[]>(INSERT, values)).map(({ id }) => id));
      return em.find(ArtifactEntity, { id: { $in: ids } });
    });
    const kept = new Set(winners.map(({ storageKey }) => storageKey));
    const lost = stored.filter(({ storageKey }) => !kept.has(storageKey));
    await this.storage.remove(lost.map(({ storageKey }) => storageKey));
    if (winners.length < files.length) throw new Error(`an artifact was stored for more than ${PUBLISH_WITHIN}`);
    for (const { storageKey, path } of stored) if (kept.has(storageKey)) await this.copies?.keep(storageKey, path);
    return new Map(winners.map((row) => [row.hash, row as unknown as Artifact<Metadata>]));
  }
}

/**
 * Marks artifacts as used, so that they are kept even if they are marked for deletion. Returns the hashes that still exist; the others must
 * be made again. The row lock orders this against a concurrent deletion.
 */
export async function keepArtifacts(em: EntityManager, workspaceId: string, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await em
    .getKysely<InferKyselyDB<typeof ArtifactEntity>>()
    .updateTable('artifacts')
    .set({ used_at: sql`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('hash', 'in', hashes)
    .returning('hash')
    .execute();
  return rows.map(({ hash }) => hash);
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
