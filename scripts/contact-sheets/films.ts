import type { CardContent } from '../../src/platform/media/card-content.ts';

export interface SampleFilm {
  readonly language: string;
  readonly title: string;
  readonly cards: readonly CardContent[];
}

const span = (text: string, part: string): { readonly start: number; readonly end: number } => ({
  start: text.indexOf(part),
  end: text.indexOf(part) + part.length,
});

const FLASH = 'Ships forty kilometres away see a flash every five seconds.';
const HINDI = 'हवा नीली रोशनी को बिखेरती है';
const ARABIC = 'الهواء يبعثر الضوء الأزرق في كل اتجاه';
const CHINESE = '空气分子把蓝光向各个方向散射';

/** One card of each type in English, and films in three other scripts. */
export const FILMS: readonly [SampleFilm, ...SampleFilm[]] = [
  {
    language: 'en',
    title: 'The light that guides ships home',
    cards: [
      { kind: 'title', text: 'The light that guides ships home' },
      { kind: 'number', text: '312', label: 'steps every evening', pictogram: 'lighthouse' },
      { kind: 'statement', text: FLASH, keys: [span(FLASH, 'forty kilometres'), span(FLASH, 'five seconds.')], pictogram: 'boat' },
      { kind: 'question', text: 'Why is the sky blue?', keys: [] },
      {
        kind: 'list',
        heading: { text: 'You need' },
        items: [{ text: 'two eggs', pictogram: 'egg' }, { text: '100 g flour', pictogram: 'grains' }, { text: 'a pinch of salt' }],
      },
      { kind: 'quote', text: 'Imagination is more important than knowledge.', speaker: 'Albert Einstein' },
      {
        kind: 'comparison',
        sides: [
          { text: '3', label: 'hearts', pictogram: 'heart', count: 3 },
          { text: '9', label: 'brains', pictogram: 'brain', count: 9 },
        ],
      },
      { kind: 'number', text: '71 %', label: 'of the Earth is covered with water', share: 0.71, pictogram: 'drop' },
      {
        kind: 'timeline',
        points: [
          { text: '1863', label: 'The first subway opens in London' },
          { text: '1900', label: 'Paris follows' },
          { text: '1904', label: 'New York joins with 28 stations' },
        ],
      },
      {
        kind: 'chart',
        heading: { text: 'Moons' },
        bars: [
          { text: 'Earth', value: 1, label: '1' },
          { text: 'Mars', value: 2, label: '2' },
          { text: 'Jupiter', value: 95, label: '95' },
          { text: 'Saturn', value: 146, label: '146' },
          { text: 'Uranus', value: 28, label: '28' },
        ],
      },
      { kind: 'number', text: '5', label: 'eggs', pictogram: 'egg', count: 5 },
      { kind: 'plain' },
    ],
  },
  {
    language: 'zh-Hans',
    title: '天空为什么是蓝色的',
    cards: [
      { kind: 'title', text: '天空为什么是蓝色的' },
      { kind: 'statement', text: CHINESE, keys: [span(CHINESE, '蓝光')], pictogram: 'sun' },
      { kind: 'number', text: '312', label: '级台阶', pictogram: 'lighthouse' },
      {
        kind: 'list',
        heading: { text: '你需要' },
        items: [{ text: '两个鸡蛋', pictogram: 'egg' }, { text: '一百克面粉', pictogram: 'grains' }, { text: '一点盐' }],
      },
      { kind: 'quote', text: '想象力比知识更重要。', speaker: '爱因斯坦' },
      {
        kind: 'timeline',
        points: [
          { text: '1863', label: '伦敦地铁通车' },
          { text: '1900', label: '巴黎地铁通车' },
        ],
      },
    ],
  },
  {
    language: 'ar',
    title: 'لماذا السماء زرقاء',
    cards: [
      { kind: 'title', text: 'لماذا السماء زرقاء' },
      { kind: 'statement', text: ARABIC, keys: [span(ARABIC, 'الضوء الأزرق')], pictogram: 'sun' },
      { kind: 'number', text: '312', label: 'درجة كل مساء', pictogram: 'lighthouse' },
      {
        kind: 'list',
        heading: { text: 'تحتاج إلى' },
        items: [{ text: 'بيضتين', pictogram: 'egg' }, { text: 'مئة غرام من الدقيق', pictogram: 'grains' }, { text: 'رشة ملح' }],
      },
      {
        kind: 'comparison',
        sides: [
          { text: '3', label: 'قلوب', pictogram: 'heart', count: 3 },
          { text: '9', label: 'أدمغة', pictogram: 'brain', count: 9 },
        ],
      },
      {
        kind: 'timeline',
        points: [
          { text: '1863', label: 'افتتاح أول مترو في لندن' },
          { text: '1900', label: 'باريس' },
        ],
      },
    ],
  },
  {
    language: 'hi',
    title: 'आसमान नीला क्यों है',
    cards: [
      { kind: 'title', text: 'आसमान नीला क्यों है' },
      { kind: 'statement', text: HINDI, keys: [span(HINDI, 'नीली रोशनी')], pictogram: 'sun' },
      { kind: 'number', text: '312', label: 'सीढ़ियाँ हर शाम', pictogram: 'lighthouse' },
      {
        kind: 'list',
        heading: { text: 'आपको चाहिए' },
        items: [{ text: 'दो अंडे', pictogram: 'egg' }, { text: 'सौ ग्राम आटा', pictogram: 'grains' }, { text: 'एक चुटकी नमक' }],
      },
      { kind: 'quote', text: 'कल्पना ज्ञान से अधिक महत्वपूर्ण है।', speaker: 'आइंस्टीन' },
      {
        kind: 'chart',
        heading: { text: 'चंद्रमा' },
        bars: [
          { text: 'पृथ्वी', value: 1, label: '1' },
          { text: 'मंगल', value: 2, label: '2' },
          { text: 'शनि', value: 146, label: '146' },
        ],
      },
    ],
  },
];
