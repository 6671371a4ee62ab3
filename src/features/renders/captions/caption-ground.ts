import { isLightLook } from '../../../platform/catalogue/looks.ts';
import { isTall } from '../../../platform/media/drawing.ts';
import { showsDrawing } from '../film/film-spec.ts';
import type { FilmSpec } from '../film/film-spec.ts';
import type { ClipPlan } from '../film/timeline.ts';
import { overlayBox } from '../overlays/overlay-picture.ts';
import type { OverlaySpec } from '../overlays/overlay-spec.ts';
import { overlayTimes, partsWithin } from '../overlays/overlay-times.ts';
import type { KnownFilm } from '../overlays/overlay-times.ts';

/** Frames of a clip, from `fromFrame` up to but excluding `toFrame`. */
interface ClipFrames {
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** Whether a caption that a clip shows in these frames, of this scene, lies on a picture that may be bright. */
export type MayBeBright = (scene: number, frames: ClipFrames) => boolean;

/** Built-in cards are dark, except for those of light looks. What other pictures and clips show is not known, nor what lies over a card. */
export function brightGround(spec: FilmSpec, piece: ClipPlan, known: KnownFilm): MayBeBright {
  const covered = coveredFrames(spec, piece, known);
  return (position, { fromFrame, toFrame }) => {
    const scene = spec.scenes[position];
    const isCard = spec.providers.visual === 'builtin' && scene !== undefined && showsDrawing(spec, scene);
    return !isCard || isLightLook(spec.look) || covered.some((part) => part.fromFrame < toFrame && part.toFrame > fromFrame);
  };
}

/** The frames of a clip in which a picture or clip lies where captions are. */
function coveredFrames(spec: FilmSpec, piece: ClipPlan, known: KnownFilm): readonly ClipFrames[] {
  const { overlays = [], fps } = spec;
  const [{ scene, from }] = piece.views;
  const base = (known.sceneStarts[scene] ?? 0) + from;
  const times = overlayTimes(overlays, known);
  return overlays.flatMap((overlay, index) => {
    const at = times[index];
    return at && reachesCaptions(overlay, spec) ? partsWithin(overlay, at, piece, { fps, base, lastScene: undefined }) : [];
  });
}

/** Shares of the height of the frame between which captions of three lines are, whatever their size. */
const ROWS = {
  wide: { TOP: [0.05, 0.35], MIDDLE: [0.35, 0.65], BOTTOM: [0.65, 0.95] },
  tall: { TOP: [0.15, 0.35], MIDDLE: [0.4, 0.6], BOTTOM: [0.5, 0.7] },
} as const;

/** Texts have an outline or a box of their own. */
function reachesCaptions(overlay: OverlaySpec, { width, height, captionPosition = 'BOTTOM' }: FilmSpec): boolean {
  const box = overlayBox(overlay, { width, height });
  if (!box) return false;
  const half = box.height / height / 2;
  const [top, bottom] = ROWS[isTall(width, height) ? 'tall' : 'wide'][captionPosition];
  return overlay.position.y - half < bottom && overlay.position.y + half > top;
}
