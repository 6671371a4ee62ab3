import { clipIn } from '../overlays/overlay-spec.ts';
import type { OverlaySpec } from '../overlays/overlay-spec.ts';
import { overlayTimes } from '../overlays/overlay-times.ts';
import { overlayAssetIds, overlaySpecsOf } from '../project/project-overlays.ts';
import type { ProjectDocument } from '../project/project-request.ts';
import { clipMsOf } from '../project/project-spec.ts';
import type { Finding } from './project-finding.ts';
import type { CheckedFilm, PlacedScene } from './placed-scenes.ts';

/** Files of overlays that cannot be used, overlays that start when the film is over, and clips that end before their overlay. */
export function overlayFindings(
  document: ProjectDocument,
  { assets }: Pick<CheckedFilm, 'assets'>,
  placed: readonly Pick<PlacedScene, 'estimatedMs'>[],
): readonly Finding[] {
  const gone = [...new Set(overlayAssetIds(document))].flatMap((assetId): Finding[] => {
    const status = assets.get(assetId)?.status ?? 'DELETED';
    if (status === 'READY') return [];
    const message = `The file of an overlay is ${status}. Wait until it is READY, or choose another one.`;
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
  const short = overlays.flatMap((overlay, index) => {
    const from = times[index]?.from ?? limit;
    const shownMs = Math.min(times[index]?.to ?? limit, limit) - from;
    return assets.get(clipIn(overlay.content)?.assetId ?? '')?.status === 'READY' ? clipFindings(overlay, shownMs) : [];
  });
  return [...gone, ...late, ...short];
}

const THEN = { LOOP: 'it starts again', HOLD: 'its last frame is held', SLOW: 'it starts again' } as const;

/** The clip of an overlay that ends before it, or before it begins. */
function clipFindings({ id, content }: OverlaySpec, shownMs: number): readonly Finding[] {
  const clip = clipIn(content);
  if (!clip) return [];
  const measuredMs = clipMsOf(clip);
  const about = { type: 'CLIP_TOO_SHORT', field: 'tracks', assetId: clip.assetId, measuredMs } as const;
  if (measuredMs === 0) {
    const message = `trimStartMs of the overlay ${id} skips its whole clip, which lasts ${clip.durationMs} ms.`;
    return [{ ...about, severity: 'ERROR', message, limit: clip.durationMs }];
  }
  if (measuredMs >= shownMs) return [];
  const message = `The clip of the overlay ${id} lasts ${measuredMs} ms, the overlay about ${shownMs} ms: ${THEN[clip.shortClip]}.`;
  return [{ ...about, severity: 'WARNING', message, limit: shownMs }];
}
