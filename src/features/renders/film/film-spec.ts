import { z } from 'zod';
import { isSpeakable } from '../../../platform/text/plain-text.ts';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../../platform/catalogue/film/caption-places.ts';
import { CAPTION_STYLES } from '../../../platform/catalogue/caption-styles.ts';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import { MUSIC_MOODS } from '../../../platform/catalogue/music-moods.ts';
import { RENDITIONS } from '../../../platform/catalogue/renditions.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { clipSpec, pictureSpec } from '../clips/clip-spec.ts';
import { clipIn, overlaySpec } from '../overlays/overlay-spec.ts';

const transitionSpec = z.strictObject({ kind: z.enum(TRANSITIONS.names), ms: z.int().nonnegative() });

/** A recording of the workspace that is the voice of a scene. */
const recordingSpec = z.strictObject({ assetId: z.uuid(), sha256: z.string(), durationMs: z.int().nonnegative() });

/** The music under the voice: an asset of the workspace from `startMs` on, or made by a provider for a mood. `gainDb` is 0 when omitted. */
const musicSpec = z.union([
  z.strictObject({ assetId: z.uuid(), startMs: z.int().positive().optional(), gainDb: z.number().optional() }),
  z.strictObject({ mood: z.enum(MUSIC_MOODS.names).exclude(['none']), provider: z.string(), gainDb: z.number().optional() }),
]);

/** Options of a preset that change every card. Assets are named by id, because their bytes never change. */
const brandSpec = z.strictObject({
  /** `#rrggbb`, the most important one first. */
  colors: z.array(z.string()).optional(),
  fontAssetId: z.uuid().optional(),
  logoAssetId: z.uuid().optional(),
});

/** The provider that makes clips of the scenes without a file of their own, and the maker's name of the model. */
const clipMaker = z.strictObject({ provider: z.string(), model: z.string() });

/** How often voice and picture were made again on request. Artifacts of other numbers are not reused. */
const revisions = z.strictObject({ voice: z.int().nonnegative(), visual: z.int().nonnegative() });

const sceneSpec = z.strictObject({
  id: z.uuid(),
  /** Counts from 0, without gaps. */
  position: z.int().nonnegative(),
  /** Empty for a scene without words. */
  narration: z.string(),
  heading: z.string(),
  /** The prompt of the picture or clip that a provider makes, in place of the words of the scene. */
  visualPrompt: z.string().optional(),
  motion: z.enum(MOTIONS.names),
  /** Text that is shown instead of the narration. */
  caption: z.string().optional(),
  /** The caption in other languages. */
  translations: z.array(z.strictObject({ language: z.string(), text: z.string() })).optional(),
  /** The transition to the next scene; by default that of the film. */
  transition: transitionSpec.optional(),
  /** Minimum milliseconds of the scene; by default it is as long as its voice. */
  durationMs: z.int().positive().optional(),
  /** Whether the author ended a paragraph here: a longer pause follows. */
  endsParagraph: z.boolean().optional(),
  /** A picture of the workspace; by default the visual provider draws one. */
  picture: pictureSpec.optional(),
  /** Shown instead of a picture. */
  clip: clipSpec.optional(),
  /** Spoken by the voice of the film when omitted. */
  recording: recordingSpec.optional(),
  revisions: revisions.optional(),
});

/**
 * Everything a film is made from, frozen when the script is known. Steps read only this and artifacts, so a step that runs again, later or
 * elsewhere, makes the same film.
 */
