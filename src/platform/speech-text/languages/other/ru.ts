import { toCardinal, toOrdinal } from 'n2words/ru-RU';
import { cardinals, MAX_DIGITS } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const whole = (digits: string, gender: 'masculine' | 'feminine' = 'masculine'): string =>
  toCardinal(digits, { gender })
    .replace(/^одна тысяча/, 'тысяча')
    .replace(/^один (?=миллион|миллиард)/, '');

const plain = cardinals((digits) => whole(digits), { minus: 'минус', point: 'запятая' });
const PARTS: Readonly<Record<number, string>> = { 1: 'десятая|десятых', 2: 'сотая|сотых', 3: 'тысячная|тысячных' };

/** A number with decimals: `12,3` двенадцать целых три десятых. */
function cardinal(value: string): string {
  const [digits = '', decimals = ''] = value.replace('-', '').split('.');
  const part = PARTS[decimals.length]?.split('|');
  if (part === undefined || digits.length > MAX_DIGITS) return plain(value);
  const one = (text: string): boolean => /(?<!1)1$/.test(text);
  const text = `${whole(digits, 'feminine')} ${one(digits) ? 'целая' : 'целых'} ${whole(String(Number(decimals)), 'feminine')} ${(one(decimals) ? part[0] : part[1]) ?? ''}`;
  return value.startsWith('-') ? `минус ${text}` : text;
}

const FEMININE = /^(?:минут|секунд|тонн|мил|крон|копе|калори|килокалори|рупи|лир|миллисекунд|унци|тысяч|недел|иен)/;
const counted = (value: string, noun: string): string =>
  FEMININE.test(noun) && !value.includes('.') && value.length <= MAX_DIGITS
    ? whole(value.replace('-', ''), 'feminine').replace(/^/, value.startsWith('-') ? 'минус ' : '')
    : cardinal(value);

/** An ordinal, whose last word takes the ending: `двадцать первого`, `двадцать третьем`. */
const inflected = (value: string, hard: string, soft: string): string =>
  toOrdinal(value)
    .replace(/^одна тысяча/, 'тысяча')
    .replace(/(?:ый|ой|(?<=трет)ий)$/u, (ending) => (ending === 'ий' ? soft : hard));
const genitive = (value: string): string => inflected(value, 'ого', 'ьего');
const prepositional = (value: string): string => inflected(value, 'ом', 'ьем');
const feminine = (value: string): string => inflected(value, 'ая', 'ья');
const neuter = (value: string): string => inflected(value, 'ое', 'ье');

