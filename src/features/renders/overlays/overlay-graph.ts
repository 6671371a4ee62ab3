import { unstackedAlpha } from '../clips/alpha.ts';
import { takeFilters } from '../clips/take.ts';
import type { Take } from '../clips/take.ts';
import type { Size } from '../pictures/placement.ts';
import type { OverlayPart } from './overlay-times.ts';

/** An overlay in one clip: a transparent PNG or a prepared clip, and its top-left position. */
export interface OverlayImage extends OverlayPart {
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly opacity: number;
  /** What of the prepared clip is shown, of so many frames; undefined for a PNG. */
  readonly moving?: Moving | undefined;
}

interface Moving {
  readonly take: Take;
  readonly available: number;
  /** Pixels of its picture where its transparency is below it. */
  readonly stacked?: Size;
}

/**
 * Lays overlays over the picture `below`, the last one on top, each exactly on its frames. Returns the filters, and the label of the result. A
 * steady part of a picture is one frame that is repeated.
 */
export function overlayGraph(
  overlays: readonly OverlayImage[],
  { firstInput, fps, below, toYuv }: { readonly firstInput: number; readonly fps: number; readonly below: string; readonly toYuv: string },
): { readonly filters: readonly string[]; readonly label: string } {
  const label = (index: number): string => (index < 0 ? below : `laid${index}`);
  const filters = overlays.flatMap((overlay, index) => {
    const { x, y, fromFrame, toFrame, opacity, fade } = overlay;
    const shown = [
      ...(overlay.moving
        ? movingFilters(overlay, overlay.moving, { fps, name: `overlay${index}` })
        : [`scale=${toYuv}`, 'format=yuva420p']),
      ...(opacity < 1 ? [`lutyuv=a=val*${opacity}`] : []),
      ...frameFilters(overlay),
      ...(fade ? fadeFilters(fade, { fps, fromFrame }) : []),
    ];
    return [
      `[${firstInput + index}:v]${shown.join(',')}[overlay${index}]`,
      `[${label(index - 1)}][overlay${index}]overlay=x=${x}:y=${y}:format=yuv420:enable='between(n,${fromFrame},${toFrame - 1})'[${label(index)}]`,
    ];
  });
  return { filters, label: label(overlays.length - 1) };
}

const movingFilters = (
  { fromFrame, toFrame }: OverlayPart,
  { take, available, stacked }: Moving,
  { fps, name }: { readonly fps: number; readonly name: string },
): readonly string[] => [
  takeFilters(take, available, { fps, frames: toFrame - fromFrame }),
  ...(stacked ? [unstackedAlpha(stacked, name), `fps=${fps}`] : ['format=yuva420p']),
];

/**
 * A frame for each frame of the clip up to the end of the part. Its times begin at 0: ffmpeg 5.1 shows nothing of a stream that begins later. So
 * the first frame of a moving part is repeated before it; where it fades, also for the frames of the fade before the clip.
 */
function frameFilters({ fromFrame, toFrame, fade, moving }: OverlayImage): readonly string[] {
  const before = fromFrame + (fade?.at ?? 0);
  if (moving) return before > 0 ? [`tpad=start_mode=clone:start=${before}`] : [];
  return fade ? [`loop=loop=${before + toFrame - fromFrame}:size=1`] : [];
}

/** A fade that began before the clip loses those frames. */
const fadeFilters = (
  { kind, of, at }: NonNullable<OverlayPart['fade']>,
  { fps, fromFrame }: { readonly fps: number; readonly fromFrame: number },
): readonly string[] => [
  `fade=t=${kind}:start_frame=${fromFrame}:nb_frames=${of}:alpha=1`,
  ...(at > 0 ? [`trim=start_frame=${at}`, `settb=1/${fps}`, 'setpts=N'] : []),
];
