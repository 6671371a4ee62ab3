import type { Storage } from '../../platform/storage/storage.ts';
import { DERIVED_TYPES, derivedKey } from './asset-files.ts';
import type { AssetRow, DerivedName } from './asset.entity.ts';

/** Links asked for within the same 5 minutes are the same text, so that caches hold. */
export const SAME_TEXT_MS = 5 * 60_000;
/**
 * How long a link works when nothing else is asked for. Short, because a link outlives what allowed it: a deleted asset, a removed
 * member, a revoked share link. Seconds.
 */
export const LINK_SECONDS = 900;

export type LinkedFile = Pick<AssetRow, 'storageKey' | 'fileName' | 'contentType'>;

/** What browsers show without running anything of it. Markup (HTML, SVG, XML) and whatever nobody named here is saved, never opened. */
const PASSIVE =
  /^(?:video\/[\w.+-]+|audio\/[\w.+-]+|image\/(?:jpeg|png|webp|avif|gif|heic|heif)|text\/(?:plain|vtt|csv)|application\/x-subrip|font\/[\w.+-]+)$/;

/** A signed link that works for at least `seconds` without further credentials, and hands out the file under its own name. */
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
    // The store says nosniff, and this is nothing that a browser would run in its place.
    contentType: isPassive ? contentType : 'application/octet-stream',
    signedAt: new Date(Math.floor(Date.now() / SAME_TEXT_MS) * SAME_TEXT_MS),
  });
}

/** The same for what was made of a file. */
export const linkToDerived = (
  storage: Pick<Storage, 'presignGet'>,
  file: Pick<AssetRow, 'storageKey'>,
  name: DerivedName,
  seconds: number,
) => linkTo(storage, { storageKey: derivedKey(file, name), fileName: name, contentType: DERIVED_TYPES[name] }, seconds, 'INLINE');
