import { join } from 'node:path';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { AssetRow } from '../asset.entity.ts';
import { formatOfStored, inputOf } from './formats.ts';
import type { FormatName, GuardedInput } from './formats.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';

export { soundDelayMs } from './probe/probe-film.ts';

/** Decoding an hour of sound takes some ten seconds. */
const SOUND_CPU_SECONDS = 300;
/** Each command has a time limit; this one only bounds what has none. A day. */
const FILM_CPU_SECONDS = 24 * 3_600;

/** A sound or video file of a workspace as ffmpeg reads it. */
export interface StoredMedia {
  readonly input: GuardedInput;
  readonly format: FormatName;
  /** For every run of ffmpeg on it. */
  readonly call: MediaCall;
}

type StoredAsset = Pick<AssetRow, 'storageKey' | 'contentType' | 'metadata'>;

/** Downloads a READY sound file to `workDir`. @throws ReelwrightError NOT_FOUND when its object is missing */
export const openStoredSound = (storage: Storage, asset: StoredAsset, call: MediaCall): Promise<StoredMedia> =>
  openStored(storage, asset, call, { name: 'stored-sound', cpuSeconds: SOUND_CPU_SECONDS });

/** Downloads a READY video file to `workDir`. @throws ReelwrightError NOT_FOUND when its object is missing */
export const openStoredFilm = (storage: Storage, asset: StoredAsset, call: MediaCall): Promise<StoredMedia> =>
  openStored(storage, asset, call, { name: 'stored-film', cpuSeconds: FILM_CPU_SECONDS });

async function openStored(
  storage: Storage,
  asset: StoredAsset,
  { workDir, signal }: MediaCall,
  { name, cpuSeconds }: { readonly name: string; readonly cpuSeconds: number },
): Promise<StoredMedia> {
  const path = join(workDir, name);
  const format = formatOfStored(asset);
  await storage.getFile(asset.storageKey, path, { signal });
  return { input: inputOf(format, path), format, call: { workDir, signal, limits: { cpuSeconds, memoryBytes: DERIVE_MEMORY_BYTES } } };
}
