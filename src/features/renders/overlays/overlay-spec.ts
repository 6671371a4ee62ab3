import { z } from 'zod';
import { clipSpec } from '../clips/clip-spec.ts';

const offsetMs = z.int().nonnegative();
const share = z.number().min(0).max(1);

const textContent = z.strictObject({
  text: z.string(),
  /** Height of the characters: a share of the shorter side of the frame. */
  size: share,
  color: z.string(),
  align: z.enum(['LEFT', 'CENTER', 'RIGHT']),
  /** Whether a dark box lies behind the words. */
  ground: z.literal(true).optional(),
});

/** A picture of the workspace; the same bytes under another id are the same overlay. */
const pictureContent = z.strictObject({
  assetId: z.uuid(),
  sha256: z.string(),
  /** Pixels of the upright picture. */
  width: z.int().positive(),
  height: z.int().positive(),
});

/** A video of the workspace. */
const clipContent = z.strictObject({
  clip: clipSpec,
  /** Share of the height of the frame, which the clip fills as its `fit` says; by default it keeps its shape. */
  height: share.optional(),
});

/** A text, a picture or a clip over the scenes of a film. */
export const overlaySpec = z.strictObject({
  id: z.string(),
  content: z.union([textContent, pictureContent, clipContent]),
  /** Its center: shares of the frame. */
  position: z.strictObject({ x: share, y: share }),
  /** Share of the width of the frame. */
  width: share,
  /** `scene` is a position, `overlay` an id of another overlay, after whose end this one starts. */
  start: z.union([
    z.strictObject({ offsetMs }),
    z.strictObject({ scene: z.int().nonnegative(), offsetMs }),
    z.strictObject({ overlay: z.string(), offsetMs }),
  ]),
  /** Until the end of the film when omitted. */
  lengthMs: z.int().positive().optional(),
  fadeInMs: z.int().nonnegative(),
  fadeOutMs: z.int().nonnegative(),
  opacity: share,
});
export type OverlaySpec = z.infer<typeof overlaySpec>;
type Content = OverlaySpec['content'];

/** The clip of an overlay; undefined for texts and pictures. */
export const clipIn = (content: Content): z.infer<typeof clipSpec> | undefined => ('clip' in content ? content.clip : undefined);

/** The file of the workspace that an overlay shows; undefined for a text. */
export const assetIdIn = (content: Content): string | undefined => ('assetId' in content ? content.assetId : clipIn(content)?.assetId);
