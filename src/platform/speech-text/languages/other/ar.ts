import { toCardinal, toOrdinal } from 'n2words/ar-SA';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { forms } from '../../forms.ts';
import type { Forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'ناقص', point: 'فاصلة' });
const FEMININE = /^(?:ساع|دقيق|دقائق|ثاني|ثوان|ليرة|ليرات|درج|بوصة|كرون|روبية)/;

/** A number with its noun: before a masculine noun, numbers from three to ten end in ة, before a feminine one they do not. */
const counted = (value: string, noun: string): string =>
  FEMININE.test(noun) && /^\d+$/.test(value) ? toCardinal(value, { gender: 'feminine' }) : cardinal(value);

/** The forms of a noun, which itself contains one and two: `دولار واحد`, `دولاران`. */
const noun = (one: string, two: string, few: string, adjective = ''): Forms => ({
  one: adjective === '' ? `=${one} واحد` : `=${one} ${adjective} واحد`,
  two: `=${two}${adjective && ` ${adjective}ان`}`,
  few: few + (adjective && ` ${adjective}ة`),
  other: one + (adjective && ` ${adjective}`),
});

const UNITS: Readonly<Record<string, Forms>> = {
  kilometer: noun('كيلومتر', 'كيلومتران', 'كيلومترات'),
  meter: noun('متر', 'متران', 'أمتار'),
  centimeter: noun('سنتيمتر', 'سنتيمتران', 'سنتيمترات'),
  kilogram: noun('كيلوغرام', 'كيلوغرامان', 'كيلوغرامات'),
  gram: noun('غرام', 'غرامان', 'غرامات'),
  liter: noun('لتر', 'لتران', 'لترات'),
  'square-meter': noun('متر', 'متران', 'أمتار', 'مربع'),
  'square-kilometer': noun('كيلومتر', 'كيلومتران', 'كيلومترات', 'مربع'),
  'cubic-meter': noun('متر', 'متران', 'أمتار', 'مكعب'),
};

const MONTHS = 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' ');

/** Arabic, modern standard. */
export const arabic: LanguageWords = defineLanguage({
  locale: 'ar',
  numbers: { cardinal, counted, ordinal: (value) => toOrdinal(value), decimalMark: '.', groupMarks: ',٬ ' },
  symbols: {
    and: 'و',
    at: 'آت',
    dot: 'نقطة',
    slash: 'شرطة مائلة',
    dash: 'شرطة',
    underscore: 'شرطة سفلية',
    plus: 'زائد',
    minus: 'ناقص',
    times: 'ضرب',
    dividedBy: 'تقسيم',
    equals: 'يساوي',
    less: 'أصغر من',
    greater: 'أكبر من',
    about: 'حوالي',
    number: 'رقم',
    hashtag: 'وسم',
    to: 'إلى',
    against: 'مقابل',
    squared: 'تربيع',
    cubed: 'تكعيب',
    power: '# أس %',
    over: 'على',
    per: 'لكل',
    section: 'فقرة',
  },
  money: {
    symbols: { '¥': 'JPY', 'ر.س': 'SAR', 'د.إ': 'AED', 'ج.م': 'EGP' },
    names: {
      USD: noun('دولار', 'دولاران', 'دولارات'),
      EUR: forms('يورو'),
      GBP: noun('جنيه', 'جنيهان', 'جنيهات'),
      JPY: forms('ين'),
      SAR: noun('ريال', 'ريالان', 'ريالات'),
      AED: noun('درهم', 'درهمان', 'دراهم'),
      EGP: noun('جنيه', 'جنيهان', 'جنيهات'),
    },
    cents: { USD: forms('سنت'), EUR: forms('سنت'), SAR: forms('هللة'), EGP: forms('قرش') },
    join: (before, { named }) => `${before} و${named}`,
    scales: { ألف: 'ألف', مليون: 'مليون', ملايين: 'ملايين', مليار: 'مليار', مليارات: 'مليارات' },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : `${toOrdinal(String(day))} من`, MONTHS[month - 1], year && cardinal(year)].filter(Boolean).join(' '),
    year: cardinal,
    yearAfter: 'عام|سنة|العام|منذ|في عام',
  },
  times: {
    marks: 'صباحًا|صباحا|مساءً|مساء|ص|م',
    speak: ({ hour, minute, second, mark }) => {
      const half = mark.startsWith('ص') ? ' صباحا' : mark.startsWith('م') ? ' مساء' : '';
      const hours = hour === 0 ? 'الثانية عشرة' : hour === 1 ? 'الواحدة' : toOrdinal(String(hour), { gender: 'feminine' });
      const past =
        minute === 0
          ? ''
          : minute === 30
            ? ' والنصف'
            : minute === 15
              ? ' والربع'
              : ` و${toCardinal(String(minute), { gender: 'feminine' })} ${minute <= 10 ? 'دقائق' : 'دقيقة'}`;
      return `${hours}${past}${second === undefined ? '' : ` و${toCardinal(String(second), { gender: 'feminine' })} ثانية`}${half}`;
    },
  },
  units: {
    ...UNITS,
    ...formsOf({
      percent: 'بالمئة',
      permille: 'بالألف',
      milligram: 'ملليغرام',
      tonne: 'طن',
      watt: 'واط',
      kilowatt: 'كيلوواط',
      'kilowatt-hour': 'كيلوواط ساعة',
      volt: 'فولت',
      hertz: 'هرتز',
      gigahertz: 'غيغاهرتز',
      decibel: 'ديسيبل',
      kilocalorie: 'سعرة حرارية',
    }),
  },
  fractions: { '1/2': 'نصف', '1/3': 'ثلث', '2/3': 'ثلثان', '1/4': 'ربع', '3/4': 'ثلاثة أرباع', '1/5': 'خمس', '1/8': 'ثمن', '1/10': 'عشر' },
  wholeAndFraction: '# و%',
  andHalf: '# ونصف',
  abbreviations: {
    'د.': 'دكتور',
    'أ.': 'أستاذ',
    'م.': 'مهندس',
    'أ.د.': 'أستاذ دكتور',
    'ق.م': 'قبل الميلاد',
    'ق.م.': 'قبل الميلاد',
    هـ: 'هجرية',
    'ص.': 'صفحة',
    'إلخ.': 'إلى آخره',
    إلخ: 'إلى آخره',
    'ت.': 'تلفون',
  },
});
