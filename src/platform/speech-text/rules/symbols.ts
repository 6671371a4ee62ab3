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
    rule(/(?<=\d\s?)(?:\*|(?<=\s)x(?=\s))(?=\s?\d)/gu, () => symbols.times),
    between('÷', symbols.dividedBy),
    rule(/(?<=\d\s)\/(?=\s\d)/gu, () => symbols.dividedBy),
    between('=＝', symbols.equals),
    rule(/(?<=[\p{N}\p{L})]\s|\p{N})[<＜](?=\s[\p{N}\p{L}(-]|\p{N})/gu, () => symbols.less),
    rule(/(?<=[\p{N}\p{L})]\s|\p{N})[>＞](?=\s[\p{N}\p{L}(-]|\p{N})/gu, () => symbols.greater),
    rule(/[~≈≃](?=\s?\d)/gu, () => symbols.about),
    rule(/(?<=\s|^)[&＆](?=\s|$)|(?<=[\p{L}\p{N}])[&＆](?=[\p{L}\p{N}])/gu, () => symbols.and),
    rule(/(?<=\s)@(?=\s)/gu, () => symbols.at),
    rule(/±(?=\s?\p{N})/gu, () => `${symbols.plus} ${symbols.minus}`),
    rule(/№\s?|(?<!\p{L})No\.?\s?(?=\d)/gu, () => `${symbols.number} `),
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
    rule(/[™®©℠*_^\\`{}<>~¶†‡°]/gu, () => ' '),
    rule(/(?<=\p{L})\/(?=\p{L})/gu, () => ' '),
    rule(/-{2,}|[–—]{2,}/gu, () => ' – '),
  ];
}

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
