import { SAMPLES } from '../support/samples.ts';
import { SOURCES, type Source } from './sources.ts';

/** A text that a film is made of. */
export interface Text {
  readonly name: string;
  readonly language: string;
  readonly script: string;
  /** What captions say: the script without its marks. */
  readonly words: string;
  /** Whether a voice speaks it. */
  readonly isSpoken: boolean;
  readonly title?: string;
  /** What its two scenes show; cards when left out. */
  readonly sources?: readonly [Source, Source];
}

const sentencesOf = (text: string): string[] => text.split(/(?<=[.?!।。？])\s*/u).filter((sentence) => sentence !== '');

/** Two scenes: the last sentence of the sample, then the first and the last. */
function ordinary(language: string, isSpoken: boolean): Text {
  const sentences = sentencesOf(SAMPLES[language] ?? '');
  const [first = '', last = ''] = [sentences[0], sentences.at(-1)];
  const script = `${last}\n\n${first} ${last}`;
  return { name: 'plain', language, script, words: script, isSpoken };
}

const odd = (name: string, language: string, script: string, more: Partial<Text> = {}): Text => ({
  ...{ name, language, script, words: script, isSpoken: true },
  ...more,
});

const ODD: readonly Text[] = [
  odd('Markdown', 'en', '# The blue sky\n\nAir scatters **blue** light *most*.\n\n- one egg\n- two spoons of [milk](https://example.com)', {
    words: 'The blue sky Air scatters blue light most one egg two spoons of milk',
  }),
  odd('a table', 'en', '| planet | moons |\n|---|---|\n| Earth | 1 |\n| Mars | 2 |\n| Jupiter | 95 |', {
    words: 'planet moons Earth 1 Mars 2 Jupiter 95',
  }),
  odd('code between', 'en', 'These words come before it.\n\n```js\nlet x = 1;\n```\n\nThese words come after it.', {
    words: 'These words come before it. These words come after it.',
  }),
  odd('numbers', 'en', 'It costs $3.50, which is 12.3% more than in 1863.\n\nThe train leaves at 10:30 p.m. on 5/1/2024.'),
  odd('addresses', 'en', 'Look at https://example.com/a?b=1&c=2 today, or write to a.b@example.com tomorrow.'),
  odd('arrows and ampersands', 'en', 'We know that 5 < 7 & 8 > 3.\n\nThen 1 -- 2 --> 3 is no end of a caption.'),
  odd('emoji', 'en', 'The sun 😀 is hot ☀️ and very bright 👩‍🚀.\n\nThe moon 🌕 is not.'),
  odd('quotes and dots', 'en', '“Is it…?” she asked — “really?”\n\n‘Yes!’ said Dr. J. R. Smith, Jr., of the U.S.A.'),
  odd('six dashes', 'en', 'Wait —————— it is not over yet.\n\nNow ------ it is over.'),
  odd('one word', 'en', 'Hello.'),
  odd('no full stop', 'en', 'this goes on and on without any mark that would end it so that nobody knows where to breathe or to look'),
  odd('invisible characters', 'en', 'Cafe\u0301 na\u00EFve\u200B and\u00A0soft\u00ADware \uFB01nd\uFF21 friends here.', {
    words: 'Caf\u00E9 na\u00EFve andsoftware \uFB01nd\uFF21 friends here.',
  }),
  odd('capitals', 'en', 'NASA AND THE FBI MEET AT THE UN.\n\nNOBODY KNOWS WHY.', { title: 'A TITLE THAT IS LOUD AND LONG'.repeat(6) }),
  odd(
    'a very long word',
    'de',
    'Die Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft gibt es am 3. Oktober z. B. nicht.',
  ),
  odd('Latin in Chinese', 'zh', '苹果的 iPhone 15 在 2024 年卖出 12.3% 更多。\n\n没有人知道为什么，也没有人问。'),
  odd('Latin in Arabic', 'ar', 'اشترى الرجل 3 أجهزة iPhone في عام 2024.\n\nينثر الهواء الضوء الأزرق.'),
  odd('digits in Hindi', 'hi', 'हवा में 78% नाइट्रोजन है।\n\nयह 1772 में खोजा गया था।'),
  odd('three scripts', 'en', 'Sky, 天空, небо and ουρανός are one word.', { isSpoken: false }),
  odd('Japanese, read', 'ja', '空はなぜ青いのでしょうか。空気は青い光を散らします。', { isSpoken: false }),
  odd('Thai, read', 'th', 'ท้องฟ้าเป็นสีฟ้าเพราะอากาศกระเจิงแสงสีน้ำเงิน', { isSpoken: false }),
];

const LANGUAGES = Object.keys(SAMPLES);

/** An ordinary text over pictures and films of the workspace, in each language once. */
const shown = (sources: readonly [Source, Source], index: number): Text => ({
  ...ordinary(LANGUAGES[index % LANGUAGES.length] ?? 'en', true),
  ...{ name: sources.map(({ name }) => name).join(', '), sources },
});

/** Every language with its voice, every second one without, odd texts, and files of all kinds. */
export const TEXTS: readonly Text[] = [
  ...LANGUAGES.map((language) => ordinary(language, true)),
  ...LANGUAGES.filter((_, index) => index % 2 === 0).map((language) => ordinary(language, false)),
  ...LANGUAGES.filter((_, index) => index % 2 === 1).map((language) => ordinary(language, true)),
  ...ODD,
  ...SOURCES.map(shown),
];
