import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Faker, base, de, en } from '@faker-js/faker';
import type { VideoInput } from '../../src/features/renders/request/video-request.ts';
import { SAMPLES } from './samples.ts';
import { endsOf, readScene } from '../../src/features/renders/film/reading.ts';
import { NO_VOICE } from '../../src/platform/catalogue/voices.ts';
import { planTimeline, SAMPLE_RATE } from '../../src/features/renders/film/timeline.ts';
import { LANGUAGES } from '../../src/platform/catalogue/languages.ts';
import { OutlineScriptProvider } from '../../src/platform/providers/builtin/outline.script-provider.ts';

export type Words = Pick<VideoInput, 'prompt' | 'script' | 'language'> & Partial<Pick<VideoInput, 'voice'>>;

/** Milliseconds that a voice takes for a narration. */
export type Speak = (narration: string, language: string) => Promise<number> | number;

/** What a voice clip keeps of the silence at both its ends. */
const KEPT_MS = 20;

/** How long the film of these words becomes, in milliseconds: cut into scenes and laid out as the steps do it. */
export async function filmMs({ prompt, script, language, voice }: Words, fps: number, speak: Speak): Promise<number> {
  const request = { prompt: prompt ?? undefined, script: script ?? undefined, title: undefined, language, targetDurationMs: undefined };
  const { scenes } = await new OutlineScriptProvider().write(request);
  const voices: { samples: number }[] = [];
  for (const { narration } of scenes)
    voices.push(
      voice === NO_VOICE ? { samples: 1 } : { samples: Math.round(((await speak(narration, language)) + KEPT_MS) * (SAMPLE_RATE / 1_000)) },
    );
  const written = scenes.map((scene, position) => ({ id: String(position), position, ...scene, motion: 'NONE' as const }));
  const film = voice === NO_VOICE ? written.map((scene, at) => readScene(scene, language, endsOf(at, written.length))) : written;
  return planTimeline({ fps, transition: { kind: 'fade', ms: 400 }, scenes: film }, voices).durationMs;
}

const english = new Faker({ locale: [en, base], seed: 20_261_120 });
const german = new Faker({ locale: [de, en, base], seed: 20_261_120 });
const times = (count: number, make: () => string, between = ' '): string => Array.from({ length: count }, make).join(between);
const HAN =
  '的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小';
const han = (): string => times(english.number.int({ min: 4, max: 18 }), () => english.helpers.arrayElement([...HAN]), '');

/** Numbers, prices, dates and whatever else is spoken otherwise than written, in a language. */
const tokens = (language: string): string[] =>
  readFileSync(join(import.meta.dirname, `../unit/platform/speech-text/cases/${language}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');

/** Texts in each language that films are spoken in. */
export const KINDS_IN_EACH_LANGUAGE: Readonly<Record<string, { readonly language: string; readonly text: () => string }>> =
  Object.fromEntries(
    LANGUAGES.names.flatMap((language) => [
      [`${language}: prose`, { language, text: () => SAMPLES[language] ?? '' }],
      [`${language}: numbers and signs`, { language, text: () => times(12, () => `${english.helpers.arrayElement(tokens(language))}. `) }],
    ]),
  );

/** Texts as people send them, and as people do not: prose, lists, numbers, addresses, abbreviations, foreign scripts. A new one with each call. */
export const KINDS_OF_TEXT: Readonly<Record<string, { readonly language: string; readonly text: () => string }>> = {
  prose: { language: 'en', text: () => times(english.number.int({ min: 1, max: 12 }), () => english.lorem.sentence()) },
  phrases: { language: 'en', text: () => times(4, () => english.hacker.phrase()) },
  paragraphs: { language: 'en', text: () => english.lorem.paragraphs(3, '\n\n') },
  list: { language: 'en', text: () => times(6, () => `- ${english.commerce.productName()}`, '\n') },
  short: { language: 'en', text: () => times(8, () => `${english.helpers.arrayElement(['I am', 'We go', 'No', 'Yes', 'Up we go'])}.`) },
  'a word': { language: 'en', text: () => english.word.noun() },
  numbers: {
    language: 'en',
    text: () => times(4, () => `${english.finance.amount({ symbol: '$' })}, ${english.finance.accountNumber(9)}.`),
  },
  codes: { language: 'en', text: () => times(3, () => `${english.finance.iban()} since ${english.date.past().toISOString()}.`) },
  abbreviations: { language: 'en', text: () => times(6, () => english.string.alpha({ length: { min: 2, max: 5 }, casing: 'upper' })) },
  addresses: { language: 'de', text: () => times(3, () => `${german.location.streetAddress()}, ${german.phone.number()}`, '\n') },
  Prosa: {
    language: 'de',
    text: () =>
      times(german.number.int({ min: 1, max: 8 }), () => `${german.commerce.productDescription()} ${german.company.catchPhrase()}!`),
  },
  中文: { language: 'zh', text: () => times(english.number.int({ min: 1, max: 10 }), () => `${han()}，${han()}。`, '') },
  '中文 and more': {
    language: 'zh',
    text: () => `${english.number.int(9_999)}年，${english.company.name()}${han()}${english.finance.amount()}。`,
  },
  scripts: { language: 'en', text: () => `${english.word.noun()} 你好世界, Привет, мир, λόγος & สวัสดี (${english.number.int(99)} %).` },
};
