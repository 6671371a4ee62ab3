import { toCardinal, toOrdinal } from 'n2words/he-IL';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

/** Converts to today's full spelling, which the voice pronounces better. */
const spelled = (words: string): string =>
  words
    .replace(/שתים(?=$| )/g, 'שתיים')
    .replaceAll('שלש', 'שלוש')
    .replaceAll('ששים', 'שישים');

const cardinal = cardinals((digits) => spelled(toCardinal(digits)), { minus: 'מינוס', point: 'נקודה' });

/** Masculine forms of feminine number words, for the last one of a number. */
const MASCULINE: Readonly<Record<string, string>> = {
  אחת: 'אחד',
  שתיים: 'שניים',
  שלוש: 'שלושה',
  ארבע: 'ארבעה',
  חמש: 'חמישה',
  שש: 'שישה',
  שבע: 'שבעה',
  שמונה: 'שמונה',
  תשע: 'תשעה',
  עשר: 'עשרה',
};

function masculine(value: string): string {
  const words = cardinal(value);
  if (/[.]/.test(value) || words.endsWith('עשרה'))
    return words.replace(/(?<ones>\p{L}+) עשרה$/u, (_, ones: string) => `${MASCULINE[ones] ?? ones} עשר`);
  return words.replace(/(?<=^| |ו)(?:אחת|שתיים|שלוש|ארבע|חמש|שש|שבע|שמונה|תשע|עשר)$/u, (word) => MASCULINE[word] ?? word);
}

const FEMININE = /^(?:שע|דק|שני|לירה|ליר|מעל|טונ|אגור|קלורי|קילוקלורי|רופי)|ות$/;

/** A number with its noun. Two has a short form before the noun: `שני מטרים`, `שתי שעות`; one follows the noun. */
function counted(value: string, noun: string): string {
  const isFeminine = FEMININE.test(noun);
  if (value === '2') return isFeminine ? 'שתי' : 'שני';
  return isFeminine ? cardinal(value) : masculine(value);
}

const MONTHS = 'ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר'.split(' ');

/** Hebrew. */
export const hebrew: LanguageWords = defineLanguage({
  locale: 'he',
  numbers: { cardinal, counted, countsNouns: true, ordinal: (value) => toOrdinal(value), decimalMark: '.', groupMarks: ', ' },
  symbols: {
    and: 'ו',
    at: 'שטרודל',
    dot: 'נקודה',
    slash: 'לוכסן',
    dash: 'מקף',
    underscore: 'קו תחתון',
    plus: 'פלוס',
    minus: 'מינוס',
    times: 'כפול',
    dividedBy: 'חלקי',
    equals: 'שווה',
    less: 'קטן מ',
    greater: 'גדול מ',
    about: 'בערך',
    number: 'מספר',
    hashtag: 'האשטאג',
    to: 'עד',
    against: 'מול',
    squared: 'בריבוע',
    cubed: 'בשלישית',
    power: '# בחזקת %',
    over: 'חלקי',
    per: 'ל',
    section: 'סעיף',
  },
  money: {
    symbols: { '¥': 'JPY', 'ש״ח': 'ILS', 'ש"ח': 'ILS' },
    names: {
      ILS: forms('=שקל אחד|שקלים'),
      USD: forms('=דולר אחד|דולר'),
      EUR: forms('=אירו אחד|אירו'),
      GBP: forms('לירה|לירות'),
      JPY: forms('ין'),
    },
    cents: { ILS: forms('אגורה|אגורות'), USD: forms('סנט'), EUR: forms('סנט') },
    join: (before, { named }) => `${before} ו${named}`,
    scales: { אלף: 'אלף', מיליון: 'מיליון', מיליוני: 'מיליוני', מיליארד: 'מיליארד' },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : masculine(String(day)), `${day === undefined ? '' : 'ב'}${MONTHS[month - 1] ?? ''}`, year && cardinal(year)]
        .filter(Boolean)
        .join(' '),
    year: cardinal,
    yearAfter: 'שנת|בשנת|משנת|עד',
    between: 'ב',
    otherMonths: Object.fromEntries(
      MONTHS.flatMap((name, index) => [
        [name, index + 1],
        [`ב${name}`, index + 1],
      ]),
    ),
  },
  times: {
    marks: 'שעות',
    speak: ({ hour, minute, second }) => {
      const text = `${cardinal(String(hour))}${minute === 0 ? '' : minute === 30 ? ' וחצי' : ` ו${cardinal(String(minute))} דקות`}`;
      return second === undefined ? text : `${text} ו${cardinal(String(second))} שניות`;
    },
  },
  units: formsOf({
    percent: '=אחוז אחד|אחוזים',
    permille: 'פרומיל',
    kilometer: '=קילומטר אחד|קילומטרים',
    meter: '=מטר אחד|מטרים',
    kilogram: '=קילוגרם אחד|קילוגרם',
    celsius: 'מעלות צלזיוס',
    degree: 'מעלות',
    milligram: 'מיליגרם',
    tonne: 'טון',
    'square-meter': 'מטר רבוע|מטרים רבועים',
    'square-kilometer': 'קילומטר רבוע|קילומטרים רבועים',
    'cubic-meter': 'מטר מעוקב|מטרים מעוקבים',
    watt: 'ואט',
    kilowatt: 'קילוואט',
    'kilowatt-hour': 'קילוואט שעה',
    volt: 'וולט',
    hertz: 'הרץ',
    gigahertz: 'גיגה הרץ',
    decibel: 'דציבל',
    kilocalorie: 'קילוקלוריה|קילוקלוריות',
  }),
  fractions: {
    '1/2': 'חצי',
    '1/3': 'שליש',
    '2/3': 'שני שליש',
    '1/4': 'רבע',
    '3/4': 'שלושה רבעים',
    '1/5': 'חמישית',
    '1/8': 'שמינית',
    '1/10': 'עשירית',
  },
  wholeAndFraction: '# ו%',
  andHalf: '# וחצי',
  abbreviations: {
    'ד״ר': 'דוקטור',
    'ד"ר': 'דוקטור',
    'פרופ׳': 'פרופסור',
    "פרופ'": 'פרופסור',
    'ארה״ב': 'ארצות הברית',
    'ארה"ב': 'ארצות הברית',
    'וכו׳': 'וכולי',
    "וכו'": 'וכולי',
    'לפנה״ס': 'לפני הספירה',
    'לפנה"ס': 'לפני הספירה',
    'עמ׳': 'עמוד',
    "עמ'": 'עמוד',
    "מס'": 'מספר',
    'מס׳': 'מספר',
    'רח׳': 'רחוב',
    "רח'": 'רחוב',
    'טל׳': 'טלפון',
    'ע״י': 'על ידי',
    'ע"י': 'על ידי',
    'בד״כ': 'בדרך כלל',
    'בד"כ': 'בדרך כלל',
    'צה״ל': 'צהל',
    'צה"ל': 'צהל',
    'חז״ל': 'חזל',
    'ת״א': 'תל אביב',
    'ת"א': 'תל אביב',
  },
  first: [rule(/(?<![\p{L}\p{N}])(?<prefix>[ובהלמכש]{1,2})-(?=\d)/gu, ({ groups }) => groups['prefix'] ?? '')],
});
