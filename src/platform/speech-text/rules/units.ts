import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { unitAmount, unitName } from './amounts.ts';
import { anyOf, canonical, END, joined, LETTER, numberPattern, RANGE, START } from './patterns.ts';

/** Names of units by their symbols. A single letter is included only if texts usually mean the unit by it after a number. */
const SYMBOLS: Readonly<Record<string, string>> = {
  ...symbols('kilometer', 'km км χλμ χλμ. كم किमी ק״מ ק"מ'),
  ...symbols('meter', 'm м μ. م'),
  ...symbols('centimeter', 'cm см εκ. سم सेमी ס״מ ס"מ'),
  ...symbols('millimeter', 'mm мм χιλ. مم मिमी'),
  ...symbols('micrometer', 'µm μm мкм'),
  ...symbols('nanometer', 'nm нм'),
  ...symbols('mile', 'mi'),
  ...symbols('foot', 'ft'),
  ...symbols('yard', 'yd'),
  ...symbols('kilogram', 'kg кг كغ किग्रा ק״ג ק"ג'),
  ...symbols('gram', 'g gr г γρ.'),
  ...symbols('milligram', 'mg мг'),
  ...symbols('microgram', 'µg μg mcg мкг'),
  ...symbols('millimole', 'mmol'),
  ...symbols('teaspoon', 'tsp tsp. TL tsk'),
  ...symbols('tablespoon', 'tbsp tbsp. EL msk'),
  'sq ft': 'square-foot',
  ...symbols('tonne', 't т'),
  ...symbols('pound', 'lb lbs'),
  ...symbols('ounce', 'oz'),
  ...symbols('liter', 'l L л'),
  ...symbols('milliliter', 'ml mL мл'),
  ...symbols('centiliter', 'cl'),
  ...symbols('deciliter', 'dl'),
  ...symbols('hectare', 'ha га'),
  ...symbols('hour', 'h ч год'),
  ...symbols('minute', 'min мин хв Min Min.'),
  ...symbols('second', 's sec с сек Sek Sek.'),
  ...symbols('millisecond', 'ms мс'),
  ...symbols('microsecond', 'µs μs'),
  ...symbols('nanosecond', 'ns'),
  ...symbols('kilobyte', 'kB KB КБ'),
  ...symbols('megabyte', 'MB МБ'),
  ...symbols('gigabyte', 'GB ГБ'),
  ...symbols('terabyte', 'TB ТБ'),
  ...symbols('megabit-per-second', 'Mbit/s Mbps'),
  ...symbols('gigabit-per-second', 'Gbit/s Gbps'),
  ...symbols('celsius', '°C °م °س'),
  '° C': 'celsius',
  ...symbols('fahrenheit', '°F'),
  ...symbols('degree', '°'),
  ...symbols('percent', '% ٪'),
  ...symbols('permille', '‰'),
  ...symbols('kilometer-per-hour', 'km/h kmh kph km/jam km/u km/sa км/ч км/год كم/س χλμ/ώρα χλμ./ώρα קמ״ש קמ"ש'),
  ...symbols('meter-per-second', 'm/s м/с'),
  ...symbols('mile-per-hour', 'mph'),
  ...symbols('square-meter', 'm² m2 sqm м²'),
  ...symbols('square-kilometer', 'km² km2 км²'),
  ...symbols('square-centimeter', 'cm² cm2'),
  ...symbols('cubic-meter', 'm³ m3 м³'),
  ...symbols('cubic-centimeter', 'cm³ cm3'),
  ...symbols('watt', 'W Вт'),
  ...symbols('kilowatt', 'kW кВт'),
  ...symbols('megawatt', 'MW МВт'),
  ...symbols('gigawatt', 'GW ГВт'),
  ...symbols('kilowatt-hour', 'kWh'),
  ...symbols('volt', 'V В'),
  ...symbols('hertz', 'Hz Гц'),
  ...symbols('kilohertz', 'kHz кГц'),
  ...symbols('megahertz', 'MHz МГц'),
  ...symbols('gigahertz', 'GHz ГГц'),
  ...symbols('decibel', 'dB дБ'),
  ...symbols('calorie', 'cal'),
  ...symbols('kilocalorie', 'kcal'),
  ...symbols('kilojoule', 'kJ'),
  ...symbols('hectopascal', 'hPa'),
  ...symbols('milliampere', 'mA'),
};

function symbols(unit: string, written: string): Record<string, string> {
  return Object.fromEntries(written.split(' ').map((symbol) => [symbol, unit]));
}

const SYMBOL = anyOf(Object.keys(SYMBOLS));
/** `м.` may end in a full stop of its own; a degree or percent sign may be adjacent to the next word. */
const UNIT = `(?<unit>${SYMBOL})(?![${LETTER}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{M}\\p{N}²³])`;

