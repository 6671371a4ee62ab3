import { MAX_DIGITS } from '../cardinals.ts';
import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { scaleFor } from './amounts.ts';
import { anyOf, canonical, END, joined, keyOf, numberPattern, RANGE, START } from './patterns.ts';

const VULGAR = '½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞';
const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉';

const plainDigits = (text: string, from: string): string => [...text].map((digit) => String(from.indexOf(digit))).join('');

/** Formulas that people write with usual digits. Others may be names of products. */
const FORMULAS = 'CO2|H2O2?|[HNO]2|NO2|N2O|SO2|CH4|NH3|H2SO4|HNO3|C6H12O6|C2H5OH|CaCO3|NaHCO3|Fe2O3|SiO2|SF6';

/** The digits one by one, in words. */
export const spelledDigits = ({ numbers }: LanguageWords, digits: string): string =>
  numbers.digits?.(digits) ?? [...digits].map((digit) => numbers.cardinal(digit)).join(' ');

/** Fractions: `1/2`, `3½`. */
export function fractionRules(words: LanguageWords): Rule[] {
  const { numbers, fractions, symbols } = words;
  const speak = (top: string, bottom: string): string =>
    fractions[`${top}/${bottom}`] ?? joined(numbers.cardinal(top), symbols.over, numbers.cardinal(bottom));
  const withWhole = (whole: string | undefined, fraction: string): string => {
    if (whole === undefined) return fraction;
    const form = fraction === fractions['1/2'] ? (words.andHalf ?? words.wholeAndFraction) : words.wholeAndFraction;
    // `eineinhalb`, where the number is the beginning of a word.
    const number = /^#\p{L}/u.test(form) ? (numbers.counted?.(whole, '') ?? numbers.cardinal(whole)) : numbers.cardinal(whole);
    return form.replace('#', number).replace('%', fraction);
  };
  return [
    rule(new RegExp(`${START}(?:(?<whole>\\d+)\\s?)?(?<vulgar>[${VULGAR}])`, 'gu'), ({ groups }) => {
      const [top = '', bottom = ''] = (groups['vulgar'] ?? '').normalize('NFKC').split('\u2044');
      return withWhole(groups['whole'], speak(top, bottom));
    }),
    rule(new RegExp(`${START}(?:(?<whole>\\d{1,3})\\s)?(?<top>\\d{1,3})[/⁄](?<bottom>\\d{1,3})${END}(?![/⁄])`, 'gu'), ({ groups }) => {
      const { top = '', bottom = '', whole } = groups;
      return Number(bottom) === 0 ? undefined : withWhole(whole, speak(top, bottom));
    }),
    // Marks such as `4.8/5`.
    rule(new RegExp(`${START}(?<left>\\d{1,3}[.,]\\d{1,2})/(?<right>\\d{1,3})${END}(?!/)`, 'gu'), ({ groups }) =>
      joined(
        numbers.cardinal((groups['left'] ?? '').replace(',', '.')),
        symbols.outOf ?? symbols.over,
        numbers.cardinal(groups['right'] ?? ''),
      ),
    ),
  ];
}

/** Formulas such as H₂O are spelled, and exponents after a circumflex are read. Must come before units. */
export function formulaRules({ numbers, symbols, acronyms }: LanguageWords): Rule[] {
  const spellFormula: Rule['read'] = ({ text }) =>
    (text.match(new RegExp(`[A-Z]+[a-z]?|[${LOWERED}]+|\\d+`, 'gu')) ?? [])
      .map((part) => {
        if (/\d/.test(part)) return numbers.cardinal(part);
        return LOWERED.includes(part.charAt(0)) ? numbers.cardinal(plainDigits(part, LOWERED)) : acronyms.spell(part);
      })
      .join(' ');
  return [
    rule(
      new RegExp(`${START}(?<formula>(?:[A-Z][a-z]?|[${LOWERED}()])*[${LOWERED}](?:[A-Z][a-z]?|[${LOWERED}])*)${END}`, 'gu'),
      spellFormula,
    ),
    rule(new RegExp(`${START}\\d{0,2}(?:${FORMULAS})${END}`, 'gu'), spellFormula),
    rule(new RegExp(`${START}(?<base>\\d+|\\p{L})\\^\\{?(?<power>-?\\d{1,3}|\\p{L})\\}?`, 'gu'), ({ groups }) => {
      const { base = '', power = '' } = groups;
      const spoken = /\d/.test(base) ? numbers.cardinal(base) : base;
      if (power === '2') return joined(spoken, symbols.squared);
      if (power === '3') return joined(spoken, symbols.cubed);
      return symbols.power.replace('#', spoken).replace('%', /\d/.test(power) ? numbers.cardinal(power) : power);
    }),
  ];
}

