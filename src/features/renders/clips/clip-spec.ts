import { z } from 'zod';
import { SHORT_CLIPS } from '../../projects/scenes/scene.states.ts';

/** A picture of the workspace, and how it fills the frame. */
export const pictureSpec = z.strictObject({
  assetId: z.uuid(),
  /** Hash of its bytes: the same picture under another id gives the same scene. */
  sha256: z.string(),
  /** Pixels of the upright picture. */
  width: z.int().positive(),
  height: z.int().positive(),
  fit: z.enum(['FILL', 'FIT', 'BLUR']),
  /** The point that stays visible and that motion goes to, as fractions of width and height from 0 to 1; by default the centre. */
  focus: z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).optional(),
});

/** A video of the workspace, with the stretch of it that is shown. */
export const clipSpec = pictureSpec.extend({
  /** Milliseconds of the whole file. */
  durationMs: z.int().nonnegative(),
  trimStartMs: z.int().nonnegative(),
  /** Factor: 2 is twice as fast. */
  speed: z.number().positive(),
  shortClip: z.enum(SHORT_CLIPS),
  /** Set when it may have transparent parts. */
  alpha: z.literal(true).optional(),
  /** Decibels by which its own sound is louder; it is silent when omitted. */
  gainDb: z.number().optional(),
});
