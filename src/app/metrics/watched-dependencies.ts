import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Metrics } from '../../platform/metrics/metrics.ts';
import type { DependencyChecks } from '../health/dependency-checks.ts';

/** Checks what this process depends on at each scrape. */
export function watchDependencies(metrics: Metrics, health: Pick<DependencyChecks, 'check'>): void {
  metrics.watch('reelwright_dependency_up', async () =>
    (await health.check()).flatMap(({ name, state }) =>
      state === 'not_configured' ? [] : [{ labels: { dependency: name }, value: state === 'unavailable' ? 0 : 1 }],
    ),
  );
}

/** Reads the free bytes of a disk at each scrape. */
export function watchDisk(metrics: Metrics, name: 'DATA_DIR' | 'WORK_DIR', folder: string): void {
  metrics.watch('reelwright_disk_free_bytes', async () => [{ labels: { folder: name }, value: await freeBytesOf(folder) }]);
}

/** Free bytes for this user on the disk of a folder, or of the nearest folder above it that exists. */
export async function freeBytesOf(folder: string): Promise<number> {
  if (!existsSync(folder)) return freeBytesOf(dirname(folder));
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
