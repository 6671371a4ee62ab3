import { overlayTimes } from '../overlays/overlay-times.ts';
import { overlayAssetIds, overlaySpecsOf } from '../project/project-overlays.ts';
import type { ProjectDocument } from '../project/project-request.ts';
import type { Finding } from './project-finding.ts';
import type { CheckedFilm, PlacedScene } from './placed-scenes.ts';

/** Pictures of overlays that cannot be used, and overlays that start when the film is over. */
export function overlayFindings(
  document: ProjectDocument,
  { assets }: Pick<CheckedFilm, 'assets'>,
  placed: readonly Pick<PlacedScene, 'estimatedMs'>[],
): readonly Finding[] {
  const gone = [...new Set(overlayAssetIds(document))].flatMap((assetId): Finding[] => {
    const status = assets.get(assetId)?.status ?? 'DELETED';
    if (status === 'READY') return [];
    const message = `The picture of an overlay is ${status}. Wait until it is READY, or choose another one.`;
    return [{ type: 'ASSET_NOT_READY', severity: 'ERROR', message, field: 'tracks', assetId }];
  });
  const sceneStarts: number[] = [0];
  for (const { estimatedMs } of placed) sceneStarts.push((sceneStarts.at(-1) ?? 0) + estimatedMs);
  const limit = sceneStarts.at(-1) ?? 0;
  const overlays = overlaySpecsOf(document, assets);
  // A thousand frames a second: frames are milliseconds.
  const times = overlayTimes(overlays, { fps: 1_000, sceneStarts, frames: limit });
  const late = overlays.flatMap(({ id }, index): Finding[] => {
    const measuredMs = times[index]?.from ?? limit;
    if (placed.length === 0 || measuredMs < limit) return [];
    const message = `The overlay ${id} starts at ${measuredMs} ms; the film lasts about ${limit} ms and will not show it.`;
    return [{ type: 'OVERLAY_NOT_SHOWN', severity: 'WARNING', message, field: 'tracks', measuredMs, limit }];
  });
  return [...gone, ...late];
}
