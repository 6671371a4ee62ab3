import type { Storage } from '../../platform/storage/storage.ts';
import { DERIVED_TYPES, derivedKey } from './asset-files.ts';
import type { AssetRow, DerivedName } from './asset.entity.ts';

/** Milliseconds within which repeated requests return the same URL, so that browsers can cache the file. */
const SAME_TEXT_MS = 5 * 60_000;
/**
 * Seconds that a link works when the caller requests no other time. Short, because a link keeps working after the asset was deleted, the
 * member removed or the share link revoked.
 */
export const DEFAULT_LINK_SECONDS = 900;

export type LinkedFile = Pick<AssetRow, 'storageKey' | 'fileName' | 'contentType'>;

/** Types that browsers display without running their content. Markup (HTML, SVG, XML) and unlisted types are downloaded, never opened. */
const PASSIVE =
  /^(?:video\/[\w.+-]+|audio\/[\w.+-]+|image\/(?:jpeg|png|webp|avif|gif|heic|heif)|text\/(?:plain|vtt|csv)|application\/x-subrip|font\/[\w.+-]+)$/;

/** A signed URL, valid for at least `seconds`, that serves the file under its own name. */
export function linkTo(
  storage: Pick<Storage, 'presignGet'>,
  { storageKey, fileName, contentType }: LinkedFile,
  seconds: number,
  disposition: 'ATTACHMENT' | 'INLINE',
): Promise<string> {
  const isPassive = PASSIVE.test(contentType);
  return storage.presignGet(storageKey, {
    expiresIn: seconds + SAME_TEXT_MS / 1_000,
    disposition: isPassive ? disposition : 'ATTACHMENT',
    fileName,
    // The store sends nosniff, so that no browser runs a file of this type.
    contentType: isPassive ? contentType : 'application/octet-stream',
    signedAt: new Date(Math.floor(Date.now() / SAME_TEXT_MS) * SAME_TEXT_MS),
  });
}

/** Like `linkTo`, for a derived file. */
export const linkToDerived = (
  storage: Pick<Storage, 'presignGet'>,
  file: Pick<AssetRow, 'storageKey'>,
  name: DerivedName,
  seconds: number,
) => linkTo(storage, { storageKey: derivedKey(file, name), fileName: name, contentType: DERIVED_TYPES[name] }, seconds, 'INLINE');
