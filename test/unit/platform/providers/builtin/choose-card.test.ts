import { describe, expect, it } from 'vitest';
import type { CardContent } from '../../../../../src/platform/media/card-content.ts';
import { chooseCard } from '../../../../../src/platform/providers/builtin/storyboard/choose-card.ts';

const choose = (language: string, narration: string, changes: { heading?: string; position?: number } = {}): CardContent =>
  chooseCard({ narration, language, heading: '', filmTitle: 'The film', position: 1, ...changes });

/** The card in one line. */
function told(card: CardContent): string {
  switch (card.kind) {
    case 'title':
    case 'question':
    case 'statement':
      return `${card.kind}: ${card.text}`;
    case 'plain':
      return `plain: ${card.pictogram ?? ''}`;
    case 'number':
      return `number: ${card.text} | ${card.label}${card.count === undefined ? '' : ` ×${card.count}`}`;
    case 'quote':
      return `quote: ${card.text} — ${card.speaker ?? ''}`;
    case 'list':
      return `list: ${card.heading?.text ?? ''} | ${card.items.map(({ text }) => text).join(' | ')}`;
    case 'timeline':
      return `timeline: ${card.points.map(({ text, label }) => `${text} ${label}`).join(' | ')}`;
    case 'comparison':
      return `comparison: ${card.sides.map(({ text, label }) => `${text} ${label}`).join(' | ')}`;
    case 'chart':
      return `chart: ${card.heading?.text ?? ''} | ${card.bars.map(({ text, value }) => `${text} ${value}`).join(' | ')}`;
    default:
      return '';
  }
}

