import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { currencyName } from './amounts.ts';

/** Symbols between numbers and alone. Those without a word are silent; emoji and pictures are never read. */
export function symbolRules(words: LanguageWords): Rule[] {
  const { symbols } = words;
  const between = (signs: string, word: string): Rule =>
    rule(new RegExp(`(?<=[\\p{N}\\p{L})²³]\\s?)[${signs}](?=\\s?[\\p{N}\\p{L}(√-])`, 'gu'), () => word);
  return [
    between('+＋', symbols.plus),
    rule(/(?<=[\p{N}\p{L})])\+(?=[\s.,;:!?]|$)/gu, () => symbols.plus),
    between('×⋅·✕', symbols.times),
    rule(/(?<=\d\s?)(?:\*|(?<=\s)x(?=\s))(?=\s?\d)|(?<=\d\s?(?:[cmk]?m|in|ft)\s)x(?=\s\d)/gu, () => symbols.times),
    between('÷', symbols.dividedBy),
    rule(/(?<=\d\s)\/(?=\s\d)/gu, () => symbols.dividedBy),
    rule(/(?<=[\p{N}\p{L})²³!]\s?|^)[=＝](?=\s?[\p{N}\p{L}(√-])/gu, () => symbols.equals),
    ...optional(/≥|>=/gu, symbols.atLeast),
    ...optional(/≤|<=/gu, symbols.atMost),
    ...optional(/≠|!=/gu, symbols.unequal),
    ...optional(/√/gu, symbols.root),
    ...optional(/∞/gu, symbols.infinity),
    // `<10 s`, `>50%`
    rule(/(?<=^|[\s(])[<＜](?=\d)/gu, () => symbols.lessThan ?? symbols.less),
    rule(/(?<=^|[\s(])[>＞](?=\d)/gu, () => symbols.moreThan ?? symbols.greater),
    rule(/(?<=[\p{N}\p{L})]\s|\p{N})[<＜](?=\s[\p{N}\p{L}(-]|\p{N})/gu, () => symbols.less),
    rule(/(?<=[\p{N}\p{L})]\s|\p{N})[>＞](?=\s[\p{N}\p{L}(-]|\p{N})/gu, () => symbols.greater),
    rule(/[~≈≃](?=\s?\d)/gu, () => symbols.about),
    rule(/(?<=\s|^)[&＆](?=\s|$)|(?<=[\p{L}\p{N}])[&＆](?=[\p{L}\p{N}])/gu, () => symbols.and),
    rule(/(?<=\s)@(?=\s)/gu, () => symbols.at),
    rule(/±(?=\s?\p{N})/gu, () => `${symbols.plus} ${symbols.minus}`),
    rule(/№\s?|(?<!\p{L})[Nn]o\.\s?(?=\d)|(?<!\p{L})No\s(?=\d)/gu, () => `${symbols.number} `),
    rule(/§+\s?(?=\d|\p{L})/gu, () => `${symbols.section} `),
    rule(/(?<![\p{L}\p{N}])[$€£₹₽₴₺₩₪₫](?![\p{L}\p{N}])/gu, ({ text }) =>
      currencyName(words, { ...SIGNS, ...words.money.symbols }[text] ?? 'EUR'),
    ),
    rule(/[1-9#*0]\uFE0F?\u20E3/gu, ({ text }) => (/\d/.test(text) ? words.numbers.cardinal(text.charAt(0)) : '')),
    // Keycaps, flags, joiners and pictures.
    rule(
      /(?:[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|[\uFE0E\uFE0F\u20E3]|\u200D(?=\p{Extended_Pictographic}))+/gu,
      () => '',
    ),
    rule(/\s?[→⇒➜➔⟶|•‣▪·●■◆★☆✓✔]\s?/gu, ({ before, after }) => (/[\p{L}\p{N}]$/u.test(before) && after !== '' ? ', ' : ' ')),
    // The apostrophe of a decade: `anni ’80`.
    rule(/(?<![\p{L}\p{N}])['’](?=\d{2}(?!\d))/gu, () => ''),
    rule(/[™®©℠*_^\\`{}<>~¶†‡°]/gu, () => ' '),
    rule(/(?<=[\p{L}\p{N}])\/(?=-?[\p{L}\p{N}])/gu, () => ' '),
    rule(/-{2,}|[–—]{2,}/gu, () => ' – '),
  ];
}

const optional = (pattern: RegExp, word: string | undefined): Rule[] => (word === undefined ? [] : [rule(pattern, () => word)]);

const SIGNS: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₽': 'RUB',
  '₴': 'UAH',
  '₺': 'TRY',
  '₩': 'KRW',
  '₪': 'ILS',
  '₫': 'VND',
};
