import type { EntityManager } from '@mikro-orm/postgresql';
import { badFields } from '../../../platform/input/read-input.ts';
import type { AssetKind, AssetStatus } from '../../assets/asset.entity.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';

/** An asset that an input names: its path, and the kinds that are accepted. */
export interface NamedAsset {
  readonly path: string;
  readonly id: string;
  readonly kinds: readonly AssetKind[];
}

/** Kinds of assets that a scene can show. */
const VISUAL_KINDS = ['IMAGE', 'VIDEO'] as const satisfies readonly AssetKind[];
const VOICE_KINDS = ['AUDIO'] as const satisfies readonly AssetKind[];

const UNFIT: Readonly<Partial<Record<AssetStatus, string>>> = {
  PENDING: 'The asset is still being uploaded. Wait until its status is READY.',
  PROCESSING: 'The asset is still being checked. Wait until its status is READY.',
  REJECTED: 'The asset was rejected; its rejectionHint says why. Choose another one.',
  DELETED: 'The asset is deleted. Restore it, or choose another one.',
};

/**
 * Checks that all assets exist, are READY and have an accepted kind. @throws ReelwrightError BAD_USER_INPUT that names every other one; an
 * asset of another workspace is unknown
 */
export async function assertAssets(em: EntityManager, workspaceId: string, named: readonly NamedAsset[]): Promise<void> {
  if (named.length === 0) return;
  const ids = [...new Set(named.map(({ id }) => id))];
  const found = new Map((await em.find(AssetEntity, { id: { $in: ids }, workspaceId })).map((asset) => [asset.id, asset]));
  const faults = named.flatMap(({ path, id, kinds }) => {
    const asset = found.get(id);
    const fault = !asset
      ? 'Asset not found.'
      : (UNFIT[asset.status] ??
        (kinds.includes(asset.kind) ? undefined : `Must be an asset of the kind ${kinds.join(' or ')}; this is ${asset.kind}.`));
    return fault === undefined ? [] : [{ path, message: fault }];
  });
  if (faults.length > 0) throw badFields(faults);
}

interface SceneAssets {
  readonly visualAssetId?: string | null | undefined;
  readonly voiceAssetId?: string | null | undefined;
}

/** The assets that a scene names and `before` did not. Assets that it already named are accepted even if they no longer exist. */
export function assetsOfScene(path: string, scene: SceneAssets, before: SceneAssets = {}): NamedAsset[] {
  const { visualAssetId, voiceAssetId } = scene;
  return [
    ...(visualAssetId && visualAssetId !== before.visualAssetId
      ? [{ path: `${path}.visualAssetId`, id: visualAssetId, kinds: VISUAL_KINDS }]
      : []),
    ...(voiceAssetId && voiceAssetId !== before.voiceAssetId
      ? [{ path: `${path}.voiceAssetId`, id: voiceAssetId, kinds: VOICE_KINDS }]
      : []),
  ];
}
