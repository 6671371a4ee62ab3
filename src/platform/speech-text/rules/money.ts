import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { amount, currencyAmount, currencyName, formFor, scaleFor } from './amounts.ts';
import { anyOf, canonical, END, joined, keyOf, LETTER, numberPattern, RANGE, START } from './patterns.ts';

const SIGNS: Readonly<Record<string, string>> = {
  US$: 'USD',
  A$: 'AUD',
  C$: 'CAD',
  HK$: 'HKD',
  R$: 'BRL',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  '₽': 'RUB',
  '₴': 'UAH',
  '₺': 'TRY',
  '₩': 'KRW',
  '₪': 'ILS',
  '₫': 'VND',
  zł: 'PLN',
};
const CODES =
  'USD EUR GBP JPY CNY CHF AUD CAD NZD INR RUB UAH TRY KRW ILS VND PLN SEK NOK DKK CZK HUF BRL MXN ZAR IDR SGD HKD SAR AED EGP'.split(' ');

/** Prices: `$3.50`, `3,50 €`, `€3–5 million`, `20 USD`. */
export function moneyRules(words: LanguageWords): Rule[] {
  const signs = { ...SIGNS, ...words.money.symbols, ...Object.fromEntries(CODES.map((code) => [code, code])) };
  const sign = `(?<sign>${anyOf(Object.keys(signs))})`;
  const scales = Object.fromEntries(Object.entries(words.money.scales).map(([written, spoken]) => [keyOf(written), spoken]));
  const scale = `(?:\\s?(?<scale>${anyOf(Object.keys(words.money.scales))})${END})?`;
  // The last form is a price with a decimal point in a text with decimal commas: `3.50`.
  const number = `(?:${numberPattern(words)}(?![.,’']\\d)|\\d+[.,]\\d{2}(?!\\d))`;
  // `9,- €`, `1'250.–`
  const even = '(?:[.,][–—-]{1,2})?';
  const range = `(?<from>${number})${even}(?:\\s?[$€£¥]?${RANGE}[$€£¥]?(?<to>${number}))?`;
  const read: Rule['read'] = ({ groups }) => {
    const currency = signs[groups['sign'] ?? ''] ?? '';
    const [from, to] = [groups['from'] ?? '', groups['to']].map((one) => one && canonical(one, words));
    const factor = scales[keyOf(groups['scale'] ?? '')];
    const last = price(words, to ?? from ?? '', currency, factor);
    const spoken = to === undefined ? last : joined(words.numbers.cardinal(from ?? ''), words.symbols.to, last);
    return groups['minus'] ? joined(words.symbols.minus, spoken) : spoken;
  };
  const cents = words.money.cents['USD'];
  return [
    rule(new RegExp(`${START}(?<number>\\d+)\\s?¢`, 'gu'), ({ groups }) => {
      const value = groups['number'] ?? '';
      return cents && amount(words, value, formFor(words, value, cents) ?? '');
    }),
    rule(new RegExp(`(?<![\\p{N}])(?<sign>[$€£])(?<from>\\.\\d{2})(?!\\d)`, 'gu'), read),
    rule(new RegExp(`(?<![${LETTER}\\p{N}])(?<minus>[-–])?${sign}\\s?${range}${scale}`, 'gu'), read),
    rule(new RegExp(`${START}(?:(?<=^|[\\s(])(?<minus>[-–]))?${range}${scale}\\s?${sign}(?![\\p{L}\\p{N}])`, 'gu'), read),
  ];
}

function price(words: LanguageWords, value: string, currency: string, scale: string | undefined): string {
  const { money, numbers } = words;
  if (scale !== undefined) {
    const noun = scaleFor(words, value, scale);
    const number = amount(words, value, noun, numbers.counted?.(value, noun) ?? numbers.cardinal(value));
    const name = currencyName(words, currency);
    return money.scaled?.(number, name) ?? amount(words, value, name, number);
  }
  const forms = money.cents[currency];
  const [whole = '0', decimals = ''] = value.split('.');
  const hundredths = String(Number(decimals.padEnd(2, '0')));
  if (decimals.length > 2 || decimals === '' || (forms === undefined && hundredths !== '0')) {
    return currencyAmount(words, value.replace(/(?<=\.\d+)0+$/, ''), currency);
  }
  if (hundredths === '0') return currencyAmount(words, whole, currency);
  const named = amount(words, hundredths, (forms && formFor(words, hundredths, forms)) ?? '');
  if (Number(whole) === 0) return named;
  return money.join(currencyAmount(words, whole, currency), { number: numbers.cardinal(hundredths), named, value: Number(hundredths) });
}
