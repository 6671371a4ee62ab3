import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { Complaints } from '../../kernel/complaints.ts';
import { isId, newId } from '../../kernel/id.ts';
import { currentActor } from '../../kernel/actor.ts';
import type { AccessLevel } from '../../kernel/role.ts';
import { loadRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { Provenance } from '../../platform/provenance/provenance.ts';
import { preloaded } from '../../platform/database/lists/row-mapper.ts';
import type { Storage } from '../../platform/storage/storage.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { DEFAULT_LINK_SECONDS, linkTo, linkToDerived } from './asset-links.ts';
import { AssetEntity } from './asset.entity.ts';
import type { AssetKind, AssetRow, DerivedName, OutputRole } from './asset.entity.ts';
import { assetsById, outputsOfJob } from './asset.read.ts';
import type { ListedAsset } from './asset.read.ts';
import { useAssets } from './library/asset-uses.ts';
import { OUTPUT_ACCESS } from './library/output-access.ts';

/** Seconds. SigV4 allows 7 days; 5 minutes are taken off, because a link may have been signed that long ago (see asset-links.ts). */
export const MAX_LINK_SECONDS = 604_500;

export interface NewOutput {
  readonly role: OutputRole;
  /** The format of the film, from 0; 0 by default. */
  readonly format?: number;
  readonly kind: AssetKind;
  readonly name: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly storageKey: string;
  readonly codecs: readonly string[];
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly durationMs?: number;
  /** Technical metadata, such as the language of captions. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly synthetic?: boolean;
  readonly provenance?: Provenance;
  readonly attribution?: string | null;
  /** The least role that may read the output; by default that of the job's type. */
  readonly access?: AccessLevel;
  /** Files that are stored in the folder of `storageKey`, such as the thumbnail, and their total size in bytes. */
  readonly derived?: readonly DerivedName[];
  readonly derivedBytes?: number;
}

/** An asset that an input names, and what it may be used as. */
export interface NamedAsset {
  readonly id: string | null | undefined;
  /** Path of the input's field. */
  readonly path: string;
  readonly kinds: readonly AssetKind[];
  /** What is wrong with its length in milliseconds, null where that is unknown. */
  readonly lengthFault?: (durationMs: number | null | undefined) => string | undefined;
  /** Prefix of the error message, for a field that does not itself name the asset. */
  readonly prefix?: string;
}

/** Assets of a workspace by their ids, in the caller's transaction. Ids of assets that do not exist are missing in the map. */
export async function assetsByIds(em: EntityManager, workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, AssetRow>> {
  const rows = ids.length === 0 ? [] : await em.find(AssetEntity, { id: { $in: [...new Set(ids)] }, workspaceId });
  return new Map(rows.map((row) => [row.id, row]));
}

export class AssetService {
  constructor(private readonly storage: Storage) {}

  /** Writes a job's outputs in the transaction that completes it. */
  async createOutputs(em: EntityManager, job: JobRow, outputs: readonly NewOutput[]): Promise<void> {
    for (const output of outputs) {
      em.create(AssetEntity, {
        ...output,
        id: newId(),
        workspaceId: job.workspaceId,
        jobId: job.id,
        projectId: job.projectId ?? null,
        access: output.access ?? OUTPUT_ACCESS[job.type],
        status: 'READY',
        codecs: [...output.codecs],
        derived: [...(output.derived ?? [])],
        createdBy: job.createdBy ?? null,
      });
    }
    await em.flush();
  }

  /**
   * Checks the assets of an input: each must belong to the workspace, have an accepted kind and be READY. Wrong kinds and states become
   * complaints. Fields without an id are ignored. @throws ReelwrightError NOT_FOUND for a missing asset and, identically, for one of
   * another workspace
   */
  async check(em: EntityManager, workspaceId: string, named: readonly NamedAsset[], complaints: Complaints): Promise<void> {
    for (const { id, path, kinds, lengthFault, prefix = '' } of named) {
      if (id == null) continue;
      const asset = isId(id) ? await em.findOne(AssetEntity, { id, workspaceId }) : null;
      if (!asset) throw notFound('Asset');
      const wrongLength = lengthFault?.(asset.durationMs);
      if (!kinds.includes(asset.kind))
        complaints.add(path, `${prefix}Must be an asset of the kind ${kinds.join(' or ')}; this is ${asset.kind}.`);
      else if (asset.status !== 'READY') complaints.add(path, `${prefix}Must be READY; this asset is ${asset.status}.`);
      else if (wrongLength !== undefined) complaints.add(path, `${prefix}${wrongLength}`);
    }
  }

  /**
   * Records that a job reads these assets, which are not purged while the job is open. @throws ReelwrightError NOT_FOUND unless all are
   * READY
   */
  async use(em: EntityManager, job: { readonly id: string; readonly workspaceId: string }, assetIds: readonly string[]): Promise<void> {
    await useAssets(em, job, assetIds);
  }

  /** An asset by its id. @throws ReelwrightError NOT_FOUND for a missing asset and, identically, for one of another workspace */
  get(scope: Scope, id: string): Promise<AssetRow> {
    return loadRow(scope, AssetEntity, id, 'Asset');
  }

  /** An asset by its id; null for a missing one and for one of another workspace. */
  async find(scope: Scope, id: string): Promise<AssetRow | null> {
    currentActor(scope);
    return isId(id) ? scope.read((em) => em.findOne(AssetEntity, { id })) : null;
  }

  /** Like `find`, batched, for a nested field of another type. */
  load(scope: Scope, id: string): Promise<AssetRow | null> {
    return assetsById.load(scope, id);
  }

  async outputs(scope: Scope, job: Pick<JobRow, 'id'>): Promise<readonly ListedAsset[]> {
    return preloaded(job, 'outputs', outputsOfJob) ?? outputsOfJob.rows(scope, job.id);
  }

  /** A signed URL, valid for at least `expiresIn` seconds. Types that could run something are never INLINE. */
  downloadUrl(asset: ListedAsset, expiresIn: number, disposition: 'ATTACHMENT' | 'INLINE'): Promise<string> {
    if (expiresIn < 1 || expiresIn > MAX_LINK_SECONDS) throw badInput('expiresIn', `Seconds, 1 to ${MAX_LINK_SECONDS}.`);
    return linkTo(this.storage, asset, expiresIn, disposition);
  }

  /** A signed link to a derived file of the asset, valid for at least 15 minutes; null when there is no such file. */
  derivedUrl(asset: ListedAsset, name: DerivedName): Promise<string> | null {
    return asset.status === 'READY' && asset.derived.includes(name) ? linkToDerived(this.storage, asset, name, DEFAULT_LINK_SECONDS) : null;
  }

  /** A signed link to the thumbnail: that of an upload is a derived file, that of a film an output of its job. */
  async thumbnailUrl(scope: Scope, asset: ListedAsset): Promise<string | null> {
    if (asset.role !== 'VIDEO' || !asset.jobId) return this.derivedUrl(asset, 'thumbnail.jpg');
    const outputs = await this.outputs(scope, { id: asset.jobId });
    const thumbnail = outputs.find(({ role, format, status }) => role === 'THUMBNAIL' && format === asset.format && status === 'READY');
    return thumbnail ? this.downloadUrl(thumbnail, DEFAULT_LINK_SECONDS, 'INLINE') : null;
  }
}
