import { toCardinal } from 'n2words/ko-KR';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: '마이너스', point: '점' });

const ONES = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉'];
const TENS = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔'];

/** A Korean number. Counts of people and things up to 99 use these instead of Chinese numbers: `20명` 스무 명. */
function native(value: string): string {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 99) return cardinal(value);
  return number === 20 ? '스무' : `${TENS[Math.floor(number / 10)] ?? ''}${ONES[number % 10] ?? ''}`;
}

const DIGITS = ['공', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'];
const digits = (value: string): string => [...value].map((digit) => DIGITS[Number(digit)] ?? '').join('');

/** The number of a month. June and October lose a sound. */
const month = (value: number): string => (value === 6 ? '유' : value === 10 ? '시' : cardinal(String(value)));

const NATIVE =
  '시간|시(?![가-힣]*립)|개월(?!)|개(?!월|국|년)|명|마리|살|번째|번|권|잔|대(?!\\s?[1-9])|장|벌|켤레|송이|그루|사람|곳|가지|달|군데|채|척|병';
const SINO = '년|월|일|분|초|층|원|도|주|세기|세|위|편|화|호|회|등|개월|개국|퍼센트|킬로|미터|만|억|조|인분|페이지|쪽|급|학년|반';

/** Korean. */
export const korean: LanguageWords = defineLanguage({
  locale: 'ko',
  numbers: {
    cardinal,
    digits,
    ordinal: (value) => (value === '1' ? '첫 번째' : `${native(value)} 번째`),
    decimalMark: '.',
    groupMarks: ', ',
  },
  symbols: {
    and: '그리고',
    at: '골뱅이',
    dot: '점',
    slash: '슬래시',
    dash: '하이픈',
    underscore: '밑줄',
    plus: '더하기',
    minus: '빼기',
    times: '곱하기',
    dividedBy: '나누기',
    equals: '은',
    less: '작다',
    greater: '크다',
    about: '약',
    number: '번호',
    hashtag: '해시태그',
    to: '+에서',
    against: '대',
    squared: '제곱',
    cubed: '세제곱',
    power: '#의 % 제곱',
    over: '분의',
    per: '당',
    section: '제',
  },
  money: {
    symbols: { '¥': 'JPY' },
    names: { KRW: forms('원'), USD: forms('달러'), EUR: forms('유로'), GBP: forms('파운드'), JPY: forms('엔'), CNY: forms('위안') },
    cents: { USD: forms('센트'), EUR: forms('센트') },
    join: (before, { named }) => `${before} ${named}`,
    scales: { 만: '만', 억: '억', 조: '조' },
  },
  dates: {
    order: 'ymd',
    speak: ({ day, month: number, year }) =>
      [year === undefined ? '' : `${cardinal(year)}년`, `${month(number)}월`, day === undefined ? '' : `${cardinal(String(day))}일`]
        .filter(Boolean)
        .join(' '),
    year: cardinal,
    yearAfter: '서기',
  },
  times: {
    marks: '시',
    speak: ({ hour, minute, second }) => {
      const hours = hour === 0 ? '영' : hour <= 12 ? native(String(hour)) : cardinal(String(hour));
      return `${hours} 시${minute === 0 ? '' : ` ${cardinal(String(minute))} 분`}${second === undefined ? '' : ` ${cardinal(String(second))} 초`}`;
    },
  },
  units: formsOf({
    percent: '퍼센트',
    permille: '퍼밀',
    kilometer: '킬로미터',
    meter: '미터',
    centimeter: '센티미터',
    millimeter: '밀리미터',
    kilogram: '킬로그램',
    gram: '그램',
    milligram: '밀리그램',
    liter: '리터',
    milliliter: '밀리리터',
    celsius: '섭씨 # 도',
    degree: '도',
    'kilometer-per-hour': '시속 # 킬로미터',
    'meter-per-second': '초속 # 미터',
    gigabyte: '기가바이트',
    megabyte: '메가바이트',
    tonne: '톤',
    'square-meter': '제곱미터',
    'square-kilometer': '제곱킬로미터',
    'cubic-meter': '세제곱미터',
    watt: '와트',
    kilowatt: '킬로와트',
    'kilowatt-hour': '킬로와트시',
    volt: '볼트',
    hertz: '헤르츠',
    gigahertz: '기가헤르츠',
    decibel: '데시벨',
    kilocalorie: '킬로칼로리',
  }),
  wholeAndFraction: '# 과 %',
  first: [
    rule(/(?<![\d.,])(?<top>\d{1,3})\/(?<bottom>\d{1,3})(?![\d/])/gu, ({ groups }) =>
      groups['bottom'] === '0' ? undefined : `${cardinal(groups['bottom'] ?? '')}분의 ${cardinal(groups['top'] ?? '')}`,
    ),
    rule(/(?<![\d.,])(?<month>1[0-2]|0?[1-9])\s?월/gu, ({ groups }) => `${month(Number(groups['month']))}월`),
    rule(/(?<![\d.,])1\s?번째/gu, () => '첫 번째'),
    rule(/(?<![\d.,])1(?=[만천백]\s?\p{L})/gu, () => ''),
    rule(/제\s?(?<number>\d+)(?!\d)/gu, ({ groups }) => `제${cardinal(groups['number'] ?? '')}`),
    rule(/(?<![\d.,-])(?<hour>1?\d|2[0-4])\s?시(?!\d)(?=\s?\d|\s|$|[에부까가는이로도.,!?]|쯤|경)/gu, ({ groups }) => {
      const hour = Number(groups['hour']);
      return `${hour === 0 ? '영' : hour <= 12 ? native(String(hour)) : cardinal(String(hour))} 시`;
    }),
    rule(new RegExp(`(?<![\\d.,-])(?<number>\\d{1,2})\\s?(?=${NATIVE})`, 'gu'), ({ groups }) => `${native(groups['number'] ?? '')} `),
    rule(new RegExp(`(?<![\\d.,-])(?<number>\\d{1,3}(?:,\\d{3})+|\\d+(?:\\.\\d+)?)\\s?(?=${SINO}|${NATIVE})`, 'gu'), ({ groups }) =>
      cardinal((groups['number'] ?? '').replaceAll(',', '')),
    ),
    rule(/(?<![\d-])0\d{1,2}-\d{3,4}-\d{4}(?!\d)/gu, ({ text }) => text.split('-').map(digits).join(', ')),
  ],
});
