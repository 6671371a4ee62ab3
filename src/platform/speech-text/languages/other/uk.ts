import { toCardinal, toOrdinal } from 'n2words/uk-UA';
import { cardinals, MAX_DIGITS } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

/** Corrects the library's words, which contain the Latin letter i, which the voice would spell. */
const cyrillic = (words: string): string => words.replaceAll('i', 'і').replaceAll("'", '’');

const whole = (digits: string, gender: 'masculine' | 'feminine' = 'masculine'): string =>
  cyrillic(toCardinal(digits, { gender }))
    .replace(/^одна тисяча/, 'тисяча')
    .replace(/^один (?=мільйон|мільярд)/, '');
const ordinal = (value: string): string => cyrillic(toOrdinal(value)).replace(/^одна тисяча/, 'тисяча');

const plain = cardinals((digits) => whole(digits), { minus: 'мінус', point: 'кома' });
const PARTS: Readonly<Record<number, string>> = { 1: 'десята|десятих', 2: 'сота|сотих', 3: 'тисячна|тисячних' };

/** A number with decimals: `12,3` дванадцять цілих три десятих. */
function cardinal(value: string): string {
  const [digits = '', decimals = ''] = value.replace('-', '').split('.');
  const part = PARTS[decimals.length]?.split('|');
  if (part === undefined || digits.length > MAX_DIGITS) return plain(value);
  const one = (text: string): boolean => /(?<!1)1$/.test(text);
  const text = `${whole(digits, 'feminine')} ${one(digits) ? 'ціла' : 'цілих'} ${whole(String(Number(decimals)), 'feminine')} ${(one(decimals) ? part[0] : part[1]) ?? ''}`;
  return value.startsWith('-') ? `мінус ${text}` : text;
}

const FEMININE =
  /^(?:годин|хвилин|секунд|тонн|миль|крон|копій|калорі|кілокалорі|рупі|лір|мілісекунд|унці|тисяч|гривн|гривень|кіловат-годин|єн)/;
const counted = (value: string, noun: string): string =>
  FEMININE.test(noun) && !value.includes('.') && value.length <= MAX_DIGITS
    ? `${value.startsWith('-') ? 'мінус ' : ''}${whole(value.replace('-', ''), 'feminine')}`
    : cardinal(value);

/** An ordinal, whose last word takes the ending: `двадцять першого`. */
const inflected = (value: string, hard: string, soft: string): string =>
  ordinal(value).replace(/(?:ий|(?<=трет)ій)$/u, (ending) => (ending === 'ій' ? soft : hard));
const genitive = (value: string): string => inflected(value, 'ого', 'ього');
const locative = (value: string): string => inflected(value, 'ому', 'ьому');
const feminine = (value: string): string => inflected(value, 'а', 'я');

const MONTHS = 'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня'.split(' ');
const IN_MONTH = 'січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні'.split(' ');
const ALONE = 'січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень'.split(' ');

