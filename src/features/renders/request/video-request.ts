import { z } from 'zod';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../../platform/catalogue/film/caption-places.ts';
import { CAPTION_STYLES } from '../../../platform/catalogue/caption-styles.ts';
import type { FilmOptions, GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import type { OptionLayer, OptionSource } from '../../../platform/catalogue/film/option-layers.ts';
import { ProviderChoice } from '../../../platform/catalogue/film/provider-choice.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import type { OptionOrigin } from '../../../platform/catalogue/film/precedence.ts';
import { usableModel } from '../../../platform/catalogue/models.ts';
import { MOTIONS } from '../../../platform/catalogue/motions.ts';
import { MUSIC_MOODS } from '../../../platform/catalogue/music-moods.ts';
import { AI_LABELS } from '../../../platform/catalogue/ai-labels.ts';
import { RENDITIONS } from '../../../platform/catalogue/renditions.ts';
import { RESOLUTIONS } from '../../../platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { TRANSITIONS } from '../../../platform/catalogue/transitions.ts';
import { Complaints } from '../../../kernel/complaints.ts';
import { PRIORITY } from '../../jobs/job/job.states.ts';
import { checkMetadata } from './metadata.ts';
import { checkReadable, checkWritable, likelyLanguage } from './readable.ts';
import { completeFormats, isOfFormat, optionsInFormat } from './video-formats.ts';
import type { GivenFormat } from './video-formats.ts';
import { completeWords } from './words.ts';
import type { GivenWords, TemplateWords } from './words.ts';

/** Milliseconds of the shortest and the longest film that may be requested. */
export const DURATION = { shortest: 1_000, longest: 3_600_000 } as const;

type Optional<T> = T | null | undefined;

/** The input of a request for a film. Brand colors, font, logo and provider order can only come from presets. */
export interface VideoRequest extends GivenWords, Omit<GivenOptions, 'brandColors' | 'providerOrder' | 'fontAssetId' | 'logoAssetId'> {
  readonly templateId?: Optional<string>;
  /** An object with a value for each variable of the template. */
  readonly variables?: unknown;
  readonly presetId?: Optional<string>;
  /** Requested length of the film in milliseconds. */
  readonly durationMs?: Optional<number>;
  readonly referenceAssetId?: Optional<string>;
  /** An object of texts. */
  readonly metadata?: unknown;
  /** Shapes and sizes of the film, in place of one of each. */
  readonly formats?: Optional<readonly GivenFormat[]>;
  /** Rank among the jobs of the workspace; not part of the film. */
  readonly priority?: Optional<number>;
}

const optionalText = z.string().nullable().default(null);

/** The complete request, stored with the job as `Job.input`. Jobs from before an option existed have its default. */
export const videoInput = z.object({
  title: z.string().nullable(),
  prompt: z.string().nullable(),
  script: z.string().nullable(),
  language: z.string(),
  voice: z.string(),
  model: z.string(),
  resolution: z.enum(RESOLUTIONS.names),
  aspectRatio: z.enum(SHAPES.names),
  /** All formats of the film, the first of which is `aspectRatio` and `resolution`; null when the request gives none. */
  formats: z
    .array(z.object({ aspectRatio: z.enum(SHAPES.names), resolution: z.enum(RESOLUTIONS.names) }))
    .nullable()
    .default(null),
  fps: z.number(),
  look: z.string(),
  captionStyle: z.enum(CAPTION_STYLES.names),
  captionPosition: z.enum(CAPTION_POSITIONS.names).default(CAPTION_POSITIONS.fallback),
  captionSize: z.enum(CAPTION_SIZES.names).default(CAPTION_SIZES.fallback),
  transition: z.enum(TRANSITIONS.names),
  // Before there was a choice, nothing moved.
  motion: z.enum(MOTIONS.names).default('NONE'),
  brandColors: z.array(z.string()).nullable().default(null),
  providerOrder: z.array(z.string()).nullable().default(null),
  fontAssetId: optionalText,
  logoAssetId: optionalText,
  musicAssetId: optionalText,
  musicMood: z.enum(MUSIC_MOODS.names).nullable().default(null),
  musicStartMs: z.int().nullable().default(null),
  musicGainDb: z.number().nullable().default(null),
  renditions: z.array(z.enum(RENDITIONS.names)).nullable().default(null),
  aiLabel: z.enum(AI_LABELS.names).nullable().default(null),
  referenceAssetId: optionalText,
  durationMs: z.number().nullable().default(null),
  templateId: optionalText,
  variables: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .nullable()
    .default(null),
  presetId: optionalText,
  /** Names of the providers that make the film; null in requests from before there was a choice. */
  providers: z
    .object({
      ...{ script: z.string(), speech: z.string(), visual: z.string() },
      ...{ clip: z.string().optional(), transcription: z.string().optional() },
    })
    .nullable()
    .default(null),
});
export type VideoInput = z.infer<typeof videoInput>;

/** Data that was loaded for a request: the words of its template, and the options of its presets. */
export interface RequestSources {
  readonly words?: TemplateWords | undefined;
  readonly layers?: readonly OptionLayer[] | undefined;
  /** By default only the built-in providers. */
  readonly choice?: ProviderChoice | undefined;
}

export interface CompleteRequest {
  readonly input: VideoInput;
  /** The source of each option. */
  readonly origins: readonly OptionOrigin[];
  readonly metadata: Readonly<Record<string, string>> | null;
}

/**
 * Completes a request with template, presets and defaults, by the rule of precedence. @throws ReelwrightError BAD_USER_INPUT that names
 * every invalid field and what is accepted, including the faults that `complaints` already has
 */
export function completeRequest(
  request: VideoRequest,
  { words: templateWords, layers = [], choice = new ProviderChoice() }: RequestSources = {},
  complaints = new Complaints(),
): CompleteRequest {
  const words = completeWords(request, templateWords, complaints);
  const formats = completeFormats(request.formats, { request, layers }, complaints);
  const requested = optionsInFormat<GivenOptions>(request, request.formats?.[0]);
  const { options, origins, faults } = resolveOptions([{ source: 'REQUEST', options: requested }, ...layers], () => likelyLanguage(words));
  for (const fault of faults) {
    const { option, source, message } = fault;
    if (isOfFormat(fault, request.formats)) continue;
    complaints.add(pathOf(source, option), source === 'REQUEST' ? message : `${option} of ${WHOSE[source]}: ${message}`);
  }
  if (request.variables != null && !templateWords) complaints.add('input.variables', 'Only a template has variables. Give templateId too.');
  if (!faults.some(({ option }) => option === 'language' || option === 'model')) {
    if (options.voice !== NO_VOICE) checkReadable(words, options.language, languagePath(origins), complaints);
    const { script } = chosenProviders(choice, options, origins).providers;
    const path = templateWords?.writes === 'PROMPT' ? 'input.templateId' : 'input.prompt';
    checkWritable(words, { language: options.language, script }, path, complaints);
    checkClips(choice, options, origins, complaints);
  }
  checkPriority(request, complaints);
  checkDuration(request, complaints);
  const metadata = checkMetadata(request.metadata, complaints);
  complaints.throwIfAny();
  const { templateId = null, variables = null, presetId = null, durationMs = null, referenceAssetId = null } = request;
  return {
    input: videoInput.parse({
      ...{ ...words, ...options, ...chosenProviders(choice, options, origins) },
      ...{ templateId, variables, presetId, durationMs, referenceAssetId, formats },
    }),
    origins,
    metadata,
  };
}

/** A model whose scenes show clips needs the provider that makes them: no other one can take its place. */
export function checkClips(choice: ProviderChoice, { model }: FilmOptions, origins: readonly OptionOrigin[], complaints: Complaints): void {
  const provider = usableModel(model).clip?.provider;
  if (provider === undefined || choice.isOn('CLIP', provider)) return;
  const { source = 'SYSTEM' } = origins.find(({ option }) => option === 'model') ?? {};
  const message = `The provider ${provider}, which makes the clips of this model, is not on, or fails at the moment.`;
  complaints.add(pathOf(source, 'model'), source === 'REQUEST' ? message : `model of ${WHOSE[source]}: ${message}`);
}

/** Path of the field that the language came from; that of the request when no field gave it. */
function languagePath(origins: readonly OptionOrigin[]): string {
  const { source = 'SYSTEM' } = origins.find(({ option }) => option === 'language') ?? {};
  return source === 'SYSTEM' ? 'input.language' : pathOf(source, 'language');
}

/** The providers of a film with the kind of work that each does. */
export const providersOf = ({ providers }: Pick<VideoInput, 'providers'>) =>
  providers
    ? ([
        { kind: 'SCRIPT', name: providers.script },
        { kind: 'SPEECH', name: providers.speech },
        { kind: 'VISUAL', name: providers.visual },
        ...(providers.clip === undefined ? [] : [{ kind: 'CLIP', name: providers.clip } as const]),
        ...(providers.transcription === undefined ? [] : [{ kind: 'TRANSCRIPTION', name: providers.transcription } as const]),
      ] as const)
    : [];

/**
 * The providers that a film calls. A script that is given is only divided into scenes, and a film without a voice is not spoken; the scenes of
 * a project have their words.
 */
export const calledProviders = (input: Pick<VideoInput, 'providers' | 'prompt' | 'voice'>) =>
  providersOf(input).filter(({ kind }) => (kind === 'SCRIPT' ? input.prompt !== null : kind !== 'SPEECH' || input.voice !== NO_VOICE));

/** The providers of a film, and the voice that speaks it. `isRecorded`: recordings are the voice of scenes. */
export const chosenProviders = (choice: ProviderChoice, options: FilmOptions, origins: readonly OptionOrigin[], isRecorded = false) => {
  const isVoiceChosen = origins.some(({ option, source }) => option === 'voice' && source !== 'SYSTEM');
  return choice.choose({ ...options, isVoiceChosen, isRecorded });
};

/** Path of the request's field that chose a source. */
export const pathOf = (source: OptionSource, option: string): string => {
  if (source === 'TEMPLATE') return 'input.templateId';
  return source === 'REQUEST' ? `input.${option}` : 'input.presetId';
};

export const WHOSE: Readonly<Record<OptionSource, string>> = {
  REQUEST: 'the request',
  TEMPLATE: 'the preset of the template',
  PRESET: 'the preset',
  WORKSPACE: 'the default preset of the workspace',
  SYSTEM: 'the system',
};

function checkPriority({ priority }: VideoRequest, complaints: Complaints): void {
  const { lowest, highest } = PRIORITY;
  const isFine = priority == null || (Number.isInteger(priority) && priority >= lowest && priority <= highest);
  if (!isFine) complaints.add('input.priority', `Must be a whole number from ${lowest} to ${highest}; higher is sooner.`);
}

function checkDuration({ durationMs }: VideoRequest, complaints: Complaints): void {
  const isFine = durationMs == null || (durationMs >= DURATION.shortest && durationMs <= DURATION.longest);
  if (!isFine) complaints.add('input.durationMs', `Must be ${DURATION.shortest} to ${DURATION.longest} milliseconds.`);
}
