import type { Storage } from '../../platform/storage/storage.ts';
import type { AssetRow, DerivedName } from './asset.entity.ts';

/** Links asked for within the same half hour are the same text, so that caches hold. */
export const SAME_TEXT_MS = 30 * 60_000;

export type LinkedFile = Pick<AssetRow, 'storageKey' | 'fileName' | 'contentType'>;

const DERIVED_TYPES: Readonly<Record<DerivedName, string>> = {
  'thumbnail.jpg': 'image/jpeg',
  'storyboard.jpg': 'image/jpeg',
  'storyboard.vtt': 'text/vtt',
  'waveform.png': 'image/png',
  'preview.mp4': 'video/mp4',
};

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
export const linkToDerived = (storage: Pick<Storage, 'presignGet'>, { storageKey }: LinkedFile, leaf: DerivedName, seconds: number) =>
  linkTo(storage, { storageKey: storageKey.replace(/[^/]*$/, leaf), fileName: leaf, contentType: DERIVED_TYPES[leaf] }, seconds, 'INLINE');