/** Ukrainian. */
export const ukrainian: LanguageWords = defineLanguage({
  locale: 'uk',
  numbers: { cardinal, counted, ordinal, decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'і',
    at: 'равлик',
    dot: 'крапка',
    slash: 'слеш',
    dash: 'дефіс',
    underscore: 'підкреслення',
    plus: 'плюс',
    minus: 'мінус',
    times: 'помножити на',
    dividedBy: 'поділити на',
    equals: 'дорівнює',
    less: 'менше',
    greater: 'більше',
    about: 'близько',
    number: 'номер',
    hashtag: 'хештег',
    to: '–',
    against: 'на',
    squared: 'у квадраті',
    cubed: 'у кубі',
    power: '# у степені %',
    over: 'поділити на',
    per: 'на',
    lessThan: 'менше',
    moreThan: 'більше',
    section: 'параграф',
  },
  money: {
    symbols: { '¥': 'JPY', грн: 'UAH', 'грн.': 'UAH' },
    names: {
      UAH: forms('гривня|гривні|гривень'),
      USD: forms('долар|долари|доларів'),
      GBP: forms('фунт|фунти|фунтів'),
      JPY: forms('єна|єни|єн'),
    },
    cents: { UAH: forms('копійка|копійки|копійок'), USD: forms('цент|центи|центів'), EUR: forms('цент|центи|центів') },
    join: (before, { named }) => `${before} ${named}`,
    scales: {
      тис: 'тисяч',
      'тис.': 'тисяч',
      млн: 'мільйон|мільйони|мільйонів|мільйона',
      мільйон: 'мільйон',
      мільйони: 'мільйони',
      мільйонів: 'мільйонів',
      млрд: 'мільярд|мільярди|мільярдів|мільярда',
      мільярдів: 'мільярдів',
    },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }, before) => {
      if (day === undefined) return `${(/^(?:у|в)$/.test(before) ? IN_MONTH : ALONE)[month - 1] ?? ''} ${genitive(year ?? '')} року`;
      return `${genitive(String(day))} ${MONTHS[month - 1] ?? ''}${year === undefined ? '' : ` ${genitive(year)} року`}`;
    },
    year: cardinal,
    yearAfter: 'рік',
    yearMark: 'року|р\\.',
    otherMonths: Object.fromEntries([...IN_MONTH, ...ALONE].map((name, index) => [name, (index % 12) + 1])),
  },
  times: {
    marks: 'год\\.?|годин',
    speak: ({ hour, minute, second }) => {
      const text = `${hour === 0 ? 'нуль' : feminine(String(hour))}${minute === 0 ? (second === undefined ? ' година' : '') : ` ${minute < 10 ? 'нуль ' : ''}${whole(String(minute))}`}`;
      return second === undefined ? text : `${text} і ${whole(String(second), 'feminine')} секунд`;
    },
  },
  units: formsOf({
    microgram: 'мікрограм|мікрограми|мікрограмів|мікрограма',
    milligram: 'міліграм|міліграми|міліграмів',
    tonne: 'тонна|тонни|тонн',
    permille: 'проміле',
    'square-meter': 'квадратний метр|квадратні метри|квадратних метрів',
    'square-kilometer': 'квадратний кілометр|квадратні кілометри|квадратних кілометрів',
    'cubic-meter': 'кубічний метр|кубічні метри|кубічних метрів',
    watt: 'ват|вати|ватів',
    kilowatt: 'кіловат|кіловати|кіловатів',
    megawatt: 'мегават|мегавати|мегаватів',
    'kilowatt-hour': 'кіловат-година|кіловат-години|кіловат-годин',
    volt: 'вольт|вольти|вольтів',
    hertz: 'герц|герци|герців',
    gigahertz: 'гігагерц|гігагерци|гігагерців',
    decibel: 'децибел|децибели|децибелів',
    kilocalorie: 'кілокалорія|кілокалорії|кілокалорій',
  }),
  fractions: {
    '1/2': 'одна друга',
    '1/3': 'одна третя',
    '2/3': 'дві третіх',
    '1/4': 'одна чверть',
    '3/4': 'три чверті',
    '1/5': 'одна п’ята',
    '1/8': 'одна восьма',
  },
  wholeAndFraction: '# і %',
  andHalf: '# з половиною',
  abbreviations: {
    'т. д.': 'так далі',
    'і т. д.': 'і так далі',
    'і т. п.': 'і тому подібне',
    тобто: 'тобто',
    'напр.': 'наприклад',
    'див.': 'дивись',
    'ін.': 'інші',
    'проф.': 'професор',
    'акад.': 'академік',
    'ім.': 'імені',
    'вул.': 'вулиця',
    'просп.': 'проспект',
    'стор.': 'сторінка',
    'с.': 'сторінка',
    'рис.': 'рисунок',
    'розд.': 'розділ',
    'тел.': 'телефон',
    'до н. е.': 'до нашої ери',
    'н. е.': 'нашої ери',
    'тис.': 'тисяч',
    'бл.': 'близько',
    'макс.': 'максимум',
    'мін.': 'мінімум',
    'д-р': 'доктор',
    'буд.': 'будинок',
    'ст.': 'стаття',
    'Ст.': 'стаття',
    'св.': 'святий',
  },
  acronyms: { spelled: 'США ЄС ДНК ООН', words: 'НАТО', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'розділ|Розділ|частина|Частина|том|Том',
    ordinalAfter: 'Петро|Микола|Олександр|Людовик|Карл|Генріх|Фрідріх|Наполеон|Вільгельм|Рамзес|Іван Павло',
    ordinalBefore: 'кварталі|столітті|століття|тисячоліття',
    speakOrdinal: (value, before, noun) => {
      if (before === undefined) return ordinal(value);
      if (noun === 'столітті' || noun === 'кварталі') return locative(value);
      return before === '' ? inflected(value, 'е', 'є') : genitive(value);
    },
  },
  years: [
    rule(/(?<![\p{L}\p{N}])(?<lead>[УуВв]\s)?(?<year>[12]\d{3})\s(?<noun>році|року|рік|р\.)(?!\p{L})/gu, ({ groups }) => {
      const { lead = '', year = '', noun = '' } = groups;
      if (noun === 'році' || (noun === 'р.' && lead !== '')) return `${lead}${locative(year)} році`;
      return noun === 'рік' ? `${lead}${ordinal(year)} рік` : `${lead}${genitive(year)} року`;
    }),
  ],
  first: [
    rule(/(?<=(?<!\p{L})(?:на|по)\s)вул\./gu, () => 'вулиці'),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,4})-(?<ending>й|ій|ий|ті|і|а|я|е|го|му|у|ю|х)(?!\p{L})/gu, ({ groups }) => {
      const { number = '', ending = '' } = groups;
      const endings: Readonly<Record<string, string>> = {
        а: feminine(number),
        я: feminine(number),
        е: inflected(number, 'е', 'є'),
        го: genitive(number),
        му: locative(number),
        у: inflected(number, 'у', 'ю'),
        х: inflected(number, 'их', 'іх'),
        і: inflected(number, 'і', 'і'),
        ті: inflected(number, 'і', 'і'),
      };
      return endings[ending] ?? ordinal(number);
    }),
  ],
});