/** Numbers and ranges with a unit: `5 km`, `3–5 °C`, `-4°`, `12.3%`. */
export function unitRules(words: LanguageWords): Rule[] {
  const number = numberPattern(words);
  const read = (written: string, sign: string | undefined, unit: string): string | undefined =>
    unitAmount(words, (sign ? '-' : '') + canonical(written, words), unit);
  return [
    // Coordinates: `51°30'26"`.
    rule(
      new RegExp(
        `${START}(?<degree>\\d{1,3})°\\s?(?<minute>\\d{1,2}(?:[.,]\\d+)?)['’′](?:\\s?(?<second>\\d{1,2}(?:[.,]\\d+)?)["”″])?`,
        'gu',
      ),
      ({ groups }) =>
        (['degree', 'minute', 'second'] as const)
          .flatMap((unit) => (groups[unit] === undefined ? [] : (unitAmount(words, groups[unit].replace(',', '.'), unit) ?? [])))
          .join(' '),
    ),
    rule(new RegExp(`${START}(?<from>${number})${RANGE}(?<to>${number})[\\s-]?${UNIT}`, 'gu'), ({ groups }) => {
      const last = read(groups['to'] ?? '', undefined, SYMBOLS[groups['unit'] ?? ''] ?? '');
      return last && joined(words.numbers.cardinal(canonical(groups['from'] ?? '', words)), words.symbols.to, last);
    }),
    rule(new RegExp(`${START}(?:(?<=^|[\\s(/])(?<sign>[-–+]))?(?<number>${number})[\\s-]?${UNIT}`, 'gu'), ({ groups }) => {
      const { sign = '', number: written = '', unit = '' } = groups;
      const spoken = read(written, /[-–]/.test(sign) ? sign : undefined, SYMBOLS[unit] ?? '');
      return spoken && (sign === '+' ? joined(words.symbols.plus, spoken) : spoken);
    }),
    // `6.3"`, unless the mark closes a quotation.
    rule(new RegExp(`${START}(?<number>${number})["″](?=[\\s.,;:!?)]|$)`, 'gu'), ({ groups, before }) =>
      (before.match(/"/g) ?? []).length % 2 === 0 ? read(groups['number'] ?? '', undefined, 'inch') : undefined,
    ),
    // A unit without a number: `km/h`, and the second one of `µg/m³`, which is one.
    rule(new RegExp(`${START}(?<unit>km/h|m/s|km²|m²|m³|cm²|kWh|km|cm|mm|kg|°C|°F|%|mph)${END}`, 'gu'), ({ groups, before }) =>
      before.endsWith('/') ? undefined : unitName(words, '100', SYMBOLS[groups['unit'] ?? ''] ?? ''),
    ),
    rule(new RegExp(`(?<=[\\p{L}\\p{Sc}%\\d²³]\\s?/\\s?)(?<unit>${SYMBOL})(?<power>[²³])?${END}`, 'gu'), ({ groups }) => {
      const name = unitName(words, '1', SYMBOLS[groups['unit'] ?? ''] ?? '');
      const power = { '²': words.symbols.squared, '³': words.symbols.cubed }[groups['power'] ?? ''];
      return name && (power === undefined ? name : joined(name, power));
    }),
    // `5 €/kg`, `$5.5M/day`, `$20/user/month`
    rule(
      new RegExp(
        `\\s?/(?<=(?:[\\d万亿]\\s?(?:${SYMBOL}|\\p{Sc})|\\p{Sc}\\s?\\d[\\d.,]*(?:[kKMB]|[bm]n)?(?:/\\p{L}+)?)\\s?/)(?=\\p{L}|\\s?1(?:00|000)?\\s?(?:${SYMBOL}))`,
        'gu',
      ),
      () => words.symbols.per,
    ),
    // `3/4 oz`, `1½ kg`: only the unit; the fraction is read by another rule.
    rule(new RegExp(`${START}${UNIT}`, 'gu'), ({ groups, before }) => {
      const fraction = /(?<whole>\d+\s)?(?:\d[½⅓⅔¼¾⅛⅜⅝⅞]|[½⅓⅔¼¾⅛⅜⅝⅞]|\d\/\d{1,2})\s?$/u.exec(before);
      const isMore = fraction?.groups?.['whole'] !== undefined || /\d[½⅓⅔¼¾⅛⅜⅝⅞]/u.test(fraction?.[0] ?? '');
      return fraction ? unitName(words, isMore ? '2' : '1', SYMBOLS[groups['unit'] ?? ''] ?? '') : undefined;
    }),
  ];
}
