import { toCardinal as american, toOrdinal } from 'n2words/en-US';
import { toCardinal as british } from 'n2words/en-GB';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import type { Rule } from '../../reading.ts';
import { ABBREVIATIONS, ENGLISH_WORDS, FRACTIONS, UNITS } from './english-words.ts';

const digit = (character: string): string => (character === '0' ? 'zero' : american(character));

/** A year: `1863` eighteen sixty-three, `1905` nineteen oh five, `2005` two thousand five. */
function year(written: string): string {
  const [century, rest] = [Number(written.slice(0, 2)), Number(written.slice(2))];
  if (rest === 0) return century % 10 === 0 ? american(written) : `${american(century)} hundred`;
  if (century % 10 === 0 && rest < 10) return american(written);
  return `${american(century)} ${rest < 10 ? `oh ${american(rest)}` : american(rest)}`;
}

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month, 3)),
);

const DECADES: Readonly<Record<string, string>> = {
  '00': 'hundreds',
  10: 'tens',
  20: 'twenties',
  30: 'thirties',
  40: 'forties',
  50: 'fifties',
  60: 'sixties',
  70: 'seventies',
  80: 'eighties',
  90: 'nineties',
};

const PEOPLE =
  'Louis|Henry|Charles|George|Edward|James|William|Richard|Elizabeth|Mary|Catherine|Francis|Frederick|Philip|Ferdinand|Alexander|Nicholas|Napoleon|Leopold|Ramesses|Ramses|Thutmose|Ptolemy|Pius|Benedict|Gregory|Innocent|Leo|Clement|Paul|John|Pope John Paul|Wilhelm|Otto|Gustav|Ivan|Peter|Victoria|Margaret|Harald|Umberto|Alfonso|Carlos|Pedro|Mehmed|Murad|Selim|Suleiman';
const NOUNS =
  'World War|Chapter|chapter|Part|part|Volume|volume|Act|act|Scene|scene|Phase|phase|Type|type|Class|class|Book|book|Article|article|Section|section|Title|Appendix|Mark|Apollo|Gemini|Saturn|Super Bowl|Stage|stage|Level|Grade|Roman numeral|Rocky|Star Wars Episode|Episode|Final Fantasy|Henry Part|Schedule|Figure|Table|Group|Category|Collegium';

const VALUES = ' I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII'.split(' ');

const DAYS: Readonly<Record<string, string>> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Tues: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Thur: 'Thursday',
  Thurs: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};
const DAY = Object.keys(DAYS)
  .toSorted((a, b) => b.length - a.length)
  .join('|');
const dayOf = (text: string): string => DAYS[text.replace('.', '')] ?? text;

