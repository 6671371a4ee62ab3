import type { Stretch } from '../film/joined/decoding.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import type { Timeline } from '../film/timeline.ts';
import { overlayBox } from './overlay-picture.ts';
import type { OverlaySpec } from './overlay-spec.ts';
import { overlayTimes } from './overlay-times.ts';

/** Share of the frame under pictures from which on nobody can tell what the scene behind them does. */
const MOST_OF_IT = 0.5;
/** Milliseconds of a stretch beside a covered one that are too few to count. */
const REST_MS = 500;

/** When pictures lie over most of the frame. Pure. */
export function coveredStretches(spec: FilmSpec, { scenes, fps, frames }: Timeline): readonly Stretch[] {
  const { overlays = [] } = spec;
  const times = overlayTimes(overlays, { fps, frames, sceneStarts: scenes.map(({ firstFrame }) => firstFrame) });
  const shown = overlays.flatMap((overlay, index) => {
    const at = times[index];
    return at ? [{ ...at, to: Math.min(at.to, frames), share: shareOf(overlay, spec) }] : [];
  });
  const changes = [...new Set(shown.flatMap(({ from, to }) => [from, to]))].toSorted((one, other) => one - other);
  return changes.slice(1).flatMap((to, index) => {
    const from = changes[index] ?? to;
    const share = shown.filter((one) => one.from <= from && one.to >= to).reduce((sum, one) => sum + one.share, 0);
    return share >= MOST_OF_IT ? [{ startMs: (from * 1_000) / fps, endMs: (to * 1_000) / fps }] : [];
  });
}

/** The parts of a stretch that no covered stretch overlaps. A pure function. */
export const uncovered = (stretch: Stretch, covered: readonly Stretch[]): readonly Stretch[] =>
  covered.reduce<readonly Stretch[]>(
    (rest, { startMs, endMs }) =>
      rest.flatMap((part) => {
        if (part.endMs <= startMs || part.startMs >= endMs) return [part];
        const sides = [
          { startMs: part.startMs, endMs: startMs },
          { startMs: endMs, endMs: part.endMs },
        ];
        return sides.filter((side) => side.endMs - side.startMs >= REST_MS);
      }),
    [stretch],
  );

/** Share of the frame that a picture or a clip hides; texts hide nothing between their letters. */
function shareOf(overlay: OverlaySpec, frame: Pick<FilmSpec, 'width' | 'height'>): number {
  const size = overlayBox(overlay, frame);
  if (!size) return 0;
  const { position, opacity } = overlay;
  const within = (center: number, side: number, of: number): number =>
    Math.max(0, Math.min(of, center * of + side / 2) - Math.max(0, center * of - side / 2)) / of;
  return within(position.x, size.width, frame.width) * within(position.y, size.height, frame.height) * opacity;
}
