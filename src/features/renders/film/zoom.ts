import type { Motion } from '../../../platform/catalogue/motions.ts';
import { MOTION } from './encoder.ts';
import { longestReach, type View } from './timeline.ts';

/** Share of the growth by motion. */
const STRENGTH: Readonly<Record<Motion, number>> = { NONE: 0, GENTLE: 0.5, KEN_BURNS: 1 };

/** Growth of a picture over a scene, as a fraction of its size. */
const growth = (seconds: number, motion: Motion): number =>
  STRENGTH[motion] * Math.min(MOTION.most, Math.max(MOTION.least, (MOTION.growth * seconds) / MOTION.inSeconds));

/** Frames that the motion of a scene continues beyond both of its ends, and the frames of all of it. */
const spanOf = ({ sceneFrames, reach }: View, fps: number): { readonly reach: number; readonly frames: number } => {
  const beyond = reach ?? longestReach(fps);
  return { reach: beyond, frames: sceneFrames + 2 * beyond };
};

const isGrowing = ({ scene }: View): boolean => scene % 2 === 0;

/**
 * Zoom as an expression of zoompan's output frame `on`. The motion spans the scene and the longest transitions on both sides, so that body
 * and transitions, encoded separately, show one movement. Even scenes zoom in, odd ones out; both ends are eased.
 */
export const zoomExpression = (view: View, fps: number, motion: Motion = 'KEN_BURNS'): string => {
  const { reach, frames } = spanOf(view, fps);
  const eased = `(1-cos(PI*(on+${view.from + reach})/${frames}))/2`;
  const amount = growth(view.sceneFrames / fps, motion).toFixed(5);
  return isGrowing(view) ? `1+${amount}*${eased}` : `1+${amount}*(1-${eased})`;
};

/** The same zoom as a function of the frame, counted from the first one of the scene. */
export const zoomAt = (view: View, fps: number, motion: Motion): ((frame: number) => number) => {
  const { reach, frames } = spanOf(view, fps);
  const amount = growth(view.sceneFrames / fps, motion);
  return (frame) => {
    const eased = (1 - Math.cos((Math.PI * (frame + reach)) / frames)) / 2;
    return 1 + amount * (isGrowing(view) ? eased : 1 - eased);
  };
};
