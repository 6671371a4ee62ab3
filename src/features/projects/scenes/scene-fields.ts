import { z } from 'zod';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { MAX_TAG_LENGTH, isLanguageTag } from '../../../platform/catalogue/languages.ts';
import { idField, optionalWordsField, requiredWordsField, wordsField } from '../../../platform/input/text-fields.ts';
import { FITS, SHORT_CLIPS } from './scene.states.ts';

const SCENE_LIMITS = {
  /** Maximum characters: about four and a half minutes of speech. */
  narrationCharacters: 4_000,
  captionCharacters: 2_000,
  /** Maximum languages that its caption is translated to. */
  captionTranslations: 20,
  visualPromptCharacters: 2_000,
  minSpeed: 0.25,
  maxSpeed: 4,
  /** Decibels. */
  minClipGainDb: -60,
  maxClipGainDb: 12,
  /** Maximum milliseconds: as long as a clip may be. */
  trimStartMs: 21_600_000,
  minTransitionMs: 100,
  maxTransitionMs: 2_000,
  minDurationMs: 500,
  maxDurationMs: 600_000,
} as const;

const captionTranslation = z.strictObject({
  language: z
    .string()
    .refine(isLanguageTag, 'Must be a language tag (BCP 47), for example `de` or `pt-BR`.')
    .meta({ maxLength: MAX_TAG_LENGTH }),
  text: requiredWordsField(SCENE_LIMITS.captionCharacters),
});

const captionTranslations = z
  .array(captionTranslation)
  .max(SCENE_LIMITS.captionTranslations)
  .superRefine((all, context) => {
    for (const [index, { language }] of all.entries()) {
      if (all.findIndex((other) => other.language.toLowerCase() === language.toLowerCase()) === index) continue;
      context.issues.push({ code: 'custom', path: [index, 'language'], message: 'Each language may occur once.', input: language });
    }
  });

const share = () => z.number().min(0).max(1);

/** Fields of a scene that clients write, in GraphQL inputs and in timelines. */
export const sceneFields = {
  narration: wordsField(SCENE_LIMITS.narrationCharacters),
  visualPrompt: optionalWordsField(SCENE_LIMITS.visualPromptCharacters),
  visualAssetId: idField().nullable(),
  voiceAssetId: idField().nullable(),
  caption: optionalWordsField(SCENE_LIMITS.captionCharacters),
  captionTranslations,
  fit: z.enum(FITS),
  focus: z.strictObject({ x: share(), y: share() }).nullable(),
  motion: z.enum(MOTIONS.names),
  trimStartMs: z.int().min(0).max(SCENE_LIMITS.trimStartMs).nullable(),
  speed: z.number().min(SCENE_LIMITS.minSpeed).max(SCENE_LIMITS.maxSpeed).nullable(),
  shortClip: z.enum(SHORT_CLIPS),
  clipGainDb: z.number().min(SCENE_LIMITS.minClipGainDb).max(SCENE_LIMITS.maxClipGainDb).nullable(),
  transition: z.enum(TRANSITIONS.names),
  transitionMs: z.int().min(SCENE_LIMITS.minTransitionMs).max(SCENE_LIMITS.maxTransitionMs),
  durationMs: z.int().min(SCENE_LIMITS.minDurationMs).max(SCENE_LIMITS.maxDurationMs).nullable(),
} as const;

const wholeScene = z.strictObject(sceneFields);
export type SceneFields = z.output<typeof wholeScene>;
/** Changes of a scene: any of the fields; omitted ones stay as they are. */
export const sceneChanges = wholeScene.partial();

/** Fields of a new scene, also used for null where a field cannot be null. */
export const SCENE_DEFAULTS: SceneFields = {
  narration: '',
  visualPrompt: null,
  visualAssetId: null,
  voiceAssetId: null,
  caption: null,
  captionTranslations: [],
  fit: 'FILL',
  focus: null,
  motion: MOTIONS.fallback,
  trimStartMs: null,
  speed: null,
  shortClip: 'LOOP',
  clipGainDb: null,
  transition: TRANSITIONS.fallback,
  transitionMs: 400,
  durationMs: null,
};

export const SCENE_FIELD_NAMES = Object.keys(SCENE_DEFAULTS) as (keyof SceneFields)[];
