import type { ProviderKind } from '../../providers.ts';
import type { Usage } from './prices.ts';

// Amounts by which calls are estimated before they are made. From documentation and copies of price pages, 2026; none is verified.

/** Tokens of a long script, the thoughts of the model included. */
export const LONGEST_ANSWER_TOKENS = 8_192;
/** Tokens of the rules and the schema that go with each question for a script. */
const QUESTION_TOKENS = 1_500;
const CHARACTERS_PER_TOKEN = 3;
/** Tokens of speech for each character of the text. */
const SPEECH_TOKENS_PER_CHARACTER = 3;
const PICTURE_TOKENS = 2_500;
const CLIP_TOKENS_PER_SECOND = 5_792;
/** Credits of $0.01 for a second of a clip, by the maker's name of the model. */
const RUNWAY_CREDITS: Readonly<Record<string, number>> = { 'gen4.5': 12, gen4_turbo: 5 };
/** Credits of $0.01 for a picture. */
const STABILITY_CREDITS: Readonly<Record<string, number>> = { core: 3, ultra: 8 };

/** What a call is asked to do. */
export interface Work {
  /** Characters of the text that is spoken, or of the words that a script is written from. */
  readonly characters?: number;
  /** Whole seconds of the clip, the portrait or the recording. */
  readonly seconds?: number;
  readonly model?: string | null;
}

const tokens = (amount: number): Usage => ({ unit: 'tokens', amount: Math.ceil(amount) });
const credits = (each: number | undefined, count = 1): Usage | undefined =>
  each === undefined ? undefined : { unit: 'credits', amount: each * count };
const script = ({ characters = 0 }: Work): Usage => tokens(QUESTION_TOKENS + characters / CHARACTERS_PER_TOKEN + LONGEST_ANSWER_TOKENS);
const characters = (work: Work): Usage => ({ unit: 'characters', amount: work.characters ?? 0 });
const seconds = (work: Work): Usage => ({ unit: 'seconds', amount: work.seconds ?? 0 });

const USES: Readonly<Record<string, (work: Work) => Usage | undefined>> = {
  'openai/SCRIPT': script,
  'gemini/SCRIPT': script,
  'openai-compatible/SCRIPT': script,
  'elevenlabs/SPEECH': characters,
  'google-tts/SPEECH': characters,
  'openai/SPEECH': characters,
  'openai-compatible/SPEECH': characters,
  'gemini/SPEECH': (work) => tokens((work.characters ?? 0) * SPEECH_TOKENS_PER_CHARACTER),
  'openai/VISUAL': () => tokens(PICTURE_TOKENS),
  'gemini/VISUAL': () => tokens(PICTURE_TOKENS),
  'openai-compatible/VISUAL': () => ({ unit: 'pictures', amount: 1 }),
  'stability/VISUAL': ({ model }) => credits(STABILITY_CREDITS[model ?? '']),
  'runway/CLIP': (work) => credits(RUNWAY_CREDITS[work.model ?? ''], work.seconds),
  'gemini/CLIP': (work) => tokens((work.seconds ?? 0) * CLIP_TOKENS_PER_SECOND),
  'd-id/AVATAR': seconds,
  'openai-compatible/TRANSCRIPTION': seconds,
};

/** What a call is expected to use at most, in the unit that the provider charges by; undefined where that is not known. */
export const expectedUse = (kind: ProviderKind, provider: string, work: Work): Usage | undefined => USES[`${provider}/${kind}`]?.(work);
