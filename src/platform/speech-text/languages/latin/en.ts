import { toCardinal as american, toOrdinal } from 'n2words/en-US';
import { toCardinal as british } from 'n2words/en-GB';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import type { Rule } from '../../reading.ts';

const digit = (character: string): string => (character === '0' ? 'zero' : american(character));

/** `1863` eighteen sixty-three, `1905` nineteen oh five, `2005` two thousand five. */
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

/** Four digits are a year unless they count something: `1863 people`. */
const COUNTED = /^\s\p{Ll}+s\b|^\s(?:people|men|women|children|of)\b/u;

function firstRules(): Rule[] {
  return [
    rule(/(?<![\p{L}\p{N}])24\/7(?!\p{N})/gu, () => 'twenty-four seven'),
    rule(/(?<![\p{L}\p{N}])9\/11(?!\p{N})/gu, () => 'nine eleven'),
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
    rule(/(?<=\p{Lu}\p{Ll}+\s)St\.?(?![\p{L}\p{N}])/gu, () => 'Street'),
    rule(/(?<=\p{Lu}\p{Ll}+\s)Dr\.?(?=$|[,.;]|\s\p{Ll})/gu, () => 'Drive'),
    rule(/(?<![\p{L}\p{N}])(?:and\/or)(?!\p{L})/gu, () => 'and or'),
    rule(/(?<![\p{L}\p{N}])w\/o(?!\p{L})/gu, () => 'without'),
    rule(/(?<![\p{L}\p{N}])w\/(?=\s)/gu, () => 'with'),
    rule(/(?<=the\s|The\s|by\s)WHO(?!\p{L})/gu, () => 'W.H.O'),
    rule(/❤\uFE0F?(?=\s\p{Lu})/gu, ({ before }) => (/\bI\s$/.test(before) ? 'love' : '')),
    rule(
      /(?<![\p{L}\p{N}])(?<feet>\d)['’′]\s?(?<inches>\d{1,2})["”″]/gu,
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
    symbols: {
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
      section: 'section',
    },
    money: {
      symbols: { '¥': 'JPY', '￥': 'JPY', kr: 'SEK' },
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
        tn: 'trillion',
      },
    },
    dates: {
      order: isBritish ? 'dmy' : 'mdy',
      speak: ({ day, month, year: written }) => {
        const name = MONTHS[month - 1] ?? '';
        const dated = day === undefined ? name : isBritish ? `the ${ordinal(String(day))} of ${name}` : `${name} ${ordinal(String(day))}`;
        if (written === undefined) return dated;
        return day === undefined ? `${dated} ${year(written)}` : `${dated}, ${year(written)}`;
      },
      year,
      yearAfter: 'in|since|from|until|till|by|before|after|during|year|of|early|late|around|circa|summer|winter|spring|autumn|fall|©',
      dayMark: '(?:st|nd|rd|th)?(?: of)?',
      otherMonths: { Sept: 9 },
    },
    times: {
      marks: "[ap]\\.?\\s?m\\.?|[AP]\\.?\\s?M\\.?|o’clock|o'clock|hrs",
      speak: ({ hour, minute, second, mark }) => {
        const half = /^[ap]/i.exec(mark)?.[0].toUpperCase();
        const tail = half === undefined ? '' : ` ${half}.M`;
        const seconds = second === undefined ? '' : ` and ${cardinal(String(second))} seconds`;
        const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${cardinal(String(minute))}` : ` ${cardinal(String(minute))}`;
        if (minute > 0 || second !== undefined) return `${cardinal(String(hour))}${minutes || ' hundred'}${seconds}${tail}`;
        if (half !== undefined) return cardinal(String(hour)) + tail;
        if (hour === 0 || hour === 24) return 'midnight';
        return hour <= 12 ? `${cardinal(String(hour))} o’clock` : `${cardinal(String(hour))} hundred`;
      },
    },
    units: {
      milligram: { one: 'milligram', other: 'milligrams' },
      tonne: { one: 'ton', other: 'tons' },
      micrometer: { one: 'micrometer', other: 'micrometers' },
      nanometer: { one: 'nanometer', other: 'nanometers' },
      permille: { other: 'per mille' },
      percent: { other: 'percent' },
      'square-meter': { one: 'square meter', other: 'square meters' },
      'square-kilometer': { one: 'square kilometer', other: 'square kilometers' },
      'square-centimeter': { one: 'square centimeter', other: 'square centimeters' },
      'cubic-meter': { one: 'cubic meter', other: 'cubic meters' },
      'cubic-centimeter': { one: 'cubic centimeter', other: 'cubic centimeters' },
      watt: { one: 'watt', other: 'watts' },
      kilowatt: { one: 'kilowatt', other: 'kilowatts' },
      megawatt: { one: 'megawatt', other: 'megawatts' },
      gigawatt: { one: 'gigawatt', other: 'gigawatts' },
      'kilowatt-hour': { one: 'kilowatt hour', other: 'kilowatt hours' },
      volt: { one: 'volt', other: 'volts' },
      hertz: { other: 'hertz' },
      kilohertz: { other: 'kilohertz' },
      megahertz: { other: 'megahertz' },
      gigahertz: { other: 'gigahertz' },
      decibel: { one: 'decibel', other: 'decibels' },
      calorie: { one: 'calorie', other: 'calories' },
      kilocalorie: { one: 'kilocalorie', other: 'kilocalories' },
      kilojoule: { one: 'kilojoule', other: 'kilojoules' },
      hectopascal: { one: 'hectopascal', other: 'hectopascals' },
      milliampere: { one: 'milliamp', other: 'milliamps' },
    },
    fractions: {
      '1/2': 'one half',
      '1/3': 'one third',
      '2/3': 'two thirds',
      '1/4': 'one quarter',
      '3/4': 'three quarters',
      '1/5': 'one fifth',
      '2/5': 'two fifths',
      '3/5': 'three fifths',
      '4/5': 'four fifths',
      '1/6': 'one sixth',
      '5/6': 'five sixths',
      '1/8': 'one eighth',
      '3/8': 'three eighths',
      '5/8': 'five eighths',
      '7/8': 'seven eighths',
      '1/10': 'one tenth',
      '3/10': 'three tenths',
      '9/10': 'nine tenths',
      '1/100': 'one hundredth',
    },
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
    romans: { cardinalAfter: NOUNS, ordinalAfter: PEOPLE, speakOrdinal: (value) => `the ${ordinal(value)}` },
    first: firstRules(),
    last: [
      rule(/(?<![\p{L}\p{N}][.,:/]?)(?<year>1[1-9]\d\d|20[0-9]\d)(?![\p{L}\p{N}]|[.,:]\d|\s?%)/gu, ({ groups, after }) =>
        COUNTED.test(after) ? undefined : year(groups['year'] ?? ''),
      ),
    ],
  };
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  'Dr.': 'Doctor',
  'Mr.': 'Mister',
  'Mrs.': 'Missus',
  'Ms.': 'Miz',
  Mr: 'Mister',
  Mrs: 'Missus',
  Dr: 'Doctor',
  'Prof.': 'Professor',
  'Mt.': 'Mount',
  'Sen.': 'Senator',
  'Gov.': 'Governor',
  'Gen.': 'General',
  'Col.': 'Colonel',
  'Capt.': 'Captain',
  'Lt.': 'Lieutenant',
  'Sgt.': 'Sergeant',
  'Rev.': 'Reverend',
  'Jr.': 'Junior',
  'Sr.': 'Senior',
  'vs.': 'versus',
  vs: 'versus',
  'etc.': 'et cetera',
  'approx.': 'approximately',
  'Fig.': 'Figure',
  'Figs.': 'Figures',
  'Vol.': 'Volume',
  'Inc.': 'Incorporated',
  'Ltd.': 'Limited',
  'Co.': 'Company',
  'Corp.': 'Corporation',
  'Bros.': 'Brothers',
  'Ave.': 'Avenue',
  'Blvd.': 'Boulevard',
  'Rd.': 'Road',
  'Dept.': 'Department',
  'e.g.': 'for example',
  'i.e.': 'that is',
  'a.k.a.': 'also known as',
  'ca.': 'circa',
  'cf.': 'compare',
  'est.': 'established',
  'et al.': 'and others',
  'p.s.': 'post script',
  'No.': 'Number',
  'Nos.': 'Numbers',
  'max.': 'maximum',
  'min.': 'minimum',
  'Jan.': 'January',
  'Feb.': 'February',
  'Aug.': 'August',
  'Sept.': 'September',
  'Oct.': 'October',
  'Nov.': 'November',
  'Dec.': 'December',
};

/** Words of up to three letters that are written in capitals for emphasis, and acronyms that are spoken as words. */
const ENGLISH_WORDS = `THE AND NOT ALL YOU NOW ONE TWO TEN CAN HOW WHY WHO ANY NEW OUT OFF OUR OWN FEW FOR BUT ARE WAS HAS HAD HIM HER HIS ITS LET GET GOT
  PUT RUN SEE SAY SET SIT TOP TRY USE WAY WIN YES YET BIG BAD OLD LOW HOT RED DAY END EAT ASK ADD AGE AGO AIR BUY CAR CUT DID DIE DOG CAT EAR EYE FAR
  FUN GUY HIT JOB KEY LAW LAY LIE LOT MAN MAP MAY MEN MIX MOM NOR ODD PAY PER RAW SAD SEA SHE SIX SKY SON SUN TAX TEA TOO WAR WET BOX BOY DAD FOOD
  AN AS AT BE BY DO GO HE IF IN IS IT ME MY NO OF OH ON OR SO TO UP WE AM US OK HA HI
  NASA NATO UNESCO UNICEF OPEC AIDS LASER RADAR SONAR SCUBA FIFA UEFA SWAT SIM PIN RAM ROM GIF ZIP SARS COVID NAFTA ASEAN NOAA TED LAN WAN ISO VAT GAP
  POTUS SCOTUS CERN FEMA ANOVA BASIC COBOL ASCII JPEG`;