/** Days in short, beside another day or a time: `Mon–Fri`, `Sat 10:00`. */
const weekdays: readonly Rule[] = [
  rule(
    new RegExp(`(?<![\\p{L}\\p{N}])(?<from>${DAY})\\.?\\s?[–-]\\s?(?<to>${DAY})(?![\\p{L}\\p{N}])`, 'gu'),
    ({ groups }) => `${dayOf(groups['from'] ?? '')} to ${dayOf(groups['to'] ?? '')}`,
  ),
  rule(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${DAY})\\.?(?=[:,]?\\s(?:\\d|closed|[&+]\\s(?:${DAY})))|(?<=[&+]\\s)(?:${DAY})(?=[:,]?\\s)`, 'gu'),
    ({ text }) => dayOf(text),
  ),
];

/** Text after four digits that they count, so that they are not a year: `1863 people`. */
const COUNTED = /^\s\p{Ll}+s\b|^\s(?:people|men|women|children|of)\b/u;

function firstRules(): Rule[] {
  return [
    rule(/(?<![\p{L}\p{N}])24\/7(?!\p{N})/gu, () => 'twenty-four seven'),
    rule(/(?<![\p{L}\p{N}])9\/11(?!\p{N})/gu, () => 'nine eleven'),
    rule(/(?<![\p{L}\p{N}/])50\/50(?![\p{N}/])/gu, () => 'fifty fifty'),
    ...weekdays,
    rule(/(?<!\p{L})(?<first>[Nn])o\.\s?(?=\d)/gu, ({ groups }) => `${groups['first'] ?? ''}umber `),
    rule(/(?<![\p{L}\p{N}])c\.\s?(?=\d{3,4}(?!\d))/gu, () => 'circa '),
    rule(/(?<=\p{Lu}\p{Ll}+\s)v\.(?=\s\p{Lu}\p{Ll})/gu, () => 'versus'),
    rule(/(?<=\/)(?:mo|yr|hr|wk)(?!\p{L})/gu, ({ text }) => ({ mo: 'month', yr: 'year', hr: 'hour', wk: 'week' })[text]),
    rule(/(?<![\p{L}\p{N}.])(?:(?<from>\d+)[–-])?(?<times>\d+)x(?![\p{L}\p{N}])/gu, ({ groups }) => {
      const { from, times = '' } = groups;
      return `${from === undefined ? '' : `${american(from)} to `}${american(times)} x`;
    }),
    // Numerals of products, and of rulers that no list has.
    rule(
      /(?<=(?:King|Queen|Pope|Emperor|Empress|Tsar|Prince|Princess|Sultan|Kaiser)\s\p{Lu}\p{Ll}+\s)[IVX]{1,5}(?!\p{L})/gu,
      ({ text }) => {
        const value = VALUES.indexOf(text);
        return value < 0 ? undefined : `the ${toOrdinal(String(value))}`;
      },
    ),
    rule(/(?<=\p{L}\d\s)(?:II|III|IV|VI{0,3}|IX)(?!\p{L})/gu, ({ text }) => american(String(VALUES.indexOf(text)))),
    rule(/(?<![\p{L}\p{N}])(?<century>1\d|20)(?<decade>\d0)['’]?s(?!\p{L})/gu, ({ groups }) => {
      const { century = '', decade = '' } = groups;
      if (century === '20' && decade === '00') return 'two thousands';
      return `${american(century)} ${DECADES[decade] ?? ''}`;
    }),
    rule(/(?<![\p{L}\p{N}])['’‘]?(?<decade>[1-9]0)['’]?s(?!\p{L})/gu, ({ groups }) => DECADES[groups['decade'] ?? '']),
    rule(/(?<![\p{L}\p{N}])[’'‘](?<year>\d\d)(?![\p{L}\p{N}])/gu, ({ groups }) => american(groups['year'] ?? '')),
    rule(/(?<![\p{L}\p{N}])(?<year>[1-9]\d{0,3})\s?(?<era>BC|AD|BCE|CE)(?!\p{L})/gu, ({ groups }) => {
      const written = groups['year'] ?? '';
      return `${written.length === 4 ? year(written) : american(written)} ${[...(groups['era'] ?? '')].join('.')}`;
    }),
    rule(/(?<![\p{L}\p{N}])AD\s(?<year>[1-9]\d{0,3})(?!\d)/gu, ({ groups }) => {
      const written = groups['year'] ?? '';
      return `A.D ${written.length === 4 ? year(written) : american(written)}`;
    }),
    rule(/(?<![\p{L}\p{N}])St\.(?=\s\p{Lu})/gu, () => 'Saint'),
    rule(/(?<=(?:\p{Lu}\p{Ll}+|\d(?:st|nd|rd|th))\s)St\.?(?![\p{L}\p{N}])/gu, () => 'Street'),
    rule(/(?<=\p{Lu}\p{Ll}+\s)Dr\.?(?=$|[,.;]|\s\p{Ll})/gu, () => 'Drive'),
    rule(/(?<![\p{L}\p{N}])(?:and\/or)(?!\p{L})/gu, () => 'and or'),
    rule(/(?<![\p{L}\p{N}])w\/o(?!\p{L})/gu, () => 'without'),
    rule(/(?<![\p{L}\p{N}])w\/(?=\s)/gu, () => 'with'),
    rule(/(?<=the\s|The\s|by\s)WHO(?!\p{L})/gu, () => 'W.H.O'),
    rule(/❤\uFE0F?(?=\s\p{Lu})/gu, ({ before }) => (/\bI\s$/.test(before) ? 'love' : '')),
    rule(
      /(?<![\p{L}\p{N}°])(?<feet>\d)['’′]\s?(?<inches>\d{1,2})["”″]/gu,
      ({ groups }) => `${american(groups['feet'] ?? '')} foot ${american(groups['inches'] ?? '')}`,
    ),
    rule(
      new RegExp(
        `(?<![\\p{L}\\p{N}])(?<day>\\d{1,2})(?:st|nd|rd|th) of (?<month>${MONTHS.join('|')})(?:,?\\s(?<year>[12]\\d{3}))?(?!\\p{L})`,
        'gu',
      ),
      ({ groups }) => {
        const written = groups['year'] === undefined ? '' : `, ${year(groups['year'])}`;
        return `${toOrdinal(groups['day'] ?? '')} of ${groups['month'] ?? ''}${written}`;
      },
    ),
  ];
}

const SYMBOLS: LanguageWords['symbols'] = {
  and: 'and',
  at: 'at',
  dot: 'dot',
  slash: 'slash',
  dash: 'dash',
  underscore: 'underscore',
  plus: 'plus',
  minus: 'minus',
  times: 'times',
  dividedBy: 'divided by',
  equals: 'equals',
  less: 'is less than',
  greater: 'is greater than',
  about: 'about',
  number: 'number',
  hashtag: 'hashtag',
  to: 'to',
  against: 'to',
  squared: 'squared',
  cubed: 'cubed',
  power: '# to the power of %',
  over: 'over',
  per: 'per',
  outOf: 'out of',
  atLeast: 'is at least',
  atMost: 'is at most',
  unequal: 'is not equal to',
  root: 'the square root of',
  infinity: 'infinity',
  lessThan: 'less than',
  moreThan: 'more than',
  section: 'section',
};

const MONEY: LanguageWords['money'] = {
  symbols: { '¥': 'JPY', '￥': 'JPY', kr: 'SEK', Rs: 'INR', 'Rs.': 'INR' },
  names: {
    USD: { one: 'dollar', other: 'dollars' },
    GBP: { one: 'pound', other: 'pounds' },
    JPY: { other: 'yen' },
    CNY: { other: 'yuan' },
    INR: { one: 'rupee', other: 'rupees' },
  },
  cents: {
    USD: { one: 'cent', other: 'cents' },
    EUR: { one: 'cent', other: 'cents' },
    GBP: { one: 'penny', other: 'pence' },
    CAD: { one: 'cent', other: 'cents' },
    AUD: { one: 'cent', other: 'cents' },
    CHF: { one: 'centime', other: 'centimes' },
  },
  join: (whole, { number, named, value }) => (value < 10 ? `${whole} and ${named}` : `${whole} ${number}`),
  scales: {
    thousand: 'thousand',
    k: 'thousand',
    K: 'thousand',
    million: 'million',
    m: 'million',
    M: 'million',
    mn: 'million',
    billion: 'billion',
    bn: 'billion',
    B: 'billion',
    trillion: 'trillion',
    T: 'trillion',
    lakh: 'lakh',
    crore: 'crore',
    tn: 'trillion',
  },
};

const TIMES: LanguageWords['times'] = {
  marks: "[ap]\\.?\\s?m\\.?|[AP]\\.?\\s?M\\.?|o’clock|o'clock|hrs",
  speak: ({ hour, minute, second, mark }) => {
    const half = /^[ap]/i.exec(mark)?.[0].toUpperCase();
    const tail = half === undefined ? '' : ` ${half}.M`;
    const seconds = second === undefined ? '' : ` and ${american(String(second))} seconds`;
    const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${american(String(minute))}` : ` ${american(String(minute))}`;
    if (minute > 0 || second !== undefined) return `${american(String(hour))}${minutes || ' hundred'}${seconds}${tail}`;
    if (half !== undefined) return american(String(hour)) + tail;
    if (hour === 0 || hour === 24) return 'midnight';
    return hour <= 12 ? `${american(String(hour))} o’clock` : `${american(String(hour))} hundred`;
  },
};

