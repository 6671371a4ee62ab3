import { createRequire } from 'node:module';
import type * as Tinyld from 'tinyld';
import { LANGUAGES } from '../catalogue/languages.ts';
import type { LanguageName } from '../catalogue/languages.ts';
import { languagesOfScript, scriptShares } from './scripts.ts';

const require = createRequire(import.meta.url);

type Detector = typeof Tinyld;
let detector: Detector | undefined;

/** The detector, loaded on first use: it takes 40 MB, and most requests name their language. */
const loaded = (): Detector => (detector ??= require('tinyld') as Detector);

/** Minimum words of a text in Latin letters; fewer could be of any language. */
const MIN_WORDS = 3;
/** Characters that are examined; more take longer and do not improve the result. */
const SAMPLE = 2_000;

/**
 * Letters of Ukrainian that Russian lacks, and of Russian that Ukrainian lacks. These are the only languages in Cyrillic that have a voice:
 * one more needs another test.
 */
const UKRAINIAN = /[іїєґІЇЄҐ]/u;
const RUSSIAN = /[ыэъёЫЭЪЁ]/u;

/**
 * The most likely language of a text, among those with a voice. The default language for a text that is too short; undefined for a script
 * that no voice reads. The same text always gives the same language.
 */
export function detectLanguage(text: string): LanguageName | undefined {
  const sample = text.slice(0, SAMPLE);
  const shares = scriptShares(sample);
  const [main] = shares;
  if (main === undefined) return LANGUAGES.fallback;
  const kana = shares.filter(({ script }) => script === 'Hiragana' || script === 'Katakana').reduce((sum, { share }) => sum + share, 0);
  // Japanese is written with Chinese characters too, but has kana.
  if (kana > 0.05) return undefined;
  const candidates = languagesOfScript(main.script) as LanguageName[];
  if (main.script === 'Cyrillic') return UKRAINIAN.test(sample) && !RUSSIAN.test(sample) ? 'uk' : 'ru';
  if (candidates.length < 2) return candidates[0];
  if ((sample.match(/[\p{L}\p{M}]+/gu) ?? []).length < MIN_WORDS) return LANGUAGES.fallback;
  const [best] = loaded().detectAll(sample, { only: candidates });
  return candidates.find((name) => name === best?.lang) ?? LANGUAGES.fallback;
}
