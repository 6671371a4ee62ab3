import { toCardinal } from 'n2words/zh-Hans-CN';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import type { Rule } from '../../reading.ts';

const DIGITS = '零一二三四五六七八九';

const cardinal = cardinals((digits) => toCardinal(digits, { formal: false }).replace(/^一十/, '十'), {
  minus: '负',
  point: '点',
  between: '',
});
const digits = (value: string): string => [...value].map((digit) => DIGITS[Number(digit)] ?? '').join('');

/** A number before a measure word, where two is 两: `2个` 两个, `200元` 两百元, `2万` 两万; `12个` stays 十二个. */
const counted = (value: string): string => {
  const words = cardinal(value);
  if (words === '二') return '两';
  return words.replace(/^二(?=[千万亿]|百$)/, '两');
};

const MEASURES =
  '个位名只条张本件次年天岁倍种类家所座辆台部层小时分钟秒周星期月块元角分度米公里千克斤吨升步人口点号楼门课句字页篇首支把双对套组队场回遍声道届期代万亿';
const ROMANS = '- I II III IV V VI VII VIII IX X XI XII'.split(' ');
const NUMBER = '(?<!\\d)\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const plain = (written: string): string => written.replaceAll(',', '');

/** Rules for measure words and dates, which directly follow the number in Mandarin. */
const first: Rule[] = [
  rule(
    /(?<![\d.])(?<from>[12]\d{3})\s?[-–—~至]\s?(?<to>[12]\d{3})\s?年/gu,
    ({ groups }) => `${digits(groups['from'] ?? '')}至${digits(groups['to'] ?? '')}年`,
  ),
  rule(
    /(?<![\d.])(?<year>[12]\d{3})\s?年(?<rest>(?:\s?(?:1[0-2]|0?[1-9])\s?月(?:\s?(?:3[01]|[12]\d|0?[1-9])\s?[日号])?)?)/gu,
    ({ groups }) => `${digits(groups['year'] ?? '')}年${monthAndDay(groups['rest'] ?? '')}`,
  ),
  rule(/(?<![\d.])(?:1[0-2]|0?[1-9])\s?月\s?(?:3[01]|[12]\d|0?[1-9])\s?[日号]/gu, ({ text }) => monthAndDay(text)),
  rule(/(?<![\d.])(?<decade>\d0)\s?年代/gu, ({ groups }) => `${cardinal(groups['decade'] ?? '')}年代`),
  rule(/第\s?(?<number>\d+)/gu, ({ groups }) => `第${cardinal(groups['number'] ?? '')}`),
  rule(
    new RegExp(`(?<minus>(?<![\\d%％]\\s?)[-–])?(?<from>${NUMBER})\\s?(?:[%％]?\\s?[-–—~至到]\\s?(?<to>${NUMBER})\\s?)?[%％]`, 'gu'),
    ({ groups }) => {
      const one = (written: string): string => `百分之${groups['minus'] ? '负' : ''}${cardinal(plain(written))}`;
      return groups['to'] === undefined ? one(groups['from'] ?? '') : `${one(groups['from'] ?? '')}到${one(groups['to'])}`;
    },
  ),
  rule(/(?<!\d)\d{3,4}(?=室)/gu, ({ text }) => digits(text)),
  rule(/(?<=\d\s?\p{Script=Han})\/(?=\p{Script=Han})/gu, () => '每'),
  rule(/(?<=\d\s?日)\s?[-–—~]\s?(?=\d{1,2}\s?日)/gu, () => '到'),
  rule(/(?<=第)[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{1,4}(?=\p{Script=Han})|(?<![A-Za-z])[IVX]{2,4}(?=[期卷型级度])/gu, ({ text }) => {
    const value = ROMANS.indexOf(text);
    return value < 0 ? undefined : cardinal(String(value));
  }),
  rule(new RegExp(`(?<number>${NUMBER})\\s?‰`, 'gu'), ({ groups }) => `千分之${cardinal(plain(groups['number'] ?? ''))}`),
  rule(/(?<![\d./])(?<top>\d{1,3})[/⁄](?<bottom>\d{1,3})(?![\d/])/gu, ({ groups }) =>
    groups['bottom'] === '0' ? undefined : `${cardinal(groups['bottom'] ?? '')}分之${cardinal(groups['top'] ?? '')}`,
  ),
  rule(new RegExp(`[-–](?<number>${NUMBER})\\s?(?:°C|℃|摄氏度|°|度)`, 'gu'), ({ groups, before }) =>
    /\d\s?$/.test(before) ? undefined : `零下${cardinal(plain(groups['number'] ?? ''))}摄氏度`,
  ),
  rule(/(?<![\d:])(?<hour>[01]?\d|2[0-4])[:：](?<minute>[0-5]\d)(?:[:：](?<second>[0-5]\d))?(?![\d:])/gu, ({ groups }) => {
    const [minute, second] = [groups['minute'] ?? '', groups['second']];
    const hour = `${counted(groups['hour'] ?? '')}点`;
    const past =
      minute === '00'
        ? second === undefined
          ? '整'
          : '零分'
        : `${minute.startsWith('0') ? '零' : ''}${cardinal(String(Number(minute)))}分`;
    return hour + past + (second === undefined ? '' : `${cardinal(String(Number(second)))}秒`);
  }),
  rule(
    /(?<=(?:拨打|电话|热线|邮编|邮政编码|QQ|微信|编号|号码|学号|工号|单号|密码|验证码)[：:]?)\s?(?<digits>\d{3,12})(?![\d-])/gu,
    ({ groups }) => digits(groups['digits'] ?? ''),
  ),
  rule(/(?<![\dA-Za-z])1\d{10}(?!\d)/gu, ({ text }) => digits(text)),
  rule(/(?<![\dA-Za-z])(?:0\d{2,3}-)\d{7,8}(?!\d)/gu, ({ text }) => text.split('-').map(digits).join('，')),
  rule(
    new RegExp(`(?<![\\d.A-Za-z$€£¥])(?<from>${NUMBER})\\s?[-–—~至]\\s?(?<to>${NUMBER})\\s?(?=[${MEASURES}])`, 'gu'),
    ({ groups }) => `${counted(plain(groups['from'] ?? ''))}到${counted(plain(groups['to'] ?? ''))}`,
  ),
  rule(new RegExp(`(?<![\\d.A-Za-z$€£¥-])(?<number>${NUMBER})\\s?(?=[${MEASURES}])`, 'gu'), ({ groups, after }) => {
    const value = plain(groups['number'] ?? '');
    if (/^[号楼]/.test(after) && value.length > 3) return digits(value);
    return /^(?:[月号秒]|分(?!钟))/.test(after) ? cardinal(value) : counted(value);
  }),
];

const monthAndDay = (text: string): string => text.replace(/\s/g, '').replace(/\d+/g, (number) => cardinal(String(Number(number))));

/** Mandarin Chinese, in simplified characters. */
export const chinese: LanguageWords = {
  locale: 'zh',
  numbers: { cardinal, counted, digits, ordinal: (value) => `第${cardinal(value)}`, decimalMark: '.', groupMarks: ',' },
  symbols: {
    and: '和',
    at: '艾特',
    dot: '点',
    slash: '斜杠',
    dash: '横杠',
    underscore: '下划线',
    plus: '加',
    minus: '负',
    times: '乘以',
    dividedBy: '除以',
    equals: '等于',
    less: '小于',
    greater: '大于',
    about: '约',
    number: '第',
    hashtag: '话题',
    to: '到',
    against: '比',
    squared: '的平方',
    cubed: '的立方',
    power: '#的%次方',
    over: '分之',
    per: '每',
    atLeast: '大于等于',
    atMost: '小于等于',
    unequal: '不等于',
    root: '根号',
    infinity: '无穷大',
    section: '第',
  },
  money: {
    symbols: { '¥': 'CNY', '￥': 'CNY' },
    names: { CNY: { other: '元' }, USD: { other: '美元' }, EUR: { other: '欧元' }, GBP: { other: '英镑' }, JPY: { other: '日元' } },
    cents: {},
    join: (whole) => whole,
    scales: { 万: '万', 亿: '亿', 万亿: '万亿' },
    scaled: (number, currency) => number + currency,
  },
  dates: {
    order: 'ymd',
    speak: ({ day, month, year }) =>
      `${year === undefined ? '' : `${digits(year)}年`}${cardinal(String(month))}月${day === undefined ? '' : `${cardinal(String(day))}日`}`,
    year: digits,
    yearAfter: '公元',
  },
  times: { marks: '点', speak: ({ hour }) => `${counted(String(hour))}点` },
  units: {
    kilogram: { other: '公斤' },
    second: { other: '秒' },
    microgram: { other: '微克' },
    millimole: { other: '毫摩尔' },
    celsius: { other: '摄氏度' },
    'kilometer-per-hour': { other: '每小时#公里' },
    'meter-per-second': { other: '每秒#米' },
    milligram: { other: '毫克' },
    tonne: { other: '吨' },
    micrometer: { other: '微米' },
    nanometer: { other: '纳米' },
    'square-meter': { other: '平方米' },
    'square-kilometer': { other: '平方公里' },
    'square-centimeter': { other: '平方厘米' },
    'cubic-meter': { other: '立方米' },
    'cubic-centimeter': { other: '立方厘米' },
    watt: { other: '瓦' },
    kilowatt: { other: '千瓦' },
    megawatt: { other: '兆瓦' },
    gigawatt: { other: '吉瓦' },
    'kilowatt-hour': { other: '千瓦时' },
    volt: { other: '伏' },
    hertz: { other: '赫兹' },
    kilohertz: { other: '千赫兹' },
    megahertz: { other: '兆赫兹' },
    gigahertz: { other: '吉赫兹' },
    decibel: { other: '分贝' },
    calorie: { other: '卡路里' },
    kilocalorie: { other: '千卡' },
    kilojoule: { other: '千焦' },
    hectopascal: { other: '百帕' },
    degree: { other: '度' },
  },
  fractions: {
    '1/2': '二分之一',
    '1/3': '三分之一',
    '2/3': '三分之二',
    '1/4': '四分之一',
    '3/4': '四分之三',
    '1/5': '五分之一',
    '2/5': '五分之二',
    '3/5': '五分之三',
    '4/5': '五分之四',
    '1/8': '八分之一',
    '3/8': '八分之三',
    '5/8': '八分之五',
    '7/8': '八分之七',
  },
  wholeAndFraction: '#又%',
  abbreviations: {},
  acronyms: { words: 'NASA NATO COVID UNESCO FIFA OPEC SARS', spelled: '', spell: (letters) => [...letters].join(' '), shortest: 4 },
  first,
};
