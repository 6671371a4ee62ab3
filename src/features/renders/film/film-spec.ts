import { z } from 'zod';
import { isSpeakable } from '../../../platform/text/plain-text.ts';
import { CAPTION_STYLES } from '../../../platform/catalogue/caption-styles.ts';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import { MUSIC_MOODS } from '../../../platform/catalogue/music-moods.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';

const transitionSpec = z.strictObject({ kind: z.enum(TRANSITIONS.names), ms: z.int().nonnegative() });

/** A picture of the workspace, and how it fills the frame. */
const pictureSpec = z.strictObject({
  assetId: z.uuid(),
  /** Of its bytes: the same picture under another id is the same scene. */
  sha256: z.string(),
  /** Pixels of the upright picture. */
  width: z.int().positive(),
  height: z.int().positive(),
  fit: z.enum(['FILL', 'FIT', 'BLUR']),
  /** Shares of width and height, 0 to 1: the place that stays visible and that motion goes to. The centre when omitted. */
  focus: z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).optional(),
});

/** The music under the voice: of the workspace, or made by a provider for a mood. */
const musicSpec = z.union([
  z.strictObject({ assetId: z.uuid() }),
  z.strictObject({ mood: z.enum(MUSIC_MOODS.names).exclude(['none']), provider: z.string() }),
]);

/** What a preset changes about every card. Assets by id: their bytes never change. */
const brandSpec = z.strictObject({
  /** `#rrggbb`, the most important one first. */
  colors: z.array(z.string()).optional(),
  fontAssetId: z.uuid().optional(),
  logoAssetId: z.uuid().optional(),
});

/** How often a part was made again on request. Artifacts of another number are not reused. */
const revisions = z.strictObject({ voice: z.int().nonnegative(), visual: z.int().nonnegative() });

const sceneSpec = z.strictObject({
  id: z.uuid(),
  /** From 0, without gaps. */
  position: z.int().nonnegative(),
  /** Empty for a scene without words. */
  narration: z.string(),
  heading: z.string(),
  motion: z.enum(MOTIONS.names),
  /** Shown instead of the narration. */
  caption: z.string().optional(),
  /** To the next scene; that of the film when omitted. */
  transition: transitionSpec.optional(),
  /** Milliseconds that the scene takes at least; as long as its voice when omitted. */
  durationMs: z.int().positive().optional(),
  /** The author ended a paragraph here: a longer pause follows. */
  endsParagraph: z.boolean().optional(),
  /** Drawn by the visual provider when omitted. */
  picture: pictureSpec.optional(),
  revisions: revisions.optional(),
});

/**
 * Everything a film is made from, frozen when the script is known. Steps read only this and artifacts, so a step that runs again, later or
 * elsewhere, makes the same film.
 */
export const filmSpec = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  /** BCP 47. */
  language: z.string(),
  voice: z.string(),
  /** Who speaks and who illustrates, by name; films that were frozen before there was a choice have the built-in ones. */
  providers: z.strictObject({ speech: z.string(), visual: z.string() }).default({ speech: 'builtin', visual: 'builtin' }),
  /** Pixels, both even. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Frames per second, constant. */
  fps: z.int().positive(),
  look: z.string(),
  captionStyle: z.enum(CAPTION_STYLES.names),
  transition: transitionSpec,
  /** None when omitted. */
  music: musicSpec.optional(),
  /** Palette, ornament and music are derived from it. */
  seed: z.string(),
  brand: brandSpec.optional(),
  /** Fingerprint of encoder settings: clips joined without re-encoding must share it. */
  encoder: z.string(),
  scenes: z.array(sceneSpec).min(1),
});

export type FilmSpec = z.infer<typeof filmSpec>;
export type SceneSpec = z.infer<typeof sceneSpec>;
export type MusicSpec = z.infer<typeof musicSpec>;
export type BrandSpec = z.infer<typeof brandSpec>;
export type PictureSpec = z.infer<typeof pictureSpec>;

/** Whether the scene is spoken. Punctuation and emoji alone have no sound. */
export const isSpoken = ({ narration }: Pick<SceneSpec, 'narration'>): boolean => isSpeakable(narration);

/** The words that captions of the scene show. */
export const shownWords = ({ caption, narration }: Pick<SceneSpec, 'caption' | 'narration'>): string => caption ?? narration;

const timedWords = { text: z.string(), startMs: z.number(), endMs: z.number() };

/** Properties of a scene's levelled voice clip (48 kHz, mono, 16-bit WAV), besides the file itself. */
export const sceneVoice = z.strictObject({
  /** Samples at 48 kHz; silence at both ends is trimmed. */
  samples: z.int().positive(),
  /** From the clip's start, as the provider reported them; with their words where the voice tells when it says each. */
  phrases: z.array(z.strictObject({ ...timedWords, words: z.array(z.strictObject(timedWords)).optional() })),
});
export type SceneVoice = z.infer<typeof sceneVoice>;

/** One caption on the screen. */
export interface Cue {
  /** Milliseconds from the start of the film. */
  readonly startMs: number;
  readonly endMs: number;
  /** One or two lines, up to three on a tall frame, already broken. */
  readonly lines: readonly string[];
}

/** A drawn caption: a transparent PNG and its top-left position. */
export interface CaptionImage {
  readonly path: string;
  readonly x: number;
  readonly y: number;
  /** Frames of the clip it covers, from `fromFrame` up to but excluding `toFrame`. */
  readonly fromFrame: number;
  readonly toFrame: number;
}
