import { z } from 'zod';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { BUILTIN_VOICES } from '../../platform/providers/builtin-voices.ts';
import { PRIORITY } from '../jobs/job.states.ts';
import { ASPECT_RATIO_NAMES, CAPTION_STYLES, FRAME_RATES, LOOKS, MODELS, OFFERED_RESOLUTIONS, RESOLUTION_NAMES } from './video-options.ts';
import type { AspectRatio, Resolution } from './video-options.ts';
import { TRANSITIONS } from './film/film-spec.ts';

/** Characters. A minute of speech is about 900. */
export const PROMPT_AT_MOST = 4_000;
export const SCRIPT_AT_MOST = 20_000;
export const TITLE_AT_MOST = 200;

type Optional<T> = T | null | undefined;

/** What a client may ask of a film. */
export interface VideoRequest {
  readonly title?: Optional<string>;
  readonly prompt?: Optional<string>;
  readonly script?: Optional<string>;
  readonly language?: Optional<string>;
  readonly voice?: Optional<string>;
  readonly model?: Optional<string>;
  readonly resolution?: Optional<Resolution>;
  readonly aspectRatio?: Optional<AspectRatio>;
  readonly fps?: Optional<number>;
  readonly look?: Optional<string>;
  readonly captionStyle?: Optional<string>;
  readonly transition?: Optional<string>;
  /** Among the jobs of the workspace; no part of the film. */
  readonly priority?: Optional<number>;
}

/** The same, complete: stored with the job as `Job.input`. */
export const videoInput = z.object({
  title: z.string().nullable(),
  prompt: z.string().nullable(),
  script: z.string().nullable(),
  language: z.string(),
  voice: z.string(),
  model: z.string(),
  resolution: z.enum(RESOLUTION_NAMES),
  aspectRatio: z.enum(ASPECT_RATIO_NAMES),
  fps: z.number(),
  look: z.string(),
  captionStyle: z.enum(CAPTION_STYLES),
  transition: z.enum(TRANSITIONS),
});
export type VideoInput = z.infer<typeof videoInput>;

/** Fills in what was left open. @throws BAD_USER_INPUT that names every field that is wrong, and what would be right. */
export function completeRequest(request: VideoRequest): VideoInput {
  const complaints = new Complaints();
  const input = {
    ...completeWords(request, complaints),
    ...completeSpeech(request, complaints),
    model: complaints.oneOf('model', request.model ?? 'storyboard', MODELS),
    resolution: complaints.oneOf('resolution', request.resolution ?? 'P720', OFFERED_RESOLUTIONS),
    aspectRatio: request.aspectRatio ?? ('LANDSCAPE_16_9' as const),
    fps: complaints.oneOf('fps', request.fps ?? 30, FRAME_RATES),
    look: complaints.oneOf('look', request.look ?? 'editorial', LOOKS),
    captionStyle: complaints.oneOf('captionStyle', request.captionStyle ?? 'classic', CAPTION_STYLES),
    transition: complaints.oneOf('transition', request.transition ?? 'fade', TRANSITIONS),
  };
  checkPriority(request, complaints);
  complaints.throwIfAny();
  return videoInput.parse(input);
}

/** Gathers what is wrong with all fields, so that a person mends them at one go. */
class Complaints {
  readonly #fields: FieldError[] = [];

  add(field: string, message: string): void {
    this.#fields.push({ path: `input.${field}`, message });
  }

  oneOf<T>(field: string, value: T, offered: readonly T[]): T {
    if (!offered.includes(value)) this.add(field, `Not offered. Choose one of ${offered.join(', ')}.`);
    return value;
  }

  throwIfAny(): void {
    if (this.#fields.length === 0) return;
    const message = this.#fields.map((field) => `${field.path}: ${field.message}`).join(' ');
    throw new ReelwrightError('BAD_USER_INPUT', message, { fields: this.#fields });
  }
}

function completeWords(request: VideoRequest, complaints: Complaints): Pick<VideoInput, 'title' | 'prompt' | 'script'> {
  const text = (field: 'title' | 'prompt' | 'script', atMost: number): string | null => {
    const value = request[field]?.trim();
    if (!value) return null;
    if (value.length > atMost) complaints.add(field, `At most ${atMost} characters; these are ${value.length}.`);
    else if (hasControls(value)) complaints.add(field, 'Contains control characters. Line breaks and tabs are fine, others are not.');
    return value;
  };
  const words = { title: text('title', TITLE_AT_MOST), prompt: text('prompt', PROMPT_AT_MOST), script: text('script', SCRIPT_AT_MOST) };
  const field = words.script === null && request.script == null ? 'prompt' : 'script';
  const spoken = words.script ?? words.prompt;
  if (spoken === null) complaints.add(field, 'Say what the film is about (prompt) or what shall be spoken (script).');
  else if (!hasWords(spoken)) complaints.add(field, 'There is no word in it that could be spoken.');
  return words;
}

function completeSpeech(request: VideoRequest, complaints: Complaints): Pick<VideoInput, 'language' | 'voice'> {
  const language = request.language ?? 'en';
  const voices = isLanguageTag(language) ? BUILTIN_VOICES.filter((voice) => baseOf(voice.language) === baseOf(language)) : [];
  if (voices.length === 0) {
    complaints.add('language', `Not offered. Choose one of ${LANGUAGES.join(', ')}.`);
    return { language, voice: '' };
  }
  const voice = request.voice ?? voices.find((one) => one.language === language)?.id ?? voices[0]?.id ?? '';
  if (!voices.some(({ id }) => id === voice)) {
    complaints.add('voice', `Does not speak this language here. Choose one of ${voices.map(({ id }) => id).join(', ')}.`);
  }
  return { language, voice };
}

function checkPriority({ priority }: VideoRequest, complaints: Complaints): void {
  const { lowest, highest } = PRIORITY;
  const isFine = priority == null || (Number.isInteger(priority) && priority >= lowest && priority <= highest);
  if (!isFine) complaints.add('priority', `A whole number from ${lowest} to ${highest}; higher is sooner.`);
}

/** `de-AT` is spoken like `de`. */
const baseOf = (language: string): string => language.split('-', 1)[0]?.toLowerCase() ?? '';

/** What `Intl` will take when the script is cut. Longer tags exist, but say nothing to a voice. */
const isLanguageTag = (text: string): boolean => text.length <= 35 && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text) && isCanonical(text);

function isCanonical(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

const LANGUAGES: readonly string[] = [...new Set(BUILTIN_VOICES.map(({ language }) => baseOf(language)))];

const hasControls = (text: string): boolean => /[^\P{Cc}\n\r\t]/u.test(text);

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