/** English, American unless the region says otherwise. */
export function english(region: string | undefined): LanguageWords {
  const isBritish = region !== undefined && region !== 'US' && region !== 'CA' && region !== 'PH';
  const words = isBritish ? british : american;
  const cardinal = cardinals((digits) => words(digits), { minus: 'minus', point: 'point' });
  const ordinal = (value: string): string => toOrdinal(value);
  return {
    locale: isBritish ? 'en-GB' : 'en-US',
    numbers: {
      cardinal,
      ordinal,
      digits: (value) => [...value].map(digit).join(' '),
      decimalMark: '.',
      groupMarks: ', ',
    },
    symbols: SYMBOLS,
    money: MONEY,
    dates: {
      order: isBritish ? 'dmy' : 'mdy',
      speak: ({ day, month, year: written }) => {
        const name = MONTHS[month - 1] ?? '';
        const dated = day === undefined ? name : isBritish ? `the ${ordinal(String(day))} of ${name}` : `${name} ${ordinal(String(day))}`;
        if (written === undefined) return dated;
        return day === undefined ? `${dated} ${year(written)}` : `${dated}, ${year(written)}`;
      },
      year,
      yearAfter:
        'in|since|from|until|till|by|before|after|during|year|of|early|late|around|circa|Q[1-4]|FY|H[12]|summer|winter|spring|autumn|fall|©',
      dayMark: '(?:st|nd|rd|th)?(?: of)?',
      otherMonths: { Sept: 9 },
    },
    times: TIMES,
    units: UNITS,
    fractions: FRACTIONS,
    wholeAndFraction: '# and %',
    andHalf: '# and a half',
    ordinalMarks: 'st|nd|rd|th|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ',
    abbreviations: ABBREVIATIONS,
    acronyms: {
      words: ENGLISH_WORDS,
      spelled: 'USA IAEA USSR UAE AIDA ESPN ISBN UNHCR YMCA ASAP IMDB UEA HIV EEG OECD OSHA',
      spell: (letters) => [...letters].join('.'),
      plural: '’s',
      shortest: 3,
    },
    romans: {
      cardinalAfter: NOUNS,
      ordinalAfter: PEOPLE,
      ordinalBefore: 'Olympic|Olympiad|[Cc]entury|Congress|Summit|Corps|Army',
      speakOrdinal: (value, before) => (before === undefined ? `the ${ordinal(value)}` : ordinal(value)),
    },
    first: firstRules(),
    last: [
      rule(/(?<![\p{L}\p{N}][.,:/]?)(?<year>1[1-9]\d\d|20[0-9]\d)(?![\p{L}\p{N}]|[.,:]\d|\s?%)/gu, ({ groups, after }) =>
        COUNTED.test(after) ? undefined : year(groups['year'] ?? ''),
      ),
    ],
  };
}
