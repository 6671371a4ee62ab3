import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Rule } from '../reading.ts';
import { spelledDigits } from './numbers.ts';
import { START } from './patterns.ts';

const DOMAINS =
  'com|org|net|edu|gov|info|biz|app|dev|io|ai|co|eu|us|uk|de|at|ch|fr|es|it|pt|br|nl|be|pl|tr|ru|ua|gr|in|il|kr|vn|id|se|no|dk|fi|cz|hu|ro|jp|cn|tw|hk|sg|au|nz|ca|mx|tv|me|ly|xyz|shop|online|site|wiki';
/** Lengths are limited, so that a malicious text takes no longer than another. */
const HOST = `(?:[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}]\\.){1,6}`;
/** Maximum characters of a path that is read; nobody types a longer one from hearing. */
const MAX_PATH = 40;

/** Email and web addresses, names of people (`@name`) and topics. */
export function webRules(words: LanguageWords): Rule[] {
  const { symbols } = words;
  const spell = (address: string): string => spelledAddress(words, address);
  return [
    rule(/(?<![\p{L}\p{N}.])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu, ({ text }) =>
      spell(text),
    ),
    rule(/(?<![\p{L}\p{N}])(?:https?|ftp):\/\/[^\s<>"“”»«（）()【】，。；]+[^\s<>"“”»«（）()【】，。；.,;:!?'’]/gu, ({ text }) =>
      spell(shortened(text)),
    ),
    rule(
      new RegExp(`${START}(?:www\\.)?${HOST}(?:${DOMAINS})(?![\\p{Script=Latin}\\p{N}-])(?:/[\\w/%.#?=&~-]*[\\w/])?`, 'gu'),
      ({ text }) => (/^\d[\d.]*$/.test(text) ? undefined : spell(shortened(text))),
    ),
    rule(
      /(?<=[\p{L}\p{N}])\.(?=(?:js|ts|html?|css|pdf|docx?|xlsx?|py|txt|md|json|csv|zip|mp[34]|jpe?g|png|svg|exe|NET)(?![\p{L}\p{N}]))/gu,
      () => symbols.dot,
    ),
    rule(
      /(?<![\p{L}\p{N}])@(?<name>[\p{L}\p{N}_][\p{L}\p{N}_.]*[\p{L}\p{N}_])/gu,
      ({ groups }) => `${symbols.at} ${spell(groups['name'] ?? '')}`,
    ),
    rule(/(?<![\p{L}\p{N}&])[#＃](?<digits>\d+)/gu, ({ groups }) =>
      `${symbols.number} ${words.numbers.cardinal(groups['digits'] ?? '')}`.trim(),
    ),
    rule(/(?<![\p{L}\p{N}&])[#＃](?=\p{Lu}{1,3}-?\d)/gu, () => `${symbols.number} `),
    rule(/(?<![\p{L}\p{N}&])[#＃](?<topic>[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*)/gu, ({ groups }) =>
      `${symbols.hashtag} ${(groups['topic'] ?? '').replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})|_/gu, ' ').replace(/\d+/g, (digits) => numberInTopic(words, digits))}`.trim(),
    ),
  ];
}

const numberInTopic = (words: LanguageWords, digits: string): string =>
  /^(?:19|20)\d{2}$/.test(digits) ? words.dates.year(digits) : words.numbers.cardinal(digits);

/** An address without protocol, `www.`, query and a long path. */
function shortened(address: string): string {
  const [host = '', ...path] = address
    .replace(/^\w+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .split('/');
  const rest = path.length > 0 ? `/${path.join('/')}` : '';
  return rest.length > MAX_PATH ? host : host + rest;
}

function spelledAddress(words: LanguageWords, address: string): string {
  const { symbols } = words;
  const names: Readonly<Record<string, string>> = {
    '@': symbols.at,
    '.': symbols.dot,
    '/': symbols.slash,
    '-': symbols.dash,
    _: symbols.underscore,
    '+': symbols.plus,
  };
  return (address.match(/[\p{L}\p{M}]+|\d+|./gu) ?? [])
    .map((part) => {
      if (/^\d+$/.test(part)) return part.length > 4 || /^0\d/.test(part) ? spelledDigits(words, part) : words.numbers.cardinal(part);
      return names[part] ?? (/^[\p{L}\p{M}]+$/u.test(part) ? part : '');
    })
    .filter((part) => part !== '')
    .join(' ');
}

/** Telephone numbers: those with an international prefix, or with groups of digits that other numbers do not have. */
export function phoneRules(words: LanguageWords): Rule[] {
  const speak = (text: string): string =>
    (text.match(/\+|\d+/g) ?? [])
      .map((part) => (part === '+' ? words.symbols.plus : spelledDigits(words, part)))
      .join(', ')
      .replace(`${words.symbols.plus}, `, `${words.symbols.plus} `);
  const isLong = (text: string): boolean => text.replace(/\D/g, '').length >= 7;
  return [
    // Numbers of bank accounts.
    rule(/(?<![\p{Script=Latin}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![\p{Script=Latin}\p{N}])/gu, ({ text }) =>
      (text.match(/[A-Z]+|\d{1,4}/g) ?? [])
        .map((part) => (/\d/.test(part) ? spelledDigits(words, part) : words.acronyms.spell(part)))
        .join(', '),
    ),
    rule(/(?<![\p{Script=Latin}\p{N}])\+\d{1,3}(?:[\s()/.-]{1,2}\d{1,9}){1,6}(?!\d)/gu, ({ text }) =>
      isLong(text) ? speak(text) : undefined,
    ),
    rule(/(?<![\p{Script=Latin}\p{N}])\(?0\d{1,4}\)?[\s/-]{1,2}\d{2,9}(?:[\s-]?\d{2,5}){0,4}(?!\d)/gu, ({ text }) =>
      isLong(text) ? speak(text) : undefined,
    ),
    rule(/(?<![\p{Script=Latin}\p{N}])(?:\(\d{3}\)\s?|(?:1-)?\d{3}[-.])\d{3}[-.]\d{4}(?!\d)/gu, ({ text }) => speak(text)),
    // Three or more groups with hyphens: a number of a book, `138-1234-5678`.
    rule(/(?<![\p{Script=Latin}\p{N}.,-])\d{1,7}(?:-\d{1,7}){2,}(?![\d-]|[.,]\d)/gu, ({ text }) =>
      isLong(text) ? speak(text) : undefined,
    ),
    rule(/(?<![\p{Script=Latin}\p{N}])\(\d{2,4}\)\s?\d{4,5}-\d{4}(?!\d)/gu, ({ text }) => speak(text)),
    // Groups of unequal length, which only telephone numbers have.
    rule(/(?<![\p{Script=Latin}\p{N}.,-])\d{2,4}(?:[ -]\d{2,4}){2,4}(?!\d|[.,]\d)/gu, ({ text }) => {
      const sizes = text
        .split(/[ -]/)
        .slice(1)
        .map((group) => group.length);
      return isLong(text) && new Set(sizes).size > 1 ? speak(text) : undefined;
    }),
    rule(/(?<![\p{Script=Latin}\p{N}.,])\d{2,4} \d{6,8}(?!\d|[.,]\d)/gu, ({ text }) => speak(text)),
    rule(/(?<![\p{Script=Latin}\p{N}-])\d{3}-\d{4}(?![\d-])/gu, ({ text }) => speak(text)),
  ];
}
