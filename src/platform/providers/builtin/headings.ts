import { baseLanguage } from '../../catalogue/languages.ts';
import { sentences } from '../../text/sentences.ts';

/** Words of a scene that its picture may show in large letters: a complete part of the narration, as it was written. */
export interface Heading {
  readonly kind: 'question' | 'sentence' | 'clause';
  readonly text: string;
  /** Index of the character of the narration at which it is spoken; undefined where the sentence was joined from parts. */
  readonly at?: number | undefined;
}

/** A sentence of a narration and its position. */
export interface PlacedSentence {
  readonly text: string;
  readonly at?: number | undefined;
}

/** Maximum columns of a heading. */
const MAX_COLUMNS = 48;
const MIN_CLAUSE_WORDS = 3;
const MIN_CLAUSE_CHARACTERS = 5;

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Columns of a text; Chinese, Japanese and Korean characters count twice. */
export const columnsOf = (text: string): number => Array.from(text).reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

interface ClauseWords {
  /** Words at the beginning of a clause that needs a main clause, or is only an adverbial. */
  readonly dependent: RegExp;
  /** Words that begin another clause after a comma; with any other word, the clause continues. */
  readonly joining: RegExp;
}

const word = (list: string): RegExp => new RegExp(`^(?:${list.trim().split(/\s+/).join('|')})(?![\\p{L}\\p{M}])`, 'iu');

/** The words by language. A language without an entry has no headings from clauses. */
const CLAUSE_WORDS: Readonly<Record<string, ClauseWords>> = {
  en: {
    dependent:
      word(`after although as at because before but and or by despite during even except for from given if in inside instead into like near of on once
      or over since so that though through throughout to under unless until upon when whenever where whereas wherever whether which while who whose with within without`),
    joining: word('and but so or yet because while although though whereas since if when unless until'),
  },
  de: {
    dependent:
      word(`als an anhand auf aus außer bei beim bevor bis da damit dank dass daß durch ehe falls für gegen hinter im in indem ins je mit nach nachdem neben
      ob obgleich obwohl oder ohne seit seitdem sobald sofern solange soweit sowie statt trotz über um und aber ungeachtet unter vom von vor während wegen weil wenn wenngleich wie
      wo wobei wodurch woher wohin zu zum zur zwischen sodass`),
    joining: word('und aber denn sondern oder weil dass daß wenn obwohl während damit sodass doch als bevor nachdem falls'),
  },
  fr: {
    dependent:
      word(`afin alors à après au aux avant avec bien car chez comme contre dans de depuis des dès derrière du durant en entre et mais ou lorsque malgré même par
      parce pendant pour pourquoi puisque quand que qui quoique sans selon si sous sur tandis vers`),
    joining: word('et mais ou donc car parce puisque quand lorsque si tandis alors'),
  },
  es: {
    dependent:
      word(`a al ante antes aunque bajo como con contra cuando de del desde después donde durante e en entre hacia hasta mientras ni o para pero y por porque
      pues que quien según si sin sobre tras`),
    joining: word('y pero o porque aunque mientras cuando si sino pues'),
  },
  it: {
    dependent:
      word(`a ad affinché al allo alla anche benché che chi col come con contro da dal dalla dei del della di dopo dove durante e ma o fra in nel nella per perché
      poiché prima quando se sebbene senza sotto su sul tra`),
    joining: word('e ma o perché mentre quando se però quindi'),
  },
  pt: {
    dependent:
      word(`a ao após antes apesar até com como conforme contra da de depois desde do durante e mas ou em embora enquanto entre na no onde para pela pelo por
      porque quando que quem se segundo sem sob sobre`),
    joining: word('e mas ou porque enquanto quando embora se pois'),
  },
  nl: {
    dependent:
      word(`aan achter als bij binnen boven dat doordat door en maar of hoewel in indien met na nadat naast nadien om omdat onder op over sinds sinds tegen terwijl
      tijdens toen tot totdat tussen uit van vanaf vanwege via volgens voor voordat wanneer want zoals zodat zonder`),
    joining: word('en maar of want omdat terwijl hoewel als wanneer toen zodat dus'),
  },
  zh: {
    dependent:
      /^(?:当|如果|因为|虽然|由于|随着|为了|对于|关于|通过|自从|从|在|只要|只有|除非|尽管|即使|每当|既然|无论|不管|但|但是|而|所以|因此|然而|并且|或者|如同|根据|按照|每|到)|(?:时|后|前|中|里|之间|以来|的话|的时候)$/u,
    joining: /^(?!的)/u,
  },
};
const CHINESE = /^(?:zh|yue)\b/i;

