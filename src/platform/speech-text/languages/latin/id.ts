import { toCardinal, toOrdinal } from 'n2words/id-ID';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'minus', point: 'koma' });
const MONTHS = 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' ');

/** Indonesian. */
export const indonesian: LanguageWords = defineLanguage({
  locale: 'id',
  numbers: { cardinal, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'dan',
    at: 'at',
    dot: 'titik',
    slash: 'garis miring',
    dash: 'strip',
    underscore: 'garis bawah',
    plus: 'tambah',
    minus: 'minus',
    times: 'kali',
    dividedBy: 'dibagi',
    equals: 'sama dengan',
    less: 'kurang dari',
    greater: 'lebih dari',
    about: 'sekitar',
    number: 'nomor',
    hashtag: 'tagar',
    to: 'sampai',
    against: 'lawan',
    squared: 'kuadrat',
    cubed: 'kubik',
    power: '# pangkat %',
    over: 'per',
    per: 'per',
    lessThan: 'kurang dari',
    moreThan: 'lebih dari',
    section: 'bagian',
  },
  money: {
    symbols: { '¥': 'JPY', Rp: 'IDR', 'Rp.': 'IDR' },
    names: { IDR: forms('rupiah'), USD: forms('dolar'), EUR: forms('euro'), GBP: forms('pound'), JPY: forms('yen') },
    cents: { USD: forms('sen'), IDR: forms('sen'), EUR: forms('sen') },
    join: (whole, { named }) => `${whole} ${named}`,
    scales: { ribu: 'ribu', rb: 'ribu', juta: 'juta', jt: 'juta', miliar: 'miliar', triliun: 'triliun' },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : cardinal(String(day)), MONTHS[month - 1], year && cardinal(year)].filter(Boolean).join(' '),
    year: cardinal,
    yearAfter: 'tahun|Tahun|sejak',
  },
  times: {
    marks: 'WIB|WITA|WIT',
    separators: '.',
    speak: ({ hour, minute, second, mark }) => {
      const text = `${cardinal(String(hour))}${minute === 0 ? '' : ` lewat ${cardinal(String(minute))} menit`}`;
      return `${text}${second === undefined ? '' : ` ${cardinal(String(second))} detik`}${mark === '' ? '' : ` ${[...mark].join(' ')}`}`;
    },
  },
  units: formsOf({
    milligram: 'miligram',
    tonne: 'ton',
    permille: 'per mil',
    'square-meter': 'meter persegi',
    'square-kilometer': 'kilometer persegi',
    'cubic-meter': 'meter kubik',
    watt: 'watt',
    kilowatt: 'kilowatt',
    'kilowatt-hour': 'kilowatt jam',
    volt: 'volt',
    hertz: 'hertz',
    gigahertz: 'gigahertz',
    decibel: 'desibel',
    kilocalorie: 'kilokalori',
  }),
  fractions: {
    '1/2': 'setengah',
    '1/3': 'sepertiga',
    '2/3': 'dua pertiga',
    '1/4': 'seperempat',
    '3/4': 'tiga perempat',
    '1/5': 'seperlima',
    '1/8': 'seperdelapan',
  },
  andHalf: '# setengah',
  abbreviations: {
    'Dr.': 'doktor',
    'dr.': 'dokter',
    'Telp.': 'telepon',
    'Prof.': 'profesor',
    'Ir.': 'insinyur',
    'H.': 'haji',
    'dll.': 'dan lain-lain',
    'dsb.': 'dan sebagainya',
    'dst.': 'dan seterusnya',
    'mis.': 'misalnya',
    'yg.': 'yang',
    'No.': 'nomor',
    'Jl.': 'jalan',
    'hlm.': 'halaman',
    'PT.': 'P T',
    'tel.': 'telepon',
    SM: 'sebelum Masehi',
    'M.': 'Masehi',
    'maks.': 'maksimal',
    'min.': 'minimal',
    'kl.': 'kurang lebih',
  },
  acronyms: { spelled: 'UI AS USA DNA KPK', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'kuartal|Kuartal|triwulan|bab|Bab|bagian|Bagian|Perang Dunia|Apollo',
    ordinalAfter: 'abad|Abad|Louis|Elizabeth|Napoleon',
    speakOrdinal: (value) => (value === '1' ? 'pertama' : `ke${cardinal(value)}`),
  },
  first: [rule(/(?<![\p{L}\p{N}])ke-(?<number>\d{1,4})(?!\p{N})/gu, ({ groups }) => `ke${cardinal(groups['number'] ?? '')}`)],
});
