import { z } from 'zod';
import { ReelwrightError } from '../../kernel/errors.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { CAPTION_STYLES } from '../../platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../platform/catalogue/frame-rates.ts';
import { baseLanguage, LANGUAGES } from '../../platform/catalogue/languages.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import { isUsable } from '../../platform/catalogue/model.ts';
import type { UsableModel } from '../../platform/catalogue/model.ts';
import { MODELS, usableModel, usableModels } from '../../platform/catalogue/models.ts';
import { RESOLUTIONS } from '../../platform/catalogue/resolutions.ts';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import { SHAPES } from '../../platform/catalogue/shapes.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';
import { TRANSITIONS } from '../../platform/catalogue/transitions.ts';
import { voicesOf } from '../../platform/catalogue/voices.ts';
import { PRIORITY } from '../jobs/job/job.states.ts';

/** Characters. A minute of speech has about 900. */
export const MAX_PROMPT_LENGTH = 4_000;
export const MAX_SCRIPT_LENGTH = 20_000;
export const MAX_TITLE_LENGTH = 200;

type Optional<T> = T | null | undefined;

/** What a client may request of a film. */
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
  /** Among the jobs of the workspace; not part of the film. */
  readonly priority?: Optional<number>;
}

/** The complete request, stored with the job as `Job.input`. */
export const videoInput = z.object({
  title: z.string().nullable(),
  prompt: z.string().nullable(),
  script: z.string().nullable(),
  language: z.string(),
  voice: z.string(),
  model: z.string(),
  resolution: z.enum(RESOLUTIONS.names),
  aspectRatio: z.enum(SHAPES.names),
  fps: z.number(),
  look: z.string(),
  captionStyle: z.enum(CAPTION_STYLES.names),
  transition: z.enum(TRANSITIONS.names),
});
export type VideoInput = z.infer<typeof videoInput>;

/** Fills in defaults. @throws ReelwrightError BAD_USER_INPUT naming every invalid field and what is accepted */
export function completeRequest(request: VideoRequest): VideoInput {
  const complaints = new Complaints();
  const model = chooseModel(request, complaints);
  const { resolutions, aspectRatios, frameRates } = model.limits;
  const input = {
    ...completeWords(request, complaints),
    ...completeSpeech(request, complaints),
    model: model.name,
    resolution: complaints.oneOf('resolution', request.resolution ?? RESOLUTIONS.fallback, resolutions),
    aspectRatio: complaints.oneOf('aspectRatio', request.aspectRatio ?? SHAPES.fallback, aspectRatios),
    fps: complaints.oneOf('fps', request.fps ?? FRAME_RATES.fallback, frameRates),
    look: complaints.oneOf('look', request.look ?? LOOKS.fallback, LOOKS.names),
    captionStyle: complaints.oneOf('captionStyle', request.captionStyle ?? CAPTION_STYLES.fallback, CAPTION_STYLES.names),
    transition: complaints.oneOf('transition', request.transition ?? TRANSITIONS.fallback, TRANSITIONS.names),
  };
  checkPriority(request, complaints);
  complaints.throwIfAny();
  return videoInput.parse(input);
}

/** Collects the problems of all fields, so that they can be fixed at once. */
class Complaints {
  readonly #fields: FieldError[] = [];

  add(field: string, message: string): void {
    this.#fields.push({ path: `input.${field}`, message });
  }

  oneOf<T>(field: string, value: T, offered: readonly T[]): T {
    if (!offered.includes(value)) this.add(field, notOffered(offered));
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
    if (value.length > atMost) complaints.add(field, `At most ${atMost} characters; this has ${value.length}.`);
    else if (hasControls(value)) complaints.add(field, 'Must not contain control characters other than line breaks and tabs.');
    return value;
  };
  const words = {
    title: text('title', MAX_TITLE_LENGTH),
    prompt: text('prompt', MAX_PROMPT_LENGTH),
    script: text('script', MAX_SCRIPT_LENGTH),
  };
  const field = words.script === null && request.script == null ? 'prompt' : 'script';
  const spoken = words.script ?? words.prompt;
  if (spoken === null) complaints.add(field, 'Provide a prompt or a script.');
  else if (!hasWords(spoken)) complaints.add(field, 'Contains no word that can be spoken.');
  return words;
}

const notOffered = (offered: readonly unknown[]): string => `Not supported. Choose one of ${offered.join(', ')}.`;

/** The default one in the place of a model that is refused, so that the other fields are still checked. */
function chooseModel(request: VideoRequest, complaints: Complaints): UsableModel {
  const model = MODELS.find(request.model ?? MODELS.fallback);
  if (model && isUsable(model)) return model;
  const replaced = model && `${model.title} was switched off on ${model.shutdownAt}. Use ${model.replacedBy} instead.`;
  complaints.add('model', replaced ?? notOffered(usableModels().map(({ name }) => name)));
  return usableModel(MODELS.fallback);
}

function completeSpeech(request: VideoRequest, complaints: Complaints): Pick<VideoInput, 'language' | 'voice'> {
  const language = request.language ?? LANGUAGES.fallback;
  const voices = isLanguageTag(language) && LANGUAGES.find(baseLanguage(language)) ? voicesOf(language) : [];
  if (voices.length === 0) {
    complaints.add('language', notOffered(LANGUAGES.names));
    return { language, voice: '' };
  }
  const voice = request.voice ?? voices.find((one) => one.language === language)?.name ?? voices[0]?.name ?? '';
  if (!voices.some(({ name }) => name === voice)) {
    complaints.add('voice', `This voice does not support the language. Choose one of ${voices.map(({ name }) => name).join(', ')}.`);
  }
  return { language, voice };
}

function checkPriority({ priority }: VideoRequest, complaints: Complaints): void {
  const { lowest, highest } = PRIORITY;
  const isFine = priority == null || (Number.isInteger(priority) && priority >= lowest && priority <= highest);
  if (!isFine) complaints.add('priority', `Must be a whole number from ${lowest} to ${highest}; higher is sooner.`);
}

/** Maximum length that `Intl` accepts. Longer tags exist but do not matter to a voice. */
const isLanguageTag = (text: string): boolean => text.length <= 35 && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text) && isCanonical(text);

function isCanonical(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

const hasControls = (text: string): boolean => /[^\P{Cc}\n\r\t]/u.test(text);

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
