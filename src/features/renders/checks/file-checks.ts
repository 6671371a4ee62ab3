import { MAX_RECORDING_MS } from '../film/timeline.ts';
import { clipMsOf, clipSpecOf, recordedMs } from '../project/project-spec.ts';
import type { NamedFile } from '../project/project-spec.ts';
import type { Finding } from './project-finding.ts';
import type { PlacedScene } from './placed-scenes.ts';

type Files = ReadonlyMap<string, NamedFile>;
type Placed = Pick<PlacedScene, 'scene' | 'position' | 'estimatedMs'>;

/** How the rest of a scene is filled when its clip is shorter. */
const THEN = { LOOP: 'it starts again', HOLD: 'its last frame is held', SLOW: 'it is slowed down' } as const;

/** A clip that ends before its scene, or before it begins. */
export function clipFindings(files: Files, { scene, position, estimatedMs }: Placed): readonly Finding[] {
  const clip = clipSpecOf(scene, files);
  if (!clip) return [];
  const measuredMs = clipMsOf(clip);
  const about = { type: 'CLIP_TOO_SHORT', sceneId: scene.id, assetId: clip.assetId, measuredMs } as const;
  if (measuredMs === 0) {
    const message = `trimStartMs of scene ${position + 1} skips its whole clip, which lasts ${clip.durationMs} ms.`;
    return [{ ...about, severity: 'ERROR', message, field: 'trimStartMs', limit: clip.durationMs }];
  }
  if (measuredMs >= estimatedMs) return [];
  const message = `The clip of scene ${position + 1} lasts ${measuredMs} ms, the scene about ${estimatedMs} ms: ${THEN[clip.shortClip]}.`;
  return [{ ...about, severity: 'WARNING', message, limit: estimatedMs }];
}

/** A recording that is too long for one scene, or longer than its scene is set to. */
export function recordingFindings(files: Files, { scene, position }: Placed): readonly Finding[] {
  const { id: sceneId, voiceAssetId, durationMs } = scene;
  const measuredMs = recordedMs(scene, files);
  if (voiceAssetId === null || measuredMs === undefined) return [];
  const about = { sceneId, assetId: voiceAssetId, measuredMs };
  if (measuredMs > MAX_RECORDING_MS) {
    const message = `The recording of scene ${position + 1} lasts ${measuredMs} ms; one of a scene may last ${MAX_RECORDING_MS} ms. Divide it among several scenes.`;
    return [{ ...about, type: 'RECORDING_TOO_LONG', severity: 'ERROR', message, field: 'voiceAssetId', limit: MAX_RECORDING_MS }];
  }
  if (durationMs === null || measuredMs <= durationMs) return [];
  const message = `The recording of scene ${position + 1} lasts ${measuredMs} ms, longer than its durationMs. It is never cut: the scene becomes longer.`;
  return [{ ...about, type: 'NARRATION_TOO_LONG', severity: 'WARNING', message, field: 'durationMs', limit: durationMs }];
}
