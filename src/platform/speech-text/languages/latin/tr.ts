import { toCardinal } from 'n2words/tr-TR';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'eksi', point: 'virgül' });

/** Endings of ordinals by the last vowel; the t of `dört` becomes d. */
const ENDINGS: Readonly<Record<string, string>> = {
  a: 'ıncı',
  ı: 'ıncı',
  e: 'inci',
  i: 'inci',
  o: 'uncu',
  u: 'uncu',
  ö: 'üncü',
  ü: 'üncü',
};

/** An ordinal, whose last word takes the ending: `yirmi birinci`, `altıncı`. */
function ordinal(value: string): string {
  const words = cardinal(value).replace(/dört$/, 'dörd');
  const vowel = [...words].findLast((letter) => letter in ENDINGS) ?? 'i';
  const ending = ENDINGS[vowel] ?? '';
  return words.endsWith(vowel) ? words + ending.slice(1) : words + ending;
}

const MONTHS = 'Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık'.split(' ');

/** Turkish. */
export const turkish: LanguageWords = defineLanguage({
  locale: 'tr',
  numbers: { cardinal, ordinal, decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 've',
    at: 'et',
    dot: 'nokta',
    slash: 'eğik çizgi',
    dash: 'tire',
    underscore: 'alt çizgi',
    plus: 'artı',
    minus: 'eksi',
    times: 'çarpı',
    dividedBy: 'bölü',
    equals: 'eşittir',
    less: 'küçüktür',
    greater: 'büyüktür',
    about: 'yaklaşık',
    number: 'numara',
    hashtag: 'etiket',
    to: 'ile',
    against: '',
    squared: 'kare',
    cubed: 'küp',
    power: '# üzeri %',
    over: 'bölü',
    per: 'bölü',
    section: 'bölüm',
  },
  money: {
    symbols: { '¥': 'JPY', TL: 'TRY' },
    names: { TRY: forms('lira'), USD: forms('dolar'), EUR: forms('avro'), GBP: forms('sterlin'), JPY: forms('yen') },
    cents: { TRY: forms('kuruş'), USD: forms('sent'), EUR: forms('sent') },
    join: (whole, { named }) => `${whole} ${named}`,
    scales: { bin: 'bin', milyon: 'milyon', mn: 'milyon', milyar: 'milyar', mr: 'milyar' },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : cardinal(String(day)), MONTHS[month - 1], year && cardinal(year)].filter(Boolean).join(' '),
    year: cardinal,
    yearAfter: 'yıl|yılı',
  },
  times: {
    marks: 'saat',
    after: '[Ss]aat',
    separators: '.',
    speak: ({ hour, minute, second }) => {
      const text = `${cardinal(String(hour))}${minute === 0 ? '' : minute === 30 ? ' otuz' : ` ${minute < 10 ? 'sıfır ' : ''}${cardinal(String(minute))}`}`;
      return second === undefined ? text : `${text} ${cardinal(String(second))} saniye`;
    },
  },
  units: formsOf({
    percent: 'yüzde #',
    'kilometer-per-hour': 'saatte # kilometre',
    'meter-per-second': 'saniyede # metre',
    celsius: '# derece',
    milligram: 'miligram',
    tonne: 'ton',
    permille: 'binde #',
    'square-meter': 'metrekare',
    'square-kilometer': 'kilometrekare',
    'cubic-meter': 'metreküp',
    watt: 'vat',
    kilowatt: 'kilovat',
    megawatt: 'megavat',
    'kilowatt-hour': 'kilovat saat',
    volt: 'volt',
    hertz: 'hertz',
    megahertz: 'megahertz',
    gigahertz: 'gigahertz',
    decibel: 'desibel',
    kilocalorie: 'kilokalori',
  }),
  fractions: {
    '1/2': 'yarım',
    '1/3': 'üçte bir',
    '2/3': 'üçte iki',
    '1/4': 'dörtte bir',
    '3/4': 'dörtte üç',
    '1/5': 'beşte bir',
    '1/8': 'sekizde bir',
    '1/10': 'onda bir',
  },
  wholeAndFraction: '# tam %',
  andHalf: '# buçuk',
  abbreviations: {
    'Dr.': 'doktor',
    'Prof.': 'profesör',
    'Doç.': 'doçent',
    'Av.': 'avukat',
    'Sn.': 'sayın',
    'örn.': 'örneğin',
    'vb.': 've benzeri',
    'vs.': 've saire',
    'bkz.': 'bakınız',
    'yy.': 'yüzyıl',
    'M.Ö.': 'milattan önce',
    MÖ: 'milattan önce',
    'M.S.': 'milattan sonra',
    MS: 'milattan sonra',
    'No.': 'numara',
    'Cad.': 'cadde',
    'Sok.': 'sokak',
    'Mah.': 'mahalle',
    'sf.': 'sayfa',
    'tel.': 'telefon',
    'yak.': 'yaklaşık',
    'maks.': 'maksimum',
    'min.': 'minimum',
  },
  acronyms: { spelled: 'ABD AB USA DNA', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'Bölüm|bölüm|Kısım|kısım|Apollo',
    ordinalBefore:
      'Dünya Savaşı|yüzyıl|Murad|Mehmed|Abdülhamid|Selim|Mahmud|Murat|Mehmet|Napolyon|Elizabeth|Ramses|Louis|Bayezid|Süleyman|Osman|Ahmed|Karl|Wilhelm|Henry|Pius|Jean Paul',
  },
  first: [
    rule(/%\s?(?<number>\d+(?:,\d+)?)/gu, ({ groups }) => `yüzde ${cardinal((groups['number'] ?? '').replace(',', '.'))}`),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,4})\.(?=\s(?:\p{Ll}|Dünya|Bölüm|Cumhur))/gu, ({ groups }) => ordinal(groups['number'] ?? '')),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,4})['’](?:inci|ıncı|üncü|uncu|nci|ncı|ncü|ncu)(?!\p{L})/gu, ({ groups }) =>
      ordinal(groups['number'] ?? ''),
    ),
  ],
});
