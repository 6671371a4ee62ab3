import type { AssetRow, DerivedName } from './asset.entity.ts';

/** Key of the original of an asset, `WORKSPACE/assets/ASSET/original`. No client can write to it. */
export const originalKey = ({ workspaceId, id }: Pick<AssetRow, 'workspaceId' | 'id'>): string => `${workspaceId}/assets/${id}/original`;

/** Key of a derived file, in the folder of the asset's key. Duplicates may share it. */
export const derivedKey = ({ storageKey }: Pick<AssetRow, 'storageKey'>, name: DerivedName): string =>
  `${storageKey.slice(0, storageKey.lastIndexOf('/') + 1)}${name}`;

export const isOwnKey = (asset: AssetRow): boolean => asset.storageKey === originalKey(asset);

export const DERIVED_TYPES: Readonly<Record<DerivedName, string>> = {
  'thumbnail.jpg': 'image/jpeg',
  'storyboard.jpg': 'image/jpeg',
  'storyboard.vtt': 'text/vtt',
  'waveform.png': 'image/png',
  'preview.mp4': 'video/mp4',
  'sound.aac': 'audio/aac',
};
