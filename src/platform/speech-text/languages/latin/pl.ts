import { toCardinal, toOrdinal } from 'n2words/pl-PL';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'minus', point: 'przecinek' });
const FEMININE = /^(?:godzin|minut|sekund|ton|mil(?!iard|ion)|koron|kilowatogodzin|kalori|kilokalori|rupi|lir|milisekund|uncj)/;

/** A number with its noun: `dwa metry`, `dwie godziny`, `jedna minuta`. */
function counted(value: string, noun: string): string {
  if (!FEMININE.test(noun)) return cardinal(value);
  return value === '1' ? 'jedna' : cardinal(value).replace(/dwa$/, 'dwie');
}

/**
 * An ordinal with an ending. Ordinals are adjectives: the last two words take the ending, `dwudziesty pierwszy`, `dwudziestego pierwszego`.
 */
const inflected = (value: string, hard: string, soft: string): string =>
  toOrdinal(value).replace(/(?<=\p{L})(?:y|(?<=trzec)i|(?<=drug)i)(?= |$)/gu, (ending) => (ending === 'y' ? hard : soft));

const genitive = (value: string): string => inflected(value, 'ego', 'iego');
const locative = (value: string): string => inflected(value, 'ym', 'im');
const feminine = (value: string): string => inflected(value, 'a', 'ia').replace('drugia', 'druga');
const feminineLocative = (value: string): string => inflected(value, 'ej', 'iej');

const MONTHS = 'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia'.split(' ');
const IN_MONTH = [
  'styczniu',
  'lutym',
  'marcu',
  'kwietniu',
  'maju',
  'czerwcu',
  'lipcu',
  'sierpniu',
  'wrześniu',
  'październiku',
  'listopadzie',
  'grudniu',
];
const ALONE = [
  'styczeń',
  'luty',
  'marzec',
  'kwiecień',
  'maj',
  'czerwiec',
  'lipiec',
  'sierpień',
  'wrzesień',
  'październik',
  'listopad',
  'grudzień',
];

