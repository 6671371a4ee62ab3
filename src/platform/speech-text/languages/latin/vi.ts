import { toCardinal, toOrdinal } from 'n2words/vi-VN';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

/** Adds the word for missing hundreds: `hai nghìn không trăm hai mươi bốn`. */
const withHundreds = (words: string): string =>
  words
    .replace(/(?<=nghìn|triệu|tỷ) lẻ (?<rest>\S+ mươi|mười)/g, ' không trăm $<rest>')
    .replace(/(?<=nghìn|triệu|tỷ) lẻ /g, ' không trăm lẻ ');

const cardinal = cardinals((digits) => withHundreds(toCardinal(digits)), { minus: 'âm', point: 'phẩy' });

/** Vietnamese. */
export const vietnamese: LanguageWords = defineLanguage({
  locale: 'vi',
  numbers: { cardinal, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'và',
    at: 'a còng',
    dot: 'chấm',
    slash: 'gạch chéo',
    dash: 'gạch ngang',
    underscore: 'gạch dưới',
    plus: 'cộng',
    minus: 'trừ',
    times: 'nhân',
    dividedBy: 'chia',
    equals: 'bằng',
    less: 'nhỏ hơn',
    greater: 'lớn hơn',
    about: 'khoảng',
    number: 'số',
    hashtag: 'hashtag',
    to: 'đến',
    against: '',
    squared: 'bình phương',
    cubed: 'lập phương',
    power: '# mũ %',
    over: 'phần',
    per: 'trên',
    lessThan: 'dưới',
    moreThan: 'trên',
    section: 'mục',
  },
  money: {
    symbols: { '¥': 'JPY', đ: 'VND', Đ: 'VND' },
    names: { VND: forms('đồng'), USD: forms('đô la'), EUR: forms('ơ rô'), GBP: forms('bảng Anh'), JPY: forms('yên') },
    cents: { USD: forms('xu') },
    join: (whole, { named }) => `${whole} ${named}`,
    scales: { nghìn: 'nghìn', ngàn: 'ngàn', triệu: 'triệu', tỷ: 'tỷ', tỉ: 'tỉ' },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }, before) =>
      [
        day === undefined ? '' : `${/^(?:ngày|mùng)$/.test(before) ? '' : 'ngày '}${cardinal(String(day))}`,
        `tháng ${month === 4 ? 'tư' : cardinal(String(month))}`,
        year === undefined ? '' : `năm ${cardinal(year)}`,
      ]
        .filter(Boolean)
        .join(' '),
    year: cardinal,
    yearAfter: 'năm',
  },
  times: {
    marks: 'giờ|h',
    isSplitByH: true,
    speak: ({ hour, minute, second }) =>
      `${cardinal(String(hour))} giờ${minute === 0 ? '' : ` ${cardinal(String(minute))} phút`}${second === undefined ? '' : ` ${cardinal(String(second))} giây`}`,
  },
  units: formsOf({
    percent: 'phần trăm',
    permille: 'phần nghìn',
    kilometer: 'ki lô mét',
    meter: 'mét',
    centimeter: 'xen ti mét',
    millimeter: 'mi li mét',
    kilogram: 'ki lô gam',
    gram: 'gam',
    milligram: 'mi li gam',
    liter: 'lít',
    milliliter: 'mi li lít',
    celsius: 'độ C',
    degree: 'độ',
    'kilometer-per-hour': 'ki lô mét trên giờ',
    'meter-per-second': 'mét trên giây',
    tonne: 'tấn',
    'square-meter': 'mét vuông',
    'square-kilometer': 'ki lô mét vuông',
    'cubic-meter': 'mét khối',
    watt: 'oát',
    kilowatt: 'ki lô oát',
    'kilowatt-hour': 'ki lô oát giờ',
    volt: 'vôn',
    hertz: 'héc',
    gigahertz: 'gi ga héc',
    decibel: 'đề xi ben',
    kilocalorie: 'ki lô ca lo',
    gigabyte: 'gi ga bai',
    megabyte: 'mê ga bai',
  }),
  fractions: { '1/2': 'một phần hai', '1/3': 'một phần ba', '2/3': 'hai phần ba', '1/4': 'một phần tư', '3/4': 'ba phần tư' },
  wholeAndFraction: '# và %',
  andHalf: '# rưỡi',
  abbreviations: {
    'TS.': 'tiến sĩ',
    'TP.HCM': 'thành phố Hồ Chí Minh',
    TPHCM: 'thành phố Hồ Chí Minh',
    'GS.': 'giáo sư',
    'PGS.': 'phó giáo sư',
    'ThS.': 'thạc sĩ',
    'BS.': 'bác sĩ',
    'TP.': 'thành phố',
    'Tp.': 'thành phố',
    'Q.': 'quận',
    'P.': 'phường',
    'v.v.': 'vân vân',
    'VD:': 'ví dụ:',
    'ĐT:': 'điện thoại:',
    TCN: 'trước Công nguyên',
    SCN: 'sau Công nguyên',
    'tr.': 'trang',
  },
  acronyms: { spelled: 'UBND USA ADN', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: { cardinalAfter: 'quý|Quý|thế kỷ|Thế kỷ|Thế chiến|chương|Chương|phần|Phần|tập|Tập|Louis|Elizabeth|Napoléon|Apollo' },
  first: [
    rule(/(?<![\p{L}\p{N}])(?<lead>[Tt]háng\s)4(?!\d)/gu, ({ groups }) => `${groups['lead'] ?? ''}tư`),
    rule(/(?<![\p{L}\p{N}])(?<lead>thứ\s|Thứ\s)4(?!\d)/gu, ({ groups }) => `${groups['lead'] ?? ''}tư`),
    rule(/(?<![\p{L}\p{N}])(?<lead>thứ\s|Thứ\s)1(?!\d)/gu, ({ groups }) => `${groups['lead'] ?? ''}nhất`),
  ],
});
