import type { ClipPlan } from '../film/timeline.ts';
import type { OverlaySpec } from './overlay-spec.ts';

/** Frames of the film, from `from` up to but excluding `to`, which may lie behind its end. */
export interface OverlayFrames {
  readonly from: number;
  readonly to: number;
}

/** The part of a film whose times are known. */
export interface KnownFilm {
  readonly fps: number;
  /** The first frames of its scenes; undefined where too few voices are known. */
  readonly sceneStarts: readonly (number | undefined)[];
  /** Undefined when it is not known. */
  readonly frames: number | undefined;
}

const framesOf = (ms: number, fps: number): number => Math.round((ms * fps) / 1_000);

/** When each overlay is shown; undefined for one whose start is not known, which is later than every scene that is. Pure. */
export function overlayTimes(overlays: readonly OverlaySpec[], { fps, sceneStarts }: KnownFilm): readonly (OverlayFrames | undefined)[] {
  const byId = new Map(overlays.map((overlay) => [overlay.id, overlay]));
  const known = new Map<string, OverlayFrames | undefined>();
  const timesOf = (overlay: OverlaySpec): OverlayFrames | undefined => {
    if (known.has(overlay.id)) return known.get(overlay.id);
    known.set(overlay.id, undefined);
    const begin = beginOf(overlay.start);
    const from = begin === undefined ? undefined : begin + framesOf(overlay.start.offsetMs, fps);
    const length = overlay.lengthMs === undefined ? Infinity : Math.max(1, framesOf(overlay.lengthMs, fps));
    const times = from === undefined || from === Infinity ? undefined : { from, to: from + length };
    known.set(overlay.id, times);
    return times;
  };
  const beginOf = (start: OverlaySpec['start']): number | undefined => {
    if ('scene' in start) return sceneStarts[start.scene];
    if (!('overlay' in start)) return 0;
    const before = byId.get(start.overlay);
    return before && timesOf(before)?.to;
  };
  return overlays.map(timesOf);
}

/** A part of an overlay in one clip: frames of the clip, and how its opacity changes meanwhile. */
export interface OverlayPart {
  readonly fromFrame: number;
  readonly toFrame: number;
  /** `of` frames in all; the part begins with frame `at` of them. */
  readonly fade?: { readonly kind: 'in' | 'out'; readonly of: number; readonly at: number };
}

/** A clip in the film. */
export interface ClipPlace {
  readonly fps: number;
  /** The clip's first frame in the film. */
  readonly base: number;
  /** The last scene from its first frame to the end of the film, where that is known. */
  readonly lastScene: OverlayFrames | undefined;
}

/**
 * The parts of an overlay that a clip shows: fading in, steady, fading out. Fades that are longer than the overlay share it. One that stays until
 * the end of the film fades within the last scene: only its clips know where the film ends. Pure.
 */
export function partsWithin(
  { fadeInMs, fadeOutMs }: Pick<OverlaySpec, 'fadeInMs' | 'fadeOutMs'>,
  { from, to }: OverlayFrames,
  { frames }: Pick<ClipPlan, 'frames'>,
  { fps, base, lastScene }: ClipPlace,
): readonly OverlayPart[] {
  const last = to === Infinity ? lastScene?.to : to;
  const length = (last ?? Infinity) - from;
  const fadeIn = Math.min(framesOf(fadeInMs, fps), length);
  const longest = to === Infinity && lastScene ? lastScene.to - lastScene.from : Infinity;
  const fadeOut = last === undefined ? 0 : Math.min(framesOf(fadeOutMs, fps), length - fadeIn, longest);
  const steadyTo = last === undefined ? Infinity : last - fadeOut;
  const stretches = [
    { begin: from, finish: from + fadeIn, kind: 'in' as const },
    { begin: from + fadeIn, finish: steadyTo, kind: undefined },
    { begin: steadyTo, finish: last ?? Infinity, kind: 'out' as const },
  ];
  return stretches.flatMap(({ begin, finish, kind }): OverlayPart[] => {
    const fromFrame = Math.max(0, begin - base);
    const toFrame = Math.min(frames, finish - base);
    if (fromFrame >= toFrame) return [];
    return [{ fromFrame, toFrame, ...(kind && { fade: { kind, of: finish - begin, at: base + fromFrame - begin } }) }];
  });
}
