import { clipIn } from './overlay-spec.ts';
import type { OverlaySpec } from './overlay-spec.ts';

/**
 * The scenes with whose pictures the clips of overlays are prepared, so that no two segments prepare one at once: the first scene that can show a
 * clip, which is also that of the same clip in later overlays. Undefined for texts, pictures, and overlays that are never shown. Pure.
 */
export function clipScenes(overlays: readonly OverlaySpec[]): readonly (number | undefined)[] {
  const byId = new Map(overlays.map((overlay) => [overlay.id, overlay]));
  // No overlay starts after itself: timelines with circles are refused.
  const sceneOf = ({ start }: OverlaySpec): number | undefined => {
    if ('scene' in start) return start.scene;
    if (!('overlay' in start)) return 0;
    const before = byId.get(start.overlay);
    return before && sceneOf(before);
  };
  const all = overlays.map((overlay) => ({ clip: JSON.stringify(clipIn(overlay.content)), scene: sceneOf(overlay) }));
  return all.map(({ clip, scene: own }) =>
    clip === undefined || own === undefined
      ? undefined
      : Math.min(...all.flatMap(({ clip: other, scene = own }) => (other === clip ? [scene] : []))),
  );
}
