import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Media, MediaCall } from '../../../../platform/media/media.ts';
import type { Storage } from '../../../../platform/storage/storage.ts';
import type { AssetRow } from '../../asset.entity.ts';
import { DERIVED_TYPES, derivedKey } from '../../asset-files.ts';
import { pictureThumbnail } from '../derive/derive-commands.ts';
import { UPRIGHT } from '../derive/orientation.ts';
import { formatOfStored } from '../formats.ts';
import type { GuardedInput } from '../formats.ts';
import { DERIVE_MEMORY_BYTES } from '../limits.ts';
import { openPicture } from './open-picture.ts';
import { readStructure } from '../probe/probe-picture.ts';

/** Seconds of processor time. Decoding the largest accepted picture takes a few. */
const CPU_SECONDS = 120;

/** A picture of a workspace as ffmpeg reads it. */
export interface StoredPicture {
  readonly input: GuardedInput;
  /** ffmpeg filters that join the picture and turn it upright. */
  readonly filters: readonly string[];
  /** Limits for every run of ffmpeg on the picture. */
  readonly call: MediaCall;
}

/** Downloads a READY picture to `workDir`. @throws ReelwrightError NOT_FOUND when its object is missing */
export async function openStoredPicture(
  storage: Storage,
  asset: Pick<AssetRow, 'storageKey' | 'contentType' | 'metadata'>,
  { workDir, signal }: MediaCall,
): Promise<StoredPicture> {
  const path = join(workDir, 'picture');
  const format = formatOfStored(asset);
  await storage.getFile(asset.storageKey, path, { signal });
  const { orientation } = await readStructure(format, path);
  const { input, filters } = await openPicture(format, path, workDir);
  return {
    input: { ...input, options: ['-noautorotate'] },
    filters: [...filters, ...UPRIGHT[orientation]],
    call: { workDir, signal, limits: { cpuSeconds: CPU_SECONDS, memoryBytes: DERIVE_MEMORY_BYTES } },
  };
}

/** A picture that a job has made, at its final key. */
interface MadePicture extends Pick<AssetRow, 'storageKey' | 'contentType'> {
  readonly width: number;
  readonly height: number;
}

/** Columns of an asset about its derived files. */
export interface DerivedColumns {
  readonly derived: AssetRow['derived'];
  readonly derivedBytes: number;
}

/**
 * Stores the thumbnail of a picture that was made here, as ingest makes it of an upload. `mark` may write to the file before it is stored.
 */
export async function storeThumbnail(
  { media, storage }: { readonly media: Media; readonly storage: Storage },
  picture: MadePicture,
  { workDir, signal }: MediaCall,
  mark: (path: string) => Promise<void>,
): Promise<DerivedColumns> {
  const name = 'thumbnail.jpg';
  const path = join(workDir, name);
  const { input, filters, call } = await openStoredPicture(storage, { ...picture, metadata: {} }, { workDir, signal });
  const { width, height } = picture;
  await media.run(pictureThumbnail({ input, filters, frames: 1 }, { width, height, orientation: 1 }, path), call);
  await mark(path);
  await storage.putFile(derivedKey(picture, name), path, { contentType: DERIVED_TYPES[name], signal });
  return { derived: [name], derivedBytes: (await stat(path)).size };
}
