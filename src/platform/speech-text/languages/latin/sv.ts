import { toCardinal, toOrdinal } from 'n2words/sv-SE';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

/** Joins tens and ones to one word, and adds the plural of millions. */
const joined = (words: string): string =>
  words
    .replaceAll('-', '')
    .replace(/(?<!^en) miljon(?= |$)/g, ' miljoner')
    .replace(/^miljoner/, 'miljon')
    .replace(/ och (?=\p{L}+$)/u, ' ');

const cardinal = cardinals((digits) => joined(toCardinal(digits)), { minus: 'minus', point: 'komma' });
const UTRUM =
  /^(?:kilometer|meter|centimeter|liter|timme|minut|sekund|krona|mil|watt|volt|grad|euro|dollar|miljon|miljard|kilowattimme|kilokalori|hektar|hertz)/;

const counted = (value: string, noun: string): string => (UTRUM.test(noun) ? cardinal(value).replace(/ett$/, 'en') : cardinal(value));

/** An ordinal such as `tjugoförsta`; only the last part takes the ending. */
function ordinal(value: string): string {
  const number = Number(value);
  const ones = number % 10;
  const teens = number % 100;
  if (number > 20 && ones !== 0 && teens > 20) return cardinal(String(number - ones)) + toOrdinal(String(ones));
  if (number > 100 && teens !== 0) return cardinal(String(number - teens)) + ordinal(String(teens));
  return toOrdinal(value).replaceAll('-', '');
}

/** A year: `1863` artonhundrasextiotre. */
function year(written: string): string {
  const [century, rest] = [Number(written.slice(0, 2)), Number(written.slice(2))];
  if (century < 11 || century > 19) return cardinal(written);
  return `${cardinal(String(century))}hundra${rest === 0 ? '' : cardinal(String(rest))}`;
}

const MONTHS = 'januari februari mars april maj juni juli augusti september oktober november december'.split(' ');

/** Swedish. */
export const swedish: LanguageWords = defineLanguage({
  locale: 'sv',
  numbers: { cardinal, counted, ordinal, decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'och',
    at: 'snabel-a',
    dot: 'punkt',
    slash: 'snedstreck',
    dash: 'bindestreck',
    underscore: 'understreck',
    plus: 'plus',
    minus: 'minus',
    times: 'gånger',
    dividedBy: 'delat med',
    equals: 'är lika med',
    less: 'är mindre än',
    greater: 'är större än',
    about: 'ungefär',
    number: 'nummer',
    hashtag: 'hashtagg',
    to: 'till',
    against: 'mot',
    squared: 'i kvadrat',
    cubed: 'i kubik',
    power: '# upphöjt till %',
    over: 'genom',
    per: 'per',
    lessThan: 'mindre än',
    moreThan: 'mer än',
    section: 'paragraf',
  },
  money: {
    symbols: { '¥': 'JPY', kr: 'SEK', 'kr.': 'SEK' },
    names: { SEK: forms('krona|kronor'), USD: forms('dollar'), GBP: forms('pund'), EUR: forms('euro'), JPY: forms('yen') },
    cents: { SEK: forms('öre'), EUR: forms('cent'), USD: forms('cent') },
    join: (whole, { named }) => `${whole} och ${named}`,
    scales: {
      miljon: 'miljon',
      miljoner: 'miljoner',
      mn: 'miljoner',
      milj: 'miljoner',
      miljard: 'miljard',
      miljarder: 'miljarder',
      md: 'miljarder',
    },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year: written }) =>
      [day === undefined ? '' : ordinal(String(day)), MONTHS[month - 1], written && year(written)].filter(Boolean).join(' '),
    year,
    yearAfter: 'år|sedan|från|till|omkring|efter|före|i|sommaren|vintern|våren|hösten',
    dayMark: '(?::[ea])?',
  },
  times: {
    marks: 'kl\\.?',
    after: '[Kk]l\\.|[Kk]lockan',
    separators: '.',
    speak: ({ hour, minute, second }) => {
      const text = `${cardinal(String(hour))}${minute === 0 ? (second === undefined ? ' noll noll' : '') : ` ${minute < 10 ? 'noll ' : ''}${cardinal(String(minute))}`}`;
      return second === undefined ? text : `${text} och ${cardinal(String(second))} sekunder`;
    },
  },
  units: formsOf({
    teaspoon: '=en tesked|teskedar',
    tablespoon: '=en matsked|matskedar',
    microgram: 'mikrogram',
    centiliter: 'centiliter',
    deciliter: 'deciliter',
    milligram: 'milligram',
    tonne: 'ton',
    permille: 'promille',
    'square-meter': 'kvadratmeter',
    'square-kilometer': 'kvadratkilometer',
    'cubic-meter': 'kubikmeter',
    watt: 'watt',
    kilowatt: 'kilowatt',
    'kilowatt-hour': 'kilowattimme|kilowattimmar',
    volt: 'volt',
    hertz: 'hertz',
    gigahertz: 'gigahertz',
    decibel: 'decibel',
    kilocalorie: 'kilokalori|kilokalorier',
  }),
  fractions: {
    '1/2': 'en halv',
    '1/3': 'en tredjedel',
    '2/3': 'två tredjedelar',
    '1/4': 'en fjärdedel',
    '3/4': 'tre fjärdedelar',
    '1/5': 'en femtedel',
    '1/8': 'en åttondel',
    '1/10': 'en tiondel',
  },
  wholeAndFraction: '# och %',
  andHalf: '# och en halv',
  ordinalMarks: ':[ea]',
  abbreviations: {
    't.ex.': 'till exempel',
    'Kl.': 'klockan',
    mkr: 'miljoner kronor',
    mdkr: 'miljarder kronor',
    'bl.a.': 'bland annat',
    'd.v.s.': 'det vill säga',
    'dvs.': 'det vill säga',
    'm.m.': 'med mera',
    'o.s.v.': 'och så vidare',
    'osv.': 'och så vidare',
    'etc.': 'et cetera',
    'ca.': 'cirka',
    ca: 'cirka',
    'f.Kr.': 'före Kristus',
    'e.Kr.': 'efter Kristus',
    'dr.': 'doktor',
    'prof.': 'professor',
    'nr.': 'nummer',
    nr: 'nummer',
    's.k.': 'så kallad',
    'fr.o.m.': 'från och med',
    't.o.m.': 'till och med',
    'kap.': 'kapitel',
    'sid.': 'sidan',
    'tel.': 'telefon',
    'kl.': 'klockan',
    'S:t': 'Sankt',
    'max.': 'maximalt',
    'min.': 'minst',
  },
  acronyms: { spelled: 'USA EU DNA', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'kapitel|Kapitel|del|Del|akt|Akt|Apollo|världskriget',
    ordinalAfter: 'Karl|Gustav|Ludvig|Henrik|Oscar|Erik|Johan|Fredrik|Filip|Elizabeth|Napoleon|Carl|Gustaf|Johannes Paulus',
    speakOrdinal: (value) => `den ${ordinal(value)}`,
  },
});