const CASES: readonly (readonly [string, string, string])[] = [
  ['en', 'A lighthouse keeper in Brittany counts 312 steps every evening.', 'number: 312 | steps every evening'],
  ['en', 'About four million passengers a day ride the trains of London underground.', 'number: 4 million | passengers'],
  ['en', 'The heart of a blue whale weighs 180 kilograms and beats only a few times each minute.', 'number: 180 | kilograms'],
  ['en', 'About 71% of the Earth is covered with water.', 'number: 71% | of the Earth is covered with water'],
  ['en', 'An octopus has three hearts and nine brains.', 'comparison: 3 hearts | 9 brains'],
  ['en', 'The first subway opened in London in 1863.', 'number: 1863 | The first subway opened in London'],
  [
    'en',
    'In 1863 the first subway opened in London. In 1900 Paris followed.',
    'timeline: 1863 The first subway opened in London | 1900 Paris followed',
  ],
  ['en', 'You need two eggs, 100 g flour and a pinch of salt.', 'list: You need | two eggs | 100 g flour | a pinch of salt'],
  ['en', 'Light has three colours: red, green and blue.', 'list: Light has three colours | red | green | blue'],
  [
    'en',
    '“Imagination is more important than knowledge,” said Albert Einstein.',
    'quote: Imagination is more important than knowledge — Albert Einstein',
  ],
  ['en', 'Arsenal beat Chelsea 3-1 on Saturday.', 'statement: Arsenal beat Chelsea 3-1 on Saturday'],
  ['en', 'A 5-star flat.', 'statement: A 5-star flat'],
  ['en', 'The wedding was on 1 Dec 2026.', 'statement: The wedding was on 1 Dec 2026'],
  ['en', 'Call 020 7224 3688.', 'statement: Call 020 7224 3688'],
  ['en', 'Only 1 in 5 startups survives.', 'statement: Only 1 in 5 startups survives'],
  ['en', 'It ran from 10 p.m. to 2 a.m.', 'statement: It ran from 10 p.m. to 2 a.m'],
  ['en', 'The CEO of IBM, the CTO and the VP agree.', 'statement: The CEO of IBM, the CTO and the VP agree'],
  ['en', 'Revenue rose 12.4% year over year to $4.2bn, the company said.', 'number: 12.4% | year over year to $4.2bn'],
  [
    'en',
    '“Be yourself; everyone else is already taken.” — Oscar Wilde',
    'quote: Be yourself; everyone else is already taken — Oscar Wilde',
  ],
  ['de', 'Heute leben hier 83 Mio. Menschen.', 'number: 83 Mio. | Menschen'],
  ['de', '1000 Meilen. 1500 Euro.', 'statement: 1000 Meilen'],
  ['de', '2.1 Methoden', 'statement: 2.1 Methoden'],
  ['zh', '武磊第12分钟首开纪录。', 'statement: 武磊第12分钟首开纪录'],
  ['en', 'It counts steps, tracks sleep and measures heart rate.', 'plain: stairs'],
  ['de', 'Der Laden ist in 80331 München.', 'statement: Der Laden ist in 80331 München'],
  ['zh', '“千里之行，始于足下。”——老子', 'quote: 千里之行，始于足下 — 老子'],
  ['en', 'Before a hike, check the weather and look for storms.', 'plain: person-simple-hike'],
  ['de', 'Wenn es regnet, nimm einen Regenschirm und geh langsam.', 'plain: umbrella'],
  ['fr', 'Quand il pleut, prends un parapluie et marche.', 'statement: Quand il pleut, prends un parapluie et marche'],
  ['es', 'Si llueve, toma un paraguas y camina.', 'statement: Si llueve, toma un paraguas y camina'],
  ['en', 'Planet, moons. Earth, 1. Mars, 2. Jupiter, 95.', 'chart: moons | Earth 1 | Mars 2 | Jupiter 95'],
  ['en', 'Why is the sky blue? The answer is in the air.', 'question: Why is the sky blue?'],
  ['en', 'Ships need light at night.', 'statement: Ships need light at night'],
  ['en', 'When sunlight enters the air, it meets countless tiny molecules, which push it aside.', 'plain: sun'],
  ['en', 'Pick one. It was the 3rd of May at 10:30 and nobody had slept.', 'statement: Pick one'],
  ['de', 'Jeden Abend zählt der Wärter 312 Stufen.', 'number: 312 | Stufen'],
  ['de', 'Ein Tintenfisch hat drei Herzen und neun Gehirne.', 'comparison: 3 Herzen | 9 Gehirne'],
  ['de', 'Rund 71 Prozent der Erde sind mit Wasser bedeckt.', 'number: 71 % | der Erde sind mit Wasser bedeckt'],
  [
    'de',
    '1863 eröffnete die erste U-Bahn in London. 1900 folgte Paris.',
    'timeline: 1863 Eröffnete die erste U-Bahn in London | 1900 Folgte Paris',
  ],
  ['de', 'Du brauchst zwei Eier, 100 g Mehl und eine Prise Salz.', 'list: Du brauchst | zwei Eier | 100 g Mehl | eine Prise Salz'],
  ['de', '„Phantasie ist wichtiger als Wissen“, sagte Albert Einstein.', 'quote: Phantasie ist wichtiger als Wissen — Albert Einstein'],
  ['zh', '灯塔守护人每天晚上数312级台阶。', 'number: 312 | 级台阶'],
  ['zh', '爱因斯坦说：“想象力比知识更重要。”', 'quote: 想象力比知识更重要 — 爱因斯坦'],
  ['zh', '你需要鸡蛋、面粉和盐。', 'list: 你需要 | 鸡蛋 | 面粉 | 盐'],
  ['zh', '为什么天空是蓝色的？', 'question: 为什么天空是蓝色的？'],
  ['fr', 'Il faut deux œufs, 100 g de farine et une pincée de sel.', 'list: Il faut | deux œufs | 100 g de farine | une pincée de sel'],
  ['ru', 'Смотритель каждый вечер считает 312 ступеней.', 'number: 312 | ступеней'],
  ['ar', 'لماذا السماء زرقاء؟', 'question: لماذا السماء زرقاء؟'],
];

describe('chooseCard', () => {
  it.each(CASES)('%s: %s', (language, narration, expected) => {
    expect(told(choose(language, narration))).toBe(expected);
  });

  it('shows the title alone at the beginning', () => {
    expect(choose('en', 'Why is the sky blue?', { position: 0 })).toEqual({ kind: 'title', text: 'The film' });
  });

  it('shows what somebody wrote as heading where the words have no card of their own', () => {
    const narration = 'When sunlight enters the air, it meets countless tiny molecules, which push it aside.';
    expect(told(choose('en', narration, { heading: 'Light is scattered' }))).toBe('statement: Light is scattered');
  });

  it('draws as many pictograms as there are things, up to twelve', () => {
    const [hearts, brains] = (choose('en', 'An octopus has three hearts and nine brains.') as Extract<CardContent, { kind: 'comparison' }>)
      .sides;
    expect([hearts.pictogram, hearts.count, brains.pictogram, brains.count]).toEqual(['heart', 3, 'brain', 9]);
  });

  it('marks the key words of a statement, and where the narration says what is shown', () => {
    const narration = 'It is dark. Ships need light at night.';
    const card = choose('en', narration);
    if (card.kind !== 'statement') throw new Error(card.kind);
    expect(card.keys.map(({ start, end }) => card.text.slice(start, end))).toEqual(['Ships', 'night']);
    expect(narration.slice(card.at)).toMatch(/^Ships need light/);
  });
});
