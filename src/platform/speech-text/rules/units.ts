import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { formFor, unitAmount } from './amounts.ts';
import { anyOf, canonical, END, joined, LETTER, numberPattern, RANGE, START } from './patterns.ts';

/** Names of units by their symbols. A single letter is included only if texts usually mean the unit by it after a number. */
const SYMBOLS: Readonly<Record<string, string>> = {
  ...symbols('kilometer', 'km км χλμ كم किमी ק״מ ק"מ'),
  ...symbols('meter', 'm м μ. م'),
  ...symbols('centimeter', 'cm см εκ. سم सेमी ס״מ ס"מ'),
  ...symbols('millimeter', 'mm мм χιλ. مم मिमी'),
  ...symbols('micrometer', 'µm μm мкм'),
  ...symbols('nanometer', 'nm нм'),
  ...symbols('mile', 'mi'),
  ...symbols('foot', 'ft'),
  ...symbols('yard', 'yd'),
  ...symbols('kilogram', 'kg кг كغ किग्रा ק״ג ק"ג'),
  ...symbols('gram', 'g г γρ.'),
  ...symbols('milligram', 'mg мг'),
  ...symbols('tonne', 't т'),
  ...symbols('pound', 'lb lbs'),
  ...symbols('ounce', 'oz'),
  ...symbols('liter', 'l L л'),
  ...symbols('milliliter', 'ml mL мл'),
  ...symbols('hectare', 'ha га'),
  ...symbols('hour', 'h ч год'),
  ...symbols('minute', 'min мин хв'),
  ...symbols('second', 's sec с сек'),
  ...symbols('millisecond', 'ms мс'),
  ...symbols('microsecond', 'µs μs'),
  ...symbols('nanosecond', 'ns'),
  ...symbols('kilobyte', 'kB KB КБ'),
  ...symbols('megabyte', 'MB МБ'),
  ...symbols('gigabyte', 'GB ГБ'),
  ...symbols('terabyte', 'TB ТБ'),
  ...symbols('megabit-per-second', 'Mbit/s Mbps'),
  ...symbols('gigabit-per-second', 'Gbit/s Gbps'),
  ...symbols('celsius', '°C ° C'),
  ...symbols('fahrenheit', '°F'),
  ...symbols('degree', '°'),
  ...symbols('percent', '% ٪'),
  ...symbols('permille', '‰'),
  ...symbols('kilometer-per-hour', 'km/h kmh kph km/jam км/ч км/год'),
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
const UNIT = `(?<unit>${SYMBOL})(?![${LETTER}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{M}\\p{N}/²³])`;

/** Numbers and ranges with a unit: `5 km`, `3–5 °C`, `-4°`, `12.3%`. */
export function unitRules(words: LanguageWords): Rule[] {
  const number = numberPattern(words);
  const read = (written: string, sign: string | undefined, unit: string): string | undefined =>
    unitAmount(words, (sign ? '-' : '') + canonical(written, words), unit);
  return [
    rule(new RegExp(`${START}(?<from>${number})${RANGE}(?<to>${number})[\\s-]?${UNIT}`, 'gu'), ({ groups }) => {
      const last = read(groups['to'] ?? '', undefined, SYMBOLS[groups['unit'] ?? ''] ?? '');
      return last && joined(words.numbers.cardinal(canonical(groups['from'] ?? '', words)), words.symbols.to, last);
    }),
    rule(new RegExp(`${START}(?:(?<=^|[\\s(])(?<minus>[-–]))?(?<number>${number})[\\s-]?${UNIT}`, 'gu'), ({ groups }) =>
      read(groups['number'] ?? '', groups['minus'], SYMBOLS[groups['unit'] ?? ''] ?? ''),
    ),
    rule(new RegExp(`${START}(?<unit>km/h|m/s|km²|m²|m³|cm²|kWh|km|cm|mm|kg|°C|°F|%|mph)${END}`, 'gu'), ({ groups }) => {
      const unit = SYMBOLS[groups['unit'] ?? ''] ?? '';
      const forms = words.units[unit];
      const noun = forms ? formFor(words, '100', forms) : unitAmount(words, '100', unit)?.replace(words.numbers.cardinal('100'), '');
      return noun?.replace(/[#=]/g, '').trim();
    }),
  ];
}
