import type { LanguageWords } from '../language.ts';
import { rule } from '../reading.ts';
import type { Found, Rule } from '../reading.ts';
import { END, START } from './patterns.ts';

/** Times of day, and scores and ratios, which look like times: `3:2`, `16:9`. */
export function timeRules({ times, numbers, symbols }: LanguageWords): Rule[] {
  const mark = `(?<mark>${times.marks})(?![\\p{L}\\p{N}])`;
  const hour = '(?<hour>[01]?\\d|2[0-4])';
  const speak = ({ groups }: Found): string =>
    times.speak({
      hour: Number(groups['hour']),
      minute: Number(groups['minute'] ?? '0'),
      mark: groups['mark'] ?? '',
      ...(groups['second'] === undefined ? {} : { second: Number(groups['second']) }),
    });
  const clock = `${START}${hour}[:：](?<minute>[0-5]\\d)(?:[:：](?<second>[0-5]\\d))?(?!\\d|[:：]\\d)(?:\\s?${mark})?`;
  const other = times.separators
    ? [rule(new RegExp(`${START}${hour}[${times.separators}](?<minute>[0-5]\\d)\\s?${mark}`, 'gu'), speak)]
    : [];
  const split = times.isSplitByH ? [rule(new RegExp(`${START}${hour}\\s?[hH]\\s?(?<minute>[0-5]\\d)(?![\\p{L}\\p{N}])`, 'gu'), speak)] : [];
  const after = times.after
    ? [rule(new RegExp(`(?<=(?<![\\p{L}])(?:${times.after})\\s)${hour}[.:](?<minute>[0-5]\\d)(?!\\d)`, 'gu'), speak)]
    : [];
  const separators = `[:：${times.separators ?? ''}]`;
  const marked = `(?:[:：]\\d{2}|${separators}\\d{2}\\s?(?:${times.marks})|\\s?(?:${times.marks}))(?![\\p{L}\\p{N}])`;
  const dash = '[–—-]';
  const to = (): string => symbols.to;
  return [
    // The dash between two times, at least one of which is surely one: `9–17 Uhr`, `9am-5pm`.
    rule(new RegExp(`\\s?${dash}(?<=(?<![\\d.,:])\\d{1,2}${marked}\\s?${dash})\\s?(?=\\d{1,2}(?!\\d))`, 'gu'), to),
    rule(new RegExp(`\\s?${dash}(?<=(?<![\\d.,:])\\d{1,2}(?:${separators}\\d{2})?\\s?${dash})\\s?(?=\\d{1,2}${marked})`, 'gu'), to),
    ...(times.separators
      ? [
          rule(
            new RegExp(
              `${START}${hour}[${times.separators}](?<minute>[0-5]\\d)(?=\\s?${dash}\\s?\\d{1,2}${separators}\\d{2}\\s?${mark})`,
              'gu',
            ),
            (found) => speak({ ...found, groups: { ...found.groups, mark: '' } }),
          ),
        ]
      : []),
    ...after,
    ...split,
    rule(new RegExp(clock, 'gu'), speak),
    ...other,
    rule(new RegExp(`${START}${hour}\\s?${mark}`, 'gu'), speak),
    rule(new RegExp(`${START}(?<left>\\d{1,4})\\s?[:：]\\s?(?<right>\\d{1,4})${END}(?![:：])`, 'gu'), ({ groups }) =>
      [numbers.cardinal(groups['left'] ?? ''), symbols.against, numbers.cardinal(groups['right'] ?? '')].join(
        /\p{Script=Han}/u.test(symbols.against) ? '' : ' ',
      ),
    ),
  ];
}
