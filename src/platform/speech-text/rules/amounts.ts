import { forms } from '../forms.ts';
import type { Forms } from '../forms.ts';
import type { LanguageWords } from '../language.ts';

const formats = new Map<string, Intl.NumberFormat>();
const plurals = new Map<string, Intl.PluralRules>();

/** A cached formatter; creating one costs a hundred times its use. */
function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${options.unit ?? ''} ${options.currency ?? ''}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { maximumFractionDigits: 20, numberingSystem: 'latn', ...options });
  formats.set(key, made);
  return made;
}

function category(locale: string, value: string): Intl.LDMLPluralRule {
  const known = plurals.get(locale) ?? new Intl.PluralRules(locale, { maximumFractionDigits: 20 });
  plurals.set(locale, known);
  return known.select(Number(value));
}

/** The form of a noun for a value. */
export const formFor = ({ locale }: LanguageWords, value: string, of: Forms): string | undefined => of[category(locale, value)] ?? of.other;

/** The word of a scale, such as `million`, in its form for a value. */
export const scaleFor = (words: LanguageWords, value: string, scale: string): string =>
  scale.includes('|') ? (formFor(words, value, forms(scale)) ?? scale) : scale;

const countedOf = ({ numbers }: LanguageWords, value: string, noun: string): string =>
  numbers.counted?.(value, noun) ?? numbers.cardinal(value);

/** Nouns without a space before them: `五公里`. */
const UNSPACED = /^\p{Script=Han}/u;

/** A number with its noun. `#` in the noun is replaced by the number; otherwise the number precedes it. */
export function amount(words: LanguageWords, value: string, noun: string, spoken?: string): string {
  if (noun.startsWith('=') && spoken === undefined) return noun.slice(1);
  const number = spoken ?? countedOf(words, value, noun);
  if (noun.includes('#')) return noun.replace('#', number);
  return UNSPACED.test(noun) ? number + noun : `${number} ${noun}`;
}

/** Replaces the digits by words in the text that CLDR has for the number with its unit or currency. */
function worded(words: LanguageWords, value: string, by: Intl.NumberFormat, spoken?: string): string {
  const parts = by.formatToParts(value as Intl.StringNumericLiteral);
  const noun = parts.filter(({ type }) => type === 'unit' || type === 'currency').map((part) => part.value);
  const number = spoken ?? countedOf(words, value, noun.join(' '));
  let text = '';
  let isSpoken = false;
  for (const part of parts) {
    if (part.type === 'unit' || part.type === 'currency' || part.type === 'literal') text += part.value;
    else if (!isSpoken) {
      text += number;
      isSpoken = true;
    }
  }
  // Removes the marks of direction that CLDR adds to Arabic and Hebrew numbers.
  return text
    .replace(/[\u200E\u200F\u061C]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A number with a unit: `five kilometers`. Undefined when neither the language nor CLDR names the unit. */
export function unitAmount(words: LanguageWords, value: string, unit: string): string | undefined {
  const own = words.units[unit];
  const noun = own && formFor(words, value, own);
  if (noun !== undefined) return amount(words, value, noun);
  if (!CLDR_UNITS.has(unit)) return undefined;
  return worded(words, value, format(words.locale, { style: 'unit', unit, unitDisplay: 'long' }));
}

/** The name of a unit in its form for a value, without the number. */
export function unitName(words: LanguageWords, value: string, unit: string): string | undefined {
  const own = words.units[unit];
  const noun = own && formFor(words, value, own);
  if (noun !== undefined) return noun.replace(/[#=]/g, '').trim();
  if (!CLDR_UNITS.has(unit)) return undefined;
  const parts = format(words.locale, { style: 'unit', unit, unitDisplay: 'long' }).formatToParts(value as Intl.StringNumericLiteral);
  return parts
    .filter(({ type }) => type === 'unit')
    .map((part) => part.value)
    .join('')
    .trim();
}

/** A number with a currency: `five euros`. `spoken` replaces the words of the value. */
export function currencyAmount(words: LanguageWords, value: string, currency: string, spoken?: string): string {
  const own = words.money.names[currency];
  const noun = own && formFor(words, value, own);
  if (noun !== undefined) return amount(words, value, noun, spoken);
  return worded(
    words,
    value,
    format(words.locale, { style: 'currency', currency, currencyDisplay: 'name', minimumFractionDigits: 0 }),
    spoken,
  );
}

/** The plural name of a currency, or the name after `millions of`. */
export function currencyName(words: LanguageWords, currency: string): string {
  const own = words.money.names[currency];
  const name = own && (own.many ?? own.other);
  if (name !== undefined) return name;
  const parts = format(words.locale, { style: 'currency', currency, currencyDisplay: 'name' }).formatToParts(1_000_000);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}

/** Units of ECMA-402 for which texts use abbreviations. */
const CLDR_UNITS: ReadonlySet<string> = new Set(
  `acre bit byte celsius centimeter day degree fahrenheit foot gallon gigabit gigabyte gram hectare hour inch kilobit kilobyte kilogram
  kilometer kilometer-per-hour liter megabit megabit-per-second gigabit-per-second megabyte megabyte-per-second meter meter-per-second
  microsecond mile mile-per-hour milliliter millimeter millisecond minute month nanosecond ounce percent petabyte pound second terabyte
  week yard year`.split(/\s+/),
);
