import { join } from 'node:path';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { AssetRow } from '../asset.entity.ts';
import { formatOfStored, inputOf } from './formats.ts';
import type { GuardedInput } from './formats.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';

/** Seconds of processor time. Decoding an hour of sound takes about ten. */
const CPU_SECONDS = 300;

/** A sound file of a workspace as ffmpeg reads it. */
export interface StoredSound {
  readonly input: GuardedInput;
  /** Limits for every run of ffmpeg on the sound. */
  readonly call: MediaCall;
}

/** Downloads a READY sound file to `workDir`. @throws ReelwrightError NOT_FOUND when its object is missing */
export async function openStoredSound(
  storage: Storage,
  asset: Pick<AssetRow, 'storageKey' | 'contentType' | 'metadata'>,
  { workDir, signal }: MediaCall,
): Promise<StoredSound> {
  const path = join(workDir, 'stored-sound');
  const format = formatOfStored(asset);
  await storage.getFile(asset.storageKey, path, { signal });
  return { input: inputOf(format, path), call: { workDir, signal, limits: { cpuSeconds: CPU_SECONDS, memoryBytes: DERIVE_MEMORY_BYTES } } };
}