export const filmSpec = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  /** BCP 47 tag. */
  language: z.string(),
  voice: z.string(),
  /** Names of the providers that speak and draw. Films that were frozen before there was a choice have the built-in ones. */
  providers: z
    .strictObject({ speech: z.string(), visual: z.string(), clip: clipMaker.optional(), transcription: z.string().optional() })
    .default({ speech: 'builtin', visual: 'builtin' }),
  /** Width and height in pixels, both even. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** The sizes of all formats that the film is made in, the first of which is width and height; missing where there is one. */
  formats: z.array(z.strictObject({ width: z.int().positive(), height: z.int().positive() })).optional(),
  /** Frames per second, constant. */
  fps: z.int().positive(),
  look: z.string(),
  captionStyle: z.enum(CAPTION_STYLES.names),
  /** By default at the bottom, and of medium size. */
  captionPosition: z.enum(CAPTION_POSITIONS.names).optional(),
  captionSize: z.enum(CAPTION_SIZES.names).optional(),
  transition: transitionSpec,
  /** By default the film has no music. */
  music: musicSpec.optional(),
  /** Text from which palette, ornament and music are derived. */
  seed: z.string(),
  brand: brandSpec.optional(),
  /** Hash of the encoder settings: clips that are joined without re-encoding must have the same. */
  encoder: z.string(),
  scenes: z.array(sceneSpec).min(1),
  /** From back to front. */
  overlays: z.array(overlaySpec).optional(),
  /** Renditions beside those that every film has. */
  renditions: z.array(z.enum(RENDITIONS.names).exclude(['MP4', 'POSTER'])).optional(),
  /** Maximum frames of the clip with which a streamed film begins, so that its stream starts before its first scene is encoded. */
  opening: z.int().positive().optional(),
});

export type FilmSpec = z.infer<typeof filmSpec>;
export type SceneSpec = z.infer<typeof sceneSpec>;
export type MusicSpec = z.infer<typeof musicSpec>;
export type BrandSpec = z.infer<typeof brandSpec>;
export type PictureSpec = z.infer<typeof pictureSpec>;
export type ClipSpec = z.infer<typeof clipSpec>;
export type RecordingSpec = z.infer<typeof recordingSpec>;

/** Whether the scene shows a file of the workspace: nobody knows what is in it. */
export const showsAsset = ({ picture, clip }: Pick<SceneSpec, 'picture' | 'clip'>): boolean => picture !== undefined || clip !== undefined;

/** Whether the scene shows a picture of the visual provider, and neither a file of the workspace nor a clip that a provider makes. */
export const showsDrawing = ({ providers }: Pick<FilmSpec, 'providers'>, scene: Pick<SceneSpec, 'picture' | 'clip'>): boolean =>
  providers.clip === undefined && !showsAsset(scene);

/** What the clip of a scene does that is shorter than the scene. A clip that a provider makes is slowed. */
export const shortClipOf = ({ clip }: Pick<SceneSpec, 'clip'>): ClipSpec['shortClip'] => clip?.shortClip ?? 'SLOW';

/** Whether the own sound of a clip is to be heard. */
export const hasClipSound = ({ scenes, overlays = [] }: Pick<FilmSpec, 'scenes' | 'overlays'>): boolean =>
  [...scenes.map(({ clip }) => clip), ...overlays.map(({ content }) => clipIn(content))].some((clip) => clip?.gainDb !== undefined);

/** Whether the scene has words to speak. Punctuation and emoji alone have no sound. */
export const isSpoken = ({ narration }: Pick<SceneSpec, 'narration'>): boolean => isSpeakable(narration);

/** The words that captions of the scene show. */
export const shownWords = ({ caption, narration }: Pick<SceneSpec, 'caption' | 'narration'>): string => caption ?? narration;

const timedWords = { text: z.string(), startMs: z.number(), endMs: z.number() };

/** Properties of a scene's levelled voice clip (48 kHz, mono, 16-bit WAV), besides the file itself. */
export const sceneVoice = z.strictObject({
  /** Samples at 48 kHz; silence at both ends is removed. */
  samples: z.int().positive(),
  /** From the clip's start, as the provider reported them; with their words where the voice tells when it says each. */
  phrases: z.array(z.strictObject({ ...timedWords, words: z.array(z.strictObject(timedWords)).optional() })),
  /** Set when the times of the phrases are estimated by syllables and pauses, because the provider told none. */
  isEstimated: z.literal(true).optional(),
  /** Set when the times are those at which a provider of transcripts heard the words. */
  isHeard: z.literal(true).optional(),
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

/** The captions of a clip as one stream of pictures, and its top-left position. */
export interface CaptionTrack {
  /** Path of a list for ffmpeg's concat demuxer, whose times are frames of the clip. */
  readonly list: string;
  readonly x: number;
  readonly y: number;
}
