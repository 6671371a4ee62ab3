import { baseLanguage } from '../../../catalogue/languages.ts';
import { spokenText } from '../../../speech-text/spoken-text.ts';
import { endsOpen } from '../../../text/sentences.ts';
import type { ShownNumber } from '../../../media/card-content.ts';
import { columnsOf } from '../headings.ts';
import { nounsIn, pictogramOf } from '../pictograms/nouns.ts';
import { isFunctionWord } from './function-words.ts';
import { numberWords } from './number-words.ts';

/** A number with its noun, and its position in the sentence. */
export interface FoundNumber extends ShownNumber {
  readonly start: number;
  readonly end: number;
}

const MAX_LABEL = 30;
/** Maximum words of a label that extends to the end of its clause; a label that ends before it has only the noun. */
const MAX_LABEL_WORDS = 4;
const MAX_COUNT = 12;

/** Digits with separators, and signs directly before and after them. */
const DIGITS =
  /(?<!(?!\p{Script=Han})\p{L}|[\p{N}.,:/+–−-]|第\s?)(?:[$€£¥₹]\s?)?\d{1,3}(?:(?:[.,'’\u00A0\u202F ]\d{3})+|\d*)(?:[.,]\d{1,2})?(?![\p{N}:/]|[.,]\d|(?:st|nd|rd|th)\b)/gu;
/** `1 in 5`, `§ 5 Abs.`: the number counts nothing. */
const ONE_OF = /(?:[§#№]|(?<!\p{L})(?:No|Nr|Abs|Art|S)\.)\s?$|(?:\d|one)\s(?:to|bis|in|out of|von|auf|sur|de cada|em cada|su)\s$/iu;
/** A number of a section or a postal code at the beginning: `2.1 Methods`, `10115 Berlin`. */
const CODE = /^(?:\d{1,2}\.\d{1,2}|\d{5})$/;
const YEAR = /^(?:1\d{3}|20\d{2})$/;
const CLAUSE_END = /[,.:](?!\d)|[;!?()[\]…،؛—–]|[，、；：。！？（）]/u;
/** Half of a measure, the mark of a file, one character that is no unit: `77 cm × 53 cm`, `4 O 123/25`, `12 f.` */
const NO_NOUN = /^\p{L}+\.$|×|\d\/\d|^\S+\s\d+$|^(?![mgslthWVKC])[\p{Script=Latin}\p{Script=Cyrillic}]$/u;
/** Words after a time of day, which counts nothing, and beginnings of what is no noun. */
const NO_LABEL =
  /^(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|o['’]clock|[ap]\.?m|Uhr|uur|vs)(?!\p{L})/iu;
/** Chinese measure words, which are written between a number and its noun. */
const CHINESE_MEASURE = /^[个只头匹条座间张把本支辆架艘台名位人种颗粒块片层级步公里米克吨年天小时分钟秒次倍万亿元]/u;

interface Candidate {
  readonly value: string;
  readonly amount: number | undefined;
  readonly start: number;
  readonly end: number;
}

function candidates(sentence: string, base: string, language: string): Candidate[] {
  // `1 Dec 2026`, `3–1` and `020 7224 3688` are read as a whole, and their first number is not a number of things.
  const { tokens } = spokenText(sentence, language);
  const isPartOfToken = ({ start, end }: Candidate): boolean => {
    const token = tokens.find((one) => one.start < end && one.end > start);
    return token !== undefined && /\p{N}/u.test(sentence.slice(token.start, Math.max(token.start, start)) + sentence.slice(end, token.end));
  };
  const { values, scales } = numberWords(base);
  const digits = Array.from(sentence.matchAll(DIGITS), ({ 0: value, index }) => ({
    value,
    amount: amountOf(value),
    start: index,
    end: index + value.length,
  }));
  const words = Array.from(sentence.matchAll(/(?<![\p{L}\p{M}-])[\p{L}]+(?![\p{L}\p{M}-])/gu)).flatMap(({ 0: text, index }) => {
    const amount = values.get(text.toLowerCase());
    return amount === undefined ? [] : [{ value: String(amount), amount, start: index, end: index + text.length }];
  });
  return [...digits, ...words]
    .toSorted((a, b) => a.start - b.start)
    .flatMap((one) => {
      if (
        YEAR.test(one.value) ||
        isPartOfToken(one) ||
        (one.start === 0 && CODE.test(one.value)) ||
        (/^\d{3,4}$/.test(one.value) && sentence.charAt(one.end) === '年') ||
        ONE_OF.test(sentence.slice(0, one.start))
      )
        return [];
      // A scale belongs to the number: "Four million".
      const next = /^\s+([\p{L}]+\.?)/u.exec(sentence.slice(one.end));
      if (!next?.[1] || !scales.test(next[1])) return [one];
      return [{ ...one, value: `${one.value} ${next[1]}`, amount: undefined, end: one.end + next[0].length }];
    });
}

const amountOf = (value: string): number | undefined => (/^\d{1,2}$/.test(value) ? Number(value) : undefined);

/** The text up to the end of its clause, which the full stop of an abbreviation is not. */
function clauseOf(text: string, language: string): string {
  for (const { 0: mark, index } of text.matchAll(new RegExp(CLAUSE_END.source, 'gu')))
    // One character before a full stop is a unit here: `9.58 s.`
    if (
      mark !== '.' ||
      index === text.length - 1 ||
      /^\s\p{Ll}$/u.test(text.slice(0, index)) ||
      !endsOpen(text.slice(0, index + 1), language)
    )
      return text.slice(0, index);
  return text;
}

/** The label of a number: the words up to the end of the clause, else only those that are surely its noun. */
function labelAfter(rest: string, language: string): string {
  const base = baseLanguage(language);
  const clause = clauseOf(rest, language);
  if (NO_NOUN.test(clause.trim())) return '';
  if (base === 'zh') return chineseLabel(clause);
  // A word follows, not `-1` of a score or `-star`.
  if (!/^\s+[\p{L}°%]/u.test(rest) || NO_LABEL.test(rest.trimStart())) return '';
  const words = clause
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return '';
  if (isFunctionWord(words[0] ?? '', base)) return '';
  if (words.length <= MAX_LABEL_WORDS && columnsOf(words.join(' ')) <= MAX_LABEL && !words.some((word) => CONJUNCTION.test(word)))
    return words.join(' ');
  return nounOf(words, base, language);
}

const CONJUNCTION =
  /^(?:eller|of|lub|или|або|veya|atau|hoặc|o|and|but|or|und|aber|oder|et|mais|ou|y|e|pero|ma|mas|en|maar|и|а|но|i|ale|ve|och|men|dan|và)$/iu;

function nounOf(words: readonly string[], base: string, language: string): string {
  const stop = words.findIndex((word) => isFunctionWord(word, base) || CONJUNCTION.test(word));
  const before = words.slice(0, stop < 0 ? words.length : stop);
  if (base === 'de') {
    const noun = before.slice(0, 3).findIndex((word) => /^\p{Lu}/u.test(word));
    return noun < 0 ? '' : before.slice(0, noun + 1).join(' ');
  }
  if (base === 'en') {
    const plural = before.slice(0, 3).findIndex((word) => /(?:[^s'u]s|people|men|women|children|feet|teeth|mice|sheep|fish)$/iu.test(word));
    if (plural >= 0) return before.slice(0, plural + 1).join(' ');
    return nounsIn(before[0] ?? '', language).length > 0 || before.length === 1 ? (before[0] ?? '') : '';
  }
  return before.length <= 2 && stop >= 0 ? before.join(' ') : (before[0] ?? '');
}

function chineseLabel(clause: string): string {
  const text = clause.trim();
  if (!CHINESE_MEASURE.test(text) || /\d/.test(text)) return '';
  const end = /[的了是在和与及也就都而有把被从向对每会能]/u.exec(text)?.index ?? text.length;
  const label = text.slice(0, end);
  return [...label].length <= 8 ? label : '';
}

/** The number of a percentage, with the whole that it is a share of. */
function shareOf(sentence: string, one: Candidate, base: string, language: string): FoundNumber | undefined {
  const sign = new RegExp(`^\\s?(${numberWords(base).percent.source.replace(/^\^/, '')})`, 'iu').exec(sentence.slice(one.end));
  const chinese = sentence.slice(0, one.start).endsWith('百分之');
  const share = Number(one.value.replace(',', '.')) / 100;
  if ((!sign && !chinese) || !(share > 0 && share <= 1)) return undefined;
  const end = one.end + (sign?.[0].length ?? 0);
  const rest = sentence.slice(end);
  const label = clauseOf(rest, language).trim();
  if (columnsOf(label) > 40) return undefined;
  return {
    text: `${one.value}${base === 'de' || base === 'fr' ? ' ' : ''}%`,
    label,
    share,
    start: one.start,
    end: end + rest.indexOf(label) + label.length,
    pictogram: pictogramOf(label, base),
  };
}

/** The numbers of a sentence that have a noun, in order. Years do not count. */
export function numbersIn(sentence: string, language: string): FoundNumber[] {
  const base = baseLanguage(language);
  return candidates(sentence, base, language).flatMap((one): FoundNumber[] => {
    const share = shareOf(sentence, one, base, language);
    if (share) return [share];
    const label = labelAfter(sentence.slice(one.end), language);
    // A postal code before a town counts nothing.
    if (label === '' || columnsOf(label) > MAX_LABEL || (/^\d{5}$/.test(one.value) && /^\p{Lu}/u.test(label))) return [];
    const noun = nounsIn(label, language)[0];
    const isCountable = one.amount !== undefined && one.amount >= 2 && one.amount <= MAX_COUNT && noun?.start === 0;
    const end = one.end + sentence.slice(one.end).indexOf(label) + label.length;
    return [{ text: one.value, label, start: one.start, end, pictogram: noun?.pictogram, count: isCountable ? one.amount : undefined }];
  });
}
