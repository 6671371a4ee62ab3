import type { OverlayPart } from './overlay-times.ts';

/** A drawn overlay in one clip: a transparent PNG and its top-left position. */
export interface OverlayImage extends OverlayPart {
  readonly path: string;
  readonly x: number;
  readonly y: number;
  readonly opacity: number;
}

/**
 * Lays overlays over the picture `below`, the last one on top, each exactly on its frames. Returns the filters, and the label of the result. A
 * steady part is one frame that is repeated.
 */
export function overlayGraph(
  overlays: readonly OverlayImage[],
  { firstInput, fps, below, toYuv }: { readonly firstInput: number; readonly fps: number; readonly below: string; readonly toYuv: string },
): { readonly filters: readonly string[]; readonly label: string } {
  const label = (index: number): string => (index < 0 ? below : `laid${index}`);
  const filters = overlays.flatMap(({ x, y, fromFrame, toFrame, opacity, fade }, index) => [
    [
      `[${firstInput + index}:v]scale=${toYuv},format=yuva420p`,
      ...(opacity < 1 ? [`lutyuv=a=val*${opacity}`] : []),
      ...(fade ? fadeFilters(fade, { fps, fromFrame, frames: toFrame - fromFrame }) : []),
    ].join(',') + `[overlay${index}]`,
    `[${label(index - 1)}][overlay${index}]overlay=x=${x}:y=${y}:format=yuv420:enable='between(n,${fromFrame},${toFrame - 1})'[${label(index)}]`,
  ]);
  return { filters, label: label(overlays.length - 1) };
}

/**
 * A frame for each frame of the clip up to the end of the part. Its times begin at 0: ffmpeg 5.1 shows nothing of a stream that begins later. A
 * fade that began before the clip loses those frames.
 */
const fadeFilters = (
  { kind, of, at }: NonNullable<OverlayPart['fade']>,
  { fps, fromFrame, frames }: { readonly fps: number; readonly fromFrame: number; readonly frames: number },
): readonly string[] => [
  `loop=loop=${at + fromFrame + frames}:size=1`,
  `fade=t=${kind}:start_frame=${fromFrame}:nb_frames=${of}:alpha=1`,
  ...(at > 0 ? [`trim=start_frame=${at}`, `settb=1/${fps}`, 'setpts=N'] : []),
];