/** Polish. */
export const polish: LanguageWords = defineLanguage({
  locale: 'pl',
  numbers: { cardinal, counted, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'i',
    at: 'małpa',
    dot: 'kropka',
    slash: 'ukośnik',
    dash: 'myślnik',
    underscore: 'podkreślnik',
    plus: 'plus',
    minus: 'minus',
    times: 'razy',
    dividedBy: 'podzielić przez',
    equals: 'równa się',
    less: 'jest mniejsze niż',
    greater: 'jest większe niż',
    about: 'około',
    number: 'numer',
    hashtag: 'hasztag',
    to: '–',
    against: 'do',
    squared: 'do kwadratu',
    cubed: 'do sześcianu',
    power: '# do potęgi %',
    over: 'przez',
    per: 'na',
    lessThan: 'poniżej',
    moreThan: 'ponad',
    section: 'paragraf',
  },
  money: {
    symbols: { '¥': 'JPY' },
    names: {
      PLN: forms('złoty|złote|złotych'),
      USD: forms('dolar|dolary|dolarów'),
      GBP: forms('funt|funty|funtów'),
      JPY: forms('jen|jeny|jenów'),
    },
    cents: { PLN: forms('grosz|grosze|groszy'), EUR: forms('cent|centy|centów'), USD: forms('cent|centy|centów') },
    join: (whole, { named }) => `${whole} ${named}`,
    scales: {
      tys: 'tysięcy',
      'tys.': 'tysięcy',
      milion: 'milion',
      miliony: 'miliony',
      milionów: 'milionów',
      mln: 'milion|miliony|milionów|miliona',
      miliard: 'miliard',
      miliardów: 'miliardów',
      mld: 'miliard|miliardy|miliardów|miliarda',
    },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }, before) => {
      if (day === undefined)
        return `${(before === 'w' || before === 'we' ? IN_MONTH : ALONE)[month - 1] ?? ''} ${genitive(year ?? '')} roku`;
      return `${genitive(String(day))} ${MONTHS[month - 1] ?? ''}${year === undefined ? '' : ` ${genitive(year)} roku`}`;
    },
    year: cardinal,
    yearAfter: 'rok|lata',
    yearMark: 'roku|r\\.',
    otherMonths: Object.fromEntries(IN_MONTH.map((name, index) => [name, index + 1])),
  },
  times: {
    marks: 'godz\\.?',
    separators: '.',
    speak: ({ hour, minute, second }) => {
      const text = `${hour === 0 ? 'zero' : feminine(String(hour))}${minute === 0 ? '' : ` ${minute < 10 ? 'zero ' : ''}${cardinal(String(minute))}`}`;
      return second === undefined ? text : `${text} i ${cardinal(String(second))} sekund`;
    },
  },
  units: formsOf({
    microgram: 'mikrogram|mikrogramy|mikrogramów|mikrograma',
    milligram: 'miligram|miligramy|miligramów',
    tonne: 'tona|tony|ton',
    permille: 'promil|promile|promili',
    'square-meter': 'metr kwadratowy|metry kwadratowe|metrów kwadratowych',
    'square-kilometer': 'kilometr kwadratowy|kilometry kwadratowe|kilometrów kwadratowych',
    'cubic-meter': 'metr sześcienny|metry sześcienne|metrów sześciennych',
    watt: 'wat|waty|watów',
    kilowatt: 'kilowat|kilowaty|kilowatów',
    megawatt: 'megawat|megawaty|megawatów',
    'kilowatt-hour': 'kilowatogodzina|kilowatogodziny|kilowatogodzin',
    volt: 'wolt|wolty|woltów',
    hertz: 'herc|herce|herców',
    megahertz: 'megaherc|megaherce|megaherców',
    gigahertz: 'gigaherc|gigaherce|gigaherców',
    decibel: 'decybel|decybele|decybeli',
    kilocalorie: 'kilokaloria|kilokalorie|kilokalorii',
  }),
  fractions: {
    '1/2': 'jedna druga',
    '1/3': 'jedna trzecia',
    '2/3': 'dwie trzecie',
    '1/4': 'jedna czwarta',
    '3/4': 'trzy czwarte',
    '1/5': 'jedna piąta',
    '1/8': 'jedna ósma',
    '1/10': 'jedna dziesiąta',
  },
  wholeAndFraction: '# i %',
  andHalf: '# i pół',
  abbreviations: {
    'np.': 'na przykład',
    'pon.': 'poniedziałku',
    'pt.': 'piątku',
    'hab.': 'habilitowany',
    'ust.': 'ustęp',
    'art.': 'artykuł',
    'Art.': 'artykuł',
    'itd.': 'i tak dalej',
    'itp.': 'i tym podobne',
    'tzn.': 'to znaczy',
    'tj.': 'to jest',
    'm.in.': 'między innymi',
    'ok.': 'około',
    'prof.': 'profesor',
    'dr.': 'doktor',
    dr: 'doktor',
    'mgr.': 'magister',
    'inż.': 'inżynier',
    'św.': 'święty',
    'ul.': 'ulica',
    'al.': 'aleja',
    'nr.': 'numer',
    nr: 'numer',
    'str.': 'strona',
    'rozdz.': 'rozdział',
    'tzw.': 'tak zwany',
    'p.n.e.': 'przed naszą erą',
    'n.e.': 'naszej ery',
    'tel.': 'telefon',
    'godz.': 'godzina',
    'maks.': 'maksymalnie',
    'min.': 'minimum',
    'tys.': 'tysięcy',
  },
  acronyms: { spelled: 'USA UE DNA AGH', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'rozdział|Rozdział|część|Część|akt|Akt|tom|Tom|Apollo',
    ordinalAfter:
      'Jan|Zygmunt|Kazimierz|Ludwik|Henryk|Karol|Fryderyk|Mieszko|Bolesław|Jan Paweł|Benedykt|Pius|Leon|Stanisław|August|Napoleon|Władysław',
    ordinalBefore: 'wieku|wiek|kwartale|kwartału|kwartał|wojna|wojny|Rzeczpospolita',
    speakOrdinal: (value, before, noun) => {
      if (noun === 'kwartału') return genitive(value);
      if (noun === 'wieku' || noun === 'kwartale') return before === 'w' || before === 'we' ? locative(value) : genitive(value);
      return noun === 'wojna' || noun === 'Rzeczpospolita'
        ? feminine(value)
        : noun === 'wojny'
          ? feminineLocative(value)
          : toOrdinal(value);
    },
  },
  years: [
    rule(/(?<![\p{L}\p{N}])(?<lead>[Ww]\s)?(?<year>[12]\d{3})\s(?<noun>roku|r\.)(?!\p{L})/gu, ({ groups }) => {
      const { lead = '', year = '' } = groups;
      return `${lead}${lead === '' ? genitive(year) : locative(year)} roku`;
    }),
  ],
  first: [
    rule(/(?<=(?<!\p{L})(?:przy|na|z|do|od)\s)ul\./gu, () => 'ulicy'),
    rule(/(?<=(?<!\p{L})[Ww]\s)godz\./gu, () => 'godzinach'),
    rule(/(?<=(?<!\p{L})[Oo]\s)godz\./gu, () => 'godzinie'),
    rule(/(?<![\p{L}\p{N}])(?<lead>o\s|O\s)(?<hour>1?\d|2[0-3]):(?<minute>[0-5]\d)(?!\d|:)/gu, ({ groups }) => {
      const { lead = '', hour = '', minute = '' } = groups;
      return `${lead}${hour === '0' ? 'zero' : feminineLocative(hour)}${minute === '00' ? '' : ` ${minute.startsWith('0') ? 'zero ' : ''}${cardinal(String(Number(minute)))}`}`;
    }),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,3})\.(?=\s\p{Ll})/gu, ({ groups, after }) => {
      const [number, last] = [groups['number'] ?? '', /^\s\p{L}*(?<last>\p{L})/u.exec(after)?.groups?.['last'] ?? ''];
      if (last === 'a') return feminine(number);
      return /[eo]/.test(last) ? inflected(number, 'e', 'ie') : toOrdinal(number);
    }),
  ],
});
