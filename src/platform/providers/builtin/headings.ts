import { baseLanguage } from '../../catalogue/languages.ts';
import { textWidth } from '../../text/plain-text.ts';
import { sentences } from '../../text/sentences.ts';

/** Words that carry a sentence but not its subject. */
const FILLERS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    `a about after again all almost also although always am an and any are as at away be because been before being between both but by can could did do does
    down each either else even ever every few for from get gets give given go goes had has have he her here hers him his how however i if in into is it its
    it's itself just let like made make makes many may me might more most much must my neither never no nor not now of off often on once one only onto or other
    our out over own per quite rather really same say she should since so some still such take takes than that that's the their them then there these they this
    those through thus to too under until up upon us very was we well were what when where whether which while who whom whose why will with within without
    would yet you your yes`.split(/\s+/),
  ),
  de: new Set(
    `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits bin bis bist da dabei dadurch dafür damit dann daran darauf das
    dass dem den denn der deren des dessen deshalb die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas
    euch für ganz gegen gibt hat hatte haben hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jedem jeden jeder jedes
    kann kein keine keinen können machen macht man mehr mein mit muss müssen nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen
    seiner sich sie sind so sogar soll sondern sonst über um und uns unser unter viel viele vom von vor war waren warum was weil welche wenn wer werden wie
    wieder will wir wird wo wurde wurden zu zum zur zwar zwischen`.split(/\s+/),
  ),
  zh: new Set(
    `的 了 是 在 和 也 就 都 而 及 与 着 或 一个 没有 我们 你们 他们 她们 它们 我 你 他 她 它 这 那 这个 那个 这些 那些 之 其 其实 所以 因为 但是 但 如果 可以 会 能 要 有 到 从
    把 被 对 向 让 给 上 下 中 里 时 很 更 最 不 为 为什么 什么 怎么 看起来 以及 各个 一种 一 个 地 得 吗 呢 吧 啊 当 还 又 并 并且 然后`.split(
      /\s+/,
    ),
  ),
};

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** 0 for a filler word. */
  readonly weight: number;
}

/** Maximum size of a heading: five words, or one title line of characters. */
const MAX_WORDS = 5;
const MAX_CHARACTERS = 42;
/** A sentence no wider than this is its own heading. */
const SHORT_NARRATION = 32;
const CLAUSE = /[^,;:!?…()[\]"“”„«»—–，、；：。！？（）「」『』\n]+/gu;

function weigh(text: string, startsClause: boolean, language: string): number {
  if (FILLERS[baseLanguage(language)]?.has(text.toLowerCase()) === true) return 0;
  if (/\p{Script=Han}/u.test(text)) return Math.min([...text].length, 4);
  // Without a list for the language, short words count as fillers.
  if (FILLERS[baseLanguage(language)] === undefined && text.length < 4) return 0;
  const named = !startsClause && /^\p{Lu}|\p{N}/u.test(text);
  return Math.min(text.length, 10) / 3 + (named ? 1.5 : 0);
}

function wordsOf(clause: string, language: string): Word[] {
  const segments = Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(clause)).filter(({ isWordLike }) => isWordLike);
  return segments.map(({ segment, index }, position) => ({
    text: segment,
    start: index,
    end: index + segment.length,
    weight: weigh(segment, position === 0, language),
  }));
}

interface Run {
  readonly text: string;
  readonly score: number;
}

/**
 * Adjacent words that neither begin nor end with a filler. Each further word must add weight; a clause's beginning is often its subject.
 */
function runs(clause: string, language: string): Run[] {
  const all = wordsOf(clause, language);
  const subject = all.findIndex(({ weight }) => weight > 0);
  const found: Run[] = [];
  for (const [from, first] of all.entries()) {
    if (first.weight === 0) continue;
    let score = from === subject ? 1 : 0;
    for (const [further, last] of all.slice(from, from + MAX_WORDS).entries()) {
      const text = clause.slice(first.start, last.end);
      if (text.length > MAX_CHARACTERS) break;
      score += last.weight > 0 ? last.weight : -1.5;
      if (last.weight > 0) found.push({ text, score: score - further ** 2 / 2 });
    }
  }
  return found;
}

const capitalized = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** A heading from the scene's own words: its weightiest adjacent words, preferably not used by earlier scenes. */
export function headingOf(narration: string, language: string, used: ReadonlySet<string>): string {
  const parts = sentences(narration, language);
  const whole = narration.replace(/[\s.。…:：,，;；]+$/u, '');
  if (parts.length === 1 && textWidth(whole) <= SHORT_NARRATION) return capitalized(whole);
  const clauses = parts.flatMap((sentence) => sentence.match(CLAUSE) ?? []);
  const all = clauses.flatMap((clause) => runs(clause, language));
  const unused = all.filter(({ text }) => !used.has(capitalized(text)));
  const best = (unused.length > 0 ? unused : all).reduce<Run | undefined>(
    (a, b) => (a === undefined || b.score > a.score ? b : a),
    undefined,
  );
  return capitalized(best?.text ?? shortened(narration, language, MAX_CHARACTERS));
}

/** At most `limit` characters, cut after a word. */
export function shortened(text: string, language: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (index + segment.length >= limit) break;
    end = index + segment.length;
  }
  const cut = end > 0 ? text.slice(0, end) : [...text].slice(0, limit - 1).join('');
  return `${cut.replace(/[\s\p{P}]+$/u, '')}…`;
}