/** Exponents (`x²`, `10⁶`) are read, marks of footnotes are silent. Must come after units. */
export function exponentRules({ numbers, symbols }: LanguageWords): Rule[] {
  return [
    rule(new RegExp(`${START}(?<base>\\d+|\\p{L}{1,2})(?<minus>⁻)?(?<power>[${RAISED}]+)(?![⁺⁻])`, 'gu'), ({ groups }) => {
      const base = /\d/.test(groups['base'] ?? '') ? numbers.cardinal(groups['base'] ?? '') : (groups['base'] ?? '');
      const power = plainDigits(groups['power'] ?? '', RAISED);
      if (!groups['minus'] && power === '2') return joined(base, symbols.squared);
      if (!groups['minus'] && power === '3') return joined(base, symbols.cubed);
      return symbols.power.replace('#', base).replace('%', numbers.cardinal((groups['minus'] ? '-' : '') + power));
    }),
    // Charges of ions: `Ca²⁺`.
    rule(new RegExp(`(?<=\\p{L})(?<count>[${RAISED}]?)(?<sign>[⁺⁻])`, 'gu'), ({ groups }) => {
      const count = plainDigits(groups['count'] ?? '', RAISED);
      return joined(...(count === '' ? [] : [numbers.cardinal(count)]), groups['sign'] === '⁺' ? symbols.plus : symbols.minus);
    }),
    rule(new RegExp(`(?<=[\\p{L}\\p{P}])[${RAISED}]+`, 'gu'), () => ''),
  ];
}

/** Ranges and plain numbers. Must come after all rules that recognise what a number counts. */
export function numberRules(words: LanguageWords): Rule[] {
  const { numbers, symbols, money } = words;
  const number = numberPattern(words);
  const cardinal = (written: string): string => {
    const value = canonical(written, words);
    const whole = value.split('.')[0] ?? '';
    return /^0\d/.test(value) || whole.length > MAX_DIGITS ? spelledDigits(words, value.replace('.', '')) : numbers.cardinal(value);
  };
  const scales = Object.fromEntries(Object.entries(money.scales).map(([written, spoken]) => [keyOf(written), spoken]));
  const scale = anyOf(Object.keys(money.scales).filter((written) => written.length > 1));
  return [
    rule(new RegExp(`${START}(?<left>${number})${RANGE}(?<right>${number})${END}(?!${RANGE}\\d)`, 'gu'), ({ groups, text, after }) => {
      const { left = '', right = '' } = groups;
      const [from, to] = [Number(canonical(left, words)), Number(canonical(right, words))];
      if (/^0\d/.test(left) || (/-/.test(text) && /^0\d/.test(right))) return undefined;
      const word = /^\s*=/.test(after) ? symbols.minus : from < to || text.includes('–') ? symbols.to : symbols.against;
      return joined(cardinal(left), word, cardinal(right));
    }),
    ...(scale === ''
      ? []
      : [
          rule(new RegExp(`${START}(?<number>${number})\\s?(?<scale>${scale})(?![\\p{L}\\p{N}])`, 'gu'), ({ groups }) => {
            const value = canonical(groups['number'] ?? '', words);
            const noun = scaleFor(words, value, scales[keyOf(groups['scale'] ?? '')] ?? '');
            return joined(numbers.counted?.(value, noun) ?? numbers.cardinal(value), noun);
          }),
        ]),
    ...(words.ordinalMarks === undefined
      ? []
      : [
          rule(new RegExp(`${START}(?<number>\\d{1,4})(?:${words.ordinalMarks})(?![\\p{L}\\p{N}])`, 'gu'), ({ groups }) =>
            numbers.ordinal(groups['number'] ?? ''),
          ),
        ]),
    rule(
      new RegExp(
        `${START}(?<sign>(?<=^|[\\s(=×÷*/:,;“"«„。，])[-–+])?(?<number>${number})${END}(?!['’]\\d{3}|[.${numbers.decimalMark}]\\d)`,
        'gu',
      ),
      ({ groups, after }) => {
        const { sign = '', number: written = '' } = groups;
        const noun = numbers.countsNouns ? /^\s(?<noun>(?!\p{Lu})\p{L}{3,})/u.exec(after)?.groups?.['noun'] : undefined;
        const spoken = noun !== undefined && /^\d+$/.test(written) ? (numbers.counted?.(written, noun) ?? '') : cardinal(written);
        if (sign === '') return spoken;
        return sign === '+' ? joined(symbols.plus, spoken) : numbers.cardinal(`-${canonical(written, words)}`);
      },
    ),
    // Versions and sections: `1.2.3`, and `3.5` in a language with a decimal comma.
    rule(new RegExp(`(?<![\\p{L}\\p{N}])[vV]?\\d+(?:\\.\\d+)+(?![\\p{L}\\p{N}])`, 'gu'), ({ text }) =>
      (text.match(/[vV]|\d+/g) ?? [])
        .map((part, index) =>
          /\d/.test(part) ? (index > 1 || (/^\d/.test(text) && index > 0) ? `${symbols.dot} ` : '') + numbers.cardinal(part) : part,
        )
        .join(' '),
    ),
  ];
}