const MONTHS = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ');
const IN_MONTH = 'январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре'.split(' ');
const ALONE = 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' ');

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'А а|Б бэ|В вэ|Г гэ|Д дэ|Е е|Ё ё|Ж жэ|З зэ|И и|К ка|Л эль|М эм|Н эн|О о|П пэ|Р эр|С эс|Т тэ|У у|Ф эф|Х ха|Ц цэ|Ч че|Ш ша|Щ ща|Э э|Ю ю|Я я'
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** Russian. */
export const russian: LanguageWords = defineLanguage({
  locale: 'ru',
  numbers: { cardinal, counted, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'и',
    at: 'собака',
    dot: 'точка',
    slash: 'слэш',
    dash: 'дефис',
    underscore: 'подчёркивание',
    plus: 'плюс',
    minus: 'минус',
    times: 'умножить на',
    dividedBy: 'разделить на',
    equals: 'равно',
    less: 'меньше',
    greater: 'больше',
    about: 'около',
    number: 'номер',
    hashtag: 'хэштег',
    to: '–',
    against: 'на',
    squared: 'в квадрате',
    cubed: 'в кубе',
    power: '# в степени %',
    over: 'делить на',
    per: 'на',
    lessThan: 'меньше',
    moreThan: 'больше',
    section: 'параграф',
  },
  money: {
    symbols: { '¥': 'JPY', руб: 'RUB', 'руб.': 'RUB' },
    names: {
      RUB: forms('рубль|рубля|рублей'),
      USD: forms('доллар|доллара|долларов'),
      GBP: forms('фунт|фунта|фунтов'),
      JPY: forms('иена|иены|иен'),
    },
    cents: { RUB: forms('копейка|копейки|копеек'), USD: forms('цент|цента|центов'), EUR: forms('цент|цента|центов') },
    join: (before, { named }) => `${before} ${named}`,
    scales: {
      тыс: 'тысяч',
      'тыс.': 'тысяч',
      млн: 'миллион|миллиона|миллионов',
      миллион: 'миллион',
      миллиона: 'миллиона',
      миллионов: 'миллионов',
      млрд: 'миллиард|миллиарда|миллиардов',
      миллиардов: 'миллиардов',
    },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }, before) => {
      if (day === undefined) return `${(/^(?:в|во)$/.test(before) ? IN_MONTH : ALONE)[month - 1] ?? ''} ${genitive(year ?? '')} года`;
      return `${genitive(String(day))} ${MONTHS[month - 1] ?? ''}${year === undefined ? '' : ` ${genitive(year)} года`}`;
    },
    year: cardinal,
    yearAfter: 'год',
    yearMark: 'года|г\\.',
    otherMonths: Object.fromEntries([...IN_MONTH, ...ALONE].map((name, index) => [name, (index % 12) + 1])),
  },
  times: {
    marks: 'ч\\.?|часов|часа',
    speak: ({ hour, minute, second }) => {
      const hours = `${whole(String(hour))} ${/^(?:1|21)$/.test(String(hour)) ? 'час' : /^(?:[234]|2[234])$/.test(String(hour)) ? 'часа' : 'часов'}`;
      if (minute === 0 && second === undefined) return hours;
      const text = `${whole(String(hour))} ${minute < 10 ? 'ноль ' : ''}${minute === 0 ? 'ноль' : whole(String(minute))}`;
      return second === undefined ? text : `${text} и ${whole(String(second), 'feminine')} секунд`;
    },
  },
  units: formsOf({
    microgram: 'микрограмм|микрограмма|микрограммов',
    milligram: 'миллиграмм|миллиграмма|миллиграммов',
    tonne: 'тонна|тонны|тонн',
    permille: 'промилле',
    'square-meter': 'квадратный метр|квадратных метра|квадратных метров',
    'square-kilometer': 'квадратный километр|квадратных километра|квадратных километров',
    'cubic-meter': 'кубический метр|кубических метра|кубических метров',
    watt: 'ватт|ватта|ватт',
    kilowatt: 'киловатт|киловатта|киловатт',
    megawatt: 'мегаватт|мегаватта|мегаватт',
    'kilowatt-hour': 'киловатт-час|киловатт-часа|киловатт-часов',
    volt: 'вольт|вольта|вольт',
    hertz: 'герц|герца|герц',
    megahertz: 'мегагерц|мегагерца|мегагерц',
    gigahertz: 'гигагерц|гигагерца|гигагерц',
    decibel: 'децибел|децибела|децибел',
    kilocalorie: 'килокалория|килокалории|килокалорий',
  }),
  fractions: {
    '1/2': 'одна вторая',
    '1/3': 'одна треть',
    '2/3': 'две трети',
    '1/4': 'одна четверть',
    '3/4': 'три четверти',
    '1/5': 'одна пятая',
    '1/8': 'одна восьмая',
    '1/10': 'одна десятая',
  },
  wholeAndFraction: '# и %',
  andHalf: '# с половиной',
  abbreviations: {
    'т. е.': 'то есть',
    'т. д.': 'так далее',
    'т. п.': 'тому подобное',
    'и т. д.': 'и так далее',
    'и т. п.': 'и тому подобное',
    'т. к.': 'так как',
    'напр.': 'например',
    'гг.': 'годах',
    'ст.': 'статья',
    'Ст.': 'статья',
    'др.': 'другие',
    'см.': 'смотри',
    'г-н': 'господин',
    'г-жа': 'госпожа',
    'проф.': 'профессор',
    'акад.': 'академик',
    'им.': 'имени',
    'ул.': 'улица',
    'пр.': 'прочее',
    'д-р': 'доктор',
    'стр.': 'страница',
    'рис.': 'рисунок',
    'гл.': 'глава',
    'тел.': 'телефон',
    'до н. э.': 'до нашей эры',
    'н. э.': 'нашей эры',
    'тыс.': 'тысяч',
    'млн.': 'миллионов',
    'ок.': 'около',
    'макс.': 'максимум',
    'мин.': 'минимум',
  },
  acronyms: {
    spelled: 'США МГУ ООН ДНК ЕС РФ',
    spell: (letters) => [...letters].map((letter) => LETTERS[letter] ?? letter).join(' '),
    shortest: 0,
    words: 'НАТО МИД',
  },
  romans: {
    cardinalAfter: 'глава|Глава|часть|Часть|том|Том|акт',
    ordinalAfter:
      'Екатерина|Елизавета|Пётр|Петр|Николай|Александр|Павел|Иван|Людовик|Карл|Генрих|Фридрих|Наполеон|Вильгельм|Филипп|Рамсес|Иоанн Павел',
    ordinalBefore: 'века|веке|век|квартале|квартала|квартал|тысячелетие|съезд',
    speakOrdinal: (value, _, noun) => {
      if (/^(?:веке|квартале)$/.test(noun)) return prepositional(value);
      if (/^(?:века|квартала)$/.test(noun)) return genitive(value);
      return /^(?:Екатерина|Елизавета|Анна|Мария)$/.test(noun) ? feminine(value) : toOrdinal(value);
    },
  },
  years: [
    rule(/(?<![\p{L}\p{N}])(?<lead>[Вв]о?\s)?(?<year>[12]\d{3})\s(?<noun>году|года|год|г\.)(?!\p{L})/gu, ({ groups }) => {
      const { lead = '', year = '', noun = '' } = groups;
      if (noun === 'году' || (noun === 'г.' && lead !== '')) return `${lead}${prepositional(year)} году`;
      return noun === 'год' ? `${lead}${inflected(year, 'ый', 'ий')} год` : `${lead}${genitive(year)} года`;
    }),
  ],
  first: [
    rule(/(?<=(?<!\p{L})(?:на|по|с)\s)ул\./gu, () => 'улице'),
    rule(/(?<=,\s)д\.\s?(?=\d)/gu, () => 'дом '),
    rule(/(?<=(?<!\p{L}))п\.\s?(?=\d)/gu, () => 'пункт '),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,4})-(?<ending>й|я|е|го|м|му|ю|х)(?!\p{L})/gu, ({ groups, after }) => {
      const { number = '', ending = '' } = groups;
      if (ending === 'е' && /^\s(?:годы|места)/u.test(after)) return inflected(number, 'ые', 'ьи');
      const endings: Readonly<Record<string, string>> = {
        я: feminine(number),
        е: neuter(number),
        го: genitive(number),
        м: prepositional(number),
        ю: inflected(number, 'ую', 'ью'),
        х: inflected(number, 'ых', 'ьих'),
        му: inflected(number, 'ому', 'ьему'),
      };
      return endings[ending] ?? toOrdinal(number).replace(/^одна тысяча/, 'тысяча');
    }),
  ],
});
