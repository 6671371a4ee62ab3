import { join } from 'node:path';
import type { MediaCall } from '../../../platform/media/media.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import type { AssetRow } from '../asset.entity.ts';
import { UPRIGHT } from './derive/orientation.ts';
import { formatOfStored } from './formats.ts';
import type { GuardedInput } from './formats.ts';
import { DERIVE_MEMORY_BYTES } from './limits.ts';
import { openPicture } from './open-picture.ts';
import { readStructure } from './probe/probe-picture.ts';

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
