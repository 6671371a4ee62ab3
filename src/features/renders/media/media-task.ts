import { z } from 'zod';
import { RESOLUTIONS } from '../../../platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import type { StepName } from '../../jobs/job/job.states.ts';

/** The stage of jobs that make one asset. */
export const MEDIA_STAGES = ['GENERATE'] as const satisfies readonly StepName[];

/** Characters. */
export const MAX_TEXT_LENGTH = 4_000;
/** Characters: that of the makers of clips who accept the least. */
export const MAX_CLIP_PROMPT = 1_000;
/** Milliseconds that a portrait speaks. */
export const MAX_AVATAR_MS = 300_000;
/** Milliseconds of a recording that is written down. */
export const MAX_RECORDING_MS = 2 * 3_600_000;

/** `Job.input` of an IMAGE job, as stored. */
export const imageTask = z.object({
  prompt: z.string(),
  language: z.string(),
  look: z.string(),
  resolution: z.enum(RESOLUTIONS.names),
  aspectRatio: z.enum(SHAPES.names),
  provider: z.string(),
});
export type ImageTask = z.infer<typeof imageTask>;

/** `Job.input` of a SPEECH job: `script` is spoken. */
export const speechTask = z.object({ script: z.string(), language: z.string(), voice: z.string(), provider: z.string() });
export type SpeechTask = z.infer<typeof speechTask>;

/** `Job.input` of a TRANSCRIPTION job; the provider detects the language when it is null. */
export const transcriptionTask = z.object({ assetId: z.string(), language: z.string().nullable(), provider: z.string() });
export type TranscriptionTask = z.infer<typeof transcriptionTask>;

/** `Job.input` of a CLIP job. The clip begins with the picture, if there is one. */
export const clipTask = z.object({
  prompt: z.string(),
  model: z.string(),
  provider: z.string(),
  resolution: z.enum(RESOLUTIONS.names),
  aspectRatio: z.enum(SHAPES.names),
  durationMs: z.number(),
  imageAssetId: z.string().nullable(),
});
export type ClipTask = z.infer<typeof clipTask>;

/** `Job.input` of an AVATAR job. */
export const avatarTask = z.object({ portraitAssetId: z.string(), audioAssetId: z.string(), provider: z.string() });
export type AvatarTask = z.infer<typeof avatarTask>;