/** Pronouns at the beginning that refer to a sentence which the picture does not show. */
const REFERS =
  /^(?:it|this|that|these|those|they|he|she|there|so|and|but|er|sie|es|das|dies|diese|dieser|dieses|so|und|aber|dann|这|那|它|他|她|他们|它们|所以|但)(?![\p{L}])/iu;
const QUESTION = /[?？؟;]["'”’»」』)]*$/u;
/** The full stop of a line of its own, which is not shown. Ellipses and other marks are kept. */
const FULL_STOP = /(?<![.。．…])[.。．।]$/u;

export const withoutFullStop = (text: string): string => text.replace(FULL_STOP, '');
/** A comma at the end is where a long sentence was divided. */
const CONTINUES = /[,，、;；]$/u;

/** The sentences of a narration with their positions. */
export function placedSentences(narration: string, language: string): PlacedSentence[] {
  let from = 0;
  return sentences(narration, language).map((text) => {
    const at = narration.indexOf(text, from);
    if (at < 0) return { text };
    from = at + text.length;
    return { text, at };
  });
}

const isQuestion = (text: string): boolean => QUESTION.test(text) && (!text.endsWith(';') || /\p{Script=Greek}/u.test(text));

const wordCount = (text: string, language: string): number =>
  Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text)).filter(({ isWordLike }) => isWordLike).length;

const isLongEnough = (text: string, language: string): boolean =>
  WIDE.test(text)
    ? [...text].filter((character) => /\p{L}/u.test(character)).length >= MIN_CLAUSE_CHARACTERS
    : wordCount(text, language) >= MIN_CLAUSE_WORDS;

/** The part of a sentence up to its first clause mark, if that is a main clause. */
function mainClause({ text, at }: PlacedSentence, language: string): Heading | undefined {
  const words = CLAUSE_WORDS[baseLanguage(language)];
  const mark = CHINESE.test(language) ? /[，；：—]/u.exec(text) : /[,;:](?=\s)|\s[–—](?=\s)|—/u.exec(text);
  if (!words || !mark) return undefined;
  const clause = text.slice(0, mark.index).trim();
  const rest = text.slice(mark.index + mark[0].length).trim();
  const isClosed = !/[,，]/u.test(mark[0]) || words.joining.test(rest);
  // Half of a quotation or a bracket is not complete.
  if (!isClosed || /["“”„«»「」『』()（）]/u.test(clause) || words.dependent.test(clause)) return undefined;
  return columnsOf(clause) <= MAX_COLUMNS && isLongEnough(clause, language) ? { kind: 'clause', text: clause, at } : undefined;
}

function wholeSentence({ text, at }: PlacedSentence, language: string): Heading | undefined {
  const shown = withoutFullStop(text).replace(/\s?[:：]$/u, '');
  if (CONTINUES.test(shown) && !isQuestion(text)) return undefined;
  const isShort = columnsOf(shown) <= MAX_COLUMNS;
  // A single word is not a statement; in a text without spaces, neither are two characters.
  if (!isShort || (WIDE.test(shown) ? [...shown].length < 3 : wordCount(shown, language) < 2)) return undefined;
  return { kind: isQuestion(text) ? 'question' : 'sentence', text: isQuestion(text) ? text : shown, at };
}

/**
 * The heading of a narration: its first short question, else its first short sentence, else a main clause from the beginning of a sentence;
 * always complete and verbatim, at most 48 columns. Undefined without any of these: an incomplete sentence is worse than no heading.
 */
export function headingOf(narration: string, language: string): Heading | undefined {
  const all = placedSentences(narration, language);
  const whole = all.flatMap((sentence) => wholeSentence(sentence, language) ?? []);
  const isBound = ({ text }: Heading): boolean => !REFERS.test(text);
  const question = whole.find(({ kind }) => kind === 'question');
  if (question) return question;
  const clauses = all.flatMap((sentence) => mainClause(sentence, language) ?? []);
  return whole.find(isBound) ?? clauses.find(isBound) ?? whole[0] ?? clauses[0];
}

/** The text with at most `limit` characters, cut after a word. */
export function shortened(text: string, language: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    if (index + segment.length >= limit) break;
    end = index + segment.length;
  }
  const cut = end > 0 ? text.slice(0, end) : [...text].slice(0, limit - 1).join('');
  // Half of a bracket is left out.
  return `${cut.replace(/\s[([（][^)\]）]*$/u, '').replace(/[\s\p{P}]+$/u, '')}…`;
}
